"""Pages: their texts, one box a character, images on demand, recognition and proof-reading, finding the page of a hit.

Owns what can be read on a page and where. Refuses to know how files came in and whether a record may be opened.
"""
