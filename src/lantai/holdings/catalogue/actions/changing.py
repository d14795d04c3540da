"""Changing what is said of many records at once, putting it back, and taking out records that nothing depends on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import Act, record_all
from lantai.base.common.dates import ArchivalDate
from lantai.base.common.errors import ArchiveError
from lantai.base.common.rows import insert_rows
from lantai.holdings.catalogue.actions.components import components_as_json, replace_components
from lantai.holdings.catalogue.actions.opening import shut_secret
from lantai.holdings.catalogue.actions.persons import (
    enter_persons,
    person_as_json,
    person_from_json,
    persons_of,
)
from lantai.holdings.catalogue.bindings import Deed, obstacles, refuse_bound
from lantai.holdings.catalogue.models import Fonds, PersonEntry, Record, RecordVersion
from lantai.holdings.catalogue.sealing import person_keys
from lantai.holdings.catalogue.secrecy import grade_of, is_secret
from lantai.holdings.catalogue.signals import records_changed

TEXTS = {
    "title": 0,
    "creator": 300,
    "document_number": 200,
    "retention": 20,
    "secrecy": 40,
    "note": 0,
    "record_type": 40,
}
"""Texts that may be changed, with the longest the column holds (0: any)."""
_MERGED = ("elements", "fields")
_ROWS = ("persons", "components")
"""Kept in rows of their own."""
_DATE = ("date_text", "date_start", "date_end", "date_precision", "date_key")


class RecordHasChanged(ArchiveError):
    code = "catalogue.record_changed"
    message = gettext_noop("%(count)s of these records have been changed by somebody else meanwhile.")
    hint = gettext_noop("Nothing was changed. Read them again and repeat the change.")
    http_status = 409


@dataclass(frozen=True, slots=True)
class RecordChange:
    """New values for one record as it was read: `values` holds texts, `date`, `year`, `pages_declared`, `persons`.

    `parent`: the volume it is to lie in, of its own fonds; None for none.
    `fields` and `elements` are merged into what is there; None takes a name out. `components`: all of them, in order,
    each a mapping of what `Component` holds.
    """

    record: Record
    values: Mapping[str, Any]


@transaction.atomic
def change_records(
    *, actor: Actor, fonds: Fonds, changes: Sequence[RecordChange], reason: str = ""
) -> list[dict[str, Any]]:
    """Change records of one fonds; what each said before comes back as JSON, ID numbers sealed. Part of a larger act.

    What was said is kept as a version of the record. A constant number of queries. Raises `RecordHasChanged` when one
    is not any more what its change was made from, `RecordIsBound` when its retention may not be changed, its secrecy
    level not be taken away, when it may not leave its volume or nothing may be put into the other, or when it is open
    and is to lie in a volume that may not be.
    """
    require(actor, Right.DESCRIBE, fonds.institution.code)
    refuse_bound([change.record.pk for change in changes if _changes_retention(change)], Deed.CHANGE_RETENTION)
    _refuse_lifting(actor, fonds, changes, reason)
    refuse_bound(sorted(_moved(changes)), Deed.MOVE)
    below = {change.values["parent"].pk for change in changes if change.values.get("parent") and change.record.is_open}
    refuse_bound(sorted(below), Deed.OPEN)
    claim_versions([change.record for change in changes])
    before = [_said(change.record, change.values) for change in changes]
    _say_volumes(changes, before)
    insert_rows(
        [
            RecordVersion(
                record=change.record, version=change.record.version, said=said, by=actor.label, reason=reason[:200]
            )
            for change, said in zip(changes, before, strict=True)
        ]
    )
    raised = [change.record for change in changes if raises_secrecy(change.record, change.values)]
    for change in changes:
        _set(change.record, change.values, actor)
    columns = {column for change in changes for name in change.values for column in _columns_of(name)}
    written = sorted(columns | {"version", "described_by", "changed_at"})
    Record.objects.bulk_update([change.record for change in changes], written, batch_size=200)
    named = [(change.record, change.values["persons"]) for change in changes if "persons" in change.values]
    PersonEntry.objects.filter(record__in=[record for record, _ in named]).delete()
    enter_persons(named)
    replace_components([(each.record, each.values["components"]) for each in changes if "components" in each.values])
    shut = shut_secret(actor, fonds.institution, raised)
    changed = dict.fromkeys([*(change.record.pk for change in changes), *shut])
    records_changed.send(sender=Record, pks=list(changed), closing=shut)
    return before


def _moved(changes: Sequence[RecordChange]) -> set[int]:
    """Records that are to lie elsewhere, and the volumes they are to lie in."""
    moved = [change for change in changes if "parent" in change.values]
    volumes = {change.values["parent"].pk for change in moved if change.values["parent"]}
    return {change.record.pk for change in moved} | volumes


def _changes_retention(change: RecordChange) -> bool:
    return bool(change.values.get("retention", change.record.retention) != change.record.retention)


def _refuse_lifting(actor: Actor, fonds: Fonds, changes: Sequence[RecordChange], reason: str) -> None:
    """A secrecy level is taken away by the body that gave it: its document is recorded first (保密法实施条例 22).

    Who approves opening may correct one that was never given, and says why; each leaves an event. Raises
    `RecordIsBound`.
    """
    lifted = [change.record for change in changes if lifts_secrecy(change.record, change.values)]
    if not lifted:
        return
    bound = {each.record for each in obstacles([record.pk for record in lifted], Deed.LIFT_SECRECY)}
    if not bound:
        return
    if not (reason.strip() and actor.may(Right.APPROVE_OPENING, fonds.institution.code)):
        refuse_bound(sorted(bound), Deed.LIFT_SECRECY)
    told = (
        Act("record:secrecy:correct", ("record", record.ulid), {"from": record.secrecy, "reason": reason[:400]})
        for record in lifted
        if record.pk in bound
    )
    record_all(list(told), actor=actor)


def lifts_secrecy(record: Record, values: Mapping[str, Any]) -> bool:
    """Whether these values take a level away that may be one of state secrets."""
    return is_secret(record.secrecy) and not is_secret(values.get("secrecy", record.secrecy))


def raises_secrecy(record: Record, values: Mapping[str, Any]) -> bool:
    """Whether these values give a level that may be one of state secrets to a record that bore none, or another."""
    given = values.get("secrecy", "")
    return is_secret(given) and not (is_secret(record.secrecy) and grade_of(record.secrecy) == grade_of(given))


def _columns_of(name: str) -> tuple[str, ...]:
    return _DATE if name == "date" else () if name in _ROWS else (name,)


def claim_versions(records: Sequence[Record]) -> None:
    """Count each up if it is still as it was read: the same on both databases, and no record is locked by reading it.

    Raises `RecordHasChanged`.
    """
    by_version: dict[int, list[int]] = {}
    for record in records:
        by_version.setdefault(record.version, []).append(record.pk)
    claimed = sum(
        Record.objects.filter(pk__in=pks, version=version).update(version=version + 1)
        for version, pks in by_version.items()
    )
    if claimed < len(records):
        raise RecordHasChanged(count=len(records) - claimed)


def _said(record: Record, values: Mapping[str, Any]) -> dict[str, Any]:
    """What `values_before` reads again."""
    said: dict[str, Any] = {}
    for name in values:
        if name == "parent":
            continue
        if name == "date":
            said["date"] = {column: _plain(getattr(record, column)) for column in _DATE}
        elif name == "persons":
            said["persons"] = [person_as_json(person) for person in persons_of(record, person_keys())]
        elif name == "components":
            said["components"] = components_as_json(record)
        elif name in _MERGED:
            said[name] = {key: getattr(record, name).get(key) for key in values[name]}
        else:
            said[name] = getattr(record, name)
    return said


def _say_volumes(changes: Sequence[RecordChange], before: Sequence[dict[str, Any]]) -> None:
    """Where each record lay that is to lie elsewhere, by the code of the volume: one query, none where it was none."""
    moved = [
        (change.record.parent_id, said)
        for change, said in zip(changes, before, strict=True)
        if "parent" in change.values
    ]
    above = {pk for pk, _ in moved if pk}
    codes = dict(Record.every.filter(pk__in=above).values_list("pk", "code")) if above else {}
    for pk, said in moved:
        said["parent"] = codes.get(pk or 0, "")


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def values_before(said: Mapping[str, Any]) -> dict[str, Any]:
    """What `change_records` gave back, as values it takes: for putting a record back to what it said."""
    values = dict(said)
    values.pop("parent", None)  # where a record lies is no text: who goes back to an older one moves nothing
    if "persons" in values:
        values["persons"] = tuple(person_from_json(person) for person in values["persons"])
    return values


def _set(record: Record, values: Mapping[str, Any], actor: Actor) -> None:
    for name, value in values.items():
        if name in TEXTS:
            setattr(record, name, value[: TEXTS[name]] if TEXTS[name] else value)
        elif name == "date":
            _set_date(record, value)
        elif name in _MERGED:
            merged = getattr(record, name) | value
            setattr(record, name, {key: each for key, each in merged.items() if each is not None})
        elif name in {"year", "pages_declared", "parent"}:
            setattr(record, name, value)
    record.version += 1
    record.described_by = actor.label
    record.changed_at = timezone.now()


def _set_date(record: Record, date: ArchivalDate | Mapping[str, Any]) -> None:
    if isinstance(date, Mapping):
        for column, value in date.items():
            setattr(record, column, value)
        return
    record.date_text, record.date_start, record.date_end = date.raw[:100], date.start, date.end
    record.date_precision, record.date_key = date.precision, date.key


@transaction.atomic
def remove_records(*, actor: Actor, fonds: Fonds, records: Sequence[Record]) -> list[Record]:
    """Take records out again that were entered by mistake. Part of a larger act; gives back those that had to stay.

    Only a record that is as it was entered, has nothing in storage and nothing below it goes: everything else has a
    history, and history is not taken out. Raises `RecordIsBound`.
    """
    require(actor, Right.DESCRIBE, fonds.institution.code)
    pks = [record.pk for record in records]
    rows = Record.objects.filter(pk__in=pks, fonds=fonds, version=1, stored__isnull=True, children__isnull=True)
    gone = set(rows.values_list("pk", flat=True))
    refuse_bound(sorted(gone), Deed.REMOVE)
    records_changed.send(sender=Record, pks=sorted(gone))
    Record.objects.filter(pk__in=gone).delete()
    return [record for record in records if record.pk not in gone]
