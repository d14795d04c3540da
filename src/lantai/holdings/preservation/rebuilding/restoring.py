"""The database from the storage root: one transaction, so that a rebuild that is killed leaves it as empty as it was.

1. The database is found empty, or the rebuild is refused.
2. Objects are walked; the rows of their documents go back as they were, by the thousand, in any order: the database
   looks at what points where when everything is there.
3. What follows from the rows is worked out: keys of persons, the end of the chain, which version each object has.
4. What points at something that was lost is taken out and told.
5. An index of words that is there is one of before: it is forgotten, since it may show what was closed or lost since.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.management.color import no_style
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.audit.models import Event, Head
from lantai.base.common.errors import ArchiveError
from lantai.base.common.findings import Finding, Severity, declare
from lantai.base.common.rows import insert_values, insert_whole
from lantai.engines.search.actions import mark_changed
from lantai.engines.search.factory import search_index
from lantai.engines.storage.current import blob_store
from lantai.engines.storage.protocol import BlobStore
from lantai.holdings.catalogue.models import PersonKey, Record, RecordTally
from lantai.holdings.preservation.describing.subjects import Place
from lantai.holdings.preservation.models import Mark, StoredObject, SubjectObject
from lantai.holdings.preservation.ocfl.inventory import Inventory
from lantai.holdings.preservation.ocfl.read import inventory_digest
from lantai.holdings.preservation.own_parts import AUDIT
from lantai.holdings.preservation.parts import kind_named, tables
from lantai.holdings.preservation.rebuilding.digests import Digests, differing, digests_of_holdings
from lantai.holdings.preservation.rebuilding.survey import RECORDS, Document, Survey
from lantai.holdings.preservation.row_text import insert_said

PIECE = 2000
Progress = Callable[[int, int], None]

POINTS_NOWHERE = declare(
    "rebuild.points_nowhere",
    gettext_noop("%(count)s rows of %(table)s point at something that is not in storage; they were left out."),
    gettext_noop("Repair the objects named above from a second copy and rebuild into an empty database again."),
)
UNKNOWN_TABLE = declare(
    "rebuild.unknown_table",
    gettext_noop("Rows of %(table)s are in storage, and this version of Lantai knows no such table."),
    gettext_noop("Rebuild with the version that wrote them, then upgrade."),
)


class DatabaseIsNotEmpty(ArchiveError):
    code = "rebuild.not_empty"
    message = gettext_noop("The database holds something already (%(table)s): nothing was rebuilt.")
    hint = gettext_noop(
        "Rebuild into a new home: set LANTAI_HOME to an empty folder and LANTAI_STORAGE_URL to the root."
    )
    http_status = 409
    exit_code = 3


@dataclass
class Rebuilt:
    """What came of a rebuild: rows by table, what is wrong, and the tables that differ from the digests given."""

    rows: Counter[str] = field(default_factory=Counter)
    objects: int = 0
    findings: list[Finding] = field(default_factory=list)
    differs: list[str] | None = None


def rebuild_from_storage(*, actor: Actor, compare: Digests | None = None, progress: Progress | None = None) -> Rebuilt:
    """Fill an empty database from the storage root; with `compare`, say which tables are not as they were.

    The event that says so is written behind the comparison. Raises `DatabaseIsNotEmpty` and what storage raises; then
    nothing has changed.
    """
    require(actor, Right.TAKE_IN, "*")
    refuse_unless_empty()
    with transaction.atomic():
        restoring = _Restoring(blob_store(), progress or (lambda *_: None))
        restoring.run()
        rebuilt = restoring.rebuilt
        if compare is not None:
            rebuilt.differs = differing(compare, digests_of_holdings())
        data = {"objects": rebuilt.objects, "rows": rebuilt.rows.total(), "findings": len(rebuilt.findings)}
        record_event("storage:rebuild", actor=actor, subject=("storage", "root"), data=data)
        return rebuilt


def refuse_unless_empty() -> None:
    for _, table in tables():
        if table.model_class._base_manager.exists():
            raise DatabaseIsNotEmpty(table=table.label)


class _Restoring:
    """One rebuild. Rows gather by table and go in by the thousand."""

    def __init__(self, store: BlobStore, progress: Progress) -> None:
        self._store = store
        self._progress = progress
        self._tables = {table.label: table for _, table in tables()}
        self._waiting: dict[str, list[dict[str, Any]]] = {label: [] for label in self._tables}
        self._records: set[str] = set()
        self._versions: list[tuple[str, int, str]] = []
        self._subjects: list[tuple[Place, str, int, str, int]] = []
        self.rebuilt = Rebuilt()

    def run(self) -> None:
        survey = Survey(self._store)
        self.rebuilt.objects = survey.objects
        self.rebuilt.findings = survey.findings
        undescribed = self._walk(survey)
        for label in self._tables:
            self._flush(label)
        self._finish()
        self._prune()
        self._reset_sequences()
        known = set(StoredObject.objects.values_list("object_id", flat=True))
        for object_id in undescribed:
            if object_id not in known:
                survey.never_described(object_id)
        Mark.objects.all().delete()  # triggers made them, and everything marked has just come from storage
        pks = Record.every.order_by("pk").values_list("pk", flat=True)
        mark_changed(pks.iterator(chunk_size=PIECE), closing=())  # no index shows any of them
        search_index().forget()  # before the commit: killed in between, there is an empty database without an index

    def _walk(self, survey: Survey) -> list[str]:
        """Records with files last but shelves: what an object of its own says goes before what a shelf said earlier."""
        undescribed = []
        total = len(survey.others) + len(survey.records) + len(survey.shelves)
        for n, (object_id, place) in enumerate(survey.others):
            if inventory := survey.inventory(object_id):
                self._take(survey.documents(place.kind, inventory))
                self._note_subject(place, inventory, self._last if place.kind == AUDIT else 0)
            self._progress(n, total)
        for n, object_id in enumerate(survey.records, len(survey.others)):
            if inventory := survey.inventory(object_id):
                if self._take(survey.documents("record", inventory)):
                    self._records.add(object_id.removeprefix(RECORDS))
                else:
                    undescribed.append(object_id)
                digest = inventory_digest(self._store, object_id)
                self._versions.append((object_id, len(inventory.versions), digest))
            self._progress(n, total)
        for object_id, place in survey.shelves:
            if inventory := survey.inventory(object_id):
                for name, documents in survey.shelved(inventory):
                    if not (place.kind == "record" and name in self._records):
                        self._take(documents)
                self._note_subject(place, inventory, int(place.name))
        self._progress(total, total)
        return undescribed

    def _note_subject(self, place: Place, inventory: Inventory, key: int) -> None:
        digest = inventory_digest(self._store, inventory.object_id)
        self._subjects.append((place, inventory.object_id, len(inventory.versions), digest, key))

    _last = 0
    """The number of the last event of the segment in hand."""

    def _take(self, documents: Any) -> int:
        taken = 0
        for document in documents:
            taken += 1
            self._take_one(document)
        return taken

    def _take_one(self, document: Document) -> None:
        for label, rows in document.rows.items():
            if label not in self._tables:
                self._tell_once(UNKNOWN_TABLE, label)
                continue
            if document.part == "events":
                self._last = max(row["number"] for row in rows)
            self._waiting[label] += rows
            if len(self._waiting[label]) >= PIECE:
                self._flush(label)

    def _tell_once(self, code: str, label: str) -> None:
        if not any(each.code == code and each.path == label for each in self.rebuilt.findings):
            self.rebuilt.findings.append(Finding(code, Severity.ERROR, label, {"table": label}))

    def _flush(self, label: str) -> None:
        rows, table = self._waiting[label], self._tables[label]
        if not rows:
            return
        self._waiting[label] = []
        insert_said(table, rows)
        if table.after:
            table.after(rows)
        self.rebuilt.rows[label] += len(rows)

    def _finish(self) -> None:
        last = Event.objects.order_by("-number").values_list("number", "hash").first()
        if last:
            insert_whole(Head, ["id", "number", "hash"], [(1, *last)])
        table, quote = StoredObject._meta.db_table, connection.ops.quote_name
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {quote(table)} SET version = %s, inventory_sha512 = %s WHERE object_id = %s",  # noqa: S608
                [(version, digest, object_id) for object_id, version, digest in self._versions],
            )
        self._enter_subjects()

    def _enter_subjects(self) -> None:
        keys: dict[str, dict[str, int]] = {}
        rows = []
        for place, object_id, version, digest, number in self._subjects:
            kind = kind_named(place.kind)
            key: int | None = number
            if not place.shelf and kind.model_class is not None:
                if place.kind not in keys:
                    names = kind.model_class._base_manager.values_list(kind.names, "pk")
                    keys[place.kind] = dict(names.iterator(chunk_size=PIECE))
                key = keys[place.kind].get(place.name)
            if key is not None:
                rows.append((place.kind, key, place.generation, object_id, version, digest))
        columns = ("kind", "key", "generation", "object_id", "version", "inventory_sha512")
        insert_values(SubjectObject, columns, rows)

    def _prune(self) -> None:
        """Again until nothing points nowhere: what is taken out may have been pointed at."""
        while _something_points_nowhere():
            gone = {label: _take_out_strays(table.model_class) for label, table in self._tables.items()}
            gone["worked out"] = sum(map(_take_out_strays, (PersonKey, RecordTally)))
            if not any(gone.values()):
                return
            for label, count in gone.items():
                if count and label in self._tables:
                    params = {"table": label, "count": count}
                    self.rebuilt.findings.append(Finding(POINTS_NOWHERE, Severity.ERROR, label, params))

    def _reset_sequences(self) -> None:
        every: Sequence[type[models.Model]] = [table.model_class for table in self._tables.values()]
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), [*every, Head]):
                cursor.execute(statement)


def _something_points_nowhere() -> bool:
    try:
        with transaction.atomic():
            connection.check_constraints()
    except IntegrityError:
        return True
    return False


def _take_out_strays(model: type[models.Model]) -> int:
    """Rows that point at what is not there; a pointer that may be empty is emptied instead."""
    gone = 0
    for each in model._meta.local_concrete_fields:
        if not isinstance(each, models.ForeignKey):
            continue
        target = each.related_model
        there = target._base_manager.filter(**{each.target_field.attname: OuterRef(each.attname)})
        strays = model._base_manager.filter(~Exists(there), **{f"{each.attname}__isnull": False})
        pks = list(strays.values_list("pk", flat=True))
        if pks and each.null:
            gone += model._base_manager.filter(pk__in=pks).update(**{each.attname: None})
        elif pks:
            gone += model._base_manager.filter(pk__in=pks)._raw_delete(model._base_manager.db)
    return gone
