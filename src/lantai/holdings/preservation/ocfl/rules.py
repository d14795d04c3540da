"""The specification's rules for an inventory by itself, whoever wrote it: what is wrong, and what can be relied on."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

Note = Callable[[str, str], None]
"""Takes a code and what was found."""

DIGEST_LENGTHS = {
    "sha512": 128,
    "sha256": 64,
    "sha1": 40,
    "md5": 32,
    "blake2b-512": 128,
    "blake2b-384": 96,
    "blake2b-256": 64,
    "blake2b-160": 40,
    "sha512/256": 64,
}
_TYPE = re.compile(r"https://ocfl\.io/(\d+\.\d+)/spec/#inventory")
_URI = re.compile(r"[A-Za-z][A-Za-z\d+.-]*:.+")
_CONTENT_PATH = re.compile(r"(v\d+)/([^/]+)/.+")
_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)")
SPECIFICATIONS = ("1.0", "1.1")


@dataclass(slots=True)
class Facts:
    """What an inventory says, as far as it could be understood. Digests are in lower case."""

    object_id: str | None = None
    specification: str = ""
    algorithm: str = "sha512"
    content_directory: str = "content"
    names_content_directory: bool = False
    head: str = ""
    versions: tuple[str, ...] = ()
    manifest: dict[str, str] = field(default_factory=dict)
    states: dict[str, dict[str, str]] = field(default_factory=dict)
    fixity: list[tuple[str, str, str]] = field(default_factory=list)
    blocks: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def content_of(self, version: str) -> dict[str, frozenset[str]]:
        """Logical path to the content paths that hold its bytes, which two inventories of one object must share."""
        paths: dict[str, set[str]] = {}
        for path, digest in self.manifest.items():
            paths.setdefault(digest, set()).add(path)
        return {name: frozenset(paths.get(digest, ())) for name, digest in self.states[version].items()}


def judge_inventory(body: Any, note: Note) -> Facts:
    """All that is wrong with a parsed inventory goes to `note`; the rest comes back."""
    facts = Facts()
    if not isinstance(body, dict):
        note("E033", "no object")
        return facts
    _identity(body, facts, note)
    _algorithm(body, facts, note)
    _content_directory(body, facts, note)
    exact = _manifest(body, facts, note)
    _versions(body, facts, note)
    for name in facts.versions:
        _version(name, body["versions"][name], exact, facts, note)
    _usage(facts, note)
    _fixity(body, facts, note)
    return facts


def _identity(body: Mapping[str, Any], facts: Facts, note: Note) -> None:
    for entry in ("id", "type", "digestAlgorithm", "head"):
        if entry not in body:
            note("E036", entry)
    object_id = body.get("id")
    if isinstance(object_id, str) and object_id:
        facts.object_id = object_id
        if not _URI.fullmatch(object_id):
            note("W005", object_id)
    elif "id" in body:
        note("E037", repr(object_id))
    kind = _TYPE.fullmatch(str(body.get("type", "")))
    if kind and kind[1] in SPECIFICATIONS:
        facts.specification = kind[1]
    elif "type" in body:
        note("E038", repr(body["type"]))


def _algorithm(body: Mapping[str, Any], facts: Facts, note: Note) -> None:
    algorithm = body.get("digestAlgorithm", "sha512")
    if algorithm not in ("sha512", "sha256"):
        note("E025", repr(algorithm))
    else:
        facts.algorithm = algorithm
    if algorithm == "sha256":
        note("W004", "")


def _content_directory(body: Mapping[str, Any], facts: Facts, note: Note) -> None:
    facts.names_content_directory = "contentDirectory" in body
    name = body.get("contentDirectory", "content")
    if not isinstance(name, str) or "/" in name or not name:
        note("E017", repr(name))
    elif name in (".", ".."):
        note("E018", name)
    else:
        facts.content_directory = name


def _manifest(body: Mapping[str, Any], facts: Facts, note: Note) -> set[str]:
    """Fills `facts.manifest`; gives the digests exactly as written, which states must repeat letter by letter."""
    manifest = body.get("manifest")
    if not isinstance(manifest, dict):
        note("E041", "manifest")
        return set()
    seen: set[str] = set()
    for digest, paths in manifest.items():
        if not _is_digest(digest, facts.algorithm):
            note("E025", digest)
        if digest.lower() in seen:
            note("E096", digest)
        seen.add(digest.lower())
        for path in _texts(paths, partial(note, "E092", digest)):
            if path in facts.manifest:
                note("E101", path)
            if _is_content_path(path, facts, note):
                facts.manifest[path] = digest.lower()
    for path in _nested(facts.manifest):
        note("E101", path)
    return set(manifest)


def _is_content_path(path: str, facts: Facts, note: Note) -> bool:
    found = _CONTENT_PATH.fullmatch(path)
    if path.startswith("/") or path.endswith("/"):
        note("E100", path)
    elif any(part in ("", ".", "..") for part in path.split("/")):
        note("E099", path)
    elif not found or found[2] != facts.content_directory:
        note("E042", path)
    else:
        return True
    return False


def _versions(body: Mapping[str, Any], facts: Facts, note: Note) -> None:
    versions = body.get("versions")
    if not isinstance(versions, dict):
        note("E041", "versions")
        return
    if not versions:
        note("E008", "")
        return
    facts.versions = _sequence(list(versions), note)
    facts.head = facts.versions[-1] if facts.versions else ""
    if "head" in body and body["head"] != facts.head:
        note("E040", repr(body["head"]))
    for path in facts.manifest:
        if path.partition("/")[0] not in facts.versions:
            note("E042", path)


def _sequence(names: list[str], note: Note) -> tuple[str, ...]:
    """The unbroken run of version names from the first; notes what does not belong to it."""
    first = min((name for name in names if re.fullmatch(r"v0*1", name)), default=None, key=len)
    if first is None:
        note("E009", ", ".join(names))
        return ()
    width = len(first) - 1
    padded = width > 1
    if padded:
        note("W001", "")
    run = []
    for number in range(1, len(names) + 1):
        name = f"v{number:0{width}d}"
        if name not in names or (padded and name[1] != "0"):
            break
        run.append(name)
    rest = sorted(set(names) - set(run))
    if rest:
        other_padding = padded and any(len(name) != width + 1 or name[1] != "0" for name in rest)
        for code in ("E011", "E013") if other_padding else ("E010",):
            note(code, ", ".join(rest))
    return tuple(run)


def _version(name: str, block: Any, exact: set[str], facts: Facts, note: Note) -> None:
    facts.states[name] = {}
    if not isinstance(block, dict):
        note("E048", name)
        return
    facts.blocks[name] = block
    _created(name, block, note)
    _message_and_user(name, block, note)
    if "state" not in block:
        note("E048", name)
        return
    _state(name, block["state"], exact, facts, note)


def _created(name: str, block: Mapping[str, Any], note: Note) -> None:
    if "created" not in block:
        note("E048", name)
        return
    created = block["created"]
    found = _TIME.fullmatch(created) if isinstance(created, str) else None
    try:
        dt.datetime.fromisoformat(f"{found[1]}Z" if found else "")
    except ValueError:
        note("E049", f"{name} {created!r}")


def _message_and_user(name: str, block: Mapping[str, Any], note: Note) -> None:
    for entry in ("message", "user"):
        if entry not in block:
            note("W007", f"{name} {entry}")
    if not isinstance(block.get("message", ""), str):
        note("E094", name)
    if "user" not in block:
        return
    user = block["user"]
    if not isinstance(user, dict) or not isinstance(user.get("name"), str) or not user["name"]:
        note("E054", name)
    elif "address" not in user:
        note("W008", name)
    elif not isinstance(user["address"], str):
        note("E054", name)
    elif not _URI.fullmatch(user["address"]):
        note("W009", f"{name} {user['address']}")


def _state(name: str, state: Any, exact: set[str], facts: Facts, note: Note) -> None:
    if not isinstance(state, dict):
        note("E050", name)
        return
    known = facts.states[name]
    for digest, paths in state.items():
        if digest not in exact:
            note("E050", f"{name} {digest}")
        for path in _texts(paths, partial(note, "E050", f"{name} {digest}")):
            if path in known:
                note("E095", f"{name} {path}")
            _logical_path(path, note)
            known[path] = digest.lower()
    for path in _nested(known):
        note("E095", f"{name} {path}")


def _logical_path(path: str, note: Note) -> None:
    if path.startswith("/") or path.endswith("/"):
        note("E053", path)
    elif any(part in ("", ".", "..") for part in path.split("/")):
        note("E052", path)


def _usage(facts: Facts, note: Note) -> None:
    used = {digest for state in facts.states.values() for digest in state.values()}
    for digest in sorted(set(facts.manifest.values()) - used):
        note("E107", digest)


def _fixity(body: Mapping[str, Any], facts: Facts, note: Note) -> None:
    fixity = body.get("fixity", {})
    if not isinstance(fixity, dict):
        note("E056" if facts.specification == "1.0" else "E111", "")
        return
    for algorithm, block in fixity.items():
        if algorithm not in DIGEST_LENGTHS:
            note("E056", algorithm)
        elif not isinstance(block, dict):
            note("E057", algorithm)
        else:
            _fixity_block(algorithm, block, facts, note)


def _fixity_block(algorithm: str, block: Mapping[str, Any], facts: Facts, note: Note) -> None:
    seen: set[str] = set()
    for digest, paths in block.items():
        if not _is_digest(digest, algorithm):
            note("E057", f"{algorithm} {digest}")
        if digest.lower() in seen:
            note("E097", f"{algorithm} {digest}")
        seen.add(digest.lower())
        for path in _texts(paths, partial(note, "E057", digest)):
            if not _is_content_path(path, facts, note):
                continue
            if path not in facts.manifest:
                note("E057", path)
            facts.fixity.append((path, algorithm, digest.lower()))


def _is_digest(digest: str, algorithm: str) -> bool:
    length = DIGEST_LENGTHS[algorithm]
    return re.fullmatch(rf"[0-9a-fA-F]{{{length}}}", digest) is not None


def _texts(paths: Any, complain: Callable[[], object]) -> list[str]:
    if isinstance(paths, list) and all(isinstance(path, str) for path in paths):
        return paths
    complain()
    return []


def _nested(paths: Mapping[str, str]) -> Iterator[str]:
    """Paths that are also a folder of another path."""
    for path in paths:
        parts = path.split("/")
        yield from (folder for n in range(1, len(parts)) if (folder := "/".join(parts[:n])) in paths)
