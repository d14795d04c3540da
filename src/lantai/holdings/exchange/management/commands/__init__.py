"""Verbs of the exchange of descriptions."""
