"""Annotations and forms: ISO 19005-2, 6.3 and 6.4."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pikepdf import Array, Dictionary, Name, Page, Pdf, Stream

from lantai.engines.formats.pdfa.rules import Breaches

KINDS = {
    "/Text", "/Link", "/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine", "/Highlight", "/Underline",
    "/Squiggly", "/StrikeOut", "/Stamp", "/Caret", "/Ink", "/Popup", "/FileAttachment", "/Widget", "/PrinterMark",
    "/TrapNet", "/Watermark", "/Redact",
}  # fmt: skip
_INVISIBLE, _HIDDEN, _PRINT, _NO_ZOOM, _NO_ROTATE, _NO_VIEW, _TOGGLE = 1, 2, 4, 8, 16, 32, 256
_NEEDS_NO_APPEARANCE = ("/Popup", "/Link")
_DEEPEST = 30


def check_annotations(page: Page, number: int, found: Breaches) -> None:
    notes = page.obj.get(Name.Annots)
    for note in notes if isinstance(notes, Array) else ():
        if isinstance(note, Dictionary):
            _check(note, f"page {number}", found)


def _check(note: Dictionary, where: str, found: Breaches) -> None:
    kind = str(note.get(Name.Subtype))
    if kind not in KINDS:
        found.add("annotation_kind", f"{where}: {kind}")
    if kind != "/Popup":
        _check_flags(note, kind, where, found)
    if kind == "/Widget" and (Name.A in note or Name.AA in note):
        found.add("form_action", where)
    elif Name.AA in note:
        found.add("action", f"{where}: AA")
    _check_appearance(note, kind, where, found)


def _check_flags(note: Dictionary, kind: str, where: str, found: Breaches) -> None:
    if Name.F not in note:
        found.add("annotation_flags", where)
        return
    flags = int(note.F)
    if (
        not flags & _PRINT
        or flags & (_INVISIBLE | _HIDDEN | _NO_VIEW | _TOGGLE)
        or (kind == "/Text" and flags & (_NO_ZOOM | _NO_ROTATE) != _NO_ZOOM | _NO_ROTATE)
    ):
        found.add("annotation_flags", where)


def _check_appearance(note: Dictionary, kind: str, where: str, found: Breaches) -> None:
    looks = note.get(Name.AP)
    if not isinstance(looks, Dictionary):
        if kind not in _NEEDS_NO_APPEARANCE and not _is_empty(note.get(Name.Rect)):
            found.add("appearance", where)
        return
    if [str(key) for key in looks.keys()] != ["/N"]:  # noqa: SIM118 - a PDF dictionary is no mapping
        found.add("appearance", where)
    is_button = kind == "/Widget" and str(_inherited(note, Name.FT)) == "/Btn"
    normal = looks.get(Name.N)
    if isinstance(normal, Stream) == is_button:
        found.add("appearance", where)


def _is_empty(box: Any) -> bool:
    return isinstance(box, Array) and len(box) == 4 and (box[0] == box[2] and box[1] == box[3])


def _inherited(field: Any, key: Name) -> Any:
    for _ in range(_DEEPEST):
        if not isinstance(field, Dictionary):
            return None
        if key in field:
            return field.get(key)
        field = field.get(Name.Parent)
    return None


def check_forms(pdf: Pdf, found: Breaches) -> None:
    root: Any = pdf.Root
    if root.get(Name.NeedsRendering) is True:
        found.add("xfa", "NeedsRendering")
    form: Any = root.get(Name.AcroForm)
    if form is None:
        return
    if form.get(Name.NeedAppearances) is True:
        found.add("form_action", "NeedAppearances")
    if Name.XFA in form:
        found.add("xfa")
    for field in _fields(form.get(Name.Fields)):
        if Name.AA in field:
            found.add("form_action", "field")


def _fields(fields: Any, left: int = _DEEPEST) -> Iterator[Dictionary]:
    for field in fields if isinstance(fields, Array) else ():
        if isinstance(field, Dictionary) and left:
            yield field
            yield from _fields(field.get(Name.Kids), left - 1)
