"""Dated names of places and bodies, and who succeeded whom. Owns what a place was called when, and nothing found by it.

Records and persons keep what their papers say; the names here only widen a question for them.
"""
