"""What a record type's file may say: the JSON schema that shipped files and those of an archive are read with."""

from __future__ import annotations

from typing import Any

CODE = {
    "type": "string",
    "pattern": "^[a-z][a-z_]*$",
    "description": "a code: small letters a to z and _, no blanks and no digits",
}
LABELS: dict[str, Any] = {
    "type": "object",
    "required": ["zh", "en"],
    "additionalProperties": False,
    "properties": {"zh": {"type": "string", "minLength": 1}, "en": {"type": "string", "minLength": 1}},
}
WORDS = {"type": "array", "items": {"type": "string", "minLength": 1}, "uniqueItems": True}
FIELD: dict[str, Any] = {
    "type": "object",
    "required": ["code", "labels", "kind"],
    "additionalProperties": False,
    "properties": {
        "code": CODE,
        "labels": LABELS,
        "kind": {"enum": ["text", "date", "number", "choice", "person", "id_number", "place", "unit"]},
        "choices": {"type": "object", "minProperties": 1, "additionalProperties": LABELS},
        "required": {"type": "boolean"},
        "sensitive": {"type": "boolean"},
        "clue": {"type": "boolean"},
        "headers": WORDS,
    },
    "if": {"properties": {"kind": {"const": "choice"}}},
    "then": {"required": ["choices"]},
}
ROLE: dict[str, Any] = {
    "type": "object",
    "required": ["code", "labels"],
    "additionalProperties": False,
    "properties": {
        "code": CODE,
        "labels": LABELS,
        "headers": WORDS,
        "prefixes": WORDS,
        "sex": {"enum": ["male", "female"]},
        "required": {"type": "boolean"},
        "clue": {"type": "boolean"},
        "columns": {
            "type": "object",
            "additionalProperties": False,
            "properties": dict.fromkeys(("name", "former_names", "sex", "birth", "id_number", "unit", "place"), WORDS),
        },
    },
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["code", "version", "labels", "words"],
    "properties": {
        "code": CODE,
        "standard": {"type": "string", "pattern": "^[A-Z]{2,3}$", "description": "two or three capital letters"},
        "version": {"type": "integer", "minimum": 1},
        "labels": LABELS,
        "words": WORDS,
        "classes": {"type": "array", "items": {"type": "string", "pattern": "^[A-Z]{2}$"}},
        "title": {"type": "string"},
        "other_titles": WORDS,
        "retention": {
            "type": "string",
            "pattern": "^(Y|D[0-9]{1,3})$",
            "description": "a retention: Y for permanent, or D and a number of years",
        },
        "sensitivity": {"enum": ["ordinary", "personal", "sensitive"]},
        "list": {"type": "array", "items": CODE, "uniqueItems": True},
        "roles": {"type": "array", "items": ROLE},
        "fields": {"type": "array", "items": FIELD},
        "may_ask": {"type": "array", "items": CODE, "uniqueItems": True},
        "mask": {"type": "array", "items": CODE, "uniqueItems": True},
    },
}
