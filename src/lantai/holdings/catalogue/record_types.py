"""Record types (档案门类与民生专题) as data: labels, person roles, the words of titles and headers that betray them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml
from django.utils.translation import get_language

FOLDER = Path(__file__).parent / "record_types"
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["code", "version", "labels", "words"],
    "properties": {
        "code": {"type": "string", "pattern": "^[a-z_]+$"},
        "version": {"type": "integer", "minimum": 1},
        "labels": {
            "type": "object",
            "required": ["zh", "en"],
            "additionalProperties": False,
            "properties": {"zh": {"type": "string"}, "en": {"type": "string"}},
        },
        "classes": {"type": "array", "items": {"type": "string", "pattern": "^[A-Z]{2}$"}},
        "words": {"type": "array", "items": {"type": "string"}},
        "roles": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}


@dataclass(frozen=True, slots=True)
class RecordType:
    """One type. `roles` maps a column header (男方) to the role of the person; `words` betray it in titles."""

    code: str
    version: int
    labels: Mapping[str, str]
    words: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    roles: Mapping[str, str] = ()  # type: ignore[assignment]

    @property
    def label(self) -> str:
        """The name in the language of the page."""
        return self.labels["en" if (get_language() or "").startswith("en") else "zh"]


@cache
def record_types() -> Mapping[str, RecordType]:
    """Every shipped type by code, in file order. A file that breaks the schema stops the start, with its name."""
    types = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        try:
            jsonschema.validate(data, SCHEMA)
        except jsonschema.ValidationError as error:
            msg = f"{path.name} is not a record type: {error.message}"
            raise ValueError(msg) from error
        types[data["code"]] = RecordType(
            data["code"], data["version"], data["labels"],
            tuple(data["words"]), tuple(data.get("classes", ())), dict(data.get("roles", {})),
        )  # fmt: skip
    return types


def person_roles() -> Mapping[str, str]:
    """Every column header that names a person, over all types, with the role it stands for."""
    roles = {"人名": "", "姓名": "", "XM": "", "当事人": "party", "责任人": ""}
    for kind in record_types().values():
        roles |= kind.roles
    return roles


def type_of(title: str, record_class: str, headers: frozenset[str]) -> str:
    """The best guess from the catalogue's columns, then the title, then the class code; empty when nothing speaks."""
    for kind in record_types().values():
        if headers & kind.roles.keys():
            return kind.code
    for kind in record_types().values():
        if any(word in title for word in kind.words):
            return kind.code
    for kind in record_types().values():
        if record_class in kind.classes:
            return kind.code
    return ""
