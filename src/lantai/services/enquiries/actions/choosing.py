"""The basket of a case: which pages of a record are to be copied, and what of a page is masked for others' sake."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.base.common.rows import insert_values
from lantai.holdings.catalogue.models import Record
from lantai.holdings.fulltext.models import Page
from lantai.holdings.fulltext.queries import page_states
from lantai.holdings.withholding.queries import Part, Span
from lantai.holdings.withholding.sources import PageState
from lantai.services.certificates.data import wording
from lantai.services.enquiries.actions.stepping import step, subject_of
from lantai.services.enquiries.basket import pages_chosen
from lantai.services.enquiries.models import ChosenPage, Enquiry, Meant

MOST_MASKS = 500


class NotInBasket(ArchiveError):
    """Unknown, not linked and not to be seen answer alike."""

    code = "enquiries.not_in_basket"
    message = gettext_noop("There is no such record in the basket of this case.")
    hint = gettext_noop("Put it there first. Nothing was changed.")
    http_status = 404


class NoPageChosen(ArchiveError):
    code = "enquiries.no_page_chosen"
    message = gettext_noop("No page of %(record)s is chosen, more than %(most)s, or one that it does not have.")
    hint = gettext_noop("Tick at least one page, or take the record out of the basket. Nothing was changed.")
    http_status = 422


class MaskOutside(ArchiveError):
    code = "enquiries.mask_outside"
    message = gettext_noop("What is to be masked does not lie on page %(page)s of %(record)s.")
    hint = gettext_noop("Load the page again and mask it anew: it may have changed. Nothing was changed.")
    http_status = 422


@transaction.atomic
def choose_pages(*, actor: Actor, enquiry: Enquiry, record: Record, pages: Sequence[int]) -> int:
    """Copy exactly these pages of a record in the basket; what was masked on them stays. Raises `NoPageChosen`."""
    require(actor, Right.HANDLE_ENQUIRIES, enquiry.institution_id)
    meant, wanted, most = _meant(actor, enquiry, record), sorted(set(pages)), wording().most_pages
    known = set(Page.objects.filter(record=record, position__in=wanted[: most + 1]).values_list("position", flat=True))
    if not wanted or len(wanted) > most or set(wanted) != known:
        raise NoPageChosen(record=record.code, most=most)
    done = step("choose", enquiry)
    meant.chosen.exclude(page__in=wanted).delete()
    _add(meant, actor, wanted)
    data = {"record": record.ulid, "pages": len(wanted)}
    record_event("enquiry:choose", actor=actor, subject=subject_of(done), data=data)
    return len(wanted)


@transaction.atomic
def mask_page(
    *, actor: Actor, enquiry: Enquiry, record: Record, page: int, boxes: Sequence[Part], spans: Sequence[Span]
) -> ChosenPage:
    """Mask exactly this on the copy of one page, which is chosen by it. Raises `MaskOutside`, `NotInBasket`."""
    require(actor, Right.HANDLE_ENQUIRIES, enquiry.institution_id)
    meant = _meant(actor, enquiry, record)
    state = page_states(record.pk, [page]).get(page)
    if state is None or len(boxes) + len(spans) > MOST_MASKS or not _lies_on(state, boxes, spans):
        raise MaskOutside(record=record.code, page=page)
    done = step("choose", enquiry)
    _add(meant, actor, [page, *(each.page for each in pages_chosen([meant])[meant.pk].picked)])
    row = meant.chosen.get(page=page)
    row.boxes, row.spans = [list(box) for box in boxes], [list(span) for span in spans]
    row.digest, row.by, row.at = state.digest, actor.label, timezone.now()
    row.save(update_fields=["boxes", "spans", "digest", "by", "at"])
    data = {"record": record.ulid, "page": page, "boxes": len(boxes), "passages": len(spans)}
    record_event("enquiry:mask", actor=actor, subject=subject_of(done), data=data)
    return row


def _meant(actor: Actor, enquiry: Enquiry, record: Record) -> Meant:
    """Raises `NotInBasket`."""
    seen = Record.objects.visible_to(actor.scope()).filter(pk=record.pk)
    meant = Meant.objects.filter(enquiry=enquiry, record__in=seen).first()
    if meant is None:
        raise NotInBasket
    return meant


def _add(meant: Meant, actor: Actor, pages: Sequence[int]) -> None:
    """Rows for those that have none. Of a short record nobody chose pages of, all were meant: they stay."""
    known, now = set(meant.chosen.values_list("page", flat=True)), timezone.now()
    new: list[tuple[Any, ...]] = [(meant.pk, page, [], [], "", actor.label, now) for page in sorted(set(pages) - known)]
    insert_values(ChosenPage, ("meant", "page", "boxes", "spans", "digest", "by", "at"), new)


def _lies_on(page: PageState, boxes: Sequence[Part], spans: Sequence[Span]) -> bool:
    inside = all(0 <= x < 1 and 0 <= y < 1 and 0 < w <= 1.0001 - x and 0 < h <= 1.0001 - y for x, y, w, h in boxes)
    said = all(0 <= start < end <= len(page.text) for start, end in spans)
    return inside and said and (page.has_image or not boxes)
