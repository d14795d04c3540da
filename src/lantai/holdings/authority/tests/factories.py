"""Made-up places and bodies, entered through the acts."""

from __future__ import annotations

from lantai.base.accounts.access import OPERATOR
from lantai.base.accounts.tests.factories import InstitutionFactory
from lantai.holdings.authority.actions import Link, NameSaid, add_name, enter_authority, succeed
from lantai.holdings.authority.models import Authority


def place(*names, kind="place", institution=None) -> Authority:
    """One place under these names, each (name, since, until, kind of name) or as much of it as is known."""
    first, *more = (NameSaid(*((name,) if isinstance(name, str) else name)) for name in names)
    made = enter_authority(actor=OPERATOR, institution=institution or InstitutionFactory(), kind=kind, name=first)
    for name in more:
        made.refresh_from_db()
        add_name(actor=OPERATOR, authority=made, name=name, version=made.version)
    made.refresh_from_db()
    return made


def body(*names) -> Authority:
    return place(*names, kind="body")


def follow(earlier: Authority, later: Authority, year=None, kind="renamed"):
    """Link the two."""
    earlier.refresh_from_db()
    made = succeed(actor=OPERATOR, authority=earlier, link=Link(later, year=year, kind=kind), version=earlier.version)
    for each in (earlier, later):
        each.refresh_from_db()
    return made


def hongqi() -> Authority:
    """A commune that became a township, a town and a street office."""
    return place(("红旗公社", 1958, 1983), ("红旗乡", 1983, 2001), ("红旗镇", 2001, 2012), ("红旗街道", 2012))
