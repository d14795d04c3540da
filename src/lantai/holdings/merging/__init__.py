"""Merging: two records of one fonds that describe the same thing become one, by a person, and apart again if need be.

Owns what a merge took over and how it is taken back, its pages, and the way from an old address to the kept record.
Refuses to delete or to open anything: the absorbed record is retired as it was, and both had the same opening state.
"""
