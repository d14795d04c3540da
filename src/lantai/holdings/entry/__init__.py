"""Entering registers by hand beside their images (著录). Owns what was typed, by whom, twice where it is checked, and
what a machine proposed for it. Refuses to save anything a person has not accepted, and to show an ID number it keeps.
"""
