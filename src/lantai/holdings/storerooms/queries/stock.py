"""Stock-takings as pages show them, and as a workbook."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import reduce
from operator import or_

import xlsxwriter
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lantai.base.accounts.access import Scope
from lantai.base.common.keyset import Sheet, Total, sheet_of, total_of
from lantai.holdings.storerooms.models import StockLine, StockTaking
from lantai.holdings.storerooms.stock_states import OF, sums_of

SHOWN = 100
LATELY = 8
FINDINGS = ("missing", "misplaced", "unknown")


@dataclass(frozen=True, slots=True)
class StockPage:
    """One stock-taking: how far it is, a sheet of what was found wrong (of one kind, or of all), what was seen last."""

    taking: StockTaking
    sums: dict[str, int]
    findings: Sheet[StockLine]
    kind: str
    lately: tuple[StockLine, ...]

    @property
    def percent(self) -> int:
        expected = self.sums["expected"]
        return round(100 * (expected - self.sums["missing"]) / expected) if expected else 100


def stock_takings(scope: Scope, *, place: str = "") -> Sheet[StockTaking]:
    """Newest first. Two queries."""
    rows = StockTaking.objects.within(scope).select_related("place", "institution")
    return sheet_of(rows, by=["-pk"], place=place, size=SHOWN, total=total_of(rows))


def stock_page(ulid: str, scope: Scope, *, kind: str = "", place: str = "") -> StockPage | None:
    """One stock-taking of these institutions, or None. Four queries."""
    taking = StockTaking.objects.within(scope).select_related("place__room", "institution").filter(ulid=ulid).first()
    if taking is None:
        return None
    lines, sums = _lines(taking), sums_of(taking)
    names = [name for name in FINDINGS if kind in {"", name}] or FINDINGS
    wrong = lines.filter(reduce(or_, (OF[name] for name in names)))
    total = Total(sum(sums[name] for name in names))
    findings = sheet_of(wrong, by=["pk"], place=place, size=SHOWN, total=total)
    lately = lines.filter(seen__isnull=False).order_by("-seen_at", "-pk")[:LATELY]
    return StockPage(taking, sums, findings, names[0] if len(names) == 1 else "", tuple(lately))


def line_of(taking: StockTaking, number: int) -> StockLine | None:
    """One line of a stock-taking, by its number."""
    return _lines(taking).filter(pk=number).first() if number < 2**63 else None


def _lines(taking: StockTaking) -> QuerySet[StockLine]:
    return StockLine.objects.filter(taking=taking).select_related(
        "expected", "seen", "box__fonds", "box__place", "paper__record"
    )


def wrong_lines(taking: StockTaking, most: int) -> list[StockLine]:
    """What was found wrong, the missing first; at most so many."""
    found: list[StockLine] = []
    for name in FINDINGS:
        found += _lines(taking).filter(OF[name]).order_by("pk")[: most - len(found)]
    return found


def workbook_of(taking: StockTaking) -> bytes:
    """Every line with its state and decision, the wrong ones first."""
    lines = sorted(_lines(taking), key=lambda line: (line.state not in FINDINGS, line.state, line.pk))
    into = io.BytesIO()
    book = xlsxwriter.Workbook(into, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(_("Stock-taking"))
    heads = (_("Label"), _("What"), _("State"), _("Should stand on"), _("Seen on"), _("Seen by"), _("Seen"))
    sheet.write_row(0, 0, [*heads, _("Decision"), _("Note"), _("Decided by")], book.add_format({"bold": True}))
    for row, line in enumerate(lines, 1):
        what = str(line.box) if line.box else line.paper.record.title if line.paper else ""
        places = [place.path if place else "" for place in (line.expected, line.seen)]
        seen = f"{line.seen_at:%Y-%m-%d %H:%M}" if line.seen_at else ""
        decision = str(line.get_decision_display()) if line.decision else ""
        told = [line.code, what, line.state_label, *places, line.seen_by, seen, decision, line.note, line.decided_by]
        sheet.write_row(row, 0, told)
    sheet.set_column(0, 9, 18)
    sheet.freeze_panes(1, 0)
    book.close()
    return into.getvalue()
