"""What the precheck learns from reviews: decisions that are in force, and records that were declassified."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Literal

from django.utils import timezone

from lantai.holdings.catalogue.models.numbered import IsAmong
from lantai.holdings.catalogue.secrecy import grade_of, is_secret
from lantai.services.opening.models import Declassification, InForce, Value
from lantai.services.precheck.past import PastDecision

PIECE = 1000
_LEARNED: dict[str, Literal["open", "delay"]] = {
    Value.OPEN: "open",
    Value.DELAYED: "delay",
    Value.CONTROLLED: "delay",
}
"""What a decision teaches. A record opened in part is neither: it teaches nothing."""


def in_force(institution: str) -> Iterator[PastDecision]:
    """The final decisions of approved batches, one a record: what rules it now."""
    rows = InForce.objects.filter(record__institution__code=institution, value__in=list(_LEARNED))
    for pk, value, since in rows.values_list("record", "value", "since").iterator(chunk_size=PIECE):
        yield PastDecision(pk, _LEARNED[value], timezone.localdate(since))


def declassified(records: Sequence[int]) -> Collection[int]:
    """Which of these records the body that classified them has declassified: one question."""
    rows = Declassification.objects.filter(IsAmong(records, "record")).order_by("pk")
    last = {pk: (said, now) for pk, said, now in rows.values_list("record", "secrecy", "record__secrecy")}
    return {pk for pk, (said, now) in last.items() if not is_secret(now) or grade_of(said) == grade_of(now)}
