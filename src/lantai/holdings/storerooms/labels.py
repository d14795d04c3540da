"""The labels of storerooms as data: what stands on each, how large; set by a layout of printing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lantai.engines.formats.barcodes import code_128, qr_code
from lantai.holdings.catalogue.data_files import read_data_file
from lantai.holdings.printing.printed_form_schema import LABEL, LABELS, PAPER, TEXT
from lantai.holdings.printing.printed_forms import WORDS, PrintedForm

FOLDER = Path(__file__).parent / "printed_forms"
FACT_WORDS = (
    "name", "fonds", "first", "last", "place", "kind", "number", "title", "borrower", "unit", "purpose", "",
)  # fmt: skip
_FACT: dict[str, Any] = {
    "type": "object",
    "required": ["label", "value"],
    "additionalProperties": False,
    "properties": {"label": {"type": "string", "maxLength": 40}, "value": {"enum": list(FACT_WORDS)}},
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["code", "version", "standard", "labels", "of", "layout", "title", "paper", "label", "facts"],
    "additionalProperties": False,
    "properties": {
        "code": {"type": "string", "pattern": "^[a-z][a-z_]*$", "maxLength": 40},
        "version": {"type": "integer", "minimum": 1},
        "standard": TEXT,
        "labels": LABELS,
        "of": {"enum": ["boxes", "places", "loans"]},
        "layout": {"const": "labels"},
        "title": TEXT,
        "paper": PAPER,
        "label": LABEL,
        "facts": {"type": "array", "items": _FACT, "minItems": 1, "maxItems": 12},
    },
}


@cache
def label_forms() -> Mapping[str, PrintedForm]:
    """Every form by its code."""
    forms = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        told = read_data_file(path, SCHEMA)
        told["label_size"] = told.pop("label")
        told["facts"] = tuple(told["facts"])
        forms[told["code"]] = PrintedForm(**told, words=WORDS)
    return MappingProxyType(forms)


def section(form: PrintedForm, said: Mapping[str, str], *, barcode: str, address: str) -> dict[str, Any]:
    """One label. Bars are left out where the code is no plain ASCII, as reference codes are."""
    plain = barcode.isascii() and barcode.isprintable() and len(barcode) <= 20
    return {
        "place": said["name"],
        "facts": [{"label": each["label"], "value": said.get(each["value"], "")} for each in form.facts],
        "qr": _drawing(qr_code(address)),
        "bars": _drawing(code_128(barcode)) if plain else None,
        "barcode": barcode,
    }


def _drawing(code: Any) -> dict[str, Any]:
    return {"path": code.path, "width": code.width, "height": code.height}
