"""Pure functions on files: identify, read text with boxes, render a page, recognise a page.

Owns every outside tool and library that opens a file somebody sent us. Refuses to own models, settings, records:
everything here takes a path and gives a value, so it can run in a process that may be killed.
"""
