"""Redacted copies of whole records: one file a record beside its originals, replaced when more or less is withheld.

As with copies for keeping, originals are not touched, and a version carries the copy, PREMIS and METS. What a copy was
before leaves the object's state in the version that replaces it, with an event of deletion; only the older versions
of the object still have it, and nothing but a rebuild by hand reads those.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from lantai.engines.storage.current import blob_store
from lantai.engines.storage.errors import TreeHasChanged
from lantai.engines.storage.protocol import BlobStore
from lantai.holdings.preservation.describing.happenings import SOFTWARE
from lantai.holdings.preservation.mets import PREMIS, with_mets
from lantai.holdings.preservation.models import StoredFile, StoredObject
from lantai.holdings.preservation.ocfl.read import FileIsNotInObject, open_file, read_inventory
from lantai.holdings.preservation.ocfl.write import Changes, Commit, SourceFile, StagedFile, publish, stage_version
from lantai.holdings.preservation.premis import EventType, PremisEvent, PremisFile, premis_xml, with_event, with_file

REDACTED = "derivative/redacted/"
_TRIES = 3
_MIME, _PUID = "application/pdf", "fmt/477"


@dataclass(frozen=True, slots=True)
class Redacted:
    """A copy to keep: where it lies now, and `key`, which names what is withheld in it and of which pages."""

    path: Path
    key: str
    note: str


def redacted_paths(stored: StoredObject) -> list[str]:
    """The redacted copies in the object as it is now: one, or none."""
    state = read_inventory(blob_store(), stored.object_id).state()
    return sorted(path for path in state if path.startswith(REDACTED))


def is_of_key(path: str, key: str) -> bool:
    """Whether a copy was made for this key: what a killed worker published is known by its name."""
    return path.removeprefix(REDACTED).startswith(f"{key[:32]}-")


def replace_redacted(stored: StoredObject, redacted: Redacted | None, *, at: dt.datetime) -> str:
    """Publish a version with this copy and no other (None: with none at all); gives its logical path.

    Changes nothing when the object is so already. Raises a `StorageError`, `TreeHasChanged` when others were first
    three times.
    """
    for left in reversed(range(_TRIES)):
        try:
            return _replace(stored, redacted, at)
        except TreeHasChanged:
            if not left:
                raise
    raise AssertionError  # the last try returns or raises


def _replace(stored: StoredObject, redacted: Redacted | None, at: dt.datetime) -> str:
    store, there = blob_store(), redacted_paths(stored)
    kept = next((path for path in there if redacted and is_of_key(path, redacted.key)), "")
    gone = [path for path in there if path != kept]
    if redacted is not None and not kept:
        kept = f"{REDACTED}{redacted.key[:32]}-{at:%Y%m%dT%H%M%S%f}.pdf"
        files = [SourceFile(redacted.path, kept)]
    elif gone:
        files = []
    else:
        return kept
    message = "A redacted copy of what may be seen" if files else "Redacted copies that are no longer right taken out"
    commit = Commit(message=message, user="Lantai", created=at)
    with store.staging() as stage:
        documents = partial(_documents, store, stored, gone, redacted.note if redacted else "", at)
        changes = Changes(files=files, remove=gone, documents=documents)
        staged = stage_version(store, stage, object_id=stored.object_id, changes=changes, commit=commit)
        if staged is not None:
            publish(store, [staged])
    if staged is not None:
        version = int(staged.version.removeprefix("v"))
        rows = StoredObject.objects.filter(pk=stored.pk, version__lt=version)
        rows.update(version=version, inventory_sha512=staged.inventory_sha512)
    return kept


def _documents(
    store: BlobStore, stored: StoredObject, gone: Sequence[str], note: str, at: dt.datetime, files: Sequence[StagedFile]
) -> Mapping[str, bytes]:
    name = stored.object_id
    originals = dict(StoredFile.objects.filter(stored=stored).values_list("logical_path", "mime"))
    try:
        with open_file(store, name, PREMIS) as premis:
            document = premis.read()
    except FileIsNotInObject:
        document = premis_xml([], [], [], object_id=name)
    for path in gone:
        event = PremisEvent(
            f"{name}#deletion-{path}", EventType.DELETION, at, agents=[SOFTWARE.identifier], files=[path]
        )
        document = with_event(document, event, [SOFTWARE], object_id=name)
    copies = [file for file in files if file.logical_path.startswith(REDACTED)]
    for copy in copies:
        document = _with_copy(document, copy, note, at, name, sorted(originals))
    mimes = {path: mime for path, mime in originals.items() if mime} | {copy.logical_path: _MIME for copy in copies}
    return with_mets(files, {PREMIS: document}, object_id=name, at=at, mimes=mimes)


def _with_copy(
    document: bytes, copy: StagedFile, note: str, at: dt.datetime, name: str, originals: Sequence[str]
) -> bytes:
    """The event first: the file names it, which would look like it. What is told of already is not told twice."""
    path = copy.logical_path
    event = PremisEvent(
        f"{name}#redaction-{path}",
        EventType.REDACTION,
        at,
        note=note,
        detail="Rebuilt from painted pixels and the text that remains; nothing of the originals was copied",
        agents=[SOFTWARE.identifier],
        files=[*originals, path],
    )
    told = with_event(document, event, [SOFTWARE], object_id=name)
    if told == document:
        return document
    source = originals[0] if originals else ""
    file = PremisFile(
        path, path.rpartition("/")[2], copy.size, copy.sha512, copy.sm3, puid=_PUID, mime=_MIME,
        derived_from=source, derived_by=event.identifier,
    )  # fmt: skip
    return with_file(told, file, object_id=name)
