"""The list in storage: its bytes, how it was read, and every record it made, so that nothing hangs on the database."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from django.utils import timezone

from lantai.base.accounts.access import Actor
from lantai.engines.storage.current import blob_store
from lantai.engines.storage.protocol import BlobStore
from lantai.holdings.catalogue.actions import entries_as_json
from lantai.holdings.catalogue.models import Record
from lantai.holdings.imports.models import ImportBatch
from lantai.holdings.imports.received import memo_of, original_of, work_folder
from lantai.holdings.preservation.describing.happenings import SOFTWARE, agent
from lantai.holdings.preservation.mets import PREMIS, with_mets
from lantai.holdings.preservation.ocfl.names import logical_path
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
from lantai.holdings.preservation.premis import (
    EventType,
    PremisEvent,
    PremisFile,
    premis_xml,
    with_event,
    with_file,
)
from lantai.holdings.preservation.virus_checks import NOBODY_LOOKED

PIECE = 1000
TOLD = "import.json"
RECORDS = "records.jsonl"
_COLUMNS = (
    "ulid", "code", "level", "record_type", "title", "creator", "document_number", "date_text", "year", "retention",
    "secrecy", "opening_state", "pages_declared", "note", "fields", "lineage",
)  # fmt: skip


def keep_list(batch: ImportBatch, *, actor: Actor) -> str:
    """Store the list as an object of its own; gives its identifier. Done again after a kill, it is the same object.

    A list with classified entries is not kept: its digest stands in the register, its bytes go back to who sent them.
    """
    store, name = blob_store(), f"urn:lantai:import:{batch.ulid}"
    is_there = has_object(store, name)  # it may be there with the register of the import, and not with the list
    if is_there and TOLD in read_inventory(store, name).state():
        return name
    records = work_folder(batch) / RECORDS
    _write_records(batch, records)
    files = [SourceFile(records, RECORDS)]
    if not batch.secret:
        files.append(SourceFile(original_of(batch), f"original/{logical_path(batch.file_name)}", sha512=batch.sha512))
        if memo := memo_of(batch):
            files.append(SourceFile(memo, f"original/{logical_path(_memo_name(batch, memo))}"))
    commit = Commit(message="Catalogue imported", user=actor.label, created=timezone.now())
    told = {TOLD: json.dumps(_told(batch), ensure_ascii=False, indent=1, sort_keys=True).encode()}
    held = _premis_held(store, name) if is_there else b""

    def documents(staged: Sequence[StagedFile]) -> Mapping[str, bytes]:
        premis = _premis(held, staged, batch, commit)
        return with_mets(staged, told | {PREMIS: premis}, object_id=name, at=commit.created)

    with store.staging() as stage:
        if is_there:
            changes = Changes(files=files, documents=documents)
            staged = stage_version(store, stage, object_id=name, changes=changes, commit=commit)
        else:
            staged = stage_object(stage, object_id=name, files=files, documents=documents, commit=commit)
        if staged:
            publish(store, [staged])
    return name


def _memo_name(batch: ImportBatch, memo: Path) -> str:
    """As it was called beside the list, but for the case of its ending."""
    return str(Path(batch.file_name).with_suffix(memo.suffix))


def _premis_held(store: BlobStore, name: str) -> bytes:
    """What the register of the import said of itself, where it was written down before the list."""
    if PREMIS not in read_inventory(store, name).state():
        return b""
    with open_file(store, name, PREMIS) as blob:
        return blob.read()


def _premis(held: bytes, staged: Sequence[StagedFile], batch: ImportBatch, commit: Commit) -> bytes:
    """The list and its records came in, and were digested; nobody looked for viruses."""
    name = f"urn:lantai:import:{batch.ulid}"
    own = [file for file in staged if file.logical_path == RECORDS or file.logical_path.startswith("original/")]
    paths, agents = [file.logical_path for file in own], [SOFTWARE, agent(commit.user)]
    document = held or premis_xml([], [], [], object_id=name)
    for file in own:
        told = RECORDS if file.logical_path == RECORDS else batch.file_name
        if (memo := memo_of(batch)) and file.logical_path.endswith(memo.suffix):
            told = _memo_name(batch, memo)
        document = with_file(
            document, PremisFile(file.logical_path, told, file.size, file.sha512, file.sm3), object_id=name
        )
    by = [each.identifier for each in agents]
    events = [
        PremisEvent(f"{name}#list-{kind.name.lower().replace('_', '-')}", kind, commit.created, agents=by, files=paths)
        for kind in (EventType.INGESTION, EventType.MESSAGE_DIGEST)
    ]
    events.append(NOBODY_LOOKED.event(f"{name}#list-virus-check", files=paths, names=paths, now=commit.created))
    for event in events:
        document = with_event(document, event, agents, object_id=name)
    return document


def _told(batch: ImportBatch) -> dict[str, object]:
    return {
        "format": "lantai-import/1",
        "id": batch.ulid,
        "fonds": batch.fonds.code,
        "institution": batch.fonds.institution.code,
        "list": batch.file_name,
        "sha512": batch.sha512,
        "original_kept": not batch.secret,
        "columns": batch.names,
        "record_type": batch.record_type,
        "level": batch.level,
    }


def _write_records(batch: ImportBatch, target: Path) -> None:
    with target.open("w", encoding="utf-8") as out:
        for line in _lines(batch):
            out.write(line + "\n")


def _lines(batch: ImportBatch) -> Iterator[str]:
    """One line a deed, in the order of the list; ID numbers as they are sealed in the database."""
    after = 0
    listed = batch.deeds.filter(record__isnull=False).order_by("position").values_list("position", "record", "deed")
    while deeds := list(listed.filter(position__gt=after)[:PIECE]):
        after = deeds[-1][0]
        wanted = [record for _, record, _ in deeds]
        records = {
            row[0]: row[1:] for row in Record.objects.filter(pk__in=wanted).order_by().values_list("pk", *_COLUMNS)
        }
        persons = entries_as_json(records)
        for _, record, deed in deeds:
            line = dict(zip(_COLUMNS, records[record], strict=True)) | {"deed": deed}
            yield json.dumps(line | {"persons": persons.get(record, [])}, ensure_ascii=False)
