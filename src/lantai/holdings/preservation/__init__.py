"""Storage objects: every record is one OCFL object holding its originals, digests, description and PREMIS events.

Owns what lies on disk and how it is known to be whole. Refuses to interpret texts; the pages are fulltext's.
"""
