"""Where the paper of one record lies: what its page shows."""

from __future__ import annotations

from dataclasses import dataclass

from lantai.base.accounts.access import Scope
from lantai.holdings.catalogue.models import Record
from lantai.holdings.storerooms.models import LoanItem, Paper


@dataclass(frozen=True, slots=True)
class PaperOfRecord:
    """Every paper of a record, each with its box and place."""

    papers: tuple[Paper, ...]
    loans: tuple[LoanItem, ...] = ()


def paper_of(record: Record, scope: Scope) -> PaperOfRecord | None:
    """None where nobody has said anything, and for whoever is not of its archive. Two queries."""
    if not (scope.everything or record.institution_id in scope.institutions):
        return None
    papers = Paper.objects.filter(record=record).select_related("box__place", "box__fonds", "place").order_by("copy")
    found = tuple(papers)
    if not found:
        return None
    out = LoanItem.objects.filter(paper__in=found, returned_at__isnull=True).select_related("loan")
    return PaperOfRecord(found, tuple(out))
