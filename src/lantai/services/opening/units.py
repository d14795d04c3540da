"""Whose opinion is asked: the body that formed a fonds, or who carries its functions today (条例 30).

The fonds names its unit; the table of bodies (`holdings.authority`) says who came after it and when. A unit with
accounts here gets the letter in its portal.
"""

from __future__ import annotations

from dataclasses import dataclass

from lantai.base.accounts.models import Institution
from lantai.base.common.text import fold
from lantai.holdings.authority.models import Authority, DatedName, Succession
from lantai.holdings.catalogue.models import Fonds
from lantai.holdings.transfers.models import Agreement

DEPTH = 12
"""So many successions are followed, one after another."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked: the name today, its institution here if it has one. Empty: nobody is left who could be."""

    forming: str
    name: str
    unit: Institution | None


def unit_asked(fonds: Fonds, year: int) -> Asked:
    """The forming unit's successor in this year; the unit itself where nothing is known of successors.

    Who handed the fonds over is asked where the fonds names no unit, and where it is the body that is named: never in
    the place of another, for its people would read titles that are not opened.
    """
    forming = fonds.unit or ""
    name = successor_name(forming, year) if forming else ""
    unit = unit_named(name)
    if unit is None:
        agreed = Agreement.objects.filter(fonds=fonds).exclude(state="proposed").select_related("unit")
        found = agreed.order_by("-pk").first()
        unit = found.unit if found and (not name or is_same_body(found.unit.name, name)) else None
    return Asked(forming, name or (unit.name if unit else ""), unit)


def unit_named(name: str) -> Institution | None:
    """The unit with accounts here that bears this name, or another name of the same body. None: it gets paper."""
    if not name:
        return None
    body = _body(name)
    others = body.names.values_list("name", flat=True) if body else ()
    units = Institution.objects.filter(kind=Institution.Kind.UNIT).order_by("pk")
    return units.filter(name=name).first() or (units.filter(name__in=list(others)).first() if others else None)


def is_same_body(one: str, other: str) -> bool:
    """Whether two names are those of one body: who came after it is another one."""
    if fold(one) == fold(other):
        return True
    body = _body(one)
    return body is not None and body == _body(other)


def successor_name(name: str, year: int) -> str:
    """What the body of this name is called in this year, by successions; the name itself where no entry bears it.

    Where a body was split, who carries which function only people know: the first successor is proposed.
    """
    body = _body(name)
    if body is None:
        return name
    for _step in range(DEPTH):
        later = Succession.objects.filter(predecessor=body, successor__kind=Authority.Kind.BODY)
        known = later.exclude(year__gt=year).select_related("successor").order_by("year", "pk").first()
        if known is None:
            break
        body = known.successor
    names = sorted(body.names.filter(kind=DatedName.Kind.OFFICIAL), key=lambda each: each.place_in_time)
    borne = [each.name for each in names if (each.since_year or 0) <= year <= (each.until_year or 9999)]
    return borne[-1] if borne else body.heading


def _body(name: str) -> Authority | None:
    rows = DatedName.objects.filter(folded=fold(name), authority__kind=Authority.Kind.BODY).select_related("authority")
    found = sorted(rows, key=lambda each: each.place_in_time)
    return found[-1].authority if found else None
