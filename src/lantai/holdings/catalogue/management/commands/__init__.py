"""Verbs of places and bodies."""
