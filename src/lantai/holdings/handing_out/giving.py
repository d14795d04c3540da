"""What of a record's files is given: the one place where a package hears what is withheld, and what agreements forbid.

A writer gets `Given.files` and knows no others. Of a record of which something is withheld from who it is for, those
are the redacted copy and the originals that hold nothing withheld; of one that may not be copied there are none.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import override

from lantai.base.accounts.access import Scope
from lantai.holdings.catalogue.bindings import Deed, Obstacle, obstacles
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.models.numbered import IsAmong
from lantai.holdings.fulltext.pages import given_files
from lantai.holdings.fulltext.public_copy import current_copy, make_copy
from lantai.holdings.preservation.models import StoredFile, StoredObject
from lantai.holdings.withholding.grounds import grounds
from lantai.holdings.withholding.models import Withheld
from lantai.holdings.withholding.queries import NOTHING, Rows, withheld_from, withheld_of

REDACTED_NAME = "遮蔽件.pdf"
_CHINESE = "zh-hans"
"""Packages are papers of the archive: in Chinese, whatever the page they were asked on is in."""


@dataclass(frozen=True, slots=True)
class RedactedCopy:
    """The copy that stands for what is withheld in part: to writers it is a file as the originals are."""

    stored: StoredObject
    logical_path: str
    size: int
    sha512: str
    original_name: str = REDACTED_NAME
    sm3: str = ""
    puid: str = "fmt/477"
    mime: str = "application/pdf"
    pk: int = 0


GivenFile = StoredFile | RedactedCopy


@dataclass(frozen=True, slots=True)
class Given:
    """What is given of one record. `withheld`: what of it is withheld from who the package is for, by page number.

    `copy`: what its pages are bound from where something is withheld; None there: none could be made, and no page goes.
    """

    files: tuple[GivenFile, ...] = ()
    withheld: Rows = field(default_factory=dict)
    copy: RedactedCopy | None = None
    bound: tuple[Obstacle, ...] = ()

    @property
    def note(self) -> str:
        """That and why something is withheld, as the public reads it; empty where nothing is."""
        if not self.withheld:
            return ""
        day = timezone.localtime(max(row.since for row in _rows(self.withheld))).date()
        rest = "以遮蔽件代替含有该内容的原件" if self.copy else "含有该内容的原件未提供"
        return f"本件有 {len(self.withheld)} 页的内容不予公布（{in_words(self.withheld)}，{day:%Y-%m-%d} 起），{rest}。"


@dataclass(frozen=True, slots=True)
class Limit:
    """One record that goes in part or not at all, for the list of them. `what` and `why` in words."""

    record: Record
    what: str
    why: str
    pages: str = ""
    until: dt.date | None = None
    is_left_out: bool = False


def given_of(records: Sequence[Record], scope: Scope) -> dict[int, Given]:
    """What is given of these records: a constant number of queries, and some for each that is given in part."""
    files: defaultdict[int, list[StoredFile]] = defaultdict(list)
    rows = StoredFile.objects.filter(stored__record__in=[record.pk for record in records]).select_related("stored")
    for row in rows.order_by("stored_id", "position"):
        files[row.stored.record_id].append(row)
    bound, withheld = forbidden(list(files)), withheld_from(scope, records)
    found: dict[int, Given] = {}
    for record in records:
        if record.pk in bound:
            found[record.pk] = Given(bound=bound[record.pk])
        elif record.pk in withheld and record.pk in files:
            found[record.pk] = _in_part(record, withheld[record.pk])
        else:
            found[record.pk] = Given(tuple(files.get(record.pk, ())), withheld.get(record.pk, NOTHING))
    return found


def forbidden(records: Sequence[int]) -> dict[int, tuple[Obstacle, ...]]:
    """Those that may not be copied, each with what forbids it. What leaves the archive is a copy, whoever asks."""
    found: defaultdict[int, list[Obstacle]] = defaultdict(list)
    for each in obstacles(records, Deed.COPY):
        found[each.record].append(each)
    return {record: tuple(each) for record, each in found.items()}


def _in_part(record: Record, withheld: Rows) -> Given:
    """The copy is that of this moment: it is made where no worker has been yet."""
    originals = given_files(record, withheld).select_related("stored").order_by("stored_id", "position")
    row = current_copy(record) or make_copy(record.pk)
    stored = StoredObject.objects.filter(record=record).first()
    if row is None or stored is None:
        return Given(tuple(originals), withheld)
    copy = RedactedCopy(stored, row.logical_path, row.size, row.sha512)
    return Given((copy, *originals), withheld, copy)


def limits_of(records: Sequence[int], *, is_public: bool) -> list[Limit]:
    """Which of these records go in part or not at all: five queries, however many they are."""
    filed = StoredFile.objects.filter(IsAmong(records, "stored__record_id")).order_by()
    bound = forbidden(sorted(set(filed.values_list("stored__record_id", flat=True))))
    withheld = withheld_of(records) if is_public else {}
    rows = Record.objects.filter(pk__in=[*bound, *withheld]).order_by("code_key", "pk")
    with override(_CHINESE):
        return [
            _not_given(record, bound[record.pk]) if record.pk in bound else _partly(record, withheld[record.pk])
            for record in rows
        ]


def _not_given(record: Record, bound: Sequence[Obstacle]) -> Limit:
    days = [each.until for each in bound]
    until = max((day for day in days if day), default=None) if all(days) else None
    return Limit(
        record, "未提供", "；".join(dict.fromkeys(str(each.sentence) for each in bound)), until=until, is_left_out=True
    )


def _partly(record: Record, rows: Rows) -> Limit:
    return Limit(record, "部分遮蔽", in_words(rows), "、".join(map(str, sorted(rows))))


def in_words(rows: Rows) -> str:
    """The grounds of what is withheld, in the order of the law."""
    known, codes = grounds(), {row.ground for row in _rows(rows)}
    return "、".join([*(each.labels["zh"] for code, each in known.items() if code in codes), *sorted(codes - {*known})])


def _rows(rows: Rows) -> Iterator[Withheld]:
    return (row for each in rows.values() for row in each)
