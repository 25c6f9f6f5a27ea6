"""Communities to stories: titles, keywords and order, levels, and why an article is in one."""
