"""OFD files (GB/T 33190): text with boxes and page images, from any file however broken, without trusting it."""

from lantai.engines.formats.ofd.problems import NoSuchPage, OfdUnreadable
from lantai.engines.formats.ofd.read import ofd_metadata, read_ofd

__all__ = ["NoSuchPage", "OfdUnreadable", "ofd_metadata", "read_ofd"]
