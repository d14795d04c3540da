"""Redaction that holds: pixels are painted over at full size, and a new PDF is written from them and what text remains.

Owns the geometry of what is covered, the painting, and a writer that knows every object it writes. Refuses to copy
anything from the original: no object, font, stream, name or metadata of it can reach what comes out.
"""
