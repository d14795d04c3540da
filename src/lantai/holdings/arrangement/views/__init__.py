"""Pages of arrangement, one module a page."""
