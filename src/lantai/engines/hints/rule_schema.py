"""The schemas of rule files and of an archive's own lexicons."""

from __future__ import annotations

from typing import Any

from lantai.engines.hints.model import GROUNDS

_SCORE = {"type": "number", "exclusiveMinimum": 0, "maximum": 1}
_NAMES = {"type": "array", "items": {"type": "string", "pattern": r"^[a-z_]+(\.[a-z_]+)?$"}}
_LISTS = {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}, "minItems": 1}}
_WORD = {"type": "string", "minLength": 1, "maxLength": 40}

RULE_FILE: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["schema", "version", "about", "lists"],
    "properties": {
        "schema": {"const": 1},
        "version": {"type": "integer", "minimum": 1},
        "about": {
            "type": "object",
            "additionalProperties": False,
            "required": ["zh", "en"],
            "properties": {"zh": {"type": "string"}, "en": {"type": "string"}},
        },
        "ground": {"enum": list(GROUNDS)},
        "lists": _LISTS,
        "tables": _LISTS,
        "rules": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name", "marks", "score"],
                "properties": {
                    "name": {"type": "string", "pattern": "^[a-z_]+$"},
                    "marks": {"type": "string"},
                    "near": _NAMES,
                    "without": _NAMES,
                    "page": _NAMES,
                    "score": _SCORE,
                    "within": {"type": "integer", "minimum": 1, "maximum": 400},
                },
            },
        },
    },
}

LEXICON: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["schema", "name", "version", "score", "words"],
    "properties": {
        "schema": {"const": 1},
        "name": {"type": "string", "minLength": 1, "maxLength": 60, "pattern": r"^[^\s@.]+$"},
        "version": {"type": "integer", "minimum": 1},
        "ground": {"enum": [*GROUNDS, ""]},
        "score": _SCORE,
        "words": {
            "type": "array",
            "minItems": 1,
            "items": {
                "oneOf": [
                    _WORD,
                    {
                        "type": "object",
                        "additionalProperties": False,
                        "required": ["word"],
                        "properties": {"word": _WORD, "score": _SCORE, "ground": {"enum": [*GROUNDS, ""]}},
                    },
                ]
            },
        },
    },
}
