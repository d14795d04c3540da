"""Verbs of the precheck."""
