"""Verbs that put the parts together."""
