"""Describing by hand: pages that change what is said, one record or many at a time, and what was said before.

Owns the forms of description, changes of many records that can be undone, and pairs of records that may be the same.
Refuses to know how a record is kept: what is said goes through the acts of the catalogue.
"""
