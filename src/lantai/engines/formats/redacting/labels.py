"""What a reader sees where something is withheld: that it is, on which ground, by a decision of which day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lantai.engines.formats.redacting.fonts import ShownFont
from lantai.engines.formats.redacting.model import Mark, WithheldPart

_SMALLEST, _LARGEST = 4.5, 12.0
_OF_HEIGHT, _OF_WIDTH = 0.62, 0.92
_FOOT_SIZE, _FOOT_LEADING, _FOOT_EDGE = 7.5, 11.0, 18.0
_HEADING, _SENTENCE = 20.0, 11.0

Place = tuple[float, float, float, float]
"""left, bottom, right, top in points."""


@dataclass(frozen=True, slots=True)
class Foot:
    """The lines below the picture and the height they need."""

    rows: tuple[str, ...]

    @property
    def height(self) -> float:
        return _FOOT_LEADING * (len(self.rows) + 1)


def characters_of(mark: Mark) -> frozenset[str]:
    """All the marks of a file can be written with, whatever is withheld in it."""
    return frozenset("".join((mark.title, mark.words, mark.whole_page, *mark.grounds, *mark.grounds.values())))


def foot_of(parts: Sequence[WithheldPart], mark: Mark, number: int, width: float, font: ShownFont) -> Foot:
    """How often something is withheld on the page, on which grounds, since when; then the title and the page."""
    rows: list[str] = []
    if parts:
        grounds = "；".join(mark.of_ground(ground) for ground in sorted({part.ground for part in parts}))
        days = "；".join(sorted({part.on.isoformat() for part in parts}))
        rows += _wrapped(f"{mark.words} × {len(parts)}：{grounds}（{days}）", _FOOT_SIZE, width - 2 * _FOOT_EDGE, font)
    rows += _wrapped(f"{mark.title} · {number}", _FOOT_SIZE, width - 2 * _FOOT_EDGE, font)
    return Foot(tuple(rows))


def foot_content(foot: Foot, font: ShownFont) -> str:
    top = foot.height - _FOOT_LEADING
    rows = [_shown(font, row, _FOOT_SIZE, _FOOT_EDGE, top - at * _FOOT_LEADING + 1) for at, row in enumerate(foot.rows)]
    return "0 g\n" + "".join(rows)


def mark_in(part: WithheldPart, mark: Mark) -> tuple[str, ...]:
    """What may stand in a painted region, the fullest first."""
    day = part.on.isoformat()
    return (f"{mark.words} {part.ground} {day}", f"{mark.words} {part.ground}", f"{part.ground} {day}", part.ground)


def region_content(place: Place, candidates: Sequence[str], font: ShownFont) -> str:
    """The fullest mark that can be read in the paint, in white; along it when it is taller than wide."""
    left, bottom, right, top = place
    wide, high = right - left, top - bottom
    for words in candidates:
        size = _fitting(font, words, wide, high)
        if size:
            x = left + (wide - font.width(words, size)) / 2
            return "1 g\n" + _shown(font, words, size, x, bottom + (high - size * 0.75) / 2)
        size = _fitting(font, words, high, wide)
        if size:
            y = bottom + (high - font.width(words, size)) / 2
            x = left + (wide + size * 0.75) / 2
            return f"1 g\nBT /F0 {size:.2f} Tf 0 1 -1 0 {x:.2f} {y:.2f} Tm {font.codes(words)} Tj ET\n"
    return ""


def whole_page_content(parts: Sequence[WithheldPart], mark: Mark, size: tuple[float, float], font: ShownFont) -> str:
    """A page withheld whole: in its middle, that it is and why."""
    width, height = size
    inside = width * 0.8
    grounds = [mark.of_ground(ground) for ground in sorted({part.ground for part in parts})]
    days = "；".join(sorted({part.on.isoformat() for part in parts}))
    rows = [(row, _HEADING) for row in _wrapped(mark.whole_page, _HEADING, inside, font)]
    for sentence in (*grounds, days):
        rows += [(row, _SENTENCE) for row in _wrapped(sentence, _SENTENCE, inside, font)]
    y = height * 0.6
    shown = []
    for row, letters in rows:
        shown.append(_shown(font, row, letters, (width - font.width(row, letters)) / 2, y))
        y -= letters * 1.8
    frame = f"q 0.5 G 1 w {width * 0.06:.2f} {height * 0.06:.2f} {width * 0.88:.2f} {height * 0.88:.2f} re S Q\n"
    return frame + "0 g\n" + "".join(shown)


def _fitting(font: ShownFont, words: str, wide: float, high: float) -> float:
    """The size at which words fit, 0 when that is too small to read."""
    size = min(_LARGEST, high * _OF_HEIGHT)
    long = font.width(words, size)
    if long > wide * _OF_WIDTH:
        size *= wide * _OF_WIDTH / long
    return size if size >= _SMALLEST else 0.0


def _wrapped(text: str, size: float, width: float, font: ShownFont) -> list[str]:
    rows, row = [], ""
    for character in text:
        if row and font.width(row + character, size) > width:
            rows.append(row)
            row = ""
        row += character
    return [*rows, row] if row else rows


def _shown(font: ShownFont, text: str, size: float, x: float, y: float) -> str:
    return f"BT /F0 {size:.2f} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm {font.codes(text)} Tj ET\n"
