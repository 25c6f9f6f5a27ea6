"""Similar articles to communities: average linkage, and what comes before and after it."""
