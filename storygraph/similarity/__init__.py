"""What speaks for two articles telling one story: likeness above chance, dates, links."""
