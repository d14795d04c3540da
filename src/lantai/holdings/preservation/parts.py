"""The registry of parts: which rows of the database are kept in which file of which object, and come back from there.

A kind of subject (a record, a fonds, an import) has an object each, or shelves on which many share one. A part is one
JSON document of a subject; it holds rows of one or more tables, as they are. Apps register theirs in `ready()`; the
order of registration is the order of restoring. What is registered here is marked, written and restored by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Model

RowFunction = Callable[[Mapping[str, Any]], Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """What may have an object. `model`: whose rows they are (`app.Model`); none: the one installation.

    `names`: the field that names a subject for good, in the id of its object. `shelf`: so many subjects with
    neighbouring row ids share a file, and `files` of those an object; 0: an object each. `settle`: seconds to wait
    after a change, so that what is changed in one sitting becomes one version.
    """

    name: str
    model: str = ""
    names: str = "ulid"
    shelf: int = 0
    files: int = 32
    settle: float = 300.0

    @property
    def model_class(self) -> type[Model] | None:
        return apps.get_model(self.model) if self.model else None


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one model in a part. `subject`: the lookup from a row to its subject's row id; empty: all rows.

    `omit`: fields that are not kept, with what they are when restored (they follow from elsewhere, or are a secret of
    this installation). `derive`: fields worked out again from the others. `chunk`: the lookup to the number by which a
    long part is cut into files. `watch`: a trigger marks the subject at every change; without it the app marks itself.
    `after`: what is worked out from rows that were restored and kept in a table of its own.
    """

    model: str
    subject: str
    omit: Mapping[str, Any] = field(default_factory=dict)
    derive: Mapping[str, RowFunction] = field(default_factory=dict)
    chunk: str = ""
    watch: bool = True
    after: Callable[[Sequence[dict[str, Any]]], None] | None = None

    @property
    def model_class(self) -> type[Model]:
        return apps.get_model(self.model)

    @property
    def label(self) -> str:
        return self.model_class._meta.label_lower

    @property
    def columns(self) -> list[str]:
        """The fields that are kept, as attributes, the primary key first."""
        left_out = {*self.omit, *self.derive}
        return [
            each.attname
            for each in self.model_class._meta.local_concrete_fields
            if not getattr(each, "generated", False) and each.name not in left_out and each.attname not in left_out
        ]


@dataclass(frozen=True, slots=True)
class Part:
    """One document of a subject. `path` is where it lies in the object; a part cut into files has `%d` for the number.

    `rows`: so many of the numbers named by `chunk` are in a file. `version` counts up when the meaning of a field does.
    """

    name: str
    kind: str
    path: str
    tables: tuple[Table, ...]
    rows: int = 0
    version: int = 1

    @property
    def schema(self) -> str:
        return f"lantai/{self.name}/{self.version}"


_KINDS: dict[str, Kind] = {}
_PARTS: dict[str, Part] = {}


def register_kind(kind: Kind) -> None:
    """Let rows of a model be subjects. Raises ValueError for a name that is taken."""
    if _KINDS.setdefault(kind.name, kind) != kind:
        msg = f"the kind of subject {kind.name} is registered twice"
        raise ValueError(msg)


def register_part(part: Part) -> None:
    """Keep these rows with their subjects. Raises ValueError for a name that is taken or an unknown kind."""
    if part.kind not in _KINDS:
        msg = f"the part {part.name} is of {part.kind}, which is no kind of subject"
        raise ValueError(msg)
    if part.name in _PARTS:
        msg = f"the part {part.name} is registered twice"
        raise ValueError(msg)
    _PARTS[part.name] = part


def kind_named(name: str) -> Kind:
    return _KINDS[name]


def is_kind(name: str) -> bool:
    return name in _KINDS


def kinds() -> Sequence[Kind]:
    return tuple(_KINDS.values())


def parts(kind: str = "") -> Sequence[Part]:
    """All parts in the order of restoring, or those of one kind."""
    return tuple(part for part in _PARTS.values() if not kind or part.kind == kind)


def tables() -> Iterator[tuple[Part, Table]]:
    for part in _PARTS.values():
        for table in part.tables:
            yield part, table
