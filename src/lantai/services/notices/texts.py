"""The texts of notices as data: `texts.yaml`, held to its schema and to the few things a text may stand for."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lantai.base.common.data_files import BadDataFile, read_data_file
from lantai.holdings.catalogue.record_types import label_of

FILE = Path(__file__).with_name("texts.yaml")
KNOWN = frozenset({"archive", "number", "day", "page", "code", "minutes", "count"})
"""What a text may stand for: nothing of a person, nothing of a record."""
LANGUAGES = ("zh", "en")
_LABELS = {
    "type": "object",
    "required": ["zh", "en"],
    "additionalProperties": False,
    "properties": {"zh": {"type": "string", "minLength": 1}, "en": {"type": "string", "minLength": 1}},
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["schema", "version", "texts"],
    "additionalProperties": False,
    "properties": {
        "schema": {"const": 1},
        "version": {"type": "integer", "minimum": 1},
        "texts": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["code", "labels", "subject", "text", "short"],
                "additionalProperties": False,
                "properties": {
                    "code": {"type": "string", "pattern": "^[a-z_]{1,20}$"},
                    "labels": _LABELS,
                    "subject": _LABELS,
                    "text": _LABELS,
                    "short": _LABELS,
                },
            },
        },
    },
}


@dataclass(frozen=True, slots=True)
class NoticeText:
    """What is said of one event, by language."""

    code: str
    labels: Mapping[str, str]
    subject: Mapping[str, str]
    text: Mapping[str, str]
    short: Mapping[str, str]

    @property
    def label(self) -> str:
        return label_of(self.labels)


def filled(template: str, values: Mapping[str, str]) -> str:
    """Whatever is not known stays empty: a message goes out in any case."""
    return template.format_map({**dict.fromkeys(KNOWN, ""), **values})


def read_texts(path: Path) -> Mapping[str, NoticeText]:
    """Raises `BadDataFile` where a text stands for something that is not known here."""
    found = {}
    for row in read_data_file(path, SCHEMA)["texts"]:
        for name in ("subject", "text", "short"):
            for language in LANGUAGES:
                if strangers := _strangers(row[name][language]):
                    raise BadDataFile(path, 1, f"{row['code']}.{name}.{language} asks for {', '.join(strangers)}")
        found[row["code"]] = NoticeText(**row)
    return MappingProxyType(found)


def _strangers(template: str) -> list[str]:
    named = {name for _text, name, _spec, _conversion in string.Formatter().parse(template) if name is not None}
    return sorted(named - KNOWN)


@cache
def texts() -> Mapping[str, NoticeText]:
    return read_texts(FILE)


def text_label(code: str) -> str:
    """The words for an event; the code itself where a later edition has dropped it."""
    known = texts().get(code)
    return known.label if known else code
