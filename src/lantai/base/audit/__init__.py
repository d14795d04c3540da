"""The audit chain: append-only events, each carrying the hash of the one before.

Owns what was done, by whom, in which capacity, to what, when. Refuses to know what the things are: subjects are
kept as a kind and an identifier, and outlive both the thing and its actor.
"""
