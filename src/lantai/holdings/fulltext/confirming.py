"""Pages that are withheld whole because they changed: the list of them, and one as a person says it anew.

What was withheld counted characters of another text. Where that text is still known as an earlier version of the page,
its words are offered, so that confirming is one look and one click; they are then sought in the text as it is now.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lantai.base.accounts.access import Actor, Right
from lantai.base.common.keyset import Sheet, sheet_of, total_of
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.queries import of_visible
from lantai.holdings.fulltext.leaves import whole_page_of
from lantai.holdings.fulltext.models import Page
from lantai.holdings.fulltext.queries import texts_by_digest
from lantai.holdings.withholding.actions import WithheldPassage
from lantai.holdings.withholding.models import PageToConfirm, Withheld
from lantai.holdings.withholding.queries import page_digest, pages_to_confirm, withheld_of

SHEET = 50


MAY_CONFIRM = (Right.DESCRIBE, Right.APPROVE_OPENING)
"""Who describes says where the words stand now; other words are said by who approves opening."""


def confirmed_in(actor: Actor) -> frozenset[str]:
    """The institutions whose pages this person may confirm."""
    return frozenset[str]().union(*(actor.institutions_with(right) for right in MAY_CONFIRM))


def confirm_sheet(actor: Actor, *, place: str) -> Sheet[PageToConfirm]:
    """In the order in which they changed. Two queries."""
    rows = pages_to_confirm(confirmed_in(actor))
    rows = rows.filter(of_visible(actor.scope())).select_related("record")
    return sheet_of(rows, by=("pk",), place=place, size=SHEET, total=total_of(rows))


@dataclass(frozen=True, slots=True)
class OldPassage:
    """One thing that was withheld of the page. `words`: what it said, where the text it was said on is still known."""

    row: Withheld
    words: str

    @property
    def is_drawn(self) -> bool:
        """A place on the image, without characters."""
        return self.row.start is None


@dataclass(frozen=True, slots=True)
class PageAsChanged:
    """The page as it is now, its digest, and what was withheld of it as it was."""

    page: Page
    digest: str
    passages: tuple[OldPassage, ...]

    @property
    def record(self) -> Record:
        return self.page.record


def page_as_changed(ulid: str, position: int, actor: Actor) -> PageAsChanged | None:
    """None where nothing waits for a person. Raises `PageUnknown`, also for who may not read the page in full."""
    page = whole_page_of(ulid, position, scope=actor.scope())
    waits = pages_to_confirm(confirmed_in(actor)).filter(record=page.record, page_number=position)
    if not waits.exists():
        return None
    rows = withheld_of([page.record_id]).get(page.record_id, {}).get(position, [])
    return PageAsChanged(page, page_digest(page.record_id, position), tuple(_old(page, rows)))


def _old(page: Page, rows: Sequence[Withheld]) -> Iterator[OldPassage]:
    texts = texts_by_digest(page)
    for row in rows:
        text = texts.get(row.digest, "")
        yield OldPassage(row, " ".join(text[row.start : row.end].split()) if row.start is not None else "")


def passages_anew(
    changed: PageAsChanged, said: Sequence[tuple[Withheld, Sequence[tuple[int, int]]]], digest: str
) -> list[WithheldPassage]:
    """What is withheld from now on: characters with the ground of what they stand for, and places that stay drawn."""
    position = changed.page.position
    found = []
    for row, places in said:
        boxes = tuple((x, y, w, h) for x, y, w, h in row.boxes)
        if row.start is None:
            found.append(WithheldPassage(position, row.ground, boxes=boxes, basis=row.basis, digest=digest))
        for start, end in places:
            found.append(WithheldPassage(position, row.ground, start, end, boxes, basis=row.basis, digest=digest))
    return found


def page_whole(changed: PageAsChanged, digest: str) -> list[WithheldPassage]:
    """All of the page, on each ground that something of it was withheld on."""
    grounds = {each.row.ground: each.row.basis for each in changed.passages}
    position = changed.page.position
    return [
        WithheldPassage(position, ground, whole_page=True, basis=basis, digest=digest)
        for ground, basis in grounds.items()
    ]
