"""Where bytes are kept: a small protocol, its back ends, and the promise that a kill never leaves half a thing.

Owns the words for a full disk or a read-only folder. Refuses to know what the bytes mean: no OCFL, no records.
"""
