"""Acts on what is known of persons: looking up an ID number, reading one, proposing links, deciding them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.actions import sealed_of
from lantai.holdings.catalogue.models import PersonEntry
from lantai.holdings.catalogue.sealing import hash_of, person_keys, unseal
from lantai.holdings.people.asking import NumberUnreadable, PersonQuestion
from lantai.holdings.people.candidates import MOST_LINKS, Likely, likely_links, named_on
from lantai.holdings.people.models import PersonLink
from lantai.holdings.people.queries import PersonHits, find_persons

SHORTEST_REASON = 4
MOST_OF_A_NUMBER = 50
"""So many persons of one ID number are shown: a question that is posted has no further sheets."""


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


class LinkDecided(ArchiveError):
    code = "people.link_decided"
    message = gettext_noop("These two were decided on already, by %(who)s on %(on)s: %(decision)s.")
    hint = gettext_noop("Nothing was changed. Talk to whoever decided if you see it differently.")
    http_status = 409
    exit_code = 5


class LinkGone(ArchiveError):
    code = "people.link_gone"
    message = gettext_noop("One of these two was entered anew in the meantime.")
    hint = gettext_noop("Nothing was decided. If they still may be one person, they are proposed again.")
    http_status = 409
    exit_code = 5


@transaction.atomic
def find_by_number(*, actor: Actor, id_number: str) -> PersonHits:
    """The persons of a whole ID number, 15 digits or 18. The event has the number's keyed hash, never the number."""
    require(actor, Right.READ_UNOPENED)
    asked = PersonQuestion(id_number=id_number)
    number = asked.whole_number
    if number is None:
        raise NumberUnreadable
    found = find_persons(asked, scope=actor.scope(), shown=MOST_OF_A_NUMBER)
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


@transaction.atomic
def propose_links(*, actor: Actor, entries: Sequence[PersonEntry]) -> list[PersonLink]:
    """Propose whom of other records the persons of a record may be; gives what was not proposed before.

    At most nine queries for the persons of a record. No event: the machine reckons this from the entries and may do
    so again at any time; the entries stay as they are, and what a person decides about it is an act with its own.
    """
    require(actor, Right.DESCRIBE)
    for code in sorted({entry.record.institution_id for entry in entries}):
        require(actor, Right.DESCRIBE, code)
    asked, own = {entry.pk for entry in entries}, named_on({entry.record_id for entry in entries})
    likely = {pk: found for pk, found in likely_links(own, scope=actor.scope()).items() if pk in asked}
    if not likely:
        return []
    kept = PersonLink.objects.of_entries(list(likely))
    states = {(first, second): state for first, second, state in kept.values_list("first", "second", "state")}
    wanted: dict[tuple[int, int], Likely] = {}
    for found in likely.values():
        open_still = [each for each in found if states.get(each.pair, PersonLink.State.PROPOSED) == "proposed"]
        wanted |= {each.pair: each for each in open_still[:MOST_LINKS] if each.pair not in states}
    links = [
        PersonLink(
            first_id=pair[0],
            second_id=pair[1],
            first_institution=each.institutions[0],
            second_institution=each.institutions[1],
            kind=PersonLink.Kind.COUPLE_TWICE if "couple" in each.codes else PersonLink.Kind.SAME,
            score=each.score,
            reasons=list(each.codes),
        )
        for pair, each in wanted.items()
    ]
    PersonLink.objects.bulk_create(links, ignore_conflicts=True)
    return list(PersonLink.objects.filter(ulid__in=[link.ulid for link in links]))  # without whose pair came first


@transaction.atomic
def decide_link(*, actor: Actor, link: PersonLink, same: bool, note: str = "") -> PersonLink:
    """Enter that two entries are one person, or are not: for good. Raises `LinkDecided` and `LinkGone`.

    A conditional UPDATE, so that of two who decide at once the second is told. The note stays with the link, not in
    the chain, from which nothing can be taken back; the event stands by itself, because who may see one of the two
    records need not know of the other.
    """
    require(actor, Right.DESCRIBE)
    whole = PersonLink.objects.with_both_ends().filter(pk=link.pk).first()
    if whole is None:
        raise LinkGone
    ends = (whole.first, whole.second)
    for code in sorted({end.record.institution_id for end in ends}):
        require(actor, Right.DESCRIBE, code)
    state = PersonLink.State.CONFIRMED if same else PersonLink.State.REJECTED
    proposed = PersonLink.objects.filter(pk=link.pk, state=PersonLink.State.PROPOSED)
    note = note.strip()[:200]
    if not proposed.update(state=state, decided_by=actor.label, decided_at=timezone.now(), note=note):
        raise _refusal(link)
    persons = [[end.record.ulid, end.position] for end in ends]
    data = {"same": same, "kind": whole.kind, "reasons": whole.reasons, "persons": persons}
    record_event("person:link:decide", actor=actor, subject=("person_link", whole.ulid), data=data)
    whole.refresh_from_db(fields=["state", "decided_by", "decided_at", "note"])
    return whole


def _refusal(link: PersonLink) -> ArchiveError:
    now = PersonLink.objects.filter(pk=link.pk).first()
    if now is None or now.decided_at is None:
        return LinkGone()
    on = timezone.localtime(now.decided_at).strftime("%Y-%m-%d %H:%M")
    return LinkDecided(who=now.decided_by, on=on, decision=now.get_state_display())
