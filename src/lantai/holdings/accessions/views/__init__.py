"""Staff pages of accessions, one module a page."""
