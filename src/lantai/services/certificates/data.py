"""Numbers, titles and wording as data: `certificates.yaml`, or the archive's own edition of it, held to the schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from lantai.holdings.catalogue.data_files import read_data_file
from lantai.holdings.catalogue.record_types import label_of

SHIPPED = Path(__file__).with_name("certificates.yaml")
_TEXT: dict[str, Any] = {"type": "string", "maxLength": 400}
_LABELS = {
    "type": "object",
    "required": ["zh", "en"],
    "additionalProperties": False,
    "properties": {"zh": _TEXT, "en": _TEXT},
}
_KIND = {
    "type": "object",
    "required": ["code", "title", "labels"],
    "additionalProperties": False,
    "properties": {
        "code": {"enum": ["copy", "statement", "not_found"]},
        "title": _TEXT,
        "labels": _LABELS,
        "lead": _TEXT,
        "closing": _TEXT,
    },
}
_MANY = {"type": "integer", "minimum": 1}
SCHEMA = {
    "type": "object",
    "required": ["schema", "version", "number", "prefixes", "same_as_original", "kinds", "limits"],
    "additionalProperties": False,
    "properties": {
        "schema": {"const": 1},
        "version": {"type": "integer", "minimum": 1},
        "number": {"type": "string", "pattern": r"\{serial", "maxLength": 60},
        "prefixes": {"type": "object", "additionalProperties": {"type": "string", "maxLength": 12}},
        "same_as_original": _TEXT,
        "kinds": {"type": "array", "minItems": 3, "maxItems": 3, "items": _KIND},
        "limits": {
            "type": "object",
            "required": ["pages", "characters"],
            "additionalProperties": False,
            "properties": {"pages": _MANY | {"maximum": 500}, "characters": _MANY | {"maximum": 20000}},
        },
    },
}


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of certificate: its title on paper (in Chinese, as all papers of the archive are) and its wording."""

    code: str
    title: str
    labels: Mapping[str, str]
    lead: str = ""
    closing: str = ""

    @property
    def label(self) -> str:
        return label_of(self.labels)


@dataclass(frozen=True, slots=True)
class Wording:
    """The whole file."""

    pattern: str
    prefixes: Mapping[str, str]
    same_as_original: str
    forms: Mapping[str, Form]
    most_pages: int
    most_characters: int

    def number(self, institution: str, year: int, serial: int) -> str:
        """Raises ValueError or KeyError for a pattern that asks for something else."""
        prefix = self.prefixes.get(institution, institution)
        return self.pattern.format(prefix=prefix, code=institution, year=year, serial=serial)


def read_wording(path: Path) -> Wording:
    """One file. Raises `BadDataFile`, or ValueError where numbers could not be told apart."""
    said = read_data_file(path, SCHEMA)
    forms = {each["code"]: Form(**each) for each in said["kinds"]}
    made = Wording(
        said["number"], said["prefixes"], said["same_as_original"], forms, said["limits"]["pages"],
        said["limits"]["characters"],
    )  # fmt: skip
    numbers = {made.number(code, year, serial) for code in ("A", "B") for year in (2025, 2026) for serial in (1, 2)}
    if len(forms) != 3 or len(numbers) != 8 or len(set(made.prefixes.values())) != len(made.prefixes):
        msg = f"{path.name}: numbers of two archives, two years or two certificates would be the same"
        raise ValueError(msg)
    return made


@lru_cache(maxsize=4)
def _read(path: Path, _stamp: float) -> Wording:
    return read_wording(path)


def wording() -> Wording:
    """The archive's own edition where there is one, else the shipped one. Read anew when the file changes."""
    own = Path(settings.CERTIFICATES_FILE)
    path = own if own.is_file() else SHIPPED
    return _read(path, path.stat().st_mtime)
