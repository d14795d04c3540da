"""Where subjects lie: the objects of a batch of subjects, with the documents each is to hold.

A record that has files has an object of its own, and so has a fonds, an import, a merge's batch. What comes by the
hundred thousand without a file of its own stands on shelves: an object for a thousand neighbours, a file for some
thirty of them. Decision 11 says why.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote

from lantai.holdings.preservation.describing.readable import readable_descriptions
from lantai.holdings.preservation.models import StoredObject, SubjectObject
from lantai.holdings.preservation.ocfl.layout import object_id_for
from lantai.holdings.preservation.parts import Kind, Part, is_kind, kind_named, parts
from lantai.holdings.preservation.row_text import Row, as_bytes, part_documents

OWN_TOGETHER = 48
"""So many objects are built before the disk is flushed: their texts are in memory together."""
SHELF_SCHEMA = "lantai/shelf/1"
_SHELF_FILE = re.compile(r"rows/\d{8}\.json")
_OURS, _SHELF = "urn:lantai:", "-shelf"
Rows = dict[str, list[Row]]


@dataclass(frozen=True, slots=True)
class Target:
    """One object as it is to be. `key`: the row id of its subject, or the number of its shelf; `keys`: all it is about.

    `documents` is everything the parts say; a path the parts govern and which is not among them has to go. On a shelf
    only the files in `touched` are judged. `names`: of the subjects, as events name them.
    """

    object_id: str
    kind: Kind
    key: int
    keys: tuple[int, ...]
    documents: Mapping[str, bytes]
    names: tuple[str, ...]
    touched: frozenset[str] = frozenset()
    readable: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_shelf(self) -> bool:
        return bool(self.touched)

    @property
    def is_record(self) -> bool:
        """Whether it is the object that holds a record's files."""
        return self.kind.name == "record" and not self.is_shelf

    def governs(self, path: str) -> bool:
        """Whether what stands at this path is the parts' to say."""
        return path in self.touched if self.is_shelf else governed(self.kind, path)


def governed(kind: Kind, path: str) -> bool:
    return part_at(kind.name, path) is not None


def part_at(kind: str, path: str) -> Part | None:
    """The part whose document lies there."""
    return next((part for part in parts(kind) if re.fullmatch(_pattern(part), path)), None)


def _pattern(part: Part) -> str:
    return re.sub(r"%0?\d*d", r"\\d+", re.escape(part.path).replace(r"\%", "%"))


def is_shelf_file(path: str) -> bool:
    return bool(_SHELF_FILE.fullmatch(path))


def base_id(kind: Kind, name: str) -> str:
    """The id of a subject's object, first generation."""
    return f"{_OURS}{kind.name}:{quote(name, safe='')}" if name else f"{_OURS}{kind.name}"


def shelf_id(kind: Kind, number: int) -> str:
    return f"{_OURS}{kind.name}{_SHELF}:{number:06d}"


@dataclass(frozen=True, slots=True)
class Place:
    """What the id of an object says of it: which kind of subject, which one or which shelf, which generation."""

    kind: str
    name: str
    shelf: bool
    generation: int


def place_of(object_id: str) -> Place | None:
    """The inverse of the ids made here; None for an object of a record's files, or of something else."""
    if not object_id.startswith(_OURS):
        return None
    head, *rest = object_id.removeprefix(_OURS).split(":")
    kind = head.removesuffix(_SHELF)
    if not is_kind(kind):
        return None
    name = rest.pop(0) if rest and kind_named(kind).names else ""
    return Place(kind, unquote(name), head != kind, int(rest[0]) if rest else 1)


def targets(kind: Kind, keys: Sequence[int]) -> Iterator[list[Target]]:
    """The objects these subjects lie in, in groups to be built together; a constant number of queries a group."""
    if not kind.shelf:
        names = _names_of_the_gone(kind, keys) | _names(kind, keys)
        for start in range(0, len(keys), OWN_TOGETHER):
            yield _single(kind, {key: names.get(key, "") for key in keys[start : start + OWN_TOGETHER]})
        return
    files = sorted({key // kind.shelf for key in keys})
    neighbours = [key for file in files for key in range(file * kind.shelf, (file + 1) * kind.shelf)]
    names = _names(kind, neighbours)
    own = _with_objects(names) if kind.name == "record" else {}
    # Objects of their own first: a record that has got files leaves its shelf when its object says what that said.
    mine = [key for key in keys if key in own]
    for start in range(0, len(mine), OWN_TOGETHER):
        yield _single(kind, {key: own[key] for key in mine[start : start + OWN_TOGETHER]})
    yield _shelves(kind, files, {key: name for key, name in names.items() if key not in own}, keys)


def _names(kind: Kind, keys: Collection[int]) -> dict[int, str]:
    """The lasting names of the subjects there are."""
    if kind.model_class is None:
        return dict.fromkeys(keys, "")
    rows = kind.model_class._base_manager.filter(pk__in=keys)
    return dict(rows.order_by("pk").values_list("pk", kind.names))


def _names_of_the_gone(kind: Kind, keys: Collection[int]) -> dict[int, str]:
    """The names of subjects that have an object: one whose row is gone must be written as gone."""
    rows = SubjectObject.objects.filter(kind=kind.name, key__in=keys, generation=1)
    start = len(base_id(kind, "x")) - 1
    return {key: unquote(object_id[start:]) for key, object_id in rows.values_list("key", "object_id")}


def _with_objects(names: Mapping[int, str]) -> dict[int, str]:
    """Those of the records that have an object of their own for their files."""
    by_object = {object_id_for(ulid): key for key, ulid in names.items()}
    found = StoredObject.objects.filter(object_id__in=list(by_object)).values_list("object_id", flat=True)
    return {by_object[object_id]: names[by_object[object_id]] for object_id in found}


def _all_documents(kind: Kind, keys: Sequence[int]) -> dict[int, dict[str, tuple[Part, Rows]]]:
    found: dict[int, dict[str, tuple[Part, Rows]]] = {key: {} for key in keys}
    for part in parts(kind.name):
        for key, documents in part_documents(part, keys).items():
            found[key] |= {path: (part, rows) for path, rows in documents.items()}
    return found


def _single(kind: Kind, names: Mapping[int, str]) -> list[Target]:
    keys = list(names)
    said = _all_documents(kind, keys)
    is_record = kind.name == "record"
    readable = readable_descriptions(keys) if is_record else {}
    return [
        Target(
            object_id=object_id_for(name) if is_record else base_id(kind, name),
            kind=kind,
            key=key,
            keys=(key,),
            documents={
                path: as_bytes({"schema": part.schema, "subject": _subject(kind, name), "rows": rows})
                for path, (part, rows) in said[key].items()
            },
            names=(name,),
            readable=readable.get(key, {}),
        )
        for key, name in names.items()
        if name or kind.model_class is None
    ]


def _subject(kind: Kind, name: str) -> dict[str, str]:
    return {"kind": kind.name, "id": object_id_for(name) if kind.name == "record" else base_id(kind, name)}


def _shelves(kind: Kind, files: Sequence[int], names: Mapping[int, str], keys: Sequence[int]) -> list[Target]:
    said = _all_documents(kind, list(names))
    objects: dict[int, list[int]] = {}
    for file in files:
        objects.setdefault(file // kind.files, []).append(file)
    return [_shelf(kind, number, own, said, names, keys) for number, own in objects.items()]


def _shelf(
    kind: Kind,
    number: int,
    files: Sequence[int],
    said: Mapping[int, Mapping[str, tuple[Part, Rows]]],
    names: Mapping[int, str],
    keys: Sequence[int],
) -> Target:
    documents = {}
    for file in files:
        subjects = [
            {"key": key, "id": names[key], "parts": {part.schema: rows for part, rows in said[key].values()}}
            for key in range(file * kind.shelf, (file + 1) * kind.shelf)
            if said.get(key)
        ]
        if subjects:
            documents[f"rows/{file:08d}.json"] = as_bytes(
                {"schema": SHELF_SCHEMA, "kind": kind.name, "subjects": subjects}
            )
    about = tuple(key for key in keys if key // kind.shelf in set(files))
    return Target(
        object_id=shelf_id(kind, number),
        kind=kind,
        key=number,
        keys=about,
        documents=documents,
        names=tuple(names[key] for key in about if key in names),
        touched=frozenset(f"rows/{file:08d}.json" for file in files),
    )
