"""Reading pages: one page under a scope, its lines, and how far recognition is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Scope
from lantai.base.common.errors import ArchiveError
from lantai.base.common.keyset import BOUND, Total, total_of
from lantai.engines.formats.model import Line, PageReading, TextSource, plain_lines, unpack_lines
from lantai.holdings.catalogue.models import Record
from lantai.holdings.fulltext.models import Page, PageLayout
from lantai.holdings.preservation.models import StoredFile
from lantai.holdings.withholding.sources import PageState


class PageUnknown(ArchiveError):
    """Unknown and not opened answer alike: what is closed does not even exist."""

    code = "fulltext.page_unknown"
    message = gettext_noop("There is no page %(page)s of a record “%(record)s” that you may see.")
    hint = gettext_noop("Check the address. If you need an unopened record, ask at the counter.")
    http_status = 404
    exit_code = 1


def page_of(record_ulid: str, position: int, *, scope: Scope) -> Page:
    """One page with its record, fonds and file. Raises `PageUnknown`."""
    page = (
        Page.objects.filter(record__ulid=record_ulid, position=position)
        .filter(record__in=Record.objects.filter(ulid=record_ulid).visible_to(scope))
        .select_related("record__fonds__institution", "file__stored")
        .first()
    )
    if page is None:
        raise PageUnknown(page=position, record=record_ulid)
    return page


def page_states(record: int, numbers: Collection[int] | None) -> dict[int, PageState]:
    """Pages of a record as they are, by their position: what `withholding` checks decisions against. Two queries."""
    pages = Page.objects.filter(record_id=record)
    if numbers is not None:
        pages = pages.filter(position__in=numbers)
    layouts = dict(PageLayout.objects.filter(page__in=pages.order_by()).values_list("page_id", "lines"))
    return {page.position: state_of(page, layouts.get(page.pk)) for page in pages}


def state_of(page: Page, layout: bytes | memoryview | None) -> PageState:
    """One page with the lines it is kept with."""
    lines = unpack_lines(bytes(layout)) if layout else plain_lines(page.text) if page.text else ()
    return PageState(page.text, page.width, page.height, page.rotation, lines)


def earlier_texts(record: int, number: int) -> dict[str, str]:
    """The texts a page had before, by the digest it had with each, as long as it had the size it has."""
    page = Page.objects.filter(record_id=record, position=number).first()
    return texts_by_digest(page) if page else {}


def texts_by_digest(page: Page) -> dict[str, str]:
    """The texts this page had before, as long as it had the size it has. One query."""
    texts = ("\n".join(line.text for line in unpack_lines(bytes(each.lines))) for each in page.versions.all())
    states = [PageState(text, page.width, page.height, page.rotation) for text in texts]
    return {state.digest: state.text for state in states}


def lines_of(page: Page) -> tuple[Line, ...]:
    """The lines in reading order; empty for a page without text or one that still waits."""
    layout = PageLayout.objects.filter(page_id=page.pk).first()
    if layout:
        return unpack_lines(bytes(layout.lines))
    return plain_lines(page.text) if page.text else ()


def readings_of(file: StoredFile) -> tuple[tuple[PageReading, ...], int]:
    """What is known of the pages of a file, and how many of them wait for recognition. Two queries."""
    pages = list(Page.objects.filter(file=file).order_by("number"))
    layouts = dict(PageLayout.objects.filter(page__file=file).values_list("page_id", "lines"))
    readings = [_reading(page, state_of(page, layouts.get(page.pk)).lines) for page in pages]
    return tuple(readings), sum(page.state == Page.State.WAITING for page in pages)


def _reading(page: Page, lines: Sequence[Line]) -> PageReading:
    source, engine, turned = TextSource(page.source), page.engine, page.rotation
    return PageReading(page.number, page.width, page.height, lines, source, engine, turned)


def recognition_counts() -> dict[str, int]:
    """Pages by state: read, waiting, not readable."""
    return dict(Page.objects.order_by().values_list("state").annotate(n=Count("pk")))


@dataclass(frozen=True, slots=True)
class Recognition:
    """How far recognition is: pages read, waiting and not readable, counted up to the bound of lists."""

    read: Total
    waiting: Total
    failed: Total


def recognition() -> Recognition:
    """Three queries that look at no more than `BOUND` pages each: a page that shows them asks every other second.

    Waiting and failed pages have indexes of their own. Of those that are read, the first are counted.
    """
    first = Page.objects.order_by("pk").values("state")[: BOUND + 1]
    counted = first.aggregate(all=Count("state"), read=Count("state", filter=Q(state=Page.State.READY)))
    by_state = {
        state: total_of(Page.objects.filter(state=state), bound=BOUND)
        for state in (Page.State.WAITING, Page.State.FAILED)
    }
    read = Total(min(counted["read"], BOUND), counted["all"] > BOUND)
    return Recognition(read, by_state[Page.State.WAITING], by_state[Page.State.FAILED])
