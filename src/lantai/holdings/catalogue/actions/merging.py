"""One record taken into another that describes the same thing, and taken out again: parts of larger acts.

Nothing is deleted: what is said of the absorbed record stays in its row, which is retired and points to the kept one.
Codes, persons, components and what lies below go over, each by a journal by which all of it can be taken back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Max, Q, Value
from django.db.models.functions import Concat
from django.utils import timezone

from lantai.base.accounts.access import Actor
from lantai.base.common.journal import Journal, take_back
from lantai.holdings.catalogue.actions.changing import _columns_of, _said, _set, claim_versions, raises_secrecy
from lantai.holdings.catalogue.actions.components import components_as_json
from lantai.holdings.catalogue.actions.numbering import PARKED
from lantai.holdings.catalogue.actions.opening import OpenBefore, shut_secret
from lantai.holdings.catalogue.actions.persons import entry_as_json
from lantai.holdings.catalogue.bindings import Deed, obstacles, refuse_bound
from lantai.holdings.catalogue.models import (
    Component,
    OpeningState,
    PersonEntry,
    PersonKey,
    Record,
    RecordVersion,
    ReferenceCode,
)
from lantai.holdings.catalogue.secrecy import is_secret
from lantai.holdings.catalogue.signals import records_changed

_FILLED = ("former_names", "role", "sex", "unit", "place")
_TOGETHER = (("birth_text", "birth_year", "birth_key"), ("id_cipher", "id_hash", "id_last4", "id_problem"))
"""Columns that are filled as one: the first that is empty says that nothing is known."""


@dataclass(frozen=True, slots=True)
class Taking:
    """What the kept record takes over. `values` as `change_records` takes them, `places` by column (series, parent).

    `same`: entries of absorbed persons by the kept entry that is the same person; everybody else goes over. Of the
    `components`, those that go over.
    """

    actor: Actor
    reason: str
    values: Mapping[str, Any] = field(default_factory=dict)
    places: Mapping[str, Any] = field(default_factory=dict)
    same: Mapping[int, int] = field(default_factory=dict)
    components: Sequence[int] = ()


def absorb_record(*, keep: Record, absorb: Record, taking: Taking, journal: Journal) -> None:
    """Take one record into another. Part of the act that merges, inside its transaction. Raises `RecordHasChanged`, and
    `RecordIsBound`: what binds the absorbed one, itself or by its volume, would bind nobody, and the kept one may take
    over a retention.

    1. Both are locked and claimed by their versions; what the kept one said is kept as a version.
    2. Values, persons, components, codes and what lies below go over.
    3. The absorbed record is retired: it points to the kept one, and gives its code and its class free.
    4. What is open and may not be any more is closed, as by an edit: a level taken over, another volume above.
    """
    pks = [keep.pk, absorb.pk]
    refuse_bound([absorb.pk], Deed.REMOVE)
    refuse_bound(_moved(keep, absorb, taking.places), Deed.MOVE)
    if taking.values.get("retention", keep.retention) != keep.retention:
        refuse_bound([keep.pk], Deed.CHANGE_RETENTION)
    raised = raises_secrecy(keep, taking.values)
    before = OpenBefore.of(Record.every.filter(Q(pk=keep.pk) | Q(parent__in=pks)))
    list(Record.objects.select_for_update().filter(pk__in=pks).order_by("pk").values_list("pk"))
    claim_versions([keep, absorb])
    said = _said(keep, taking.values) | _rows_said(keep, taking)
    _keep_versions({keep: said, absorb: {}}, by=taking.actor.label, reason=taking.reason)
    _take_values(keep, taking, journal)
    _take_persons(keep, absorb, taking.same, journal)
    _take_components(keep, taking.components, journal)
    _take_codes(keep, absorb, journal)
    journal.change(Record.every.filter(parent=absorb), parent=keep)
    _refuse_lifting(keep, absorb)
    _retire(keep, absorb, journal)
    shut = shut_secret(taking.actor, keep.fonds.institution, [keep] if raised else [])
    shut += before.shut_bound(taking.actor, keep.fonds.institution, versioned=[keep.pk])
    records_changed.send(sender=Record, pks=list(dict.fromkeys([*pks, *shut])))
    if keep.pk in shut:
        keep.opening_state = OpeningState.RESTRICTED


def _moved(keep: Record, absorb: Record, places: Mapping[str, Any]) -> list[int]:
    """Those of the two that leave their volume by the merge, and the volume the kept one comes into."""
    volume = places.get("parent", keep.parent)
    above = volume.pk if volume else None
    moved = [each.pk for each in (keep, absorb) if each.parent_id and each.parent_id != above]
    return moved + ([above] if above and above != keep.parent_id else [])


def _refuse_lifting(keep: Record, absorb: Record) -> None:
    """A level of the absorbed record that stands would stand no more if only the kept one's has been ended."""
    stands = {each.record for each in obstacles([keep.pk, absorb.pk], Deed.LIFT_SECRECY)}
    if absorb.pk in stands and keep.pk not in stands:
        refuse_bound([absorb.pk], Deed.LIFT_SECRECY)


def _keep_versions(said: Mapping[Record, Mapping[str, Any]], *, by: str, reason: str) -> None:
    RecordVersion.objects.bulk_create(
        RecordVersion(record=record, version=record.version, said=dict(told), by=by, reason=reason[:200])
        for record, told in said.items()
    )


def _rows_said(keep: Record, taking: Taking) -> dict[str, Any]:
    """Persons and components as they were: they are rows of their own, and an earlier version lists them whole."""
    said: dict[str, Any] = {"persons": [entry_as_json(entry) for entry in keep.persons.all()]}
    if taking.components:
        said["components"] = components_as_json(keep)
    return said


def _take_values(keep: Record, taking: Taking, journal: Journal) -> None:
    columns = [column for name in taking.values for column in _columns_of(name)]
    _set(keep, taking.values, taking.actor)
    values = {column: getattr(keep, column) for column in columns} | dict(taking.places)
    row = Record.every.filter(pk=keep.pk)
    journal.change(row, **values, described_by=keep.described_by)
    row.update(changed_at=keep.changed_at)


def _take_persons(keep: Record, absorb: Record, same: Mapping[int, int], journal: Journal) -> None:
    """Who is the same fills what is not known of them yet; everybody else goes over behind those who are there."""
    kept = {entry.pk: entry for entry in PersonEntry.objects.filter(record=keep)}
    for entry in PersonEntry.objects.filter(record=absorb, pk__in=list(same)):
        _fill(kept[same[entry.pk]], entry, journal)
    doubled = PersonEntry.objects.filter(record=absorb, pk__in=list(same))
    journal.remove(PersonKey.objects.filter(entry__in=list(doubled.values_list("pk", flat=True))))
    journal.remove(doubled)
    last = max((entry.position for entry in kept.values()), default=-1)
    journal.change(PersonEntry.objects.filter(record=absorb), record=keep, position=F("position") + last + 1)


def _fill(kept: PersonEntry, other: PersonEntry, journal: Journal) -> None:
    found = {name: getattr(other, name) for name in _FILLED if not getattr(kept, name) and getattr(other, name)}
    for columns in _TOGETHER:
        if not any(getattr(kept, name) for name in columns) and any(getattr(other, name) for name in columns):
            found |= {name: getattr(other, name) for name in columns}
    if found:
        journal.change(PersonEntry.objects.filter(pk=kept.pk), **found)
    for name, value in found.items():
        setattr(kept, name, value)
    known = PersonKey.objects.filter(entry=kept.pk).values_list("key", flat=True)
    moved = PersonKey.objects.filter(entry=other.pk).exclude(key__in=list(known))
    journal.change(moved, entry=kept, record=kept.record_id, born=kept.birth_year)


def _take_components(keep: Record, components: Sequence[int], journal: Journal) -> None:
    last = Component.objects.filter(record=keep).aggregate(last=Max("position"))["last"] or 0
    moved = Component.objects.filter(pk__in=components)
    journal.change(moved, record=keep, position=F("position") + last)


def _take_codes(keep: Record, absorb: Record, journal: Journal) -> None:
    """Every code becomes one of before; a unit's number stays in force where the kept record has none."""
    now = timezone.now()
    ended = ReferenceCode.objects.filter(record=absorb, until__isnull=True)
    unit = ReferenceCode.Kind.UNIT
    if not keep.codes.filter(kind=unit, until__isnull=True).exists():
        ended = ended.exclude(kind=unit)
    journal.change(ended, until=now)
    journal.change(ReferenceCode.objects.filter(record=absorb), record=keep)


def _retire(keep: Record, absorb: Record, journal: Journal) -> None:
    row = Record.every.filter(pk=absorb.pk)
    journal.change(row, merged_into=keep, series=None, code_key=Concat(Value(PARKED), "ulid"))
    row.update(changed_at=timezone.now())
    absorb.version += 1
    absorb.merged_into = keep


@dataclass(frozen=True, slots=True)
class GivingBack:
    """What a merge is taken back with: who does it and why, what the merge let the kept record say (`names`), which is
    kept as a version, and the `entries` of its journal.
    """

    actor: Actor
    reason: str
    names: Mapping[str, Any]
    entries: Sequence[Mapping[str, Any]]


def split_record(*, keep: Record, absorb: Record, giving: GivingBack) -> None:
    """Take a merge back: everything its journal tells, and the retired record is one again. Part of the act.

    The versions of both go on counting: history grows only. What the merge closed stays closed, and so does, from now
    on, what bears the level again that closed it.
    """
    actor = giving.actor
    said = _said(keep, giving.names) | {"persons": [entry_as_json(entry) for entry in keep.persons.all()]}
    _keep_versions({keep: said, absorb: {}}, by=actor.label, reason=giving.reason)
    take_back(giving.entries)
    for each in (keep, absorb):
        Record.every.filter(pk=each.pk).update(version=F("version") + 1, changed_at=timezone.now())
    back = Record.objects.get(pk=absorb.pk)
    shut = shut_secret(actor, keep.fonds.institution, [back] if is_secret(back.secrecy) else [])
    records_changed.send(sender=Record, pks=list(dict.fromkeys([keep.pk, absorb.pk, *shut])))
