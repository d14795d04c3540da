"""How a matter's case ends: found, not found (with what was searched), delivered, closed; and searching on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.accounts.models import Institution
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.services.enquiries.actions.handling import MOST_MEANT, NothingMeant
from lantai.services.enquiries.actions.proving import hold_identity
from lantai.services.enquiries.actions.stepping import answer_due, needed, require_desk, step, subject_of, write_line
from lantai.services.enquiries.actions.tallying import take_back_answer, tally_answer
from lantai.services.enquiries.actions.telling import tell
from lantai.services.enquiries.basket import needs_approval
from lantai.services.enquiries.data import listed
from lantai.services.enquiries.granting import grants_copies, newest_decision
from lantai.services.enquiries.models import Decision, Enquiry
from lantai.services.enquiries.queries.copies import in_force, outside_copies
from lantai.services.enquiries.reach import hold_reach
from lantai.services.enquiries.rules import hold_proofs


class ApprovalNeeded(ArchiveError):
    code = "enquiries.approval_needed"
    message = gettext_noop(
        "What was found is given to this kind of applicant only when it has been approved: %(kind)s."
    )
    hint = gettext_noop("Prepare the decision; when another person has decided, deliver. Nothing was changed.")
    http_status = 409


class NotOfTheList(ArchiveError):
    code = "enquiries.not_of_the_list"
    message = gettext_noop("“%(value)s” is not in the list.")
    hint = gettext_noop("Choose one of the list. Nothing was changed.")
    http_status = 422


class NothingIssued(ArchiveError):
    code = "enquiries.nothing_issued"
    message = gettext_noop("No certificate in force is issued for %(number)s: online there would be nothing to fetch.")
    hint = gettext_noop(
        "Issue the copy for this case first, wait until it is drawn up, then deliver. Nothing was given."
    )
    http_status = 409


class CopiesNotGranted(ArchiveError):
    code = "enquiries.copies_not_granted"
    message = gettext_noop("The decision grants reading in the archive, no copies to take along.")
    hint = gettext_noop("Prepare another decision if copies are to be given. Nothing was given.")
    http_status = 409


class NoCounterNamed(ArchiveError):
    code = "enquiries.no_counter_named"
    message = gettext_noop("It was not said at which counter it is collected.")
    hint = gettext_noop("Choose a counter near the applicant, or another way. Nothing was given.")
    http_status = 422


ONLINE, PARTNER, ONLINE_DAYS = "online", "partner", 30


@dataclass(frozen=True, slots=True)
class Searched:
    """What was searched: the question in words, types and years, how many came near it, what else was looked at."""

    question: str
    types: Sequence[str] = ()
    years: str = ""
    near: int = 0
    more: str = ""
    elsewhere: str = ""


@transaction.atomic
def find_matter(*, actor: Actor, enquiry: Enquiry) -> Enquiry:
    """The records linked are what was asked for. Raises `NothingMeant`, `NotNow`."""
    require(actor, Right.HANDLE_ENQUIRIES, enquiry.institution_id)
    number = enquiry.meant.count()
    if not number:
        raise NothingMeant(most=MOST_MEANT)
    done = step("found", enquiry, next_on=enquiry.due_on)
    write_line("found", done, actor)
    tell("found", done, actor)
    record_event("enquiry:found", actor=actor, subject=subject_of(done), data={"records": number})
    return done


@transaction.atomic
def answer_not_found(*, actor: Actor, enquiry: Enquiry, searched: Searched) -> Enquiry:
    """Nothing was found: the applicant reads what was searched and where else it may lie.

    Raises `NotNow`, `WordsMissing`. What was searched tells of people: it lies with the case and is removed with what
    tells of the applicant.
    """
    require(actor, Right.HANDLE_ENQUIRIES, enquiry.institution_id)
    needed(searched.question, _("what was searched"), 1000)
    said = asdict(searched) | _told_outside(enquiry)
    done = step("not_found", enquiry, searched=said, closed_at=timezone.now(), paused_on=None)
    done.meant.all().delete()
    write_line("not_found", done, actor)
    tally_answer(done, "not_found")
    tell("not_found", done, actor)
    data = {"types": list(searched.types), "near": searched.near, "elsewhere": bool(searched.elsewhere.strip())}
    record_event("enquiry:not_found", actor=actor, subject=subject_of(done), data=data)
    return done


@transaction.atomic
def search_on(*, actor: Actor, enquiry: Enquiry, why: str) -> Enquiry:
    """Something new is known, or it was not the right record: the search goes on with a new term. Raises `NotNow`."""
    require(actor, Right.HANDLE_ENQUIRIES, enquiry.institution_id)
    words, was = needed(why, _("the reason"), 400), enquiry.state
    due_on = answer_due(enquiry.matter, timezone.localdate()) if was == "not_found" else enquiry.due_on
    said = _told_outside(enquiry)
    take_back_answer(enquiry)
    done = step("search_on", enquiry, due_on=due_on, next_on=due_on, closed_at=None, searched=said)
    write_line("search_on", done, actor, note=words)
    record_event("enquiry:search_on", actor=actor, subject=subject_of(done), data={"from": was})
    return done


def _told_outside(enquiry: Enquiry) -> dict[str, Any]:
    """What archives outside searched stays said, however often it is searched here."""
    return {"there": enquiry.searched_outside} if enquiry.searched_outside else {}


@transaction.atomic
def deliver_enquiry(
    *,
    actor: Actor,
    enquiry: Enquiry,
    way: str,
    note: str,
    online_days: int = ONLINE_DAYS,
    counter: Institution | None = None,
) -> Enquiry:
    """What was asked for is given, by the holder or the counter that took the case.

    Online it can be fetched for so many days, of the certificates issued for the case here or by an archive outside,
    and no longer than a grant lasts. `counter`: where it is collected; it hands out and closes from now on.
    Raises `ApprovalNeeded`, `BeyondApplicant`, `CopiesNotGranted`, `IdentityNeeded`, `NoCounterNamed`,
    `NothingIssued`, `NotNow`, `NotOfTheList`, `ProofsLacking`.
    """
    require_desk(actor, enquiry)
    _hold_delivery(enquiry, way, counter)
    until, columns = None, {}
    if way == ONLINE:
        until = _online_until(enquiry, online_days)
    elif way == PARTNER and counter is not None and counter.pk != enquiry.institution.pk:
        columns = {"counter": counter}
    done = step("deliver", enquiry, delivery=way, closed_at=timezone.now(), online_until=until, **columns)
    write_line("deliver", done, actor, note=f"{counter.name}。{note}" if columns and counter else note)
    if done.is_matter:  # what is granted of unopened archives was answered by the decision
        tally_answer(done, "delivered")
    tell("delivered_online" if until else "delivered", done, actor, day=until)
    data = {"way": way} | ({"counter": counter.code} if columns and counter else {})
    record_event("enquiry:deliver", actor=actor, subject=subject_of(done), data=data)
    return done


def _hold_delivery(enquiry: Enquiry, way: str, counter: Institution | None) -> None:
    """Go on only with a way there is, for what may be given to who was proved enough."""
    if way not in listed("deliveries"):
        raise NotOfTheList(value=way)
    if way == PARTNER and counter is None and enquiry.counter_id is None and enquiry.channel != Enquiry.Channel.PEER:
        raise NoCounterNamed
    if enquiry.state != Decision.Outcome.GRANTED and needs_approval(enquiry):
        raise ApprovalNeeded(kind=enquiry.applicant_label)
    if enquiry.state != Decision.Outcome.GRANTED:  # what a decision has granted, it was asked of
        hold_reach(enquiry, list(enquiry.meant.select_related("record__fonds")))
    if not (enquiry.is_matter or grants_copies(enquiry)):
        raise CopiesNotGranted
    hold_identity(enquiry, enquiry.needed_level)
    hold_proofs(enquiry)


def _online_until(enquiry: Enquiry, days: int) -> dt.date:
    if not in_force(enquiry) and not outside_copies(enquiry):
        raise NothingIssued(number=enquiry.number)
    until = timezone.localdate() + dt.timedelta(days=days)
    granted = None if enquiry.is_matter else newest_decision(enquiry)
    return min(until, granted.until) if granted and granted.until else until


@transaction.atomic
def close_enquiry(*, actor: Actor, enquiry: Enquiry, satisfaction: str, note: str) -> Enquiry:
    """Signed for, and what the applicant said of it. Raises `NotNow`, `NotOfTheList`."""
    require_desk(actor, enquiry)
    if satisfaction not in listed("satisfaction"):
        raise NotOfTheList(value=satisfaction)
    done = step("close", enquiry, satisfaction=satisfaction)
    write_line("close", done, actor, note=note, internal=True)
    record_event("enquiry:close", actor=actor, subject=subject_of(done), data={"satisfaction": satisfaction})
    return done
