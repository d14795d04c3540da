"""Where every glyph of a TextObject stands: TextCode, DeltaX/DeltaY, CGTransform and the directions, worked out once.

Reading and drawing both start from here, so that a character's box is where its ink is.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml.etree import _Element as Element

from lantai.engines.formats.ofd.fonts import FONT_ERRORS, Face, is_heavy, natural_width, other_stand_in, stand_in
from lantai.engines.formats.ofd.package import Package
from lantai.engines.formats.ofd.problems import FONT_UNREADABLE, OfdUnreadable
from lantai.engines.formats.ofd.resources import FontSpec, Resources
from lantai.engines.formats.ofd.values import Matrix, children, deltas, number, text_of

MAX_CODE = 50_000
MAX_GLYPHS_PER_CODE = 64


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph, or one character without a glyph. `x`, `y`, `advance` are in the object's units, `y` downwards.

    `text` is what the glyph stands for: one character as a rule, several for a ligature, none for a further part.
    `squeeze` narrows a stand-in's glyph to the room the file leaves for it. `named` is false where the file draws
    glyphs and says nothing of the characters they stand for.
    """

    text: str
    face: Face
    glyph_id: int | None
    x: float
    y: float
    advance: float
    squeeze: float = 1.0
    named: bool = True


@dataclass(frozen=True, slots=True)
class TextRun:
    """The glyphs of one TextCode, in writing order."""

    glyphs: tuple[Glyph, ...]
    size: float
    h_scale: float
    char_direction: int

    def glyph_matrix(self, glyph: Glyph) -> Matrix:
        """From ems (x right, y down, origin on the baseline) to the object's units."""
        angle = math.radians(self.char_direction)
        cosine, sine = math.cos(angle), math.sin(angle)
        wide = self.size * self.h_scale * glyph.squeeze
        return (wide * cosine, wide * sine, -self.size * sine, self.size * cosine, glyph.x, glyph.y)


class FontShelf:
    """The faces of one opened file, opened when first asked for; a broken one is noted and stood in for."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._faces: dict[tuple[str, str], Face] = {}

    def face(self, spec: FontSpec) -> Face:
        key = (spec.part, spec.name)
        if key not in self._faces:
            self._faces[key] = self._opened(spec) or stand_in(spec)
        return self._faces[key]

    def _opened(self, spec: FontSpec) -> Face | None:
        if not spec.part:
            return None
        try:
            return Face(self._package.read(spec.part))
        except FONT_ERRORS:
            self._package.note(FONT_UNREADABLE, spec.part, part=spec.part)
        except OfdUnreadable as error:
            self._package.note(error.code, spec.part, **error.params)
        return None


@dataclass(frozen=True, slots=True)
class Looks:
    """What of a font must be imitated because the stand-in has only one weight and stands upright."""

    bold: float
    slant: float


def font_of(element: Element, resources: Resources) -> FontSpec:
    return resources.fonts.get(element.get("Font", ""), FontSpec(""))


def looks(element: Element, spec: FontSpec, face: Face) -> Looks:
    weight = number(element.get("Weight"), 400)
    if face.substitute and is_heavy(spec):
        weight = max(weight, 700)
    slanted = element.get("Italic", "").lower() == "true" or (face.substitute and spec.italic)
    return Looks(bold=max(0.0, min(weight, 900) - 400) / 300 * 0.035, slant=0.21 if slanted else 0.0)


def text_runs(element: Element, face: Face, spec: FontSpec) -> Iterator[TextRun]:
    """The runs of one TextObject. A TextCode without X or Y goes on from the one before it."""
    size = number(element.get("Size"), 0.0) or 1.0
    layout = _Layout(
        face=face,
        spec=spec,
        size=size,
        direction=int(number(element.get("ReadDirection"), 0)) % 360,
        h_scale=number(element.get("HScale"), 1.0) or 1.0,
    )
    turned = int(number(element.get("CharDirection"), 0)) % 360
    changes = _glyph_changes(element)
    x = y = 0.0
    at = 0
    codes = list(children(element, "TextCode"))
    for code in codes:
        text = _printable(code.text)
        x, y = number(code.get("X"), x), number(code.get("Y"), y)
        # Glyphs beyond the last character are drawn all the same: some files name no character at all.
        count = max(len(text), max(changes, default=-1) + 1 - at if code is codes[-1] else 0)
        steps = layout.steps(code, count)
        glyphs = tuple(layout.place(text, count, steps, (x, y), changes, at))
        at += len(text)
        if glyphs:
            yield TextRun(glyphs, size, layout.h_scale, turned)


def _printable(text: str | None) -> str:
    kept = [c for c in (text or "")[:MAX_CODE] if c == "\t" or unicodedata.category(c) not in ("Cc", "Cs")]
    return "".join(" " if c == "\t" else c for c in kept)


@dataclass(frozen=True, slots=True)
class _Change:
    """One CGTransform: from `start`, `codes` characters become these glyphs."""

    start: int
    codes: int
    glyphs: tuple[int, ...]


def _glyph_changes(element: Element) -> dict[int, _Change]:
    """CGTransforms by the character they start at, counted over all TextCodes of the object.

    The schema lets transforms stand before each TextCode, and producers count either from that TextCode or from the
    first one: a position that lies before the TextCode it stands at can only be meant from there.
    """
    changes: dict[int, _Change] = {}
    before = 0
    for one in children(element, "CGTransform", "TextCode"):
        if one.tag == "TextCode" or str(one.tag).endswith("}TextCode"):
            before += len(_printable(one.text))
            continue
        position = int(number(one.get("CodePosition"), 0))
        start = position if position >= before else position + before
        for change in _single_changes(one, start):
            changes[change.start] = change
    return changes


def _single_changes(element: Element, start: int) -> Iterator[_Change]:
    """One to one where the counts agree, which they nearly always do; else the whole group at its first character."""
    glyph_list = next(children(element, "Glyphs"), None)
    ids = tuple(int(number(part, 0)) for part in text_of(glyph_list).split()[:MAX_CODE])
    codes = int(number(element.get("CodeCount"), 1))
    if codes == len(ids) or codes <= 0:
        for at, one in enumerate(ids):
            yield _Change(start + at, 1, (one,))
    elif ids:
        yield _Change(start, min(codes, MAX_CODE), ids[:MAX_GLYPHS_PER_CODE])


@dataclass(frozen=True, slots=True)
class _Layout:
    face: Face
    spec: FontSpec
    size: float
    direction: int
    h_scale: float

    def steps(self, code: Element, count: int) -> list[tuple[float, float]] | None:
        """The way from each character to the next; None when the file leaves it to the font."""
        across = deltas(code.get("DeltaX"), count)
        down = deltas(code.get("DeltaY"), count)
        if not across and not down:
            return None
        return [(_at(across, at), _at(down, at)) for at in range(count)]

    def place(
        self,
        text: str,
        count: int,
        steps: list[tuple[float, float]] | None,
        origin: tuple[float, float],
        changes: dict[int, _Change],
        offset: int,
    ) -> Iterator[Glyph]:
        x, y = origin
        at = 0
        while at < count:
            change = changes.get(offset + at)
            codes = change.codes if change else 1
            part = text[at : at + codes]
            glyphs = list(self._glyphs(part, change, (x, y), self._room(text, steps, at, count)))
            yield from glyphs
            if steps:
                x += sum(step[0] for step in steps[at : at + codes])
                y += sum(step[1] for step in steps[at : at + codes])
            else:
                x, y = self._after(glyphs, x, y)
            at += codes

    def _room(
        self, text: str, steps: list[tuple[float, float]] | None, at: int, count: int
    ) -> tuple[float, float] | None:
        """The step that bounds a character's width. The last narrow one gets as much room as the narrow one before."""
        if not steps or at < count - 1:
            return steps[at] if steps else None
        narrow = [one for one in range(min(at, len(text))) if natural_width(text[one]) < 1]
        return steps[narrow[-1]] if narrow and natural_width(text[at : at + 1]) < 1 else None

    def _after(self, glyphs: list[Glyph], x: float, y: float) -> tuple[float, float]:
        width = sum(glyph.advance for glyph in glyphs)
        angle = math.radians(self.direction)
        return x + width * math.cos(angle), y + width * math.sin(angle)

    def _glyphs(
        self, part: str, change: _Change | None, at: tuple[float, float], step: tuple[float, float] | None
    ) -> Iterator[Glyph]:
        if change is None:
            yield self._fitted(part, self._for_character(part), at, step)
            return
        texts = [part, *[""] * (len(change.glyphs) - 1)] if len(change.glyphs) != len(part) else list(part)
        x, y = at
        for text, glyph_id in zip(texts, change.glyphs, strict=True):
            chosen = self._for_character(text) if self.face.substitute and text else (self.face, glyph_id)
            glyph = self._fitted(text, chosen, (x, y), step)
            yield glyph if part else replace(glyph, named=False)
            x += glyph.advance

    def _for_character(self, character: str) -> tuple[Face, int | None]:
        """The face that has the character: the file's own, its stand-in, the other stand-in."""
        first = character[:1]
        faces = [self.face] if self.face.substitute else [self.face, stand_in(self.spec)]
        faces.append(other_stand_in(faces[-1]))
        for face in faces:
            glyph_id = face.glyph(first) if first else None
            if glyph_id is not None:
                return face, glyph_id
        return self.face, None

    def _fitted(
        self, text: str, chosen: tuple[Face, int | None], at: tuple[float, float], step: tuple[float, float] | None
    ) -> Glyph:
        """A glyph is never wider than the step to the next one, unless the step is no width at all (overprint)."""
        face, glyph_id = chosen
        natural = face.advance(glyph_id, text) * self.size * self.h_scale
        room = step[0] if step and not step[1] else 0.0
        tight = 0.3 * natural < room < 0.99 * natural
        squeeze = room / natural if tight and face.substitute else 1.0
        return Glyph(text, face, glyph_id, at[0], at[1], room if tight else natural, squeeze)


def _at(values: list[float], at: int) -> float:
    """A list that is too short goes on with its last value."""
    return values[at] if at < len(values) else (values[-1] if values else 0.0)
