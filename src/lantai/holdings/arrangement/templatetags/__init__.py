"""Filters of the templates of arrangement."""
