"""Verbs of finding."""
