"""Opened records that bear a secrecy level nobody has declassified: from before there was a gate, or from a list."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Value
from django.db.models.functions import Replace

from lantai.base.accounts.access import Actor, Right
from lantai.base.common.keyset import Sheet, sheet_of, total_of
from lantai.holdings.catalogue.models import OpeningState, Record
from lantai.services.opening.models import Declassification
from lantai.services.opening.secrecy import harmless

SHEET = 50


def secret_sheet(actor: Actor, *, place: str) -> Sheet[Record]:
    """Those of the archives for which this person approves, as they came in. Two queries, by an index of them alone.

    保密法实施条例 22: only the body that classified a record declassifies it, so none of them should be open.
    """
    held = actor.institutions_with(Right.APPROVE_OPENING)
    rows = Record.objects.filter(opening_state=OpeningState.OPEN).exclude(secrecy="")
    rows = rows if "*" in held else rows.filter(institution__code__in=held)
    said = Replace(Replace(F("secrecy"), Value(" ")), Value("\u3000"))
    rows = rows.alias(said=said).exclude(said__in=harmless())
    rows = rows.filter(~Exists(Declassification.objects.filter(record=OuterRef("pk"))))
    return sheet_of(rows, by=("pk",), place=place, size=SHEET, total=total_of(rows))
