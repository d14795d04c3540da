"""Verbs of persons."""
