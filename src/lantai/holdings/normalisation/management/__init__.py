"""Verbs of normalisation."""
