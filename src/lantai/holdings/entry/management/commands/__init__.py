"""Commands of entry by hand."""
