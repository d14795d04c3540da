"""Verbs of handing out."""
