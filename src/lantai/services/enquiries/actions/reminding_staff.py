"""Staff are reminded of terms by message: of each case at once, or once a working day of all together, as they wish.

A message holds numbers, days and links: nothing of who asks for what, and nothing of a record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR, RIGHTS, Right, Role, actor_of
from lantai.base.accounts.contacts import addresses_in
from lantai.base.accounts.models import StaffContact, User
from lantai.base.audit.actions import record as record_event
from lantai.services.enquiries.actions.stepping import subject_of
from lantai.services.enquiries.models import Complaint, Enquiry, StaffReminder
from lantai.services.enquiries.queries.pressing import Pressing, pressing_for
from lantai.services.enquiries.working_days import working_days
from lantai.services.notices.actions import Recipient, post
from lantai.services.notices.channels.current import current_channels
from lantai.services.notices.texts import texts

ANSWERING = frozenset({Right.HANDLE_ENQUIRIES, Right.DECIDE_USE, Right.HAND_OVER, Right.ANSWER_COMPLAINTS})
REMINDED = tuple(role.value for role in Role if RIGHTS[role] & ANSWERING)
"""Roles whose holders have terms here."""
DIGEST, FROM_HOUR, LISTED = "staff_digest", 8, 30
"""The message of a day; the hour from which it goes; and how many cases it names, the others it counts."""


def remind_staff(*, now: dt.datetime) -> int:
    """Hourly. Gives how many messages went out.

    Only to who has terms to keep here, has an address, and has not said “never”; where no way is set up, nobody is
    asked.
    """
    today = timezone.localdate(now)
    _forget(today)
    if not current_channels():
        return 0
    held = User.objects.filter(is_active=True, roles__role__in=REMINDED)
    asked = StaffContact.objects.filter(user__in=held).exclude(pace=StaffContact.Pace.NEVER).exclude(cipher=b"")
    morning = working_days().counts(today) and timezone.localtime(now).hour >= FROM_HOUR
    sent = 0
    for contact in asked.select_related("user").order_by("pk"):
        if contact.pace == StaffContact.Pace.AT_ONCE:
            sent += sum(_tell_one(contact, each) for each in pressing_for(actor_of(contact.user), today))
        elif morning:
            sent += _tell_day(contact, today)
    return sent


def _forget(today: dt.date) -> None:
    """What was told of days gone by, and of cases and complaints that wait no longer, at their archive or a counter."""
    over = StaffReminder.objects.filter(until__lt=today).exclude(case__in=Enquiry.objects.waiting().values("number"))
    over = over.exclude(case__in=Enquiry.objects.at_counters().values("number"))
    over = over.exclude(case__in=Enquiry.objects.with_nothing().values("number"))
    over.exclude(case__in=Complaint.objects.waiting().values("number")).delete()


@transaction.atomic
def _tell_one(contact: StaffContact, pressing: Pressing) -> int:
    """Claimed by a row: of two workers one says it, and each term is told once."""
    number, kind, until = pressing.number, pressing.kind, pressing.until
    if not _is_new(contact.user, kind, until, case=number):
        return 0
    values, to = {"day": until.isoformat(), "page": _address(pressing.path)}, _recipient(contact)
    way = post(institution=pressing.archive, case=number, event=kind, to=to, values=values)
    if way:
        data = {"number": number, "of": kind, "until": values["day"], "way": way, "user": contact.user.ulid}
        record_event("enquiry:remind_staff", actor=OPERATOR, subject=subject_of(pressing.enquiry), data=data)
    return bool(way)


@transaction.atomic
def _tell_day(contact: StaffContact, today: dt.date) -> int:
    """Once a day, also where there was nothing to tell: what becomes late at noon is told tomorrow."""
    if not _is_new(contact.user, DIGEST, today):
        return 0
    found = _each_once(pressing_for(actor_of(contact.user), today))
    if not found:
        return 0
    values = {
        "number": "\n".join(_lines(found, contact.language)), "count": str(len(found)), "day": today.isoformat(),
        "page": _address(reverse("accounts:sign_in")),
    }  # fmt: skip
    to, archive = _recipient(contact), found[0].archive
    way = post(institution=archive, case="", event=DIGEST, to=to, values=values)
    if way:
        data = {"number": "", "of": DIGEST, "cases": len(found), "until": values["day"], "way": way}
        record_event("enquiry:remind_staff", actor=OPERATOR, subject=("user", contact.user.ulid), data=data)
    return bool(way)


def _each_once(found: Iterable[Pressing]) -> list[Pressing]:
    """A case that is late and new to somebody is one case of the day, named by its term."""
    each_one: dict[str, Pressing] = {}
    for each in found:
        each_one.setdefault(each.number, each)
    return list(each_one.values())


def _is_new(user: User, kind: str, until: dt.date, *, case: str = "") -> bool:
    return StaffReminder.objects.get_or_create(user_id=user.pk, case=case, kind=kind, until=until)[1]


def _recipient(contact: StaffContact) -> Recipient:
    known = addresses_in(contact, contact.user)
    return Recipient(known.email, known.phone, contact.language)


def _lines(found: Sequence[Pressing], language: str) -> list[str]:
    known = texts()
    lines = [
        f"{each.number}  {each.until.isoformat()}  {known[each.kind].labels[language]}  {_address(each.path)}"
        for each in found[:LISTED]
    ]
    return lines if len(found) <= LISTED else [*lines, "…"]


def _address(path: str) -> str:
    """The page for staff, as far as it is known where this archive is reached."""
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}{path}"
