"""From the basket to the certificate: the pages chosen, masked as they were, when nothing waits for anybody."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.queries import of_visible
from lantai.holdings.catalogue.record_types import record_types
from lantai.services.certificates.actions import Chosen, Mask, Order, Searched, issue_copy, issue_not_found
from lantai.services.certificates.data import wording
from lantai.services.certificates.models import Certificate
from lantai.services.enquiries.actions.answering import ONLINE_DAYS
from lantai.services.enquiries.actions.choosing import NoPageChosen
from lantai.services.enquiries.actions.stepping import step, write_line
from lantai.services.enquiries.basket import Pages, pages_chosen, waits_of
from lantai.services.enquiries.models import ChosenPage, Enquiry, Meant


class RecordWaits(ArchiveError):
    """The rule of approval: unopened records, others' records, the unit's consent."""

    code = "enquiries.record_waits"
    message = gettext_noop("%(record)s cannot be copied yet. %(why)s")
    hint = gettext_noop("Have it decided, or take the record out of the basket. Nothing was issued.")
    http_status = 409
    exit_code = 5


class NothingSearched(ArchiveError):
    code = "enquiries.nothing_searched"
    message = gettext_noop("It is not known what this archive itself searched for this case.")
    hint = gettext_noop(
        "Search here and answer that nothing was found; an archive outside certifies itself what it searched. "
        "Nothing was issued."
    )
    http_status = 409


@transaction.atomic
def certify_basket(*, actor: Actor, enquiry: Enquiry, order: Order) -> Certificate:
    """One copy of all pages chosen. Raises `RecordWaits`, `NoPageChosen`, `NotNow`, and what `issue_copy` raises.

    Only what this person may see is copied; the event is that of issuing.
    """
    require(actor, Right.ISSUE_CERTIFICATES, enquiry.institution_id)
    seen = enquiry.meant.filter(of_visible(actor.scope()))
    meant = list(seen.select_related("record__fonds__institution"))
    pages, waits = pages_chosen(meant), waits_of(enquiry, meant, timezone.localdate())
    meant = [each for each in meant if pages[each.pk].picked]
    for each in meant:
        if waits[each.pk]:
            raise RecordWaits(record=each.record.code, why=waits[each.pk])
    if not meant:
        raise NoPageChosen(record=enquiry.number, most=wording().most_pages)
    chosen = [_chosen(each, pages[each.pk]) for each in meant]
    return _for_case("certify", actor, enquiry, order, chosen)


@transaction.atomic
def certify_nothing_found(
    *, actor: Actor, enquiry: Enquiry, order: Order, online_days: int = ONLINE_DAYS
) -> Certificate:
    """What the case says this archive searched, never what another one did; for so many days it can be fetched online.

    Raises `NothingSearched`, `NotNow`, and what `issue_not_found` raises.
    """
    require(actor, Right.ISSUE_CERTIFICATES, enquiry.institution_id)
    if not _searched_here(enquiry):
        raise NothingSearched
    until = timezone.localdate() + dt.timedelta(days=online_days)
    return _for_case("certify_nothing", actor, enquiry, order, [], online_until=until)


def _for_case(
    act: str, actor: Actor, enquiry: Enquiry, order: Order, chosen: list[Chosen], **columns: Any
) -> Certificate:
    known = Certificate.objects.filter(ulid=order.ulid).exists()
    done, order = step(act, enquiry, **columns), replace(order, case=enquiry.number)
    if chosen:
        certificate = issue_copy(actor=actor, order=order, chosen=chosen)
    else:
        searched = _searched(done)
        certificate = issue_not_found(actor=actor, order=order, institution=done.institution, searched=searched)
    if not known:  # the form sent twice is one certificate, and one line
        write_line(act, done, actor, note=certificate.number, internal=bool(chosen))
    return certificate


def _searched_here(enquiry: Enquiry) -> bool:
    """Of cases answered before the two were kept apart, the timeline says whose search it was."""
    last = enquiry.steps.filter(act__in=("not_found", "not_found_there")).last()
    is_theirs = last is not None and last.act == "not_found_there" and not enquiry.searched_outside
    return enquiry.has_searched and not is_theirs


def _searched(enquiry: Enquiry) -> Searched:
    """On paper, so in Chinese whatever the page is in."""
    said, known = enquiry.searched, record_types()
    types = "、".join(known[code].labels["zh"] for code in said.get("types", ()) if code in known)
    scope = "；".join(part for part in (f"本馆馆藏{types or '档案'}", said.get("more", "")) if part)
    return Searched(scope[:600], said["question"][:300], said.get("years", "")[:60])


def _chosen(meant: Meant, pages: Pages) -> Chosen:
    masks = {each.page: _mask(each.row) for each in pages.picked if each.row is not None and each.row.is_masked}
    return Chosen(meant.record, [each.page for each in pages.picked], masks)


def _mask(row: ChosenPage) -> Mask:
    boxes = tuple((x, y, w, h) for x, y, w, h in row.boxes)
    return Mask(boxes, tuple((start, end) for start, end in row.spans), row.digest)
