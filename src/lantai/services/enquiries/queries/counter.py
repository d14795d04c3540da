"""What a counter sees of cases it took for other archives: how far they are, and what may be handed out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from lantai.base.accounts.access import Actor, Right
from lantai.base.common.keyset import Sheet, sheet_of, total_of
from lantai.services.certificates.models import Certificate
from lantai.services.enquiries.actions import is_late
from lantai.services.enquiries.data import open_states, transitions
from lantai.services.enquiries.identity.levels import rank
from lantai.services.enquiries.models import Enquiry
from lantai.services.enquiries.queries.copies import OutsideCopy, outside_copies
from lantai.services.enquiries.queries.lists import cases_named
from lantai.services.enquiries.queries.pages import Line, lines_of
from lantai.services.enquiries.rules import Needed, proofs_needed

SHEET = 50
OF_COUNTER = ("look_at", "deliver", "close", "supply_for", "identity_counter", "withdraw_for", "new_code")
"""What the counter does with such a case. Everything else is done where the records are."""


@dataclass(frozen=True)
class CounterPage:
    """The case, what its applicant may read of its timeline, and the certificates issued for it.

    `prints` are those of the holder, `from_outside` those of archives of other installations the holder asked.
    Neither records nor drafts nor what the holder wrote for itself.
    """

    enquiry: Enquiry
    lines: list[Line]
    prints: list[Certificate]
    from_outside: list[OutsideCopy]
    may: frozenset[str]
    is_late: bool

    @cached_property
    def proofs_needed(self) -> list[Needed]:
        return proofs_needed(self.enquiry)


def taken_sheet(actor: Actor, *, waiting: bool, place: str) -> Sheet[Enquiry]:
    """The newest first; what was delivered to be collected here waits until it is signed for, what was not found until
    it is closed. Two queries."""
    rows = Enquiry.objects.taken_for_others(actor)
    rows = rows.filter(state__in=(*open_states(), "delivered", "not_found")) if waiting else rows
    return sheet_of(rows.select_related("institution"), by=("-pk",), place=place, size=SHEET, total=total_of(rows))


def taken_at(ulid: str, actor: Actor) -> Enquiry | None:
    """A case that a counter of this person took for another archive."""
    taken = Enquiry.objects.taken_for_others(actor).select_related("institution", "counter")
    return taken.filter(ulid=ulid).first()


def taken_named(actor: Actor, words: str) -> list[Enquiry]:
    """Of the cases these counters took, those of this number or name: somebody comes back with a number."""
    rows = Enquiry.objects.taken_for_others(actor).filter(pk__in=cases_named(words))
    return list(rows.select_related("institution")[:20])


def counter_page(ulid: str, actor: Actor, today: dt.date) -> CounterPage | None:
    """Five queries."""
    enquiry = taken_at(ulid, actor)
    if enquiry is None:
        return None
    lines = lines_of(enquiry.steps.filter(internal=False))
    may = frozenset() if enquiry.erased_at else _possible(enquiry, actor)
    outside = [] if enquiry.erased_at else outside_copies(enquiry)
    return CounterPage(enquiry, lines, list(prints_of(enquiry)), outside, may, is_late(enquiry, today))


def prints_of(enquiry: Enquiry) -> list[Certificate]:
    """Certificates in force that the holder issued for this case."""
    issued = Certificate.objects.filter(state=Certificate.State.ISSUED, case=enquiry.number)
    return list(issued.filter(institution_id=enquiry.institution_id).order_by("pk")[:50])


def _possible(enquiry: Enquiry, actor: Actor) -> frozenset[str]:
    if not actor.may(Right.HANDLE_ENQUIRIES, enquiry.counter_id):
        return frozenset()
    known, is_matter = transitions(), enquiry.is_matter
    idle = {"identity_counter"} if rank(enquiry.identity_level) >= rank("seen") else set[str]()
    return frozenset(n for n in OF_COUNTER if known[n].is_possible(enquiry.state, is_matter=is_matter)) - idle
