"""OFD files (GB/T 33190): text with boxes and page images, from any file however broken, without trusting it."""

from lantai.engines.formats.ofd.problems import NoSuchPage, OfdUnreadable
from lantai.engines.formats.ofd.read import ofd_metadata, read_ofd
from lantai.engines.formats.ofd.render import page_count, page_size, render_ofd_page

__all__ = ["NoSuchPage", "OfdUnreadable", "ofd_metadata", "page_count", "page_size", "read_ofd", "render_ofd_page"]
