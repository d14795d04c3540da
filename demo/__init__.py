"""The demonstration archive: a fictional district, generated the same every time."""
