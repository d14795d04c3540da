"""The database made again from the storage root alone, and the digests that prove it is the one that was.

Owns the walk over the root and what becomes of what it finds. Refuses a database that holds anything.
"""
