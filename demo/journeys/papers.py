"""Papers the walkers photograph: cards and letters that say themselves that they are none."""

from __future__ import annotations

import io


def photograph(title: str, *lines: str) -> bytes:
    """A PNG of a paper with large letters; the border says that it is an example."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (640, 400), "#f4f1ea")
    pen = ImageDraw.Draw(image)
    pen.rectangle((12, 12, 628, 388), outline="#56606a", width=3)
    for at, line in enumerate((title, *lines, "EXAMPLE")):
        pen.text((40, 40 + 60 * at), line.encode("ascii", "replace").decode(), fill="#1d2329", font_size=32)
    kept = io.BytesIO()
    image.save(kept, "PNG")
    return kept.getvalue()


CARD = photograph("IDENTITY CARD", "99999919540308....")
LETTER = photograph("POWER OF ATTORNEY", "years in the countryside")
