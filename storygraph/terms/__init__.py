"""The words of articles: told apart, numbered, weighed; and the copies among them."""
