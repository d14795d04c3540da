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
from lantai.holdings.catalogue.record_types import RecordType, record_types
from lantai.holdings.catalogue.sealing import person_keys
from lantai.holdings.entry.comparing import in_full, typed_in_full
from lantai.holdings.entry.doubts import Doubt, doubts_about
from lantai.holdings.entry.layout import ID_NUMBER
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


def set_aside(*, actor: Actor, record: Record, entered: Entered, proposed: Sequence[Proposal]) -> dict[str, Any]:
    """What was typed, to be entered once it is compared: part of the act that types, which leaves the same event.

    Until then the record says what it said, and so does everything made of it: lists, the search, exports, versions.
    That is how the second person meets nothing of the first's, wherever they look and whoever they are there.
    Raises what `enter_record` does.
    """
    settle_doubts(entered)
    if record.version != entered.version:
        raise RecordHasChanged(count=1)
    prefetch_related_objects([record], "persons")
    before = said_by(record, entered.kind).values
    changed = {name: before.get(name, "") for name, value in entered.typed.items() if before.get(name, "") != value}
    accepted = provenance(entered, proposed, actor)
    _remember(record, actor, accepted, set(changed))
    data = {
        "type": entered.kind.code,
        "fields": sorted(changed),
        "confirmed": _confirmed(entered),
        "accepted": len(accepted),
        "waits": True,
    }
    record_event("record:enter", actor=actor, subject=("record", record.ulid), data=data)
    return {"kind": entered.kind.code, "typed": typed_in_full(entered.typed), "before": changed}


def enter_compared(*, actor: Actor, record: Record, waiting: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Make a record say what was set aside: part of the act that compares. Gives what changed, and what is in doubt.

    Where somebody else has changed a place meanwhile, theirs stands and a person decides.
    """
    kind = record_types()[waiting["kind"]]
    prefetch_related_objects([record], "persons")
    typed = {name: in_full(value) for name, value in waiting["typed"].items()}
    now = said_by(record, kind).values
    overtaken = [
        name
        for name, before in waiting["before"].items()
        if not name.endswith(f".{ID_NUMBER}") and now.get(name, "") not in (before, typed[name])
    ]
    typed |= {name: now.get(name, "") for name in overtaken}
    changes = changes_of(record, kind, typed, persons_of(record, person_keys()))
    if changes:
        change_records(actor=actor, fonds=record.fonds, changes=[RecordChange(record, changes)])
    return sorted(changes), overtaken


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
