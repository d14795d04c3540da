"""Notices for everyone: what each names is shown only while it is still open, in lists, counts and downloads alike."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Concat

from lantai.base.common.keyset import Sheet, sheet_of, total_of
from lantai.holdings.catalogue.models import OpeningState
from lantai.services.opening.models import Notice, NoticeRecord, Withdrawal

SHEET = 50
LONGEST = 60
COUNTED = 1_000
MOST_LINES = 20_000


def notices_sheet(*, place: str) -> Sheet[Notice]:
    """All notices, the latest first."""
    rows = Notice.objects.select_related("institution")
    return sheet_of(rows, by=["-id"], place=place, size=SHEET, total=total_of(rows))


def notice_at(ulid: str) -> Notice | None:
    return Notice.objects.select_related("institution").filter(ulid=ulid).first()


def lines_of(notice: Notice, text: str = "") -> QuerySet[NoticeRecord]:
    """The records of a notice that are open still, and those withdrawn since; with a text, whose title or code has it.

    Of a withdrawn one (撤回) everybody is told its code, that the notice had said it, and nothing else: `was_withdrawn`
    is the day, and its title is not searched. What was closed by another decision is not named. The state is compared
    in a form that no index has: there are thousands in a notice, and SQLite would begin with the half a million that
    are open.
    """
    withdrawals = Withdrawal.objects.filter(record=OuterRef("record"), at__gte=OuterRef("notice__published_at"))
    rows = NoticeRecord.objects.alias(state=Concat("record__opening_state", Value(""))).annotate(
        was_withdrawn=Case(
            When(state=OpeningState.OPEN, then=None), default=Subquery(withdrawals.order_by("-pk").values("at")[:1])
        )
    )
    is_open, is_withdrawn = Q(state=OpeningState.OPEN), Q(was_withdrawn__isnull=False)
    rows = rows.filter(is_open | is_withdrawn, notice=notice, record__merged_into__isnull=True)
    text = " ".join(text.split())[:LONGEST]
    if not text:
        return rows
    return rows.filter(Q(record__code__icontains=text) | (is_open & Q(record__title__icontains=text)))


def lines_sheet(notice: Notice, text: str, *, place: str) -> Sheet[NoticeRecord]:
    """A sheet of them, with the records."""
    rows = lines_of(notice, text)
    shown = rows.select_related("record", "record__fonds")
    return sheet_of(shown, by=["position"], place=place, size=SHEET, total=total_of(rows, bound=COUNTED))


def rows_of(notice: Notice) -> Iterator[tuple[str, ...]]:
    """What a download has of each record; of a withdrawn one its code alone."""
    lines = lines_of(notice).select_related("record__fonds").order_by("position")[:MOST_LINES]
    for line in lines.iterator():
        record, named = line.record, (str(line.position), line.record.fonds.code, line.record.code)
        if not record.is_open:
            yield (*named, "", "", "", "已撤回")
            continue
        yield (
            *named, record.title, record.creator, record.date_text or str(record.year or ""),
            "部分开放" if line.in_part else "开放",
        )  # fmt: skip


COLUMNS = ("序号", "全宗号", "档号", "题名", "责任者", "日期", "开放情况")
