"""The signed file in storage: an object of its own, in which the describing worker lays the register's row beside it.

Published before the certificate is entered: a process that was killed between the two finds it there again, and signs
nothing a second time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from django.utils import timezone

from lantai.engines.storage.current import blob_store
from lantai.engines.storage.errors import TreeHasChanged
from lantai.holdings.preservation.mets import with_mets
from lantai.holdings.preservation.ocfl.read import has_object, open_file, read_inventory
from lantai.holdings.preservation.ocfl.write import (
    Changes,
    Commit,
    SourceFile,
    StagedFile,
    publish,
    stage_object,
    stage_version,
)
from lantai.services.certificates.models import Certificate

_TRIES = 3
FILE, NATIONAL = "certificate.pdf", "certificate.sm2"
"""The signed PDF, and the SM2 signature over its bytes where the archive has such a key."""


def object_of(certificate: Certificate) -> str:
    return f"urn:lantai:certificate:{certificate.ulid}"


def kept_file(certificate: Certificate, name: str = FILE) -> bytes | None:
    """Its bytes; None where nothing was published yet."""
    store, object_id = blob_store(), object_of(certificate)
    if not has_object(store, object_id) or name not in read_inventory(store, object_id).state():
        return None
    with open_file(store, object_id, name) as file:
        return file.read()


def keep_file(certificate: Certificate, pdf: bytes, national: bytes) -> bytes:
    """Lay the file down for good, whole or not at all; gives what is kept: of two who draw it at once, the first's.

    Raises a `StorageError`; `TreeHasChanged` when others wrote to the object three times in between.
    """
    for left in reversed(range(_TRIES)):
        if (there := kept_file(certificate)) is not None:
            return there
        try:
            _publish(certificate, {FILE: pdf, NATIONAL: national})
        except TreeHasChanged:
            if not left:
                raise
    return kept_file(certificate) or pdf


def _publish(certificate: Certificate, contents: Mapping[str, bytes]) -> None:
    store, object_id = blob_store(), object_of(certificate)
    commit = Commit(message="Certificate issued", user=certificate.begun_by, created=timezone.now())

    def documents(staged: Sequence[StagedFile]) -> Mapping[str, bytes]:
        return with_mets(staged, {}, object_id=object_id, at=commit.created)

    with store.staging() as stage:
        files = _sources(stage, contents)
        if has_object(store, object_id):
            changes = Changes(files=files, documents=documents)
            staged = stage_version(store, stage, object_id=object_id, changes=changes, commit=commit)
        else:
            staged = stage_object(stage, object_id=object_id, files=files, documents=documents, commit=commit)
        if staged is not None:
            publish(store, [staged])


def _sources(stage: Path, contents: Mapping[str, bytes]) -> Sequence[SourceFile]:
    made = []
    for name, content in contents.items():
        if content:
            path = stage / f"part-{name}"
            path.write_bytes(content)
            made.append(SourceFile(path, name))
    return made
