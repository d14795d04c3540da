"""Verbs of fixity."""
