"""Found stories beside gold ones."""
