"""Pages of fulltext, one module a page."""
