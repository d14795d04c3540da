"""Description: fonds, records, reference codes with their history, record types, person entries.

Owns what a record is called and what is said of it. Refuses to know files, pages and how records came in.
"""
