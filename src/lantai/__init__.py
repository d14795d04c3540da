"""Lantai 兰台: a digital archives system for a district or county archive."""

__version__ = "0.1.0"
