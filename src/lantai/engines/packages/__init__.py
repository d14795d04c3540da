"""Packages in the forms in which archives are handed over: opened, judged, written.

Owns what a package is: its form, what it declares, what is there, and what the rules of its form say about both.
Refuses to own models, settings, records, and the files' own content: everything here takes a path and gives values. An
archive file (zip, tar) is unpacked by callers before; what it means for a record is theirs to say.
"""
