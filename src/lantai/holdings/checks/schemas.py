"""What the files of items and schemes may say: JSON schemas for shipped files and for those of an archive."""

from __future__ import annotations

from typing import Any

LABELS: dict[str, Any] = {
    "type": "object",
    "required": ["zh", "en"],
    "additionalProperties": False,
    "properties": {"zh": {"type": "string", "minLength": 1}, "en": {"type": "string", "minLength": 1}},
}
WORDS: dict[str, Any] = {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
NUMBERS: dict[str, Any] = {"type": "array", "items": {"type": "string", "pattern": "^[1-4]-[0-9]{1,2}$"}}
SEVERITY: dict[str, Any] = {"enum": ["error", "warning"]}
ITEM: dict[str, Any] = {
    "type": "object",
    "required": ["number", "links", "names", "aliases", "severity", "automation", "certainty", "how"],
    "additionalProperties": False,
    "properties": {
        "number": NUMBERS["items"],
        "links": {"type": "array", "items": {"enum": ["GD", "YJ", "CQ"]}, "minItems": 1},
        "names": LABELS,
        "aliases": WORDS,
        "severity": SEVERITY,
        "automation": {"enum": ["auto", "semi", "manual", "disabled"]},
        "mandatory": {"type": "boolean"},
        "needs": {"enum": ["database", "scanner"]},
        "certainty": {"enum": ["seen", "recalled"]},
        "how": LABELS,
        "findings": WORDS,
    },
}
ITEMS: dict[str, Any] = {
    "type": "object",
    "required": ["schema", "version", "standard", "properties", "items"],
    "additionalProperties": False,
    "properties": {
        "schema": {"const": "lantai/check-items"},
        "version": {"type": "integer", "minimum": 1},
        "standard": {"type": "string"},
        "properties": {"type": "object", "required": ["1", "2", "3", "4"], "additionalProperties": LABELS},
        "items": {"type": "array", "items": ITEM, "minItems": 1},
    },
}
FIELD: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string", "minLength": 1},
        "wanted": {"enum": ["filled", "present", "no"]},
        "shortest": {"type": "integer", "minimum": 1},
        "longest": {"type": "integer", "minimum": 1},
        "kind": {"enum": ["text", "date", "number", "year"]},
        "pattern": {"type": "string", "format": "regex"},
        "values": {"type": "string"},
    },
}
SCHEME: dict[str, Any] = {
    "type": "object",
    "required": ["code", "version", "labels"],
    "additionalProperties": False,
    "properties": {
        "code": {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
        "version": {"type": "integer", "minimum": 1},
        "like": {"type": "string"},
        "labels": LABELS,
        "classes": {"type": "array", "items": {"type": "string", "pattern": "^[A-Z]{2}$"}},
        "standard": {"type": "string"},
        "left_out": NUMBERS,
        "optional": NUMBERS,
        "severities": {"type": "object", "additionalProperties": SEVERITY},
        "fields": {"type": "array", "items": FIELD},
        "vocabularies": {"type": "object", "additionalProperties": WORDS},
        "empty_words": WORDS,
        "unique": {"type": "array", "items": {**WORDS, "minItems": 1}},
        "alike": WORDS,
        "codes": {"type": "array", "items": {"enum": ["dat22", "dat13-volume", "dat13-item", "legacy-volume"]}},
        "year_tolerance": {"type": "integer", "minimum": 0},
        "pages_tolerance": {"type": "integer", "minimum": 0},
        "archives_allowed": {"type": "boolean"},
        "formats": WORDS,
        "long_term": WORDS,
        "virus_days": {"type": "integer", "minimum": 0},
    },
}
