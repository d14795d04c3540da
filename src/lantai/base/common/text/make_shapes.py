"""Generates shapes.txt: for every character that names are made of, the characters that look most like it.

Run `python -m lantai.base.common.text.make_shapes`. Each character is drawn in a serif and a sans face, blurred a
little (as a worn type or a scan does), and compared with all others by the cosine of the two pictures.
"""

from __future__ import annotations

from typing import Any

from lantai.base.common.text.folding import fold
from lantai.base.common.text.shapes import TABLE_FILE
from lantai.base.common.text.surnames import single

SIDE, BLUR, MOST = 40, 1.1, 8
ALIKE = 0.82
"""Found by looking at pairs: 末未, 己已巳, 王玉, 李季, 陈阵, 桂挂 lie above it, 王主, 李林, 红江 below."""
NOT_FOLDED = "己已巳"
"""Kept even where folding makes some of them one."""


def characters() -> list[str]:
    """GB 2312 whole (6,763 characters), which covers names of the registers, and all surnames of the table."""
    rows = (bytes([high, low]) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    known = {c for code in rows if (c := code.decode("gb2312", "ignore"))}
    return sorted({c for c in known | set(single()) if fold(c) == c or c in NOT_FOLDED})


def pictures(characters: list[str], font_path: str) -> Any:
    """One row a character: the blurred picture as a vector of length one."""
    import numpy as np  # the generator alone draws: the table is shipped
    from PIL import Image, ImageDraw, ImageFilter, ImageFont

    font = ImageFont.truetype(font_path, SIDE - 4)
    rows = np.zeros((len(characters), SIDE * SIDE), np.float32)
    for n, character in enumerate(characters):
        sheet = Image.new("L", (SIDE, SIDE))
        ImageDraw.Draw(sheet).text((SIDE // 2, SIDE // 2), character, fill=255, font=font, anchor="mm")
        rows[n] = np.asarray(sheet.filter(ImageFilter.GaussianBlur(BLUR)), np.float32).ravel()
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def table() -> list[str]:
    """Lines of one character and those that look like it, the nearest first."""
    import numpy as np
    from pylopdf_fonts_zh_cn import sans_path, serif_path

    known = characters()
    faces = [pictures(known, str(path())) for path in (serif_path, sans_path)]
    lines = []
    for n, character in enumerate(known):
        alike = np.mean([face @ face[n] for face in faces], axis=0)
        alike[n] = 0
        nearest = [int(m) for m in np.argsort(-alike)[:MOST] if alike[m] >= ALIKE]
        if nearest:
            lines.append(character + "".join(known[m] for m in nearest))
    return lines


if __name__ == "__main__":
    TABLE_FILE.write_text("\n".join(table()) + "\n", encoding="utf-8")
