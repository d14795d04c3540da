"""Writing into the fonds file (全宗卷): people do, the machine never. What was written stays, corrected or not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.dates import ArchivalDate
from lantai.base.common.errors import ArchiveError
from lantai.holdings.arrangement.fonds_file_parts import fonds_file_parts
from lantai.holdings.arrangement.models import FondsFileEntry, FondsFileVersion
from lantai.holdings.arrangement.reasons import reason_given
from lantai.holdings.catalogue.models import Fonds, Record

_TRIES = 5


class EntryEmpty(ArchiveError):
    code = "arrangement.entry_empty"
    message = gettext_noop("An entry of the fonds file needs a part, a title and a date.")
    hint = gettext_noop("Choose the part, say what it is about and when it was.")
    http_status = 422


class EntryHasChanged(ArchiveError):
    code = "arrangement.entry_changed"
    message = gettext_noop("Entry %(number)s of this fonds file has been changed by somebody else meanwhile.")
    hint = gettext_noop("Nothing was changed. Compare what it says now with what you typed, then save again.")
    http_status = 409


class EntryWithdrawn(ArchiveError):
    code = "arrangement.entry_withdrawn"
    message = gettext_noop("Entry %(number)s of this fonds file has been withdrawn: it is not changed any more.")
    hint = gettext_noop("Add a new entry for what is to stand in the file; it gets a number of its own.")
    http_status = 409


class NothingCorrected(ArchiveError):
    code = "arrangement.entry_same"
    message = gettext_noop("Entry %(number)s of this fonds file says exactly this already.")
    hint = gettext_noop("Change what is wrong in it, or leave it as it is.")
    http_status = 422


@dataclass(frozen=True, slots=True)
class Entry:
    """What an entry says, of which part; it may name records of the fonds."""

    part: str
    title: str
    date: ArchivalDate
    text: str = ""
    records: Sequence[Record] = ()

    def columns(self) -> dict[str, Any]:
        """As the columns of an entry hold it. Raises `EntryEmpty`."""
        if self.part not in fonds_file_parts() or not self.title.strip() or not self.date.raw.strip():
            raise EntryEmpty
        return {
            "part": self.part,
            "title": self.title.strip()[:300],
            "text": self.text.replace("\r\n", "\n").strip(),
            "date_text": self.date.raw.strip()[:100],
            "date_key": self.date.key,
        }

    def records_of(self, fonds: Fonds) -> list[Record]:
        return [record for record in self.records if record.fonds_id == fonds.pk]


@transaction.atomic
def add_file_entry(*, actor: Actor, fonds: Fonds, entry: Entry) -> FondsFileEntry:
    """Add a dated entry to a part of the fonds file, under the next number. Raises `EntryEmpty`."""
    require(actor, Right.DESCRIBE, fonds.institution.code)
    made = _entered(fonds, {**entry.columns(), "by": actor.label})
    made.records.set(entry.records_of(fonds))
    _tell("fonds_file:add", actor, made)
    return made


def _entered(fonds: Fonds, columns: dict[str, Any]) -> FondsFileEntry:
    """Under the number behind the last one; of two who add at once the later one asks again for it."""
    for _ in range(_TRIES - 1):
        try:
            with transaction.atomic():
                return FondsFileEntry.objects.create(fonds=fonds, number=_next_number(fonds), **columns)
        except IntegrityError:
            continue
    return FondsFileEntry.objects.create(fonds=fonds, number=_next_number(fonds), **columns)


def _next_number(fonds: Fonds) -> int:
    """Entries are never taken out, so the highest number there is was the last one given."""
    last: int | None = fonds.file_entries.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def number_old_entries(fonds: Iterable[int]) -> None:
    """Number those entries of these fonds that were written down before entries had numbers, in the order of entry.

    Part of a rebuild from storage: the same numbers come of it as of the upgrade, which went by the same order.
    """
    for pk in sorted(set(fonds)):
        entries = FondsFileEntry.objects.filter(fonds=pk)
        last = entries.aggregate(last=Max("number"))["last"] or 0
        old = entries.filter(number__isnull=True).order_by("pk").values_list("pk", flat=True)
        for number, entry in enumerate(list(old), last + 1):
            entries.filter(pk=entry).update(number=number)


@transaction.atomic
def correct_file_entry(
    *, actor: Actor, entry: FondsFileEntry, said: Entry, version: int, reason: str
) -> FondsFileEntry:
    """Let an entry say something else; what it said stays with who changed it, when and why.

    Raises `EntryEmpty`, `ReasonMissing`, `EntryWithdrawn`, `NothingCorrected`, and `EntryHasChanged` when it is not any
    more in the version that was seen.
    """
    require(actor, Right.DESCRIBE, entry.fonds.institution.code)
    columns, why = said.columns(), reason_given(reason)
    _claim(entry, version)
    records = said.records_of(entry.fonds)
    before = _replaced(entry, columns, records)
    if not before:
        raise NothingCorrected(number=entry.number)
    for name, value in columns.items():
        setattr(entry, name, value)
    entry.save(update_fields=list(columns))
    entry.records.set(records)
    FondsFileVersion.objects.create(entry=entry, version=version, said=before, by=actor.label, reason=why)
    _tell("fonds_file:correct", actor, entry, reason=why, changed=sorted(before))
    return entry


def _replaced(entry: FondsFileEntry, columns: dict[str, Any], records: Sequence[Record]) -> dict[str, Any]:
    """What the entry says that it will not say any more: `date` as it was written, `records` by their codes."""
    was = {"part": entry.part, "title": entry.title, "text": entry.text, "date": entry.date_text}
    now = {**columns, "date": columns["date_text"]}
    replaced: dict[str, Any] = {name: text for name, text in was.items() if text != now[name]}
    named = list(entry.records.order_by("code_key"))
    if {each.pk for each in named} != {each.pk for each in records}:
        replaced["records"] = [each.code for each in named]
    return replaced


@transaction.atomic
def withdraw_file_entry(*, actor: Actor, entry: FondsFileEntry, version: int, reason: str) -> FondsFileEntry:
    """Withdraw an entry that was made by mistake: it stays in its place with its number, marked.

    Raises `ReasonMissing`, `EntryWithdrawn`, and `EntryHasChanged` when it is not in the version that was seen.
    """
    require(actor, Right.DESCRIBE, entry.fonds.institution.code)
    why = reason_given(reason)
    _claim(entry, version)
    entry.withdrawn_at, entry.withdrawn_by, entry.withdrawn_for = timezone.now(), actor.label, why
    entry.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_for"])
    _tell("fonds_file:withdraw", actor, entry, reason=why)
    return entry


def _claim(entry: FondsFileEntry, version: int) -> None:
    """A conditional update, so that of two who save at once the second is told; then the entry as it is."""
    standing = FondsFileEntry.objects.filter(pk=entry.pk, withdrawn_at__isnull=True)
    claimed = standing.filter(version=version).update(version=version + 1)
    entry.refresh_from_db()
    if entry.is_withdrawn:
        raise EntryWithdrawn(number=entry.number)
    if not claimed:
        raise EntryHasChanged(number=entry.number)


def _tell(verb: str, actor: Actor, entry: FondsFileEntry, **more: Any) -> None:
    data = {"part": entry.part, "number": entry.number, "title": entry.title, "entry": entry.ulid, **more}
    record_event(verb, actor=actor, subject=("fonds", entry.fonds.ulid), data=data)
