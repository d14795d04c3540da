"""What opening review binds: records that bear a secrecy level, and records that are under review.

保密法实施条例 22: only the body that classified a record declassifies it. So whatever opens records - this review, or
an archivist by hand - asks here first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from lantai.holdings.catalogue.bindings import Deed, Obstacle
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.models.numbered import IsAmong
from lantai.holdings.catalogue.secrecy import grade_of, is_secret
from lantai.services.opening.models import BatchItem, Declassification

SECRET, UNDER_REVIEW = "opening.secret", "opening.under_review"
PIECE = 20_000
"""So many row ids at most in one statement."""


def bound(records: Sequence[int], deed: Deed) -> Iterator[Obstacle]:
    """For `catalogue.bindings`: three queries for each twenty thousand records."""
    for start in range(0, len(records), PIECE):
        piece = records[start : start + PIECE]
        if deed in (Deed.OPEN, Deed.ADD_FILES):
            yield from secret(piece)
        if deed == Deed.LIFT_SECRECY:
            yield from secret(piece, with_volumes=False)
        if deed == Deed.MOVE:
            yield from _closed_by_volume(piece)
        if deed in (Deed.OPEN, Deed.CHANGE_OPENING, Deed.DESTROY, Deed.ADD_FILES):
            yield from _under_review(piece)
        if deed == Deed.REMOVE:
            yield from _told_of(piece)


def secret(records: Sequence[int], *, with_volumes: bool = True) -> Iterator[Obstacle]:
    """Those with a secrecy level that nobody has declassified, the level of the volume they lie in counted too.

    What was declassified is the grade that was borne then: one that a record is given afterwards stands.
    """
    last = Declassification.objects.order_by("-pk").values("secrecy")
    ended, ended_above = (Subquery(last.filter(record=OuterRef(name))[:1]) for name in ("pk", "parent"))
    rows = Record.every.filter(IsAmong(records)).annotate(ended=ended, ended_above=ended_above)
    columns = ("pk", "secrecy", "parent__secrecy", "ended", "ended_above")
    for pk, level, upper, own, above in rows.values_list(*columns):
        stands = level if _binds(level, own) else ""
        if with_volumes and not stands and own is None and _binds(upper or "", above):
            stands = upper
        if stands:
            sentence = _("it bears a secrecy level, and no declassification by the original body is recorded")
            yield Obstacle(pk, SECRET, sentence, None, stands, "")


def _binds(level: str, ended: str | None) -> bool:
    """Whether a level is one of a state secret, and not of the grade that was declassified last."""
    return is_secret(level) and (ended is None or grade_of(ended) != grade_of(level))


def _closed_by_volume(records: Sequence[int]) -> Iterator[Obstacle]:
    """Items the level of their volume keeps closed, and nothing else: outside it anybody might open them."""
    own = Record.every.filter(IsAmong(records)).exclude(secrecy="").values_list("pk", "secrecy")
    by_themselves = {pk for pk, level in own if is_secret(level)}
    for obstacle in secret(records):
        if obstacle.record not in by_themselves:
            yield Obstacle(
                obstacle.record, SECRET, _("the secrecy level of its volume keeps it closed"), None, obstacle.source, ""
            )


def _under_review(records: Sequence[int]) -> Iterator[Obstacle]:
    rows = BatchItem.objects.filter(IsAmong(records, "record"), is_open=True)
    for pk, number, ulid in rows.values_list("record", "batch__number", "batch__ulid"):
        yield Obstacle(pk, UNDER_REVIEW, _("it is under opening review"), None, number, ulid)


def _told_of(records: Sequence[int]) -> Iterator[Obstacle]:
    """What was decided of a record, and that it was declassified, stays: so does the record it speaks of."""
    rows = BatchItem.objects.filter(IsAmong(records, "record"))
    for pk, number, ulid in rows.values_list("record", "batch__number", "batch__ulid"):
        yield Obstacle(pk, "opening.reviewed", _("it is part of an opening review"), None, number, ulid)
    told = Declassification.objects.filter(IsAmong(records, "record"))
    for pk, document, ulid in told.values_list("record", "document", "ulid"):
        yield Obstacle(pk, "opening.declassified", _("its declassification is recorded"), None, document, ulid)
