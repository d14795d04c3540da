"""Hints at what may not be opened: ID numbers, telephones, addresses, names in private matters, marks of secrecy.

Owns the detectors, their rules as data, and the lexicons' format. Refuses to own decisions (a hint is never one),
models, settings and files: everything here takes a text and gives offsets into it.
"""
