"""The screen of one record: its page with hints, its neighbours, what was decided, and where to go from here.

The number of questions is the same for a batch of ten and of ten thousand, for a record of one page and of two hundred.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q

from lantai.engines.formats.model import Box, Line
from lantai.holdings.catalogue.actions import OPENING_SAID
from lantai.holdings.catalogue.models import OpeningState
from lantai.holdings.fulltext.models import Page
from lantai.holdings.fulltext.queries import lines_of
from lantai.holdings.transfers.models import Transfer
from lantai.holdings.withholding.grounds import Ground, grounds
from lantai.holdings.withholding.sources import PageState
from lantai.services.opening.models import BatchItem, Decision, Passage, Value
from lantai.services.opening.queries.batches import decisions_of, item_at
from lantai.services.opening.queries.handed_over import handed_over_with
from lantai.services.opening.reviewing.hints import SeenHint, Suggested, noticed, stored_hints, suggested
from lantai.services.opening.reviewing.marking import MarkedLine, boxes_of, marked_lines
from lantai.services.opening.reviewing.patterns import pattern_of
from lantai.services.opening.reviewing.queries.doors import Seat
from lantai.services.opening.states import Stage
from lantai.services.precheck.describing import DESCRIPTION, description_text

AROUND = 5
MOST_READ = 40
"""So many pages of a record are read for hints at once, the page that is shown always among them. Of the others the
precheck's hints count as they were stored; whether the text is still the same is asked when the page is shown."""
SURE = 0.5
"""From this score on a hint's ground is proposed as the reason."""


@dataclass(frozen=True, slots=True)
class ListedHint:
    """One hint of the page that is shown, with its words and its boxes on the image in pixels."""

    number: int
    hint: SeenHint
    text: str
    boxes: tuple[Box, ...]
    value: str
    """As the form says it: page, reason and place."""


@dataclass(frozen=True, slots=True)
class DescribedHint:
    """One hint of the description, with its words: it is read, not withheld as a passage."""

    hint: SeenHint
    text: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """One passage that is or was to be withheld, as the form says it and as people read it.

    `is_stale`: its page has changed since, so that its characters are not known any more; the whole page is withheld.
    """

    value: str
    page: int
    reason: str
    text: str
    is_hint: bool
    is_stale: bool


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A record near this one in the batch."""

    item: BatchItem
    mine: str
    before: str
    suggestion: Suggested | None
    is_alike: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the batch is in this person's stage."""

    done: int
    total: int

    @property
    def percent(self) -> int:
        return self.done * 100 // self.total if self.total else 0

    @property
    def left(self) -> int:
        return self.total - self.done


@dataclass(frozen=True, slots=True)
class Screen:
    """Everything the screen shows. `hint_pages`: how many hints on which page; `own`: this person's decision.

    `digest`: the page as it is shown. What is marked on it is sent with it, and counts for that page only.
    `unread`: pages no precheck has read that are looked at only when they are shown.
    """

    seat: Seat
    item: BatchItem
    queue: str
    page: Page | None
    digest: str
    page_count: int
    lines: tuple[MarkedLine, ...]
    hints: tuple[ListedHint, ...]
    hint_pages: dict[int, int]
    unread: int
    described: tuple[DescribedHint, ...]
    own: Decision | None
    others: tuple[Decision, ...]
    withheld: tuple[Withheld, ...]
    neighbours: tuple[Neighbour, ...]
    suggestion: Suggested | None
    progress: Progress
    previous: int | None
    next: int | None
    proposed: tuple[str, ...]
    handed_over: tuple[Transfer, ...]

    @property
    def known_reasons(self) -> list[Ground]:
        return list(grounds().values())

    @property
    def opening_said(self) -> str:
        """What the list it came with said of its opening, where nobody here decided it."""
        said = self.item.record.lineage.get(OPENING_SAID, "")
        return str(OpeningState(said).label) if said else ""

    @property
    def hint_total(self) -> int:
        return sum(self.hint_pages.values())

    @property
    def pages(self) -> range:
        return range(1, self.page_count + 1)

    @property
    def next_hinted(self) -> int | None:
        here = self.page.position if self.page else 0
        return min((n for n in self.hint_pages if n > here), default=None)

    @property
    def previous_hinted(self) -> int | None:
        here = self.page.position if self.page else 0
        return max((n for n in self.hint_pages if n < here), default=None)

    @property
    def previous_page(self) -> int | None:
        return self.page.position - 1 if self.page and self.page.position > 1 else None

    @property
    def next_page(self) -> int | None:
        return self.page.position + 1 if self.page and self.page.position < self.page_count else None

    @property
    def other_pages(self) -> tuple[Withheld, ...]:
        """What the form carries along: all that is withheld and is not ticked among the hints of this page."""
        return tuple(each for each in self.withheld if not each.is_hint)

    @property
    def ticked(self) -> set[str]:
        return {each.value for each in self.withheld}


def screen(seat: Seat, position: int, *, number: int = 0, queue: str = "todo") -> Screen | None:
    """One record of the batch at one of its pages: the one asked for, else the first with a hint, else the first."""
    item = item_at(seat.batch, position)
    if item is None:
        return None
    total = Page.objects.filter(record=item.record_id).count()
    stored = stored_hints(item.record_id)
    far = {place: each.hints for place, each in stored.items() if MOST_READ < place <= total and each.hints}
    wanted = Q(position__lte=MOST_READ) | Q(position__in=[number, min(far, default=0)])
    pages = {page.position: page for page in Page.objects.filter(wanted, record=item.record_id)}
    description = description_text(item.record)
    texts = {DESCRIPTION: description} | {place: page.text for place, page in pages.items()}
    found = far | noticed(texts, stored)
    described = tuple(DescribedHint(each, description[each.start : each.end]) for each in found.pop(DESCRIPTION))
    counts = {place: len(hints) for place, hints in found.items() if hints}
    unread = total - len({*pages, *(place for place in stored if 0 < place <= total)})
    page = pages.get(number) or pages.get(min(counts, default=1)) or next(iter(pages.values()), None)
    hints = found.get(page.position, ()) if page else ()
    lines = lines_of(page) if page else ()
    standing = decisions_of([item])[item.pk]
    own = standing.get(seat.reading)
    others = _others(seat, item, standing)
    basis = own or (others[-1] if others else None)
    passages = list(basis.passages.all()) if basis and basis.value == Value.PARTIAL else []
    digests = {place: digest_of(each) for place, each in pages.items() if each is page or passages}
    digest = digests[page.position] if page else ""
    listed = _listed(page, digest, hints, lines) if page else ()
    near, suggestions = _neighbours(seat, item)
    before, after = _ways(seat, item, queue)
    withheld = _withheld(passages, page, digests, {each.value for each in listed})
    return Screen(
        seat, item, queue, page, digest, total, marked_lines(lines, hints, _spans(passages, page, digest)), listed,
        counts, unread, described, own, others, withheld, near, suggestions.get(item.record_id), progress_of(seat),
        before, after, _proposed(basis, (*found.values(), [each.hint for each in described])),
        tuple(handed_over_with(item.record)),
    )  # fmt: skip


def digest_of(page: Page) -> str:
    """As `withholding.queries.page_digest`, of a page that is at hand."""
    return PageState(page.text, page.width, page.height, page.rotation).digest


def _others(seat: Seat, item: BatchItem, standing: dict[str, Decision]) -> tuple[Decision, ...]:
    """What others decided of it, in the order of the stages; nothing for who decides blind and has not yet."""
    if not seat.shows_others(item):
        return ()
    return tuple(standing[stage] for stage in Stage.values if stage in standing and stage != seat.reading)


def _listed(page: Page, digest: str, hints: Sequence[SeenHint], lines: Sequence[Line]) -> tuple[ListedHint, ...]:
    return tuple(
        ListedHint(
            number,
            hint,
            page.text[hint.start : hint.end],
            boxes_of(lines, (hint.start, hint.end)),
            f"{page.position}|{hint.ground or 'R3a'}|{hint.start}-{hint.end}|{digest}",
        )
        for number, hint in enumerate(hints, 1)
    )


def _spans(passages: Sequence[Passage], page: Page | None, digest: str) -> list[tuple[int, int]]:
    if page is None:
        return []
    here = [each for each in passages if each.page_number == page.position]
    if any(each.whole_page or each.digest not in {"", digest} for each in here):
        return [(0, len(page.text))]
    return [(each.start, each.end) for each in here if each.start is not None and each.end is not None]


def _withheld(
    passages: Sequence[Passage], page: Page | None, digests: Mapping[int, str], of_hints: set[str]
) -> tuple[Withheld, ...]:
    """`digests` are those of the pages that were read: of the others it is not known here whether they changed."""
    found = []
    for each in passages:
        now = digests.get(each.page_number, each.digest)
        digest = each.digest or now
        place = "whole" if each.whole_page else f"{each.start}-{each.end}|{digest}"
        if each.start is None and not each.whole_page:
            place = f"{';'.join(','.join(str(part) for part in box) for box in each.boxes)}|{digest}"
        value = f"{each.page_number}|{each.reason}|{place}"
        is_stale = not each.whole_page and digest != now
        here = page is not None and page.position == each.page_number and each.start is not None
        text = page.text[each.start : each.end] if here and page and not is_stale else ""
        found.append(Withheld(value, each.page_number, each.reason, text, value in of_hints, is_stale))
    return tuple(found)


def _neighbours(seat: Seat, item: BatchItem) -> tuple[tuple[Neighbour, ...], dict[int, Suggested]]:
    near = (item.position - AROUND, item.position + AROUND)
    rows = list(BatchItem.objects.filter(batch=seat.batch, position__range=near).select_related("record"))
    suggestions = suggested([row.record_id for row in rows])
    pattern, kind = pattern_of(item.record.title), item.record.record_type
    found = tuple(
        Neighbour(
            row,
            seat.mine(row),
            row.value_at(seat.before) if seat.before and seat.shows_others(row) else "",
            suggestions.get(row.record_id),
            row.record.record_type == kind and pattern_of(row.record.title) == pattern,
            row.pk == item.pk,
        )
        for row in rows
    )
    return found, suggestions


def _ways(seat: Seat, item: BatchItem, queue: str) -> tuple[int | None, int | None]:
    """The positions before and behind in the queue: two questions."""
    rows = BatchItem.objects.filter(
        seat.wanted("all" if queue == "todo" else queue).condition(), batch=seat.batch, state=BatchItem.State.LISTED
    )
    places = rows.values_list("position", flat=True)
    before = places.filter(position__lt=item.position).order_by("-position").first()
    return before, places.filter(position__gt=item.position).order_by("position").first()


def _proposed(basis: Decision | None, found: object) -> tuple[str, ...]:
    """Reasons that are ticked to begin with: those decided before, else the grounds of hints that are fairly sure."""
    if basis is not None and basis.reasons:
        return tuple(basis.reasons)
    sure = {hint.ground for hints in found for hint in hints if hint.score >= SURE}  # type: ignore[attr-defined]
    return tuple(code for code in grounds() if code in sure)


def progress_of(seat: Seat) -> Progress:
    rows = BatchItem.objects.filter(batch=seat.batch, state=BatchItem.State.LISTED)
    if seat.reading == Stage.SAMPLE:
        rows = rows.filter(is_sampled=True)
    column = f"{seat.reading}_value"
    counted = rows.aggregate(total=Count("pk"), done=Count("pk", filter=~Q(**{column: ""})))
    return Progress(counted["done"], counted["total"])


def last_decided(seat: Seat) -> BatchItem | None:
    """What this person decided last in this stage and has not undone."""
    rows = Decision.objects.filter(item__batch=seat.batch, stage=seat.stage, withdrawn_at__isnull=True)
    own = rows.filter(user_id=seat.actor.user_id).annotate(place=F("item__position")).order_by("-pk").first()
    return item_at(seat.batch, own.place) if own else None
