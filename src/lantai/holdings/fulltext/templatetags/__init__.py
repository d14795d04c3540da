"""Template tags of fulltext."""
