"""Filters of entry by hand."""
