"""Acts on what is known of persons: looking one up by ID number, and reading a number in full, leave an event each."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.actions import sealed_of
from lantai.holdings.catalogue.models import PersonEntry
from lantai.holdings.catalogue.sealing import hash_of, person_keys, unseal
from lantai.holdings.people.asking import NumberUnreadable, PersonQuestion
from lantai.holdings.people.queries import PersonHits, find_persons

SHORTEST_REASON = 4


class ReasonMissing(ArchiveError):
    code = "people.reason_missing"
    message = gettext_noop("An ID number is shown in full only for a stated reason.")
    hint = gettext_noop("Write what it is needed for, in at least four characters; it is kept in the audit chain.")
    http_status = 422
    exit_code = 2


class NoNumberKept(ArchiveError):
    code = "people.no_number"
    message = gettext_noop("No ID number is kept of %(name)s.")
    hint = gettext_noop("The list this person came from had none, or its spreadsheet had destroyed it.")
    http_status = 404


@transaction.atomic
def find_by_number(*, actor: Actor, id_number: str) -> PersonHits:
    """The persons of a whole ID number, 15 digits or 18. The event has the number's keyed hash, never the number."""
    require(actor, Right.READ_UNOPENED)
    asked = PersonQuestion(id_number=id_number)
    number = asked.whole_number
    if number is None:
        raise NumberUnreadable
    found = find_persons(asked, scope=actor.scope())
    event = {"hits": found.count}
    record_event(
        "person:find_by_number",
        actor=actor,
        subject=("id_number", hash_of(number.canonical, person_keys())[:32]),
        data=event,
    )
    return found


@transaction.atomic
def reveal_id_number(*, actor: Actor, entry: PersonEntry, reason: str) -> str:
    """An ID number in full, as it was written. The event says whose and why. Raises `SealBroken` with a wrong key."""
    require(actor, Right.READ_ID_NUMBERS, entry.record.institution_id)
    if len(reason.strip()) < SHORTEST_REASON:
        raise ReasonMissing
    number = unseal(sealed_of(entry), person_keys())
    if not number:
        raise NoNumberKept(name=entry.name)
    record_event(
        "person:reveal_id_number",
        actor=actor,
        subject=("record", entry.record.ulid),
        data={"person": entry.position, "last4": entry.id_last4, "reason": reason.strip()},
    )
    return number
