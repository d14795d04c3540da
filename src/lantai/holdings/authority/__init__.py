"""Dated names of places, bodies and persons who made records, and who succeeded whom: what was called how when.

Records and persons keep what their papers say; the names here only widen a question for them.
"""
