"""What the document's catalogue must not ask for: ISO 19005-2, 6.1.12, 6.5.2, 6.8 to 6.11."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from lantai.engines.formats.pdfa.rules import Breaches

_MOST_NAMES = 20_000
_MARKS = (b"pdfaid:part", b"http://www.aiim.org/pdfa/ns/id/")


def check_catalogue(pdf: Pdf, found: Breaches) -> None:
    root = pdf.Root
    if set(_keys(root.get(Name.Perms))) - {"/UR3", "/DocMDP"}:
        found.add("permissions")
    if Name.AA in root:
        found.add("additional_action", "catalog")
    names = root.get(Name.Names)
    if isinstance(names, Dictionary):
        if Name.AlternatePresentations in names:
            found.add("alternate_presentation")
        if Name.JavaScript in names:
            found.add("action", "JavaScript")
        for name, specification in _leaves(names.get(Name.EmbeddedFiles)):
            _check_embedded(name, specification, found)
    if Name.Requirements in root:
        found.add("requirements")
    _check_optional_content(root.get(Name.OCProperties), found)


def _keys(thing: Any) -> list[str]:
    return [str(key) for key in thing.keys()] if isinstance(thing, Dictionary) else []  # noqa: SIM118


def _leaves(tree: Any, left: int = 12) -> Iterator[tuple[str, Any]]:
    """The entries of a name tree."""
    if not isinstance(tree, Dictionary) or left == 0:
        return
    entries = tree.get(Name.Names)
    if isinstance(entries, Array):
        for n in range(0, min(len(entries) - 1, _MOST_NAMES), 2):
            yield str(entries[n]), entries[n + 1]
    for kid in tree.get(Name.Kids) or ():
        yield from _leaves(kid, left - 1)


def _check_embedded(name: str, specification: Any, found: Breaches) -> None:
    """6.8: both names, and a file that says of itself that it is PDF/A-1 or PDF/A-2."""
    if not isinstance(specification, Dictionary):
        return
    if Name.F not in specification or Name.UF not in specification:
        found.add("embedded_file", name)
    files = specification.get(Name.EF)
    stream = files.get(Name.F) if isinstance(files, Dictionary) else None
    if isinstance(stream, Stream):
        try:
            data = stream.read_bytes()
        except pikepdf.PdfError:
            data = b""
        if not data.startswith(b"%PDF-") or not all(mark in data for mark in _MARKS):
            found.add("embedded_file", name)


def _check_optional_content(properties: Any, found: Breaches) -> None:
    if not isinstance(properties, Dictionary):
        return
    others = properties.get(Name.Configs)
    every = [properties.get(Name.D), *(others if isinstance(others, Array) else ())]
    configurations = [each for each in every if isinstance(each, Dictionary)]
    named = [str(each.get(Name.Name, "")) for each in configurations]
    if "" in named or len(set(named)) < len(named):
        found.add("optional_content", "Name")
    if any(Name.AS in each for each in configurations):
        found.add("optional_content", "AS")
    groups = {each.objgen for each in properties.get(Name.OCGs) or ()}
    for each in configurations:
        order = each.get(Name.Order)
        if isinstance(order, Array) and not groups <= set(_ordered(order)):
            found.add("optional_content", "Order")


def _ordered(order: Array, left: int = 12) -> Iterator[tuple[int, int]]:
    for each in order:
        if isinstance(each, Array) and left:
            yield from _ordered(each, left - 1)
        elif isinstance(each, Dictionary):
            yield each.objgen
