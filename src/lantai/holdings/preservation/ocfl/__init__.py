"""Objects in the Oxford Common File Layout 1.1 on any `BlobStore`: lay out, write, read, check.

Owns the bytes on the disk and nothing else: no models, no records, no settings. Everything here can be done again
by a stranger with the specification in hand; Lantai's own additions are ordinary files inside the objects.
"""
