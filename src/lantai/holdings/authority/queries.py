"""Looking names up: every name a place or body had or has, one entry with its history, who made records, and the list.

Names of places and bodies are no records: all staff read those of all institutions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db import connection
from django.db.models import Prefetch, Q

from lantai.base.accounts.access import Actor, Right, Scope
from lantai.base.accounts.models import Institution
from lantai.base.common.keyset import Sheet, sheet_of, total_of
from lantai.base.common.text import fold
from lantai.holdings.authority.models import Authority, DatedName, Succession
from lantai.holdings.catalogue.models import Fonds

SHEET = 50
DEPTH = 8
"""So many successions are followed, one after another."""
MOST_AGENTS = 8
"""So many are offered for what one record says of its creator."""
MOST_FONDS = 20
"""So many fonds of one body or person are named on its page."""
AGENTS = (Authority.Kind.BODY, Authority.Kind.PERSON)
MOST_NAMES = 60
"""So many names of one question are given back, the nearest first."""

# Predecessors of predecessors and successors of successors, never both ways in turn: when one commune was split in two
# townships, the one is no name of the other. Both engines understand this form; UNION ends where nothing new comes.
_NAMES = """
WITH RECURSIVE
asked(authority) AS (
  SELECT n.authority_id FROM authority_datedname n JOIN authority_authority a ON a.id = n.authority_id
  WHERE a.kind <> 'person' AND folded = %s AND COALESCE(since_year, 0) <= %s AND COALESCE(until_year, 9999) >= %s
),
earlier(authority, depth) AS (
  SELECT authority, 0 FROM asked
  UNION
  SELECT s.predecessor_id, e.depth + 1
  FROM earlier e JOIN authority_succession s ON s.successor_id = e.authority WHERE e.depth < %s
),
later(authority, depth) AS (
  SELECT authority, 0 FROM asked
  UNION
  SELECT s.successor_id, l.depth + 1
  FROM later l JOIN authority_succession s ON s.predecessor_id = l.authority WHERE l.depth < %s
),
family(authority, way, depth) AS (
  SELECT DISTINCT authority, 0, 0 FROM asked
  UNION ALL
  SELECT authority, -1, MIN(depth) FROM earlier WHERE depth > 0 GROUP BY authority
  UNION ALL
  SELECT authority, 1, MIN(depth) FROM later WHERE depth > 0 GROUP BY authority
)
SELECT n.name, n.folded, n.kind, n.since_year, n.until_year, f.authority, f.way
FROM family f JOIN authority_datedname n ON n.authority_id = f.authority
ORDER BY f.depth, n.id LIMIT %s
"""


class Relation(StrEnum):
    """How a name stands to the one that was asked for."""

    FORMERLY = "formerly"
    LATER = "later"
    ALSO = "also"


@dataclass(frozen=True, slots=True)
class OtherName:
    """Another name of the same place or body. `folded` is what it is compared by."""

    name: str
    folded: str
    relation: Relation


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    folded: str
    kind: str
    since: int | None
    until: int | None
    authority: int
    way: int

    def is_of(self, year: int | None) -> bool:
        """Whether it may have been borne in that year."""
        return year is None or (self.since or year) <= year <= (self.until or year)


def names_of(text: str, *, year: int | None = None) -> tuple[str, ...]:
    """All names that a place or body called `text` (in that year, when one is given) had or has: one query.

    The name itself is among them as it was entered; nothing when no entry bears it.
    """
    rows = _family(text, year)
    return tuple(dict.fromkeys(row.name for row in sorted(rows, key=lambda row: row.folded != fold(text.strip()))))


def other_names(text: str, *, year: int | None = None) -> tuple[OtherName, ...]:
    """The names beside the one asked for, nearest first, each with how it stands to it: one query.

    A name that was borne twice (石桥乡 before and after its years as a commune) is asked for as it was borne last.
    """
    rows, asked = _family(text, year), fold(text.strip())
    bearing = [row for row in rows if row.way == 0 and row.folded == asked and row.is_of(year)]
    borne = {row.authority: row for row in sorted(bearing, key=lambda row: row.since or 0)}
    found: dict[str, OtherName] = {}
    for row in rows:
        if row.folded != asked:
            found.setdefault(row.folded, OtherName(row.name, row.folded, _relation(row, borne.get(row.authority))))
    return tuple(found.values())


def _family(text: str, year: int | None) -> list[_Row]:
    folded = fold(text.strip())
    if not folded:
        return []
    since, until = (9999, 0) if year is None else (year, year)
    with connection.cursor() as cursor:
        cursor.execute(_NAMES, [folded, since, until, DEPTH, DEPTH, MOST_NAMES])
        return [_Row(*row) for row in cursor.fetchall()]


def _relation(row: _Row, asked: _Row | None) -> Relation:
    """Of a predecessor or successor that is plain; of one and the same entry the years tell, where they are known."""
    if row.way or asked is None:
        return Relation.FORMERLY if row.way < 0 else Relation.LATER
    if _ends_before(row, asked):
        return Relation.FORMERLY
    return Relation.LATER if _ends_before(asked, row) else Relation.ALSO


def _ends_before(one: _Row, other: _Row) -> bool:
    if other.since is None:
        return False
    if one.until is not None:
        return one.until <= other.since
    official = one.kind == other.kind == DatedName.Kind.OFFICIAL
    return official and one.since is not None and one.since < other.since


@dataclass(frozen=True, slots=True)
class AuthorityPage:
    """One place or body with its names in order of years, what it came from, and what came of it."""

    authority: Authority
    names: tuple[DatedName, ...]
    earlier: tuple[Succession, ...]
    later: tuple[Succession, ...]

    @property
    def history(self) -> str:
        """All its names in one line, as a refusal shows what is there now."""
        return history_of(self.names)


def history_of(names: Sequence[DatedName]) -> str:
    """`红旗公社 1958–1983, 红旗乡 1983–2001`."""
    ordered = sorted(names, key=lambda name: name.place_in_time)
    return ", ".join(f"{each.name} {each.years}".strip() for each in ordered)


def authority_page(ulid: str) -> AuthorityPage | None:
    """One entry, or None: three queries, however many names it has."""
    authority = Authority.objects.select_related("institution").filter(ulid=ulid).first()
    if authority is None:
        return None
    names = sorted(authority.names.all(), key=lambda name: name.place_in_time)
    linked = Succession.objects.filter(Q(predecessor=authority) | Q(successor=authority))
    links = list(linked.select_related("predecessor", "successor"))
    return AuthorityPage(
        authority,
        tuple(names),
        tuple(each for each in links if each.successor_id == authority.pk),
        tuple(each for each in links if each.predecessor_id == authority.pk),
    )


@dataclass(frozen=True, slots=True)
class AuthorityRow:
    """One line of the list with all names in order of years."""

    authority: Authority
    names: tuple[DatedName, ...]


@dataclass(frozen=True, slots=True)
class AuthorityList:
    """One sheet of the list with its rows."""

    sheet: Sheet[Authority]

    @property
    def rows(self) -> Iterator[AuthorityRow]:
        for authority in self.sheet.items:
            names = sorted(authority.names.all(), key=lambda name: name.place_in_time)
            yield AuthorityRow(authority, tuple(names))


def authority_list(*, words: str = "", kind: str = "", place: str = "") -> AuthorityList:
    """Entries any of whose names holds these words, in order of the name they go by: three queries."""
    found = Authority.objects.all()
    if folded := fold(words.strip()):
        found = found.filter(pk__in=DatedName.objects.filter(folded__contains=folded).values("authority"))
    if kind:
        found = found.filter(kind=kind)
    listed = found.select_related("institution").prefetch_related(Prefetch("names"))
    return AuthorityList(sheet_of(listed, by=["heading", "id"], place=place, size=SHEET, total=total_of(found)))


def called(text: str) -> list[Authority]:
    """The entries one of whose names is this one, at most as many as a list of choices holds: one query."""
    bearers = DatedName.objects.filter(folded=fold(text.strip())).values("authority")
    return list(Authority.objects.filter(pk__in=bearers).select_related("institution")[:SHEET])


_BETWEEN_CREATORS = re.compile(r"[、，,;；/\n]+|\s{2,}")


def agents_called(creator: str, *, year: int | None = None) -> list[Authority]:
    """The bodies and persons a record's creator may be: each bears one of the names written there, and is of its year.

    One query. Several may be of one name: who is meant is for people to say.
    """
    folded = {fold(each.strip()) for each in (creator, *_BETWEEN_CREATORS.split(creator)) if each.strip()}
    if not folded:
        return []
    bearing = DatedName.objects.filter(folded__in=folded, authority__kind__in=AGENTS)
    if year is not None:
        bearing = bearing.exclude(since_year__gt=year).exclude(until_year__lt=year)
    return list(Authority.objects.filter(pk__in=bearing.values("authority"))[:MOST_AGENTS])


def fonds_of(names: Iterable[str], *, scope: Scope) -> list[Fonds]:
    """The fonds whose originating unit is written as one of these names, of archives whose unopened records one reads.

    One query. A fonds stays with the name its records were made under: another name of the body is another line here.
    """
    kept = Fonds.objects.filter(unit__in={each.strip() for each in names})
    if not scope.everything:
        kept = kept.filter(institution__code__in=scope.institutions)
    return list(kept.select_related("institution").order_by("code", "pk")[:MOST_FONDS])


def institutions_to_enter_in(actor: Actor) -> list[Institution]:
    """Where this person may enter names."""
    codes = actor.institutions_with(Right.DESCRIBE)
    found = Institution.objects.all()
    return list(found if "*" in codes else found.filter(code__in=codes))


@dataclass(frozen=True, slots=True)
class BodyName:
    """One dated name of a body; `is_asked` marks the one that was asked for, the rest are its others."""

    name: str
    since: int | None
    until: int | None
    is_asked: bool

    @property
    def is_dated(self) -> bool:
        return self.since is not None or self.until is not None

    @property
    def years(self) -> str:
        """1968–1979; an end that is not known is left open."""
        return f"{self.since or ''}–{self.until or ''}"

    def is_of(self, year: int) -> bool:
        """Whether it may have been borne in that year."""
        return (self.since or year) <= year <= (self.until or year)


def bodies_called(names: Iterable[str]) -> dict[str, tuple[BodyName, ...]]:
    """For each of these names that is one of a body: all names of the bodies that bear or bore it. One query.

    Only names of one and the same body: who came before or after it is another body with its own dates.
    """
    wanted = {name: fold(name.strip()) for name in names if name.strip()}
    if not wanted:
        return {}
    asked = set(wanted.values())
    bearing = DatedName.objects.filter(folded__in=asked, authority__kind=Authority.Kind.BODY).values("authority")
    rows = DatedName.objects.filter(authority__in=bearing).order_by("authority", "since_year", "pk")
    by_body: dict[int, list[DatedName]] = {}
    for row in rows:
        by_body.setdefault(row.authority_id, []).append(row)
    found: dict[str, list[BodyName]] = {}
    for folded in asked:
        for own in by_body.values():
            if any(row.folded == folded for row in own):
                more = [BodyName(row.name, row.since_year, row.until_year, row.folded == folded) for row in own]
                found.setdefault(folded, []).extend(more)
    return {name: tuple(found[folded]) for name, folded in wanted.items() if folded in found}
