"""Verbs of enquiries."""
