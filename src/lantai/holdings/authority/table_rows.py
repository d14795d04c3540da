"""Rows of a table of names: what each says, what is wrong with it, and which of them are one place or body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from lantai.base.common.dates import parse_date
from lantai.base.common.findings import Finding, Severity, declare
from lantai.base.common.text import fold
from lantai.holdings.authority.models import LONGEST_NAME, Authority

NO_NAME = declare(
    "authority.no_name",
    gettext_noop("Row %(row)s has no name; it was not entered."),
    gettext_noop("Fill the column 名称, or take the row away."),
)
NAME_TOO_LONG = declare(
    "authority.name_too_long",
    gettext_noop("The name in row %(row)s is longer than any name is; it was not entered."),
    gettext_noop("One row holds one name. Part the row."),
)
YEAR_UNREADABLE = declare(
    "authority.year_unreadable",
    gettext_noop("“%(year)s” in row %(row)s is no year; %(name)s was not entered."),
    gettext_noop("Write the year in four digits, or leave it empty when it is not known."),
)
YEARS_CROSSED = declare(
    "authority.years_crossed",
    gettext_noop("In row %(row)s %(name)s ends in %(until)s, before it begins in %(since)s; it was not entered."),
    gettext_noop("Compare with the source and put the years right."),
)
KIND_UNKNOWN = declare(
    "authority.kind_unknown",
    gettext_noop("“%(kind)s” in row %(row)s is no kind; %(name)s was not entered."),
    gettext_noop("Write 地名 for a place, 机构 for a body or 人物 for a person; an empty cell is a place."),
)
TWICE = declare(
    "authority.twice",
    gettext_noop("%(name)s in row %(row)s stands in row %(first)s already, with the same first year."),
    gettext_noop("Take one of the two away, or give it its own years."),
)
EARLIER_UNKNOWN = declare(
    "authority.earlier_unknown",
    gettext_noop(
        "%(earlier)s, from which %(name)s in row %(row)s came, is entered nowhere; %(name)s has no link to it."
    ),
    gettext_noop("Give it a row of its own and enter the table again: nothing is entered twice."),
)

KINDS = {
    "": Authority.Kind.PLACE,
    "地名": Authority.Kind.PLACE,
    "地方": Authority.Kind.PLACE,
    "政区": Authority.Kind.PLACE,
    "place": Authority.Kind.PLACE,
    "人物": Authority.Kind.PERSON,
    "个人": Authority.Kind.PERSON,
    "person": Authority.Kind.PERSON,
    "机构": Authority.Kind.BODY,
    "单位": Authority.Kind.BODY,
    "组织": Authority.Kind.BODY,
    "body": Authority.Kind.BODY,
}
_BETWEEN = re.compile(r"[、,，;；/|\n]+")
_STILL = {"", "今", "至今", "现在", "现"}


@dataclass(frozen=True, slots=True)
class TableRow:
    """One name with its years, other words for it, and the names it came from."""

    number: int
    name: str
    kind: str
    since: int | None = None
    until: int | None = None
    aliases: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str, int | None]:
        """What makes a row the same as one entered before."""
        return self.kind, fold(self.name), self.since


class _Wrong(Exception):
    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def table_rows(raw: Sequence[tuple[int, Mapping[str, str]]]) -> tuple[list[TableRow], list[Finding]]:
    """The rows that can be entered, and a finding for each that cannot."""
    rows: list[TableRow] = []
    findings: list[Finding] = []
    seen: dict[tuple[str, str, int | None], int] = {}
    for number, cells in raw:
        try:
            row = _row(number, cells)
            if row.key in seen:
                raise _Wrong(TWICE, name=row.name, first=seen[row.key])
        except _Wrong as wrong:
            params = {"row": number, **wrong.params}
            findings.append(Finding(wrong.code, Severity.ERROR, str(number), params))
            continue
        seen[row.key] = number
        rows.append(row)
    return rows, findings


def _row(number: int, cells: Mapping[str, str]) -> TableRow:
    name = " ".join(cells.get("name", "").split())
    if not fold(name):
        raise _Wrong(NO_NAME)
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise _Wrong(NAME_TOO_LONG)
    since, until = _year(cells.get("since", ""), name), _year(cells.get("until", ""), name)
    if since is not None and until is not None and until < since:
        raise _Wrong(YEARS_CROSSED, name=name, since=since, until=until)
    kind = KINDS.get(fold(cells.get("kind", "")).strip())
    if kind is None:
        raise _Wrong(KIND_UNKNOWN, name=name, kind=cells["kind"].strip()[:40])
    aliases = tuple(each for each in _several(cells.get("aliases", "")) if fold(each) != fold(name))
    return TableRow(number, name, str(kind), since, until, aliases, tuple(_several(cells.get("earlier", ""))))


def _year(text: str, name: str) -> int | None:
    text = text.strip()
    if text in _STILL:
        return None
    year = parse_date(text).year
    if year is None:
        raise _Wrong(YEAR_UNREADABLE, name=name, year=text[:40])
    return year


def _several(cell: str) -> Iterator[str]:
    for piece in dict.fromkeys(" ".join(each.split()) for each in _BETWEEN.split(cell)):
        if fold(piece) and piece.isprintable() and len(piece) <= LONGEST_NAME:
            yield piece
