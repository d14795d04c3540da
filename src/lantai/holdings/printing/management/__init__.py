"""Verbs of printing."""
