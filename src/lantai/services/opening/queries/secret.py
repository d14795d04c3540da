"""Opened records that bear a secrecy level nobody has declassified: from before there was a gate, or from a list."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from lantai.base.accounts.access import Actor, Right
from lantai.base.common.keyset import Sheet, sheet_of, total_of
from lantai.holdings.catalogue.models import OpeningState, Record
from lantai.holdings.catalogue.secrecy import grade_of, is_secret
from lantai.services.opening.models import Declassification

SHEET = 50


def secret_sheet(actor: Actor, *, place: str) -> Sheet[Record]:
    """Those of the archives for which this person approves, as they came in. Four queries, by an index of them alone.

    保密法实施条例 22: only the body that classified a record declassifies it, so none of them should be open.
    """
    held = actor.institutions_with(Right.APPROVE_OPENING)
    rows = Record.objects.filter(opening_state=OpeningState.OPEN).exclude(secrecy="")
    rows = rows if "*" in held else rows.filter(institution__code__in=held)
    levels = set(rows.order_by().values_list("secrecy", flat=True).distinct())
    rows = rows.filter(_undeclassified(filter(is_secret, levels)))
    return sheet_of(rows, by=("pk",), place=place, size=SHEET, total=total_of(rows))


def _undeclassified(levels: Iterable[str]) -> Q:
    """Records that bear one of these levels, none of whose declassifications is of that grade."""
    ended = Declassification.objects.order_by().values_list("secrecy", flat=True).distinct()
    of_grade: dict[str, tuple[list[str], list[str]]] = {}
    for level in sorted(levels):
        of_grade.setdefault(grade_of(level), ([], []))[0].append(level)
    for level in ended if of_grade else ():
        of_grade.get(grade_of(level), ([], []))[1].append(level)
    stands = Q(pk__in=())
    for borne, said in of_grade.values():
        declassified = Exists(Declassification.objects.filter(record=OuterRef("pk"), secrecy__in=said))
        stands |= Q(~declassified, secrecy__in=borne) if said else Q(secrecy__in=borne)
    return stands
