"""Opened records that bear a secrecy level nobody has declassified: from before there was a gate, or from a list."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from lantai.base.accounts.access import Actor, Right
from lantai.base.common.keyset import Sheet, sheet_of, total_of
from lantai.holdings.catalogue.models import OpeningState, Record
from lantai.holdings.catalogue.secrecy import is_secret
from lantai.services.opening.models import Declassification

SHEET = 50


def secret_sheet(actor: Actor, *, place: str) -> Sheet[Record]:
    """Those of the archives for which this person approves, as they came in. Three queries, by an index of them alone.

    保密法实施条例 22: only the body that classified a record declassifies it, so none of them should be open.
    """
    held = actor.institutions_with(Right.APPROVE_OPENING)
    rows = Record.objects.filter(opening_state=OpeningState.OPEN).exclude(secrecy="")
    rows = rows if "*" in held else rows.filter(institution__code__in=held)
    levels = set(rows.order_by().values_list("secrecy", flat=True).distinct())
    rows = rows.filter(secrecy__in=sorted(filter(is_secret, levels)))
    rows = rows.filter(~Exists(Declassification.objects.filter(record=OuterRef("pk"))))
    return sheet_of(rows, by=("pk",), place=place, size=SHEET, total=total_of(rows))
