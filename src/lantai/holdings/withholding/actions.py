"""The acts of withholding. They change nothing of a record: they say what of it is given to whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.base.common.journal import Journal
from lantai.base.common.rows import insert_rows
from lantai.base.common.text import fold
from lantai.engines.search.actions import mark_changed
from lantai.holdings.catalogue.models import Record
from lantai.holdings.withholding.anew import is_as_before
from lantai.holdings.withholding.grounds import grounds
from lantai.holdings.withholding.models import PageToConfirm, Withheld
from lantai.holdings.withholding.persons import hide_persons, show_persons
from lantai.holdings.withholding.queries import to_confirm
from lantai.holdings.withholding.signals import withholding_changed
from lantai.holdings.withholding.sources import PageState, pages_of
from lantai.holdings.withholding.veiling import Part

MAY_WITHHOLD = Right.APPROVE_OPENING
"""To say what of a record is withheld says what of it is open: as a review decides, so who enters it approves one."""
_LEAST_SAID = 2
"""A single character stands in most titles: it says nothing there of what was withheld."""


class PageNotThere(ArchiveError):
    code = "withholding.page_not_there"
    message = gettext_noop("%(record)s has no page %(page)s of which something could be withheld.")
    hint = gettext_noop(
        "Pages count inside the record, from 1. Look at the record: pages may have been added or merged."
    )
    http_status = 422
    exit_code = 2


class PassageNotThere(ArchiveError):
    code = "withholding.passage_not_there"
    message = gettext_noop(
        "Page %(page)s of %(record)s has no characters %(start)s to %(end)s: its text has %(length)s."
    )
    hint = gettext_noop("Mark the passage again on the text as it is now, or withhold the whole page.")
    http_status = 422
    exit_code = 2


class PlaceNotThere(ArchiveError):
    code = "withholding.place_not_there"
    message = gettext_noop(
        "On page %(page)s of %(record)s there is no image to draw on, or the box lies outside of it."
    )
    hint = gettext_noop(
        "Boxes are fractions of the page between 0 and 1. Without an image, mark a passage or the page."
    )
    http_status = 422
    exit_code = 2


class NothingMeant(ArchiveError):
    code = "withholding.nothing_meant"
    message = gettext_noop("For page %(page)s of %(record)s it is not said what is withheld, or on which ground.")
    hint = gettext_noop("Name the whole page, a passage or a box, and one of the grounds %(grounds)s.")
    http_status = 422
    exit_code = 2


class DescriptionSaysIt(ArchiveError):
    """The description is public with the record: it would say what its pages do not."""

    code = "withholding.description_says_it"
    message = gettext_noop("What is to be withheld on page %(page)s of %(record)s stands in its description as well.")
    hint = gettext_noop(
        "Change title, creator or notes first, so that they do not say it, or keep the record unopened."
    )
    http_status = 409
    exit_code = 3


class OtherWords(ArchiveError):
    """What a decision withholds would be given out by somebody who may not decide on opening."""

    code = "withholding.other_words"
    message = gettext_noop("On page %(page)s of %(record)s this is not all that was withheld before.")
    hint = gettext_noop(
        "Withhold the same words, each as often as it stood there, or leave the whole page withheld. Anything else is "
        "said by who approves opening, or decided by another review."
    )
    http_status = 403
    exit_code = 5


@dataclass(frozen=True, slots=True)
class WithheldPassage:
    """What is to be withheld of one page: all of it, characters of its text, places on its image.

    `digest` is the page as it was decided on (`queries.page_digest`). Given, and another one now, the page is withheld
    whole until somebody looks; not given, the page is taken as it is.
    """

    page_number: int
    ground: str
    start: int | None = None
    end: int | None = None
    boxes: tuple[Part, ...] = ()
    whole_page: bool = False
    basis: str = ""
    digest: str = ""


@transaction.atomic
def withhold(*, actor: Actor, record: Record, passages: Sequence[WithheldPassage], source: str = "") -> int:
    """Withhold exactly this of a record, whatever was withheld before; gives how many passages. See `put_in_force`.

    No passages: nothing of it is withheld any more. On pages that takes a decision of a review.
    """
    require(actor, MAY_WITHHOLD, record.fonds.institution.code)
    count = put_in_force(record=record, passages=passages, source=source, by=actor.label)
    data = {**_told(passages), "source": source}
    record_event("record:withhold", actor=actor, subject=("record", record.ulid), data=data)
    return count


@transaction.atomic
def withhold_page(*, actor: Actor, record: Record, page: int, passages: Sequence[WithheldPassage]) -> int:
    """Withhold exactly this of one page and leave the others: what somebody says of a page that has changed since.

    Who describes records says again what was withheld, or more of the page. Anything else may give out what a decision
    withholds: it takes the right of who approves opening, or a review. Nothing for it means that the page is given out.
    Raises `OtherWords`.
    """
    institution = record.fonds.institution.code
    decides = actor.may(Right.APPROVE_OPENING, institution)
    require(actor, Right.APPROVE_OPENING if decides else Right.DESCRIBE, institution)
    if any(each.page_number != page for each in passages):
        raise PageNotThere(record=record.code, page=page)
    is_same = is_as_before(record.pk, page, passages)
    if not decides and not is_same:
        raise OtherWords(record=record.code, page=page)
    source = Withheld.objects.filter(record=record, page_number=page).values_list("source", flat=True).first() or ""
    count = put_in_force(record=record, passages=passages, source=source, by=actor.label, pages=[page])
    data = {**_told(passages), "page": page, "as_before": is_same}
    record_event("record:withhold:page", actor=actor, subject=("record", record.ulid), data=data)
    return count


def put_in_force(
    *,
    record: Record,
    passages: Sequence[WithheldPassage],
    source: str,
    by: str,
    pages: Collection[int] | None = None,
) -> int:
    """Replace what is withheld of a record (of these `pages`): part of the act that decides, inside its transaction.

    Raises what the passages are refused for; nothing is changed then. Gives how many passages are withheld now, or
    were before when there are none. All exits follow at once, the index within a second and hidden until then.
    """
    refuse_impossible(record, passages)
    rows = Withheld.objects.filter(record=record)
    gone, _ = (rows if pages is None else rows.filter(page_number__in=pages)).delete()
    insert_rows(_rows(record, passages, source, by))
    show_persons(record)
    hide_persons([record.pk])
    _note_to_confirm([record.pk])
    mark_changed([record.pk])
    withholding_changed.send(Withheld, pks=[record.pk])
    return len(passages) or gone


def refuse_impossible(record: Record, passages: Sequence[WithheldPassage]) -> None:
    """Raise for the first passage that is not on the page it names, or is said elsewhere: to be asked in good time."""
    pages = pages_of(record.pk, {each.page_number for each in passages})
    for each in passages:
        page = pages.get(each.page_number)
        if page is None:
            raise PageNotThere(record=record.code, page=each.page_number)
        if each.ground not in grounds() or not (each.whole_page or each.boxes or each.start is not None):
            raise NothingMeant(record=record.code, page=each.page_number, grounds=", ".join(grounds()))
        if _is_of_now(each, page):
            _refuse_outside(record, each, page)
    _refuse_said(record, passages, pages)


def _is_of_now(passage: WithheldPassage, page: PageState) -> bool:
    """Whether its offsets are those of the page as it is: else it is kept, and the whole page withheld."""
    return passage.digest in {"", page.digest}


def _refuse_outside(record: Record, passage: WithheldPassage, page: PageState) -> None:
    start, end = passage.start, passage.end
    if (start is None) != (end is None) or (
        start is not None and end is not None and not 0 <= start < end <= len(page.text)
    ):
        raise PassageNotThere(record=record.code, page=passage.page_number, start=start, end=end, length=len(page.text))
    for x, y, w, h in passage.boxes:
        is_inside = 0 <= x < 1 and 0 <= y < 1 and 0 < w <= 1.0001 - x and 0 < h <= 1.0001 - y
        if not page.has_image or not is_inside:
            raise PlaceNotThere(record=record.code, page=passage.page_number)


def _refuse_said(record: Record, passages: Iterable[WithheldPassage], pages: Mapping[int, PageState]) -> None:
    """A passage that the description repeats would be withheld in vain."""
    told = [record.title, record.creator, record.note, record.document_number, *record.field_words]
    parts = [title for title in record.components.values_list("title", flat=True) if title]
    said = _plain("\n".join([*told, *(str(value) for value in record.elements.values()), *parts]))
    for each in passages:
        page = pages[each.page_number]
        if each.start is None or each.whole_page or not _is_of_now(each, page):
            continue
        words = _plain(page.text[each.start : each.end])
        if len(words) >= _LEAST_SAID and words in said:
            raise DescriptionSaysIt(record=record.code, page=each.page_number)


def _plain(text: str) -> str:
    return "".join(fold(text).split())


def _rows(record: Record, passages: Sequence[WithheldPassage], source: str, by: str) -> list[Withheld]:
    pages, now = pages_of(record.pk, {each.page_number for each in passages}), timezone.now()
    return [
        Withheld(
            record=record,
            page_number=each.page_number,
            start=each.start,
            end=each.end,
            boxes=[list(box) for box in each.boxes],
            whole_page=each.whole_page,
            ground=each.ground,
            basis=each.basis,
            digest=each.digest or pages[each.page_number].digest,
            source=source,
            since=now,
            by=by,
        )
        for each in passages
    ]


def _told(passages: Sequence[WithheldPassage]) -> dict[str, Any]:
    """For the event: how much and why, and never what."""
    return {
        "passages": len(passages),
        "pages": sorted({each.page_number for each in passages}),
        "grounds": sorted({each.ground for each in passages}),
    }


def pages_have_changed(records: Iterable[int]) -> set[int]:
    """Pages of these records are new or other ones; gives those of which what is withheld may be another thing now."""
    known = list(records)
    partly = hide_persons(known)
    _note_to_confirm(partly)
    withholding_changed.send(Withheld, pks=known)
    return partly


def _note_to_confirm(records: Iterable[int]) -> None:
    """Keep the list of pages that somebody must look at as the pages are now."""
    for record in records:
        stale, noted = set(to_confirm(record)), PageToConfirm.objects.filter(record_id=record)
        known = set(noted.values_list("page_number", flat=True))
        noted.filter(page_number__in=known - stale).delete()
        insert_rows([PageToConfirm(record_id=record, page_number=number) for number in sorted(stale - known)])


def follow_pages(*, keep: Record, absorb: Record, before: int, journal: Journal) -> None:
    """Pages of an absorbed record now stand behind so many of the kept one's: part of the act that merges."""
    rows = Withheld.objects.filter(record=absorb)
    journal.change(rows, record=keep, page_number=F("page_number") + before)
    noted = PageToConfirm.objects.filter(record=absorb)
    journal.change(noted, record=keep, page_number=F("page_number") + before)
    hide_persons([keep.pk])
    withholding_changed.send(Withheld, pks=[keep.pk, absorb.pk])


def forget(record: Record) -> None:
    """A record's pages are gone, and with them what was withheld of them. Part of the act of destruction alone."""
    Withheld.objects.filter(record=record).delete()
    PageToConfirm.objects.filter(record=record).delete()
