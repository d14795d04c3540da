"""What is withheld from whom: nothing from who may read the unopened records of the record's archive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import TypeAlias

from django.db.models import QuerySet, Value
from django.db.models.functions import Concat

from lantai.base.accounts.access import Scope
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.models.numbered import IsAmong
from lantai.holdings.withholding.models import PageToConfirm, Withheld
from lantai.holdings.withholding.sources import PageState, pages_of
from lantai.holdings.withholding.veiling import MARK, Part, Span, Veil, masked_text, masked_text_of, veil_of

__all__ = ["MARK", "Part", "Span", "Veil", "masked_text", "veil_of"]

Rows: TypeAlias = Mapping[int, list[Withheld]]
"""What is withheld of one record, by page number."""
NOTHING: Rows = {}


def withheld_of(record_ids: Iterable[int]) -> dict[int, Rows]:
    """What is withheld of these records; one of which nothing is withheld is left out. One query."""
    found: defaultdict[int, defaultdict[int, list[Withheld]]] = defaultdict(lambda: defaultdict(list))
    for row in Withheld.objects.filter(record_id__in=list(record_ids)):
        found[row.record_id][row.page_number].append(row)
    return {record: dict(rows) for record, rows in found.items()}


def withheld_from(scope: Scope, records: Iterable[Record]) -> dict[int, Rows]:
    """The same for one reader: one query, or none when all of these records may be read in full."""
    partly = [record.pk for record in records if not scope.reads_in_full(record.institution_id)]
    return withheld_of(partly) if partly else {}


def partly_withheld(record_ids: Iterable[int]) -> set[int]:
    """Those of the records of which something is withheld: one query."""
    rows = Withheld.objects.filter(IsAmong(list(record_ids), "record")).order_by()
    return set(rows.values_list("record_id", flat=True).distinct())


def partly_withheld_in(institution: str, fonds: str, *, most: int) -> frozenset[int] | None:
    """The records of a fonds of which something is withheld; None when these are more than `most`. One query."""
    rows = Withheld.objects.filter(record__fonds__institution__code=institution, record__fonds__code=fonds).order_by()
    found = frozenset(rows.values_list("record_id", flat=True).distinct()[: most + 1])
    return found if len(found) <= most else None


def page_digest(record: int, number: int) -> str:
    """What a page is now: to be kept beside a decision on a passage and handed over with it. Empty: no such page."""
    page = pages_of(record, [number]).get(number)
    return page.digest if page else ""


def to_confirm(record: int) -> list[int]:
    """Pages that are withheld whole only because they changed after passages of them were: a person must look."""
    rows = withheld_of([record]).get(record, NOTHING)
    placed = {number: each for number, each in rows.items() if not any(row.whole_page for row in each)}
    pages = pages_of(record, placed) if placed else {}
    return sorted(
        number
        for number, each in placed.items()
        if any(row.digest != (pages[number].digest if number in pages else "") for row in each)
    )


def pages_to_confirm(institutions: Collection[str]) -> QuerySet[PageToConfirm]:
    """The list of them for these archives (`*`: all), as they came: see `to_confirm`.

    They are few, and an archive's records many: it is compared in a form that no index of records has.
    """
    rows = PageToConfirm.objects.all()
    if "*" in institutions:
        return rows
    return rows.alias(keeper=Concat("record__institution_id", Value(""))).filter(keeper__in=institutions)


def words_withheld(record: int) -> str:
    """Everything that is withheld of a record, as text: for comparing with names and titles, never for showing."""
    rows = withheld_of([record]).get(record, NOTHING)
    return "\n".join(_withheld_text(rows[number], page) for number, page in pages_of(record, rows).items())


def _withheld_text(rows: list[Withheld], page: PageState) -> str:
    veil = veil_of(rows, page)
    if veil is None or veil.whole:
        return page.text
    return masked_text_of(page.text, veil.spans)
