"""Notices published with what they say is open (条例 29): part of the act that opens it, in its transaction."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from lantai.base.accounts.access import Actor
from lantai.base.accounts.models import Institution
from lantai.base.common.rows import insert_values
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.models.numbered import IsAmong
from lantai.holdings.preservation.marking import mark
from lantai.holdings.withholding.queries import partly_withheld
from lantai.services.opening.models import BatchItem, Notice, NoticeRecord, ReviewBatch, Value
from lantai.services.opening.queries.notices import MOST_LINES


def publish_notice(actor: Actor, batch: ReviewBatch, items: Sequence[BatchItem]) -> Notice | None:
    """The notice of what a review opens; None when nothing is."""
    if not items:
        return None
    lines = [(each.record_id, each.final_value == Value.PARTIAL) for each in items]
    return _published(actor, batch.institution, lines, batch=batch)


def publish_by_hand(actor: Actor, institution: Institution, records: Sequence[int]) -> str:
    """The notice of what was opened by a decision on paper; gives its number, or those of several where it is long."""
    rows = Record.objects.filter(IsAmong(records)).order_by("fonds", "code_key", "pk")
    pks, partly = list(rows.values_list("pk", flat=True)), partly_withheld(records)
    pieces = [pks[start : start + MOST_LINES] for start in range(0, len(pks), MOST_LINES)]
    made = [_published(actor, institution, [(pk, pk in partly) for pk in piece]) for piece in pieces]
    return ", ".join(notice.number for notice in made)


def _published(
    actor: Actor, institution: Institution, lines: Sequence[tuple[int, bool]], batch: ReviewBatch | None = None
) -> Notice:
    day = timezone.localdate()
    list(Institution.objects.select_for_update().filter(pk=institution.pk).values_list("pk"))  # numbers in a row
    count = Notice.objects.filter(institution=institution, published_at__year=day.year).count()
    notice = Notice(
        institution=institution, batch=batch, number=f"{institution.code}-{day.year}-{count + 1:03d}",
        title=f"{institution.name}开放档案目录公告（{day.year}年第{count + 1}号）",
        published_at=timezone.now(), published_by=actor.label, records_count=len(lines),
    )  # fmt: skip
    notice.save()
    rows = ((notice.pk, pk, n, in_part) for n, (pk, in_part) in enumerate(lines, 1))
    insert_values(NoticeRecord, ("notice", "record", "position", "in_part"), rows)
    mark("opening_notice", [notice.pk])
    return notice
