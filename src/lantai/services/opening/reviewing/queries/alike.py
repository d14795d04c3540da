"""Many records that are alike: by suggestion, type, pattern of the title, or because nothing was noticed in them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from lantai.holdings.catalogue.models.numbered import IsAmong
from lantai.holdings.catalogue.record_types import record_types
from lantai.holdings.fulltext.models import Page
from lantai.services.opening.models import BatchItem
from lantai.services.opening.reviewing.hints import (
    hinted_texts,
    read_before,
    suggested_values,
    suggestion_labels,
    unread_among,
)
from lantai.services.opening.reviewing.patterns import pattern_of
from lantai.services.opening.reviewing.queries.doors import Seat

KINDS = ("clean", "suggestion", "type", "title")
SHOWN = 50
SHOWN_GROUPS = 30
READ_NOW = 100
"""So many records nobody has prechecked are read while the preview is made; with more of them, none is."""


@dataclass(frozen=True, slots=True)
class Group:
    """Records that share something, and how many."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Row:
    """One undecided item as groups are made of it."""

    position: int
    record: int
    title: str
    kind: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What one act would decide. `hinted`: left out because something was noticed; `unread`: because nobody looked."""

    kind: str
    key: str
    label: str
    positions: tuple[int, ...]
    shown: tuple[BatchItem, ...]
    hinted: tuple[BatchItem, ...]
    hinted_count: int
    unread: tuple[BatchItem, ...]
    unread_count: int
    with_hinted: bool

    @property
    def count(self) -> int:
        return len(self.positions)

    @property
    def digest(self) -> str:
        """Of what was shown: what is decided is this and nothing else."""
        return hashlib.sha256(",".join(map(str, self.positions)).encode()).hexdigest()[:20]


def groups(seat: Seat, kind: str) -> tuple[Group, ...]:
    """The largest groups of undecided items; a title that nothing shares is no group. One or two questions."""
    rows = _rows(seat)
    keys = _keys(rows, kind)
    counted = Counter(keys[row.position] for row in rows if row.position in keys)
    labels = _labels(counted, kind)
    return tuple(Group(key, labels[key], n) for key, n in counted.most_common(SHOWN_GROUPS) if n > 1 or kind != "title")


def preview(seat: Seat, kind: str, key: str, *, with_hinted: bool = False) -> Preview:
    """What belongs to a group, without what was noticed and what nobody has looked at, unless they are asked for."""
    rows = _rows(seat)
    keys = _keys(rows, kind)
    chosen = [row for row in rows if keys.get(row.position) == key]
    hinted, unread = _noticed(chosen)
    taken = [row for row in chosen if with_hinted or not (row.record in hinted or row.record in unread)]
    left = [row for row in chosen if row.record in hinted]
    blank = [row for row in chosen if row.record in unread]
    return Preview(
        kind, key, _labels([key], kind)[key], tuple(row.position for row in taken), _items(seat, taken),
        _items(seat, left), len(left), _items(seat, blank), len(blank), with_hinted,
    )  # fmt: skip


def _rows(seat: Seat) -> list[Row]:
    undecided: QuerySet[BatchItem] = BatchItem.objects.filter(seat.wanted("todo").condition(), batch=seat.batch)
    listed = undecided.filter(state=BatchItem.State.LISTED).order_by("position")
    return [Row(*each) for each in listed.values_list("position", "record_id", "record__title", "record__record_type")]


def _keys(rows: Sequence[Row], kind: str) -> dict[int, str]:
    """The group of each, by position; who belongs to none is not in it."""
    if kind == "type":
        return {row.position: row.kind for row in rows}
    if kind == "title":
        return {row.position: pattern_of(row.title) for row in rows}
    if kind == "suggestion":
        values = suggested_values([row.record for row in rows])
        return {row.position: values[row.record] for row in rows if row.record in values}
    return {row.position: "clean" for row in rows}


def _labels(keys: Iterable[str], kind: str) -> dict[str, str]:
    """Words for keys; a pattern is its own."""
    if kind == "suggestion":
        words = suggestion_labels()
        return {key: words.get(key, key) for key in keys}
    if kind == "type":
        known = record_types()
        return {key: known[key].label if key in known else key for key in keys}
    return {key: key for key in keys}


def _noticed(rows: Sequence[Row]) -> tuple[set[int], set[int]]:
    """Records in which something was noticed, and those nobody has looked at, or has not seen every page of."""
    ids = [row.record for row in rows]
    read = read_before(ids)
    hinted = {pk for pk, noticed in read.items() if noticed}
    unread = [pk for pk in ids if pk not in read]
    if not unread or len(unread) > READ_NOW:
        return hinted, set(unread)
    titles = {row.record: row.title for row in rows}
    texts = {pk: [titles[pk]] for pk in unread}
    for pk, text in Page.objects.filter(record__in=unread).values_list("record_id", "text"):
        texts[pk].append(text)
    dark = unread_among(unread)
    looked = {pk: hinted_texts(found) for pk, found in texts.items()}
    looked = {pk: said or (None if pk in dark else said) for pk, said in looked.items()}
    return hinted | {pk for pk, said in looked.items() if said}, {pk for pk, said in looked.items() if said is None}


def _items(seat: Seat, rows: Sequence[Row]) -> tuple[BatchItem, ...]:
    places = [row.position for row in rows[:SHOWN]]
    items = BatchItem.objects.filter(IsAmong(places, "position"), batch=seat.batch).select_related("record")
    return tuple(items.order_by("position"))
