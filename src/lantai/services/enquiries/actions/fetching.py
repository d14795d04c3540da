"""After the end: the applicant fetches the certified copy, and says how it was."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.base.limits.waiting import DAY, ComeAgain, hold, wait_for
from lantai.services.certificates.keeping import kept_file
from lantai.services.enquiries.actions.stepping import step, subject_of
from lantai.services.enquiries.actions.tallying import tally
from lantai.services.enquiries.models import CopyFetched, Enquiry, Rating
from lantai.services.enquiries.queries.copies import to_fetch


class NothingToFetch(ArchiveError):
    """Not delivered, not online, not proved, too late and not of this case answer alike."""

    code = "enquiries.nothing_to_fetch"
    message = gettext_noop("There is nothing to be fetched here.")
    hint = gettext_noop("The page of the case says what was given and until when. Ask the archive if it was missed.")
    http_status = 404


class FetchedTooOften(ComeAgain):
    code = "enquiries.fetched_too_often"
    message = gettext_noop("The copies of this case were fetched %(most)s times today.")
    hint = gettext_noop("Keep the file: it is good without this page.")


class AlreadyRated(ArchiveError):
    code = "enquiries.already_rated"
    message = gettext_noop("This was said already: once is enough.")
    hint = gettext_noop("To complain, use the form for complaints on this page.")
    http_status = 409


@transaction.atomic
def fetch_copy(*, actor: Actor, enquiry: Enquiry, certificate: str, most: int) -> bytes:
    """The signed file, to whoever holds the code of the case, when it may be fetched. `certificate`: its ulid.

    Raises `NothingToFetch`, `FetchedTooOften`.
    """
    now = timezone.now()
    number, content = _kept(enquiry, certificate, timezone.localdate(now))
    if content is None:
        raise NothingToFetch
    hold(FetchedTooOften, wait_for(enquiry.fetched.all(), most, DAY, at="at"), most=most)
    today = enquiry.fetched.filter(at__gt=now - DAY).count()
    CopyFetched.objects.create(enquiry=enquiry, certificate=number)
    data = {"certificate": number, "today": today + 1, "last": today + 1 >= most}
    record_event("enquiry:fetch", actor=actor, subject=subject_of(enquiry), data=data)
    return content


def _kept(enquiry: Enquiry, ulid: str, today: dt.date) -> tuple[str, bytes | None]:
    """Number and file of one of ours, or of one an archive outside issued for the case."""
    ours, theirs = to_fetch(enquiry, today)
    if mine := next((each for each in ours if each.ulid == ulid), None):
        return mine.number, kept_file(mine)
    other = next((each for each in theirs if each.ulid == ulid), None)
    return (other.number, other.read()) if other else ("", None)


@transaction.atomic
def rate_service(*, actor: Actor, enquiry: Enquiry, stars: int, words: str = "") -> Rating:
    """How it was, once, by whoever holds the code of the case. Raises `AlreadyRated`, `NotNow`."""
    done = step("rate", enquiry)
    said = {"stars": min(5, max(1, stars)), "words": words.strip()[:1000]}
    rating, new = Rating.objects.get_or_create(enquiry=done, defaults=said)
    if not new:
        raise AlreadyRated
    tally(done, f"stars_{rating.stars}")
    record_event("enquiry:rate", actor=actor, subject=subject_of(done), data={"stars": rating.stars})
    return rating
