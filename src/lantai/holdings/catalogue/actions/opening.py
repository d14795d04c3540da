"""Entering decisions on opening, of one record or of many at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.bindings import Deed, refuse_bound
from lantai.holdings.catalogue.models import Fonds, OpeningState, Record
from lantai.holdings.catalogue.signals import records_changed

MOST_DECIDED = 200_000
"""Of one decision: the transaction of so many takes seconds, and SQLite's other writers wait for it."""


class TooManyToDecide(ArchiveError):
    code = "catalogue.too_many_to_decide"
    message = gettext_noop("This decision would change %(count)s records; one changes at most %(most)s.")
    hint = gettext_noop("Narrow the selection, for instance to some years, and decide in several steps.")
    http_status = 422
    exit_code = 2


@dataclass(frozen=True, slots=True)
class Selection:
    """Which records of a fonds are meant; what is not said does not narrow. Years are those of the 年度 entered."""

    state: str = ""
    type: str = ""
    level: str = ""
    retention: str = ""
    year_from: int | None = None
    year_to: int | None = None

    def condition(self) -> Q:
        asked = {
            "opening_state": self.state,
            "record_type": self.type,
            "level": self.level,
            "retention": self.retention,
            "year__gte": self.year_from,
            "year__lte": self.year_to,
        }
        return Q(**{name: value for name, value in asked.items() if value})

    def said(self) -> dict[str, Any]:
        """What narrows it, for the event."""
        return {name: value for name in self.__slots__ if (value := getattr(self, name))}


@transaction.atomic
def set_opening_state(*, actor: Actor, record: Record, state: str, reason: str) -> Record:
    """Enter a decision on opening. The review workflow that leads to it comes with `services.opening`.

    Raises `RecordIsBound` for what may not be opened.
    """
    require(actor, Right.DESCRIBE, record.fonds.institution.code)
    if state == OpeningState.OPEN:
        refuse_bound([record.pk], Deed.OPEN)
    before = record.opening_state
    record.opening_state = OpeningState(state)
    record.version += 1
    record.save(update_fields=["opening_state", "version", "changed_at"])
    data: dict[str, Any] = {"from": before, "to": state, "reason": reason}
    record_event("record:opening:set", actor=actor, subject=("record", record.ulid), data=data)
    records_changed.send(sender=Record, pks=[record.pk])
    return record


@transaction.atomic
def set_opening_states(*, actor: Actor, fonds: Fonds, selection: Selection, state: str, reason: str) -> int:
    """Enter one decision on all records of a selection that are not in that state yet; gives how many these were.

    All or none of them, in one statement and one event: readers see the decision from the commit on, as the database
    decides what may be seen. The index follows. Raises `TooManyToDecide`, `RecordIsBound` for what may not be opened.
    """
    require(actor, Right.DESCRIBE, fonds.institution.code)
    state = OpeningState(state)
    meant = Record.objects.filter(selection.condition(), fonds=fonds).exclude(opening_state=state).order_by()
    pks = list(meant.values_list("pk", flat=True))
    if len(pks) > MOST_DECIDED:
        raise TooManyToDecide(count=len(pks), most=MOST_DECIDED)
    if state == OpeningState.OPEN:
        refuse_bound(pks, Deed.OPEN)
    changed = meant.update(opening_state=state, version=F("version") + 1, changed_at=timezone.now())
    data = {"to": str(state), "selection": selection.said(), "records": changed, "reason": reason}
    record_event("fonds:opening:set", actor=actor, subject=("fonds", fonds.ulid), data=data)
    records_changed.send(sender=Record, pks=pks)
    return changed
