"""Restoring: objects first, the database last, so that half a restore is no archive and the same words finish it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from lantai.base.accounts.access import Actor
from lantai.base.audit.actions import record
from lantai.base.audit.current import current_setup
from lantai.base.audit.verification import verify_chain
from lantai.config.backup.database import engine, refuse_unless_loadable, rows_of
from lantai.config.backup.errors import HomeIsInUse, KeysDiffer
from lantai.config.backup.files import copy_folder
from lantai.config.backup.place import HOME, OBJECTS, Place, Snapshot
from lantai.config.backup.saving import AT_ONCE, ObjectsCopied, copy_objects, fingerprint, read_line
from lantai.config.ready import make_home
from lantai.engines.search.indexing import reindex
from lantai.engines.storage.current import blob_store, storage_folder, storage_place
from lantai.engines.storage.errors import worded
from lantai.holdings.preservation.ocfl.copying import ObjectVersion
from lantai.holdings.preservation.ocfl.layout import ROOT_DECLARATION, prepare_root

_MARK = "restoring.json"


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, and every way in which it is not what the snapshot says; empty when it is."""

    snapshot: Snapshot
    objects: ObjectsCopied
    events: int
    documents: int
    differences: list[str]


def restore(
    folder: Path,
    *,
    actor: Actor,
    name: str = "",
    keys: Path | None = None,
    without_keys: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> Restored:
    """Make this empty installation the archive of a snapshot, and prove it: rows, objects, audit chain.

    The same call finishes a restore that was cut off, wherever that was. Raises what `Snapshot.refuse_if_damaged` and
    `refuse_unless_loadable` raise, `KeysDiffer`, `HomeIsInUse`, `BackupIsRunning` or a `StorageError`; until the
    database is put in its place, which is the last step, there is no archive here.
    """
    place = Place(folder.absolute())
    place.refuse_unless_backup()
    with place.held():
        snapshot = place.snapshot(name)
        snapshot.refuse_if_damaged()
        loaded = _begun().get("snapshot") == snapshot.name and bool(engine().tables())
        if not loaded:
            refuse_unless_loadable(snapshot.facts)
        if keys:
            _take_keys(keys)
        if not without_keys:
            _refuse_other_keys(snapshot, keys)
        _begin(snapshot)
        objects = _bring_objects(place, snapshot, progress)
        if not loaded:
            copy_folder(snapshot.folder / HOME, settings.HOME, leave_out=lambda path: (settings.HOME / path).is_file())
            engine().load(snapshot.folder / snapshot.facts["database"]["file"])
    differences = _proved(snapshot, objects)
    make_home()
    found = verify_chain(current_setup())
    differences += [
        _("Audit chain: %(problem)s") % {"problem": f"{each.number} {each.problem}"} for each in found.breaks
    ]
    record(
        "archive:restore",
        actor=actor,
        subject=("archive", settings.SITE_NAME),
        data={"snapshot": snapshot.name, "objects": objects.wanted, "differences": len(differences)},
    )
    documents = reindex()
    (settings.HOME / _MARK).unlink()
    return Restored(snapshot, objects, found.events, documents, differences)


def _take_keys(keys: Path) -> None:
    """In the place of those a home without an archive made for itself a moment ago."""
    with worded(keys):
        for key in sorted(each for each in keys.iterdir() if each.is_file()):
            target = Path(settings.KEYS_FOLDER) / key.name
            target.write_bytes(key.read_bytes())
            target.chmod(0o600)


def _refuse_other_keys(snapshot: Snapshot, keys: Path | None) -> None:
    saved = Path(settings.KEYS_FOLDER) / "person.key"
    key = saved.read_text(encoding="ascii").strip() if keys and saved.exists() else settings.PERSON_KEY
    if fingerprint(key) != snapshot.facts["keys"]["person"]:
        raise KeysDiffer


def _begun() -> dict[str, Any]:
    """Which snapshot an earlier run began to restore here and did not finish, and what it had found by then."""
    try:
        return dict(json.loads((settings.HOME / _MARK).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}


def _proved(snapshot: Snapshot, objects: ObjectsCopied) -> list[str]:
    """What differs, compared once: before the restored archive gets its first row, which a later run would count."""
    begun = _begun()
    if "differences" not in begun:
        begun["differences"] = _differences(snapshot, objects)
        mark = settings.HOME / _MARK
        draft = mark.with_name(f"{mark.name}.new")
        with worded(mark):
            draft.write_text(json.dumps(begun, ensure_ascii=False), encoding="utf-8")
            draft.replace(mark)
    return list(begun["differences"])


def _begin(snapshot: Snapshot) -> None:
    """The storage must be empty, or hold what an earlier run of the same restore brought."""
    mark, store = settings.HOME / _MARK, blob_store()
    if _begun().get("snapshot") != snapshot.name:
        folder = storage_folder()
        if (folder is None or folder.exists()) and store.exists(ROOT_DECLARATION):
            raise HomeIsInUse(place=storage_place())
        with worded(mark):
            mark.write_text(json.dumps({"snapshot": snapshot.name}), encoding="utf-8")
    store.prepare()
    prepare_root(store)


def _bring_objects(place: Place, snapshot: Snapshot, progress: Callable[[int], None]) -> ObjectsCopied:
    with (snapshot.folder / OBJECTS).open(encoding="ascii") as lines:
        return copy_objects(place.store, blob_store(), _wanted(lines, progress))


def _wanted(lines: Iterator[str], progress: Callable[[int], None]) -> Iterator[ObjectVersion]:
    for number, line in enumerate(lines, start=1):
        yield read_line(line)
        if number % AT_ONCE == 0:
            progress(number)


def _differences(snapshot: Snapshot, objects: ObjectsCopied) -> list[str]:
    """Where the database that was loaded, or the storage, is not what the snapshot says of itself."""
    told = [f"{name}: {words}" for name, _code, words in objects.refused]
    if missing := snapshot.facts["objects"]["missing"]:
        told.append(_("%(count)s objects could not be saved when the snapshot was made.") % {"count": missing})
    saved: dict[str, int] = snapshot.facts["database"]["tables"]
    with connection.cursor() as cursor:

        def query(sql: str) -> Iterator[tuple[Any, ...]]:
            cursor.execute(sql)
            return iter(cursor.fetchall())

        there = rows_of(query, list(saved))
    sentence = _("Table %(table)s: %(saved)s rows were saved, %(here)s are here.")
    return told + [
        sentence % {"table": table, "saved": count, "here": there[table]}
        for table, count in saved.items()
        if there[table] != count
    ]
