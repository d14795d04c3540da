"""Dated names of places, bodies and persons who made records, and who succeeded whom: what was called how when.

It owns these names and nothing else: records keep what their papers say, and the names only widen a question for them.
"""
