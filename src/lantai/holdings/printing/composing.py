"""From a form and its bundles to the plain values a template is set with: nothing here knows a database."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from lantai.holdings.printing.dividing import divided
from lantai.holdings.printing.fonds_files import FileBundle, FileLine
from lantai.holdings.printing.lines import Bundle, Line
from lantai.holdings.printing.printed_forms import PrintedForm

BLANK = "\u3000\u3000"
"""What stands in a sentence where a number is not known: room for the pen."""
INSET = 2.6
"""Millimetres a cell of a list keeps clear beside its words (`list.typ`)."""
LONG_ROW = 700
"""Characters from which a row may be divided between pages: it might not fit onto one."""


def values_for(form: PrintedForm, bundles: Sequence[Bundle], *, width: float | None = None) -> dict[str, Any]:
    """The values of `layouts/<layout>.typ`. `width` is that of a spine, when the form has several."""
    maker = {"list": _list, "note": _note, "cover": _cover, "spines": _spine, "stamps": _stamps}[form.layout]
    return sheet_values(form, [maker(form, bundle) for bundle in bundles], width=width)


def file_values(form: PrintedForm, bundle: FileBundle) -> dict[str, Any]:
    """The same for a form of the fonds file: its list, or the file to read."""
    return sheet_values(form, [_dossier(form, bundle) if form.layout == "dossier" else _list(form, bundle)])


def sheet_values(form: PrintedForm, sections: Sequence[Any], *, width: float | None = None) -> dict[str, Any]:
    """The same for sections that are ready: an app above fills the layouts of its own forms itself."""
    return {
        "title": form.title,
        "standard": form.standard,
        "paper": dict(form.paper),
        "words": dict(form.words),
        "label": {**form.label_size, **({"width": width} if width else {})},
        "columns": [dict(column) for column in form.columns],
        "row_height": form.row_height,
        "sections": list(sections),
    }


def _list(form: PrintedForm, bundle: Bundle | FileBundle) -> dict[str, Any]:
    rooms = _rooms(form)
    return {
        "cover": _cover_of(form.cover, bundle) if form.cover else None,
        "head": _facts(form.head, bundle),
        "rows": [_row(form, rooms, line) for line in bundle.lines],
    }


def _row(form: PrintedForm, rooms: Sequence[float], line: Line | FileLine) -> dict[str, Any]:
    said = [line.say(column["value"]) for column in form.columns]
    cells = [divided(text, room) for text, room in zip(said, rooms, strict=True)]
    return {"place": line.place, "cells": cells, "long": sum(map(len, said)) > LONG_ROW}


def _rooms(form: PrintedForm) -> list[float]:
    """Millimetres inside each column; those without a width share what is left."""
    _top, right, _bottom, left = form.paper["margins"]
    widths = [column.get("width") for column in form.columns]
    rest = form.paper["width"] - left - right - sum(width or 0 for width in widths)
    return [(width or rest / widths.count(None)) - INSET for width in widths]


def _dossier(form: PrintedForm, bundle: FileBundle) -> dict[str, Any]:
    return {
        "cover": _cover_of(form.cover, bundle),
        "head": _facts(form.head, bundle),
        "parts": [{"title": part, "entries": [_entry(line) for line in lines]} for part, lines in bundle.parts],
    }


def _entry(line: FileLine) -> dict[str, Any]:
    return {
        "place": line.place,
        "number": line.say("entry_number"),
        "title": line.say("title"),
        "facts": "　".join(filter(None, (line.say("date"), line.say("by"), line.remark))),
        "paragraphs": line.paragraphs,
        "records": line.say("records"),
    }


def _note(form: PrintedForm, bundle: Bundle) -> dict[str, Any]:
    return {
        "place": form.title,
        "head": _facts(form.head, bundle),
        "statement": {"label": form.statement["label"], "text": _filled(form.statement["text"], bundle)},
        "signatures": list(form.signatures),
    }


def _filled(text: str, bundle: Bundle) -> str:
    """本卷共有文件{items}件 → with the numbers that are known, and room for the others."""
    return re.sub(r"\{(\w+)\}", lambda m: bundle.say(m[1]) or BLANK, text)


def _cover(form: PrintedForm, bundle: Bundle) -> dict[str, Any]:
    return _cover_of(form.cover, bundle)


def _cover_of(cover: Mapping[str, Any], bundle: Bundle | FileBundle) -> dict[str, Any]:
    return {
        "place": cover["title"],
        "title": cover["title"],
        "above": _facts(cover.get("above", ()), bundle),
        "subject": _facts([cover["subject"]], bundle)[0] if "subject" in cover else None,
        "facts": _facts(cover["facts"], bundle),
        "foot": _facts(cover.get("foot", ()), bundle),
    }


def _spine(form: PrintedForm, bundle: Bundle) -> dict[str, Any]:
    return {"place": bundle.box or form.title, "facts": _facts(form.facts, bundle)}


def _stamps(form: PrintedForm, bundle: Bundle) -> dict[str, Any]:
    stamps = [
        {"place": line.record.code, "rows": [[line.say(word) for word in row] for row in form.rows]}
        for line in bundle.lines
    ]
    return {"stamps": stamps}


def _facts(facts: Sequence[Mapping[str, str]], bundle: Bundle | FileBundle) -> list[dict[str, str]]:
    return [
        {"label": fact["label"], "value": bundle.say(fact["value"]), "unit": fact.get("unit", "")} for fact in facts
    ]
