"""Saving: one moment of the database first, then the objects it knows, each held against the digest the moment names.

An object is in storage before its row is in the database, so whatever the saved database knows can be copied after it,
at exactly the version it knows, while intake and editing go on.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings

import lantai
from lantai.base.accounts.access import Actor
from lantai.base.audit.actions import record
from lantai.base.common.errors import ArchiveError
from lantai.config.backup.database import Moment, engine, saved_database
from lantai.config.backup.errors import AnotherKeyThere, BackupLiesInside, KeysLieBeside
from lantai.config.backup.files import Copied, copy_folder, write_sums
from lantai.config.backup.home import belongs, comes_first, outside
from lantai.config.backup.place import FACTS, HOME, MISSING, OBJECTS, Place, Snapshot
from lantai.engines.storage.backends import atomic
from lantai.engines.storage.current import blob_store, storage_folder, storage_place
from lantai.engines.storage.errors import DiskIsFull, StorageIsMissing, StorageIsReadOnly, worded
from lantai.engines.storage.protocol import BlobStore
from lantai.holdings.preservation.ocfl.copying import ObjectVersion, stage_copy
from lantai.holdings.preservation.ocfl.layout import ROOT_DECLARATION

AT_ONCE = 64
"""Objects that appear with one flush of the disk."""
STOPS = (DiskIsFull, StorageIsReadOnly, StorageIsMissing)
"""What makes going on with the next object useless."""
SNAPSHOT = "lantai-snapshot/1"


@dataclass(slots=True)
class ObjectsCopied:
    """What became of the objects: all that were wanted, those copied now, bytes read, and those that were refused."""

    wanted: int = 0
    copied: int = 0
    read: int = 0
    refused: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Saved:
    """A finished snapshot and what was forgotten for it."""

    snapshot: Snapshot
    objects: ObjectsCopied
    home: Copied
    outside: list[str]
    forgotten: list[str]


def save(
    folder: Path, *, actor: Actor, keep: int | None = None, progress: Callable[[int], None] = lambda _: None
) -> Saved:
    """Write a new snapshot into a backup folder. `progress` hears of the objects gone through.

    Raises `NotABackup`, `BackupIsRunning`, `BackupLiesInside`, `DatabaseToolFailed` or a `StorageError`; then there is
    no new snapshot, earlier ones are as they were, and the next run uses what was copied.
    """
    folder = folder.absolute()
    _refuse_inside(folder)
    if not blob_store().exists(ROOT_DECLARATION):
        raise StorageIsMissing(place=storage_place())
    place = Place(folder)
    with place.held():
        place.prepare()
        return _save(place, actor, keep, progress)


def _save(place: Place, actor: Actor, keep: int | None, progress: Callable[[int], None]) -> Saved:
    started = dt.datetime.now(dt.UTC)
    before = place.snapshots()[-1:]
    draft = place.unfinished(f"{started:%Y%m%dT%H%M%SZ}")
    linked = before[0].folder / HOME if before else None
    with worded(draft):
        (draft / HOME).mkdir()
    home = copy_folder(
        settings.HOME, draft / HOME, leave_out=lambda path: not (belongs(path) and comes_first(path)), before=linked
    )
    with saved_database(draft) as moment:
        facts = moment.facts()
        later = copy_folder(
            settings.HOME, draft / HOME, leave_out=lambda path: not belongs(path) or comes_first(path), before=linked
        )
        objects = _save_objects(place, draft, moment, before[0] if before else None, progress)
    home = Copied(home.files + later.files, home.bytes + later.bytes, home.new + later.new)
    _state(draft, started, facts, objects, home)
    write_sums(draft)
    atomic.flush(draft)
    finished = place.finish(draft)
    atomic.flush(finished.folder)
    told = {"snapshot": finished.name, "place": str(place.folder), "missing": len(objects.refused)}
    record("archive:backup", actor=actor, subject=("archive", settings.SITE_NAME), data=told)
    return Saved(finished, objects, home, outside(), place.forget_all_but(keep) if keep else [])


def _save_objects(
    place: Place, draft: Path, moment: Moment, before: Snapshot | None, progress: Callable[[int], None]
) -> ObjectsCopied:
    known = _marks(before)
    with worded(draft), (draft / OBJECTS).open("x", encoding="ascii") as listed:

        def keep(line: str) -> None:
            listed.write(line)

        done = copy_objects(blob_store(), place.store, _counted(moment.objects(), progress), known=known, keep=keep)
    if done.refused:
        text = "".join(f"{name}\t{code}\t{words}\n" for name, code, words in done.refused)
        (draft / MISSING).write_text(text, encoding="utf-8")
    return done


def copy_objects(
    source: BlobStore,
    target: BlobStore,
    wanted: Iterable[ObjectVersion],
    *,
    known: frozenset[bytes] | set[bytes] = frozenset(),
    keep: Callable[[str], None] = lambda _: None,
) -> ObjectsCopied:
    """Bring the target up to what is wanted, in batches. `known` are marks of lines that need not be looked at again.

    What cannot be copied (missing, damaged, another history there) is refused one by one and the rest goes on; a full
    disk stops everything. `keep` hears the line of each object that is there.
    """
    done, objects = ObjectsCopied(), iter(wanted)
    while batch := list(islice(objects, AT_ONCE)):
        lines = {each: line_of(each) for each in batch}
        fresh = [each for each in batch if not each.version or mark(lines[each]) not in known]
        refused = _copy_batch(source, target, fresh, done) if fresh else set()
        done.wanted += len(batch)
        for each in batch:
            if each not in refused:
                keep(lines[each])
    return done


def _copy_batch(
    source: BlobStore, target: BlobStore, batch: list[ObjectVersion], done: ObjectsCopied
) -> set[ObjectVersion]:
    refused, publications = set(), []
    with target.staging() as stage:
        for each in batch:
            try:
                staged = stage_copy(source, target, stage, each)
            except STOPS:
                raise
            except ArchiveError as error:
                refused.add(each)
                done.refused.append((each.object_id, error.code, str(error)))
                continue
            if staged:
                publications.append(staged.publication)
                done.read += staged.read
        target.publish_trees(publications)
    done.copied += len(publications)
    return refused


def line_of(wanted: ObjectVersion) -> str:
    """One line of the list of objects."""
    return f"{wanted.object_id}\t{wanted.version}\t{wanted.inventory_sha512}\n"


def read_line(line: str) -> ObjectVersion:
    object_id, version, sha512 = line.rstrip("\n").split("\t")
    return ObjectVersion(object_id, int(version), sha512)


def mark(line: str) -> bytes:
    """Sixteen bytes that stand for a line: a million and a half of them fit where the lines would not."""
    return hashlib.blake2b(line.encode(), digest_size=16).digest()


def _marks(before: Snapshot | None) -> set[bytes]:
    if before is None:
        return set()
    with (before.folder / OBJECTS).open(encoding="ascii") as lines:
        return {mark(line) for line in lines}


def _counted(objects: Iterable[ObjectVersion], progress: Callable[[int], None]) -> Iterator[ObjectVersion]:
    for number, each in enumerate(objects, start=1):
        yield each
        if number % AT_ONCE == 0:
            progress(number)


def _state(draft: Path, started: dt.datetime, facts: dict[str, Any], objects: ObjectsCopied, home: Copied) -> None:
    here = engine()
    audit = facts.pop("audit")
    told = {
        "format": SNAPSHOT,
        "software": lantai.__version__,
        "archive": settings.SITE_NAME,
        "started": started.isoformat(timespec="seconds"),
        "ended": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "database": {"vendor": here.vendor, "file": here.file, **facts},
        "audit": audit,
        "objects": {"count": objects.wanted, "missing": len(objects.refused)},
        "home": {"files": home.files, "bytes": home.bytes},
        "keys": {"person": fingerprint(settings.PERSON_KEY)},
        "outside": outside(),
    }
    (draft / FACTS).write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def fingerprint(key: str) -> str:
    """Tells two keys apart without giving either away, even one that an operator thought up: guessing is made slow."""
    return hashlib.scrypt(key.encode(), salt=b"lantai key fingerprint", n=1 << 14, r=8, p=1, dklen=16).hex()


def save_keys(folder: Path, *, backup: Path) -> int:
    """Copy the keys to a place that is not the backup's: whoever has both can read every ID number. How many there are.

    Raises `KeysLieBeside` for a folder in the backup, `AnotherKeyThere` when a different key of that name lies there.
    """
    if folder.resolve().is_relative_to(backup.resolve()):
        raise KeysLieBeside(place=str(folder))
    count = 0
    with worded(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for key in sorted(Path(settings.KEYS_FOLDER).iterdir()):
            if key.is_file():
                _save_key(key, folder / key.name)
                count += 1
    return count


def _save_key(key: Path, target: Path) -> None:
    data = key.read_bytes()
    if target.exists():
        if target.read_bytes() != data:
            raise AnotherKeyThere(place=str(target))
        return
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as writer:
        writer.write(data)
        writer.flush()
        os.fsync(writer.fileno())


def _refuse_inside(folder: Path) -> None:
    for home in (Path(settings.HOME), storage_folder()):
        if home is not None and folder.resolve().is_relative_to(home.resolve()):
            raise BackupLiesInside(place=str(folder), home=str(home))
