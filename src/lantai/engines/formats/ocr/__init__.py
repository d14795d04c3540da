"""Text recognition of page images: orientation, recognition, reading order. It reads pixels and nothing else.

`reading.read_image` is the door; what it returns is `lantai.engines.formats.model.PageReading`.
"""
