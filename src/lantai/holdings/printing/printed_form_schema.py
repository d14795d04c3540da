"""What the file of a printed form may say: the JSON schema that shipped files and those of an archive are read with."""

from __future__ import annotations

from typing import Any

from lantai.holdings.printing.fonds_files import ENTRY_WORDS, FILE_WORDS
from lantai.holdings.printing.lines import BUNDLE_WORDS, LINE_WORDS

TEXT: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 400}
MILLIMETRES: dict[str, Any] = {"type": "number", "exclusiveMinimum": 0, "maximum": 1000}
LABELS: dict[str, Any] = {
    "type": "object",
    "required": ["zh", "en"],
    "additionalProperties": False,
    "properties": {"zh": TEXT, "en": TEXT},
}
FACT: dict[str, Any] = {
    "type": "object",
    "required": ["label", "value"],
    "additionalProperties": False,
    "properties": {"label": TEXT, "value": {"enum": [*sorted({*BUNDLE_WORDS, *FILE_WORDS}), ""]}, "unit": TEXT},
}
FACTS: dict[str, Any] = {"type": "array", "items": FACT, "maxItems": 12}
COLUMN: dict[str, Any] = {
    "type": "object",
    "required": ["label", "value"],
    "additionalProperties": False,
    "properties": {
        "label": TEXT,
        "value": {"anyOf": [{"enum": sorted({*LINE_WORDS, *ENTRY_WORDS})}, {"type": "string", "pattern": "^field:.+"}]},
        "width": MILLIMETRES,
        "align": {"enum": ["left", "center", "right"]},
    },
}
PAPER: dict[str, Any] = {
    "type": "object",
    "required": ["width", "height", "margins"],
    "additionalProperties": False,
    "properties": {
        "width": MILLIMETRES,
        "height": MILLIMETRES,
        "margins": {"type": "array", "items": MILLIMETRES, "minItems": 4, "maxItems": 4},
    },
}
COVER: dict[str, Any] = {
    "type": "object",
    "required": ["title", "facts"],
    "additionalProperties": False,
    "properties": {"above": FACTS, "title": TEXT, "subject": FACT, "facts": FACTS, "foot": FACTS},
}
LABEL: dict[str, Any] = {
    "type": "object",
    "required": ["width", "height", "gap"],
    "additionalProperties": False,
    "properties": {
        "width": MILLIMETRES,
        "widths": {"type": "array", "items": MILLIMETRES, "minItems": 1},
        "height": MILLIMETRES,
        "gap": {"type": "number", "minimum": 0, "maximum": 50},
        "ink": {"type": "string", "pattern": "^#[0-9a-f]{6}$"},
    },
}
WORDS: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"page": TEXT, "none": TEXT, "missing": TEXT, "missing_columns": {"type": "array", "items": TEXT}},
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["code", "version", "standard", "labels", "of", "layout", "title", "paper"],
    "additionalProperties": False,
    "properties": {
        "code": {"type": "string", "pattern": "^[a-z][a-z_]*$", "maxLength": 40},
        "version": {"type": "integer", "minimum": 1},
        "standard": TEXT,
        "labels": LABELS,
        "of": {"enum": ["items", "volumes", "volume", "boxes", "file"]},
        "layout": {"enum": ["list", "note", "cover", "spines", "stamps", "dossier"]},
        "title": TEXT,
        "paper": PAPER,
        "sections": {
            "type": "array",
            "items": {"enum": ["year", "retention", "unit", "list_number"]},
            "uniqueItems": True,
        },
        "cover": COVER,
        "head": FACTS,
        "columns": {"type": "array", "items": COLUMN, "minItems": 1, "maxItems": 20},
        "row_height": MILLIMETRES,
        "statement": {
            "type": "object",
            "required": ["label", "text"],
            "additionalProperties": False,
            "properties": {"label": TEXT, "text": TEXT},
        },
        "signatures": {"type": "array", "items": TEXT, "maxItems": 8},
        "label": LABEL,
        "facts": FACTS,
        "rows": {
            "type": "array",
            "items": {"type": "array", "items": {"enum": sorted(LINE_WORDS)}, "minItems": 1},
            "minItems": 1,
        },
        "words": WORDS,
    },
}
