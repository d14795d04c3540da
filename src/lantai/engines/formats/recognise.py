"""Draw one page of a file and read it: the call to hand to a `ReaderPool`, as drawing opens foreign files."""

from __future__ import annotations

from pathlib import Path

from lantai.engines.formats.model import PageReading
from lantai.engines.formats.ocr.reading import read_image
from lantai.engines.formats.render import render_page


def recognise_page(path: Path, number: int) -> PageReading:
    """The page as recognised from its picture. `merging.merge_page` joins it to text of the page's own."""
    return read_image(render_page(Path(path), number), number=number)
