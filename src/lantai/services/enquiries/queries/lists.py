"""Enquiries as the desk lists them, what units and authorities are asked, and whom they are filed with."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from lantai.base.accounts.access import RIGHTS, Actor, Right, Role
from lantai.base.accounts.models import Institution, RoleAssignment
from lantai.base.accounts.queries import institutions_with
from lantai.base.common.keyset import Sheet, Total, sheet_of, total_of
from lantai.services.enquiries.holding import holders
from lantai.services.enquiries.models import Complaint, Enquiry, UnitConsent
from lantai.services.enquiries.queries.board import SOON
from lantai.services.enquiries.working_days import working_days

SHEET = 50
_FORMING = (Institution.Kind.UNIT, Institution.Kind.TOWNSHIP, Institution.Kind.VILLAGE)


def archives() -> list[Institution]:
    """Those that take applications: for everybody."""
    return list(holders()[:200])


def authorities() -> list[Institution]:
    """Those that take complaints: for everybody."""
    return list(Institution.objects.filter(kind=Institution.Kind.AUTHORITY)[:50])


def handling(actor: Actor) -> list[Institution]:
    """Where this person handles enquiries."""
    return institutions_with(actor, Right.HANDLE_ENQUIRIES)


def counters_for(enquiry: Enquiry) -> list[Institution]:
    """Where people handle enquiries and could hand it out, besides its archive; none where a counter took the case."""
    if enquiry.counter_id:
        return []
    roles = [role.value for role in Role if Right.HANDLE_ENQUIRIES in RIGHTS.get(role, frozenset())]
    staffed = RoleAssignment.objects.filter(role__in=roles).values("institution")
    return list(Institution.objects.filter(pk__in=staffed).exclude(code=enquiry.institution_id)[:200])


def forming_units() -> list[Institution]:
    """Those that may be asked about their records."""
    return list(Institution.objects.filter(kind__in=_FORMING)[:1000])


@dataclass(frozen=True, slots=True)
class Asked:
    """How the list of cases is narrowed; empty and False: not at all."""

    state: str = ""
    matter: str = ""
    late: bool = False
    mine: bool = False
    soon: bool = False
    words: str = ""


def enquiry_sheet(actor: Actor, asked: Asked, *, today: dt.date, place: str) -> Sheet[Enquiry]:
    """The newest first. Two queries."""
    rows = Enquiry.objects.of(actor)
    rows = rows.filter(pk__in=cases_named(asked.words)) if asked.words else rows
    rows = rows.filter(state=asked.state) if asked.state else rows
    rows = rows.filter(matter=asked.matter) if asked.matter else rows
    rows = rows.filter(handler_id=actor.user_id) if asked.mine else rows
    rows = rows.late_on(today) if asked.late else rows
    rows = rows.soon_on(today, working_days().after(today, SOON)) if asked.soon else rows
    return sheet_of(rows, by=("-pk",), place=place, size=SHEET, total=total_of(rows))


def cases_named(words: str) -> QuerySet[Any, Any]:
    """All cases of this number or a beginning of it, or of exactly this name: row ids, to be asked inside a question.

    Of any archive: whoever asks narrows it to the own ones. Each half is answered by an index of its own, without
    looking at a row; what does not narrow (the beginning all numbers have) costs one walk through that index.
    """
    said = " ".join(words.split())[:80]
    begins, named = _begins_with(said.upper()), Enquiry.objects.filter(name=said)
    return begins.order_by().values("pk").union(named.order_by().values("pk"))


def _begins_with(number: str) -> QuerySet[Enquiry]:
    """SQLite finds a beginning by its index as a stretch only; PostgreSQL keeps an index of its own for beginnings."""
    rows = Enquiry.objects.filter(number__startswith=number)
    return rows.filter(number__gte=number, number__lt=f"{number}\uffff") if connection.vendor == "sqlite" else rows


def enquiries_late(actor: Actor, today: dt.date) -> Total:
    return total_of(Enquiry.objects.of(actor).late_on(today))


def consent_sheet(actor: Actor, place: str) -> Sheet[UnitConsent]:
    """What units of this person are asked, the newest first. Two queries."""
    rows = UnitConsent.objects.of(actor).select_related("enquiry__institution", "unit")
    return sheet_of(rows, by=("-pk",), place=place, size=SHEET, total=total_of(rows))


def complaint_sheet(actor: Actor, place: str) -> Sheet[Complaint]:
    """The newest first. Two queries."""
    rows = Complaint.objects.of(actor).select_related("enquiry__institution", "authority")
    return sheet_of(rows, by=("-pk",), place=place, size=SHEET, total=total_of(rows))
