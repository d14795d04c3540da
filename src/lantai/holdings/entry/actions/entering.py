"""Saving what a person typed for one record: one transaction, one event, nothing overwritten that changed meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.actions import RecordChange, RecordHasChanged, change_records, persons_of
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.record_types import RecordType
from lantai.holdings.catalogue.sealing import person_keys
from lantai.holdings.entry.doubts import Doubt, doubts_about
from lantai.holdings.entry.models import EnteredRecord
from lantai.holdings.entry.proposals import Proposal
from lantai.holdings.entry.values import changes_of, said_by


class DoubtsUnconfirmed(ArchiveError):
    code = "entry.doubts_unconfirmed"
    message = gettext_noop("Something in it looks wrong; nothing was saved.")
    hint = gettext_noop("Compare with the image and type it anew, or confirm that it stands so on the paper.")
    http_status = 422
    exit_code = 3

    def __init__(self, doubts: Sequence[Doubt]) -> None:
        super().__init__(count=len(doubts))
        self.doubts = tuple(doubts)


class NothingTyped(ArchiveError):
    code = "entry.nothing_typed"
    message = gettext_noop("Nothing is typed.")
    hint = gettext_noop("Type what the image shows; if it shows nothing, pass the record over.")
    http_status = 422
    exit_code = 3


@dataclass(frozen=True, slots=True)
class Entered:
    """What comes from one form: the type it was typed as, texts by place, and the version of the record it began with.

    `confirmed`: tokens of doubts that a person has looked at. `accepted`: places whose text a machine proposed and the
    person took over.
    """

    kind: RecordType
    typed: Mapping[str, str] = field(repr=False)
    version: int = 1
    confirmed: frozenset[str] = frozenset()
    accepted: frozenset[str] = frozenset()


@transaction.atomic
def enter_record(*, actor: Actor, record: Record, entered: Entered, proposed: Sequence[Proposal] = ()) -> Record:
    """Make a record say what was typed. The event names the places that changed, never what they say.

    Raises `NothingTyped`, `DoubtsUnconfirmed`, and `RecordHasChanged` when the form was made from an older version.
    """
    require(actor, Right.DESCRIBE, record.fonds.institution.code)
    settle_doubts(entered)
    if record.version != entered.version:
        raise RecordHasChanged(count=1)
    prefetch_related_objects([record], "persons")
    before = said_by(record, entered.kind).values
    changes = changes_of(record, entered.kind, entered.typed, persons_of(record, person_keys()))
    if changes:
        change_records(actor=actor, fonds=record.fonds, changes=[RecordChange(record, changes)])
    accepted = provenance(entered, proposed, actor)
    _remember(record, actor, accepted, {name for name, value in entered.typed.items() if before.get(name, "") != value})
    data = {"type": entered.kind.code, "fields": sorted(changes), "confirmed": _confirmed(entered)}
    record_event("record:enter", actor=actor, subject=("record", record.ulid), data=data | {"accepted": len(accepted)})
    return record


def settle_doubts(entered: Entered) -> None:
    """Raises unless something was typed and every doubt about it has been confirmed."""
    if not any(entered.typed.values()):
        raise NothingTyped
    doubts = doubts_about(entered.kind, entered.typed)
    if any(doubt.token not in entered.confirmed for doubt in doubts):
        raise DoubtsUnconfirmed(doubts)


def provenance(entered: Entered, proposed: Sequence[Proposal], actor: Actor) -> list[dict[str, Any]]:
    """What was accepted as it was proposed: worked out here, for a form may claim anything."""
    now = timezone.now().isoformat(timespec="seconds")
    return [
        proposal.as_json() | {"by": actor.label, "at": now}
        for proposal in proposed
        if proposal.name in entered.accepted and entered.typed.get(proposal.name) == proposal.value
    ]


def _confirmed(entered: Entered) -> list[str]:
    """Codes of the doubts a person confirmed: the event tells that somebody looked."""
    return sorted({doubt.finding.code for doubt in doubts_about(entered.kind, entered.typed)})


def _remember(record: Record, actor: Actor, accepted: list[dict[str, Any]], changed: set[str]) -> None:
    """What was accepted earlier stays as long as its place says the same."""
    known = EnteredRecord.objects.filter(pk=record.pk).first()
    if known is None:
        EnteredRecord.objects.create(record=record, user_id=actor.user_id, by=actor.label, accepted=accepted)
        return
    new = {each["name"] for each in accepted}
    kept = [each for each in known.accepted if each["name"] not in changed | new]
    EnteredRecord.objects.filter(pk=record.pk).update(
        user_id=actor.user_id, by=actor.label, at=timezone.now(), times=F("times") + 1, accepted=kept + accepted
    )
