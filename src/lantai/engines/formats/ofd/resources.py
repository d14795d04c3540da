"""What pages refer to by number: fonts, pictures, drawing parameters, colour spaces and composite units."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from lantai.engines.formats.ofd.package import Package
from lantai.engines.formats.ofd.problems import OfdPartIsMissing, OfdUnreadable
from lantai.engines.formats.ofd.values import child_text, descendants, flag, numbers, text_of


@dataclass(frozen=True, slots=True)
class FontSpec:
    """A font as the file names it; `part` is empty when its outlines do not travel inside the file."""

    name: str
    family: str = ""
    part: str = ""
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Media:
    part: str
    format: str = ""


@dataclass(frozen=True, slots=True)
class ColourSpace:
    kind: str
    bits: int = 8
    palette: tuple[tuple[float, ...], ...] = ()


@dataclass(slots=True)
class Resources:
    """Everything by id. Ids are unique in a document, so one table serves its public and its own resources."""

    fonts: dict[str, FontSpec] = field(default_factory=dict)
    media: dict[str, Media] = field(default_factory=dict)
    draw_params: dict[str, Element] = field(default_factory=dict)
    colour_spaces: dict[str, ColourSpace] = field(default_factory=dict)
    units: dict[str, Element] = field(default_factory=dict)

    def extended(self, package: Package, parts: Iterable[str]) -> Resources:
        """A copy with the resources of a page added."""
        copy = Resources(
            dict(self.fonts), dict(self.media), dict(self.draw_params), dict(self.colour_spaces), dict(self.units)
        )
        for part in parts:
            copy.load(package, part)
        return copy

    def load(self, package: Package, part: str) -> None:
        """Add one resource file; a damaged one is noted and skipped."""
        try:
            root = package.xml(part)
        except OfdUnreadable as error:
            package.note(error.code, part, **error.params)
            return
        folder = posixpath.dirname(part)
        base = (root.get("BaseLoc") or "").strip().replace("\\", "/")
        bases = ((base.lstrip("/"),) if base.startswith("/") else ()) + (
            posixpath.join(folder, base.lstrip("/")),
            folder,
        )
        for one in descendants(root, "Font"):
            self.fonts[one.get("ID", "")] = _font(package, one, bases)
        for one in descendants(root, "MultiMedia"):
            found = _located(package, child_text(one, "MediaFile"), bases)
            self.media[one.get("ID", "")] = Media(found, (one.get("Format") or "").upper())
        for one in descendants(root, "DrawParam"):
            self.draw_params[one.get("ID", "")] = one
        for one in descendants(root, "ColorSpace"):
            self.colour_spaces[one.get("ID", "")] = _colour_space(one)
        for one in descendants(root, "CompositeGraphicUnit"):
            self.units[one.get("ID", "")] = one


def _located(package: Package, location: str, bases: tuple[str, ...]) -> str:
    if not location:
        return ""
    found = package.resolve(location, *bases)
    if found is None:
        package.note(OfdPartIsMissing.code, location, part=location)
    return found or ""


def _font(package: Package, element: Element, bases: tuple[str, ...]) -> FontSpec:
    return FontSpec(
        name=element.get("FontName", ""),
        family=element.get("FamilyName", ""),
        part=_located(package, child_text(element, "FontFile"), bases),
        bold=flag(element.get("Bold"), default=False),
        italic=flag(element.get("Italic"), default=False),
    )


def _colour_space(element: Element) -> ColourSpace:
    bits = element.get("BitsPerComponent", "8")
    return ColourSpace(
        kind=(element.get("Type") or "RGB").upper(),
        bits=int(bits) if bits in ("1", "2", "4", "8", "16") else 8,
        palette=tuple(tuple(numbers(text_of(one))) for one in descendants(element, "CV")),
    )
