"""The parts of the fonds file (全宗卷, DA/T 12-2012) as data: which there are is read from a file with a schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from lantai.holdings.catalogue.data_files import BadDataFile, read_data_file
from lantai.holdings.catalogue.record_type_schema import CODE, LABELS
from lantai.holdings.catalogue.record_types import label_of

FILE = Path(__file__).parent / "fonds_file_parts.yaml"
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["standard", "version", "parts"],
    "properties": {
        "standard": {"type": "string", "minLength": 1},
        "version": {"type": "integer", "minimum": 1},
        "parts": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["code", "labels"],
                "properties": {"code": CODE, "labels": LABELS},
            },
        },
    },
}


@dataclass(frozen=True, slots=True)
class FilePart:
    """One part of the fonds file."""

    code: str
    labels: Mapping[str, str]

    @property
    def label(self) -> str:
        """The name in the language of the page."""
        return label_of(self.labels)


@cache
def fonds_file_parts() -> Mapping[str, FilePart]:
    """The parts by code, in order."""
    data = yaml.load(FILE.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    return MappingProxyType({each["code"]: FilePart(each["code"], each["labels"]) for each in data["parts"]})


def broken_parts() -> list[str]:
    """What is wrong with the shipped file. A system check asks."""
    try:
        read_data_file(FILE, SCHEMA)
    except BadDataFile as problem:
        return [str(problem)]
    return []
