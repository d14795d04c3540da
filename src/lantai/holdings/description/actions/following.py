"""What pairs do when one record is merged into another: the one of the two is merged, the others follow."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from lantai.base.common.journal import Journal
from lantai.holdings.catalogue.models import Record
from lantai.holdings.description.models import RecordPair

_STRENGTH = {RecordPair.State.PROPOSED: 0, RecordPair.State.REJECTED: 1, RecordPair.State.LINKED: 2}


def follow_pairs(*, keep: Record, absorb: Record, by: str, journal: Journal) -> None:
    """Part of the act that merges. Of two pairs that become one, the one a person decided stays."""
    own = sorted((keep.pk, absorb.pk))
    merged = RecordPair.objects.filter(first=own[0], second=own[1])
    journal.change(merged, state=RecordPair.State.MERGED, decided_by=by, decided_at=timezone.now())
    known = {pair.other_pk(keep.pk): pair for pair in _pairs_of(keep.pk)}
    for pair in _pairs_of(absorb.pk):
        other = pair.other_pk(absorb.pk)
        if other == keep.pk or pair.state == RecordPair.State.MERGED:
            continue
        _follow(pair, other, known.get(other), keep.pk, journal)


def _pairs_of(pk: int) -> list[RecordPair]:
    return list(RecordPair.objects.filter(Q(first=pk) | Q(second=pk)))


def _follow(pair: RecordPair, other: int, known: RecordPair | None, keep: int, journal: Journal) -> None:
    rows = RecordPair.objects.filter(pk=pair.pk)
    if known is None:
        first, second = sorted((keep, other))
        journal.change(rows, first=first, second=second)
        return
    if _STRENGTH.get(RecordPair.State(pair.state), 0) > _STRENGTH.get(RecordPair.State(known.state), 3):
        told = {"state": pair.state, "decided_by": pair.decided_by, "decided_at": pair.decided_at, "note": pair.note}
        journal.change(RecordPair.objects.filter(pk=known.pk), **told)
    journal.remove(rows)
