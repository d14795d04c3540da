"""Filters for the pages of oversight."""
