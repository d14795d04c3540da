"""Files turned into formats for keeping, by outside programs with hands tied: time, memory, no network, one folder.

Refuses to judge what comes out: `lantai.engines.formats.pdfa` does that.
"""
