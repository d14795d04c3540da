"""Record types (档案门类与民生专题) as data: labels, person roles, the words of titles and headers that betray them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

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
    """Every shipped type by code, in file order. Files that break the schema are told by `broken_files` at start."""
    types = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        data = _loaded(path)
        types[data["code"]] = RecordType(
            data["code"], data["version"], data["labels"],
            tuple(data["words"]), tuple(data.get("classes", ())), dict(data.get("roles", {})),
        )  # fmt: skip
    return types


def broken_files(folder: Path = FOLDER) -> list[str]:
    """What is wrong with the files, one sentence each. A system check asks: every start would be too often."""
    import jsonschema  # takes longer to load than all types to read

    found = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            jsonschema.validate(_loaded(path), SCHEMA)
        except (jsonschema.ValidationError, yaml.YAMLError) as error:
            found.append(f"{path.name} is not a record type: {getattr(error, 'message', error)}")
    return found


def _loaded(path: Path) -> Any:
    """By libyaml where the package has it: the loader in Python is ten times slower."""
    return yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506


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
