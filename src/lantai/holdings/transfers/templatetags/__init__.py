"""Filters for pages of hand-over."""
