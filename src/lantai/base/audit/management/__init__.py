"""Verbs of the audit chain."""
