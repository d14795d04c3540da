"""Where a passage of text lies on the image of its page: what is withheld of the one is withheld of the other."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Sequence

from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.holdings.withholding.sources import PageState, pages_of
from lantai.services.opening.actions import PassageSaid
from lantai.services.opening.models import BatchItem, Passage
from lantai.services.opening.reviewing.marking import boxes_of, in_fractions


class PageHasChanged(ArchiveError):
    """Its characters stand elsewhere now: what was marked would withhold other ones."""

    code = "opening.page_has_changed"
    message = gettext_noop("The text or the image of page %(page)s has changed since it was shown to you.")
    hint = gettext_noop("Look at the page as it is now and mark again what is to be withheld. Nothing was entered.")
    http_status = 409
    exit_code = 3


def with_places(item: BatchItem, passages: Sequence[PassageSaid]) -> list[PassageSaid]:
    """The passages with their boxes, of pages as they were shown; each bears the digest of the page it was marked on.

    What another decided on a page that has changed since keeps the digest it was decided with: it withholds the whole
    page until somebody marks it anew. What lies outside of its page, or on none, stays for the act to refuse. Three
    queries at most; a page of which no layout is known gives no boxes. Raises `PageHasChanged`.
    """
    pages = pages_of(item.record_id, {each.page_number for each in passages})
    stale = [each for each in passages if _is_stale(each, pages.get(each.page_number))]
    if stale:
        _refuse_unknown(stale, set(Passage.objects.filter(decision__item=item).values_list("page_number", "digest")))
    return [said if said in stale else _placed(said, pages.get(said.page_number)) for said in passages]


def _is_stale(said: PassageSaid, page: PageState | None) -> bool:
    """A page that is withheld whole is withheld as it is now."""
    return not said.whole_page and page is not None and said.digest != page.digest


def _refuse_unknown(stale: Sequence[PassageSaid], decided: Collection[tuple[int, str]]) -> None:
    for said in stale:
        if (said.page_number, said.digest) not in decided:
            raise PageHasChanged(page=said.page_number)


def _placed(said: PassageSaid, page: PageState | None) -> PassageSaid:
    if page is None:
        return said
    if said.start is None or said.end is None:
        return dataclasses.replace(said, digest=page.digest)
    boxes = in_fractions(boxes_of(page.lines, (said.start, said.end)), page.width, page.height)
    return dataclasses.replace(said, boxes=boxes)
