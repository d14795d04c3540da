"""EEP packages of DA/T 48-2009: one XML file with records, their history and bytes, and signatures.

Owns the elements of the standard as shapes, reading and writing of any size without holding a document in memory,
the rules by which a package is judged, and the ways in which others may have signed theirs.
"""
