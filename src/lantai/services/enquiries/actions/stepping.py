"""One step of a case: possible now, claimed by a conditional update, written into the timeline; and numbers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.common.errors import ArchiveError
from lantai.services.enquiries.data import clock, open_states, states, transitions
from lantai.services.enquiries.matters import GENERAL, matters
from lantai.services.enquiries.models import Enquiry, EnquirySeries, Step, UnitConsent
from lantai.services.enquiries.working_days import working_days

CASE, REFUSAL, GRANT, COMPLAINT = "LY", "BY", "TY", "TS"
CONSULTING = "consulting"
"""A case that has left this state asks no unit any more, and shows none its records."""
UNANSWERED = {"answer": "", "answered_on": None, "answer_days": None}
"""Of a case that is open, or open again."""


class NotNow(ArchiveError):
    code = "enquiries.not_now"
    message = gettext_noop("“%(act)s” is not possible: it stands at “%(state)s”.")
    hint = gettext_noop("Load the page again; it shows what can be done now.")
    http_status = 409


class WordsMissing(ArchiveError):
    code = "enquiries.words_missing"
    message = gettext_noop("It was not said: %(what)s.")
    hint = gettext_noop("Say it, then try again. Nothing was changed.")
    http_status = 422


def step(act: str, enquiry: Enquiry, **columns: Any) -> Enquiry:
    """Make one step inside the transaction of its act; of two people at once, the second gets `NotNow`."""
    transition = transitions()[act]
    if transition.after:
        columns.setdefault("state", transition.after)
    if columns.get("state") in open_states():
        columns |= UNANSWERED
    claimed = Enquiry.objects.filter(pk=enquiry.pk, erased_at__isnull=True)
    if transition.of_matter:
        claimed = claimed.exclude(matter=GENERAL)
    if transition.before:
        claimed = claimed.filter(state__in=transition.before)
    if not claimed.update(**(columns or {"state": F("state")})):
        enquiry.refresh_from_db()
        raise NotNow(act=transition.label, state=states()[enquiry.state].label)
    enquiry.refresh_from_db()
    if CONSULTING in transition.before and enquiry.state != CONSULTING:
        UnitConsent.objects.waiting().filter(enquiry=enquiry).update(ended_at=timezone.now())
    return enquiry


def write_line(
    act: str, enquiry: Enquiry, actor: Actor, *, note: str = "", said: str = "", internal: bool = False
) -> Step:
    """A line of the timeline."""
    return Step.objects.create(
        enquiry=enquiry, act=act, note=note.strip()[:2000], said=said.strip()[:2000], internal=internal,
        by=actor.label, user_id=actor.user_id,
    )  # fmt: skip


def due(name: str, today: dt.date) -> dt.date:
    """When the clock of this name, set going today, runs out."""
    return working_days().after(today, clock(name))


CROSS = "cross"


def way_of(channel: str, counter: object = None) -> str:
    """How a case came, as clocks tell it (`data.WAYS`); `counter`: who took it for the holder."""
    return CROSS if counter or channel == Enquiry.Channel.PEER else channel


def answer_due(matter: str, today: dt.date, way: str = "") -> dt.date:
    """Until when the archive answers: what the matter promises for this way, or the clock of decisions."""
    known = matters().get(matter)
    if known is None:
        return due("decide", today)
    return working_days().after(today, known.days_by(way) if way else known.days)


def resumed(enquiry: Enquiry, today: dt.date) -> dict[str, Any]:
    """The columns of a clock that rested and goes on: the days it rested do not count."""
    rested = working_days().between(enquiry.paused_on, today) if enquiry.paused_on else 0
    due_on = working_days().after(enquiry.due_on, rested)
    return {"due_on": due_on, "next_on": due_on, "paused_on": None}


def is_late(enquiry: Enquiry, today: dt.date) -> bool:
    """Whether the archive itself has let a term pass: the applicant's own terms and rests are not counted."""
    return enquiry.state in open_states() and enquiry.paused_on is None and min(enquiry.next_on, enquiry.due_on) < today


def take_number(institution: str, prefix: str) -> str:
    """The next one of the year. Inside the act's transaction: what is refused leaves no gap."""
    year = timezone.localdate().year
    series, _ = EnquirySeries.objects.get_or_create(institution_id=institution, prefix=prefix, year=year)
    EnquirySeries.objects.filter(pk=series.pk).update(last=F("last") + 1)
    series.refresh_from_db()
    return str(series)


def needed(text: str, what: Any, most: int = 1000) -> str:
    """What must be said, with its line breaks. Raises `WordsMissing`."""
    said = text.strip()[:most]
    if not said:
        raise WordsMissing(what=what)
    return said


def require_desk(actor: Actor, enquiry: Enquiry) -> None:
    """Go on only for the desk of the holder, or of the counter that took the case for it. Raises `NotAllowed`."""
    counter = enquiry.counter_id
    if not (counter and actor.may(Right.HANDLE_ENQUIRIES, counter)):
        require(actor, Right.HANDLE_ENQUIRIES, enquiry.institution_id)


def subject_of(enquiry: Enquiry) -> tuple[str, str]:
    """How the audit chain names it."""
    return ("enquiry", enquiry.ulid)
