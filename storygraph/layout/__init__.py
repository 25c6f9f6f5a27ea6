"""Where stories and articles lie on the map."""
