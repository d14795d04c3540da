"""Putting decisions in force: opening states, what is withheld, what rules each record from now on. Part of an act.

One transaction holds all of it, the notice too (条例 29): no opened record is seen before its passages are withheld,
and no record is opened that the notice does not name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.utils import timezone

from lantai.base.accounts.access import Actor
from lantai.base.common.rows import insert_values
from lantai.holdings.catalogue.actions import enter_openings
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.models.numbered import IsAmong
from lantai.holdings.preservation.marking import mark
from lantai.holdings.withholding.actions import WithheldPassage, put_in_force as withhold_passages
from lantai.holdings.withholding.models import Withheld
from lantai.services.opening.models import BatchItem, Decision, InForce, ReviewBatch, TakenEffect, Value
from lantai.services.opening.models.values import STATES
from lantai.services.opening.states import Stage

_PIECE = 20_000


def put_in_force(actor: Actor, batch: ReviewBatch, items: Sequence[BatchItem]) -> None:
    """Let the final decisions of these items rule their records. They are no more under review from here on.

    Withheld first, opened then: a record that is to be opened in part never stands whole in between.
    """
    pks = [item.pk for item in items]
    decisions = {row.item_id: row for row in _final(pks)}
    BatchItem.objects.filter(IsAmong(pks)).update(state=BatchItem.State.IN_FORCE, is_open=False)
    _withhold(actor, items, decisions)
    states: dict[str, list[int]] = {}
    for item in items:
        states.setdefault(STATES[decisions[item.pk].value], []).append(item.record_id)
    enter_openings(actor=actor, institution=batch.institution, states=states, reason=batch.number)
    now = timezone.now()
    records = [item.record_id for item in items]
    InForce.objects.filter(IsAmong(records, "record")).delete()
    rows = ((item.record_id, decisions[item.pk], now) for item in items)
    names = ("record", "decision", "value", "review_on", "since")
    insert_values(InForce, names, ((pk, row.pk, row.value, row.review_on, at) for pk, row, at in rows))
    mark("record", records)
    _enter_figures(batch, {item.record_id: decisions[item.pk] for item in items})


def rule_no_more(records: Sequence[int]) -> None:
    """These records are what somebody entered by hand: no decision of a review rules them. Part of that act.

    What was decided and what took effect stays; only that it is in force ends, and with it the day it is looked at.
    """
    for start in range(0, len(records), _PIECE):
        InForce.objects.filter(IsAmong(records[start : start + _PIECE], "record")).delete()


def _enter_figures(batch: ReviewBatch, decisions: Mapping[int, Decision]) -> None:
    """What the statistics of the year will say of it, whatever becomes of the records later: two statements."""
    counted: Counter[tuple[int, str, str, str]] = Counter()
    for pk, fonds, level in Record.every.filter(IsAmong(list(decisions))).values_list("pk", "fonds", "level"):
        counted[fonds, level, decisions[pk].value, ",".join(decisions[pk].reasons)] += 1
    names, today = ("batch", "fonds", "level", "value", "reasons", "on", "records"), timezone.localdate()
    insert_values(TakenEffect, names, ((batch.pk, *cell, today, n) for cell, n in sorted(counted.items())))


def _final(items: Sequence[int]) -> Iterable[Decision]:
    return Decision.objects.filter(IsAmong(items, "item"), stage=Stage.FINAL, withdrawn_at__isnull=True)


def _withhold(actor: Actor, items: Sequence[BatchItem], decisions: dict[int, Decision]) -> None:
    """What is to be withheld of records opened in part; what was withheld of those opened whole is given out again."""
    partial = [item for item in items if decisions[item.pk].value == Value.PARTIAL]
    whole = [item.record_id for item in items if decisions[item.pk].value == Value.OPEN]
    rows = Decision.objects.filter(pk__in=[decisions[item.pk].pk for item in partial]).prefetch_related("passages")
    passages = {row.item_id: list(row.passages.all()) for row in rows}
    for item in partial:
        decision = decisions[item.pk]
        said = [
            WithheldPassage(
                each.page_number, each.reason, each.start, each.end, tuple(tuple(box) for box in each.boxes),
                each.whole_page, decision.basis, each.digest,
            )
            for each in passages[item.pk]
        ]  # fmt: skip
        withhold_passages(record=item.record, passages=said, source=decision.ulid, by=actor.label)
    withheld = Withheld.objects.filter(IsAmong(whole, "record")).values_list("record", flat=True).distinct()
    for record in Record.every.filter(pk__in=list(withheld)):
        withhold_passages(record=record, passages=(), source="", by=actor.label)
