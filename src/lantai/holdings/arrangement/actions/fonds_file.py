"""Writing into the fonds file (全宗卷): people do, the machine never."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.dates import ArchivalDate
from lantai.base.common.errors import ArchiveError
from lantai.holdings.arrangement.fonds_file_parts import fonds_file_parts
from lantai.holdings.arrangement.models import FondsFileEntry
from lantai.holdings.catalogue.models import Fonds, Record


class EntryEmpty(ArchiveError):
    code = "arrangement.entry_empty"
    message = gettext_noop("An entry of the fonds file needs a part, a title and a date.")
    hint = gettext_noop("Choose the part, say what it is about and when it was.")
    http_status = 422


@dataclass(frozen=True, slots=True)
class Entry:
    """What an entry says, of which part; it may name records of the fonds."""

    part: str
    title: str
    date: ArchivalDate
    text: str = ""
    records: Sequence[Record] = ()


@transaction.atomic
def add_file_entry(*, actor: Actor, fonds: Fonds, entry: Entry) -> FondsFileEntry:
    """Add a dated entry to a part of the fonds file. Raises `EntryEmpty`."""
    require(actor, Right.DESCRIBE, fonds.institution.code)
    if entry.part not in fonds_file_parts() or not entry.title.strip() or not entry.date.raw.strip():
        raise EntryEmpty
    made = FondsFileEntry.objects.create(
        fonds=fonds,
        part=entry.part,
        title=entry.title.strip()[:300],
        text=entry.text.strip(),
        date_text=entry.date.raw.strip()[:100],
        date_key=entry.date.key,
        by=actor.label,
    )
    made.records.set([record for record in entry.records if record.fonds_id == fonds.pk])
    data = {"part": made.part, "title": made.title, "entry": made.ulid}
    record_event("fonds_file:add", actor=actor, subject=("fonds", fonds.ulid), data=data)
    return made
