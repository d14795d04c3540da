"""Verbs of importing catalogues."""
