"""Finding persons: candidates by their keys, compared in full, in order of how well everything known of them fits.

1. The keys of the name find candidates, within the scope, in groups: the very name, its sound, what comes near. Each
   group has a bound, so that a name of thousands does not push out the others.
2. Every candidate is compared with the question: what fits is a reason, and reasons have weights.
3. Only what is shown is fetched whole.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import Case, IntegerField, OuterRef, Q, QuerySet, Subquery, When, Window
from django.db.models.expressions import Combinable
from django.db.models.functions import RowNumber

from lantai.base.accounts.access import Scope
from lantai.base.common.keyset import PlaceUnknown
from lantai.holdings.catalogue.models import PersonEntry, PersonKey, Record
from lantai.holdings.catalogue.queries import may_lie_between, may_lie_within
from lantai.holdings.catalogue.sealing import hash_of, person_keys
from lantai.holdings.catalogue.type_fields import OF_TYPE
from lantai.holdings.people.asking import PersonQuestion
from lantai.holdings.people.links import also_on
from lantai.holdings.people.matching import AskedName, NameFit
from lantai.holdings.people.reasons import Reason, reasons_for

BOUND = 400
"""So many candidates of a group are compared."""
FAR = 100
"""So many of those who only come near a name of which nothing else is known: they stand behind all others."""
ENOUGH = 3
"""Among so many times as many keys there are enough entries that may be seen, unless the scope is narrow."""
NEAR = 1_000
"""So many who share one key of those that come near a name are looked at."""
SHOWN = 20
"""So many hits on a sheet, as in the search of texts."""

_SHOWN_OF_ENTRY = (
    "record_id", "position", "name", "former_names", "role", "sex", "birth_text", "birth_year", "unit", "place",
    "id_last4",
)  # fmt: skip
_OF_RECORD = ("ulid", "code", "title", "date_text", "year", "opening_state", "institution_id", *OF_TYPE)
_AFTER = re.compile(r"[0-9]{1,5}")
_COLUMNS = ("pk", "name", "former_names", "birth_year", "unit", "place", "record_id")


class Candidate(NamedTuple):
    """What of an entry is compared with a question: a thousand of them are made for a page."""

    pk: int
    name: str
    former_names: str
    birth_year: int | None
    unit: str
    place: str
    record_id: int


@dataclass(frozen=True, slots=True)
class PersonHit:
    """One person with the record that names them, who else it names, and why they are shown.

    `also_on`: other records that name the same person, as somebody has confirmed.
    """

    entry: PersonEntry
    others: tuple[PersonEntry, ...]
    reasons: tuple[Reason, ...]
    also_on: tuple[Record, ...] = ()

    @property
    def score(self) -> int:
        return sum(reason.weight for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class PersonHits:
    """One sheet of the hits in order, and where the sheets before and behind begin, empty where there is none.

    `count`: how many fit; `or_more`: a group of candidates was longer than is compared.
    """

    hits: tuple[PersonHit, ...]
    count: int
    or_more: bool
    milliseconds: float
    previous: str = ""
    next: str = ""


def find_persons(asked: PersonQuestion, *, scope: Scope, shown: int = SHOWN, after: str = "") -> PersonHits:
    """Persons that fit, the surest first. At most ten queries, however many there are; a unit and a place cost one
    more each and one if nobody fits them, a name alone four, and four where thousands bear it of whom few may be seen.
    Where more than `BOUND` bear a name of which nothing else is known, nobody is looked for who only comes near it.

    `after`: how many hits were on the sheets before. They are found and put in order anew, which costs the same on
    every sheet. Raises `NothingAsked`, `NumberUnreadable` and `PlaceUnknown`.
    """
    began = time.perf_counter()
    asked = asked.read().with_other_names()
    entries = _narrowed(PersonEntry.objects.visible_to(scope), asked)
    found, or_more = _candidates(entries, asked)
    ranked = _ranked(found, asked, scope)
    first = _first(after, len(ranked))
    hits = _whole(ranked[first : first + shown], scope)
    return PersonHits(
        hits,
        len(ranked),
        or_more,
        (time.perf_counter() - began) * 1000,
        previous=str(max(0, first - shown)) if first else "",
        next=str(first + shown) if len(ranked) > first + shown else "",
    )


def _first(after: str, count: int) -> int:
    if not after:
        return 0
    if not _AFTER.fullmatch(after) or int(after) >= max(1, count):
        raise PlaceUnknown
    return int(after)


def _narrowed(entries: QuerySet[PersonEntry], asked: PersonQuestion) -> QuerySet[PersonEntry]:
    """What must hold."""
    if asked.born is not None:
        entries = entries.filter(_born(asked, "birth_year"))
    if asked.last4:
        entries = entries.filter(id_last4=asked.last4)
    return entries.filter(_of_record(asked))


def _of_record(asked: PersonQuestion, record: str = "record__") -> Q:
    """What must hold of the record, of an entry as of a key; `record` is the way to it."""
    wanted = Q()
    if asked.record_type:
        wanted &= Q((f"{record}record_type", asked.record_type))
    if asked.record_types:
        wanted &= Q((f"{record}record_type__in", asked.record_types))
    if asked.is_dated:
        undated = Q(*((f"{record}{column}__isnull", True) for column in ("year", "date_start", "date_end")))
        lies_within = may_lie_within(*asked.years, record=record) & may_lie_between(*asked.days, record=record)
        wanted &= lies_within | undated if asked.or_undated else lies_within
    return wanted


def _candidates(entries: QuerySet[PersonEntry], asked: PersonQuestion) -> tuple[list[Candidate], bool]:
    found: dict[int, Candidate] = {}
    or_more = False
    for n, group in enumerate(_groups(entries, asked)):
        bound = FAR if group.is_far and asked.is_only_a_name else BOUND
        rows = _rows(group, asked, bound, is_first=not found)
        for row in rows[:bound]:
            found.setdefault(row[0], Candidate(*row))
        or_more |= len(rows) > bound
        if not n and or_more and asked.is_only_a_name and not asked.beside:
            break  # of those who bear the very name there are more than anybody leafs through: who comes near is behind
    return list(found.values()), or_more


def _rows(group: Group, asked: PersonQuestion, bound: int, *, is_first: bool) -> list[tuple[Any, ...]]:
    """Of one group those to be compared, and one more where there are more. Who only comes near the name, as thousands
    do, must fit the unit or the place, where these are said and anybody does or somebody was found before (`is_first`).
    """
    said, entries = list(_said(asked)), group.all()
    if asked.is_only_a_name and group.is_crowded(bound) and len(first := group.first(bound)) > bound:
        return first
    if said and group.is_far:
        fitting = _best_first(entries.filter(Q(*said, _connector=Q.OR)), asked)
        rows = list(fitting.values_list(*_COLUMNS)[: bound + 1])
        if rows or not is_first:
            return rows
    return list(_best_first(entries, asked).values_list(*_COLUMNS)[: bound + 1])


@dataclass(frozen=True, slots=True)
class Group:
    """Candidates: entries of the scope that have one of the keys, or, without keys, all of them."""

    entries: QuerySet[PersonEntry]
    keyed: QuerySet[PersonKey] | None = None
    is_far: bool = False

    def all(self) -> QuerySet[PersonEntry]:
        return self.entries if self.keyed is None else self.entries.filter(pk__in=self.keyed.values("entry"))

    def is_crowded(self, bound: int) -> bool:
        """Whether there are so many that few of them tell as much as all: asked of the keys alone."""
        return self.keyed is not None and self.keyed.order_by()[bound * ENOUGH :][:1].exists()

    def first(self, bound: int) -> list[tuple[Any, ...]]:
        """Those among the first of so many keys. Fewer than are wanted say nothing: the scope may be narrow.

        Where nothing but a name is known its bearers are alike, and the first will do. PostgreSQL looks at all ten
        thousand that come near a common name before it takes the first four hundred.
        """
        if self.keyed is None:
            return []
        first = self.keyed.order_by("entry").values("entry").distinct()[: bound * ENOUGH]
        return list(self.entries.filter(pk__in=first).order_by("pk").values_list(*_COLUMNS)[: bound + 1])


def _groups(entries: QuerySet[PersonEntry], asked: PersonQuestion) -> Iterator[Group]:
    """The very name first; who bears it is left out of the other groups, which its keys reach as well.

    With a name beside it, whoever shares a record with that one comes before all, and who only comes near is left out.
    """
    if asked.whole_number:
        yield Group(entries.filter(id_hash=hash_of(asked.whole_number.canonical, person_keys())))
        return
    name = AskedName(asked.name)
    keys = _keys_of_the_time(asked)
    if asked.beside:
        beside = PersonKey.objects.filter(key__in=AskedName(asked.beside).likely_keys())
        yield Group(entries, _with(keys, name.all_keys()).filter(record__in=beside.values("record")))
    within = keys.filter(_of_record(asked))  # of who has the key, so that entries of other records are not looked at
    yield Group(entries, _with(within, name.name_keys()))
    for close in _close(name, asked):
        yield Group(entries, _with(within, close, but=name.name_keys()))
    if not (name.is_spelled or asked.beside):
        far = _first_of_each(_with(keys, name.far_keys(), but=name.name_keys()), _of_record(asked, record=""))
        yield Group(entries, far, is_far=True)


def _close(name: AskedName, asked: PersonQuestion) -> list[tuple[int, ...]]:
    """Keys of who is called nearly so, group by group: of full names so few that one will do."""
    if name.is_spelled:
        return []
    sound, alike = name.sound_keys(), () if asked.beside else name.alike_keys()
    groups = [(*sound, *alike)] if name.is_full else [sound, alike]
    return [keys for keys in groups if keys]


def _first_of_each(keys: QuerySet[PersonKey], of_record: Q) -> QuerySet[PersonKey]:
    """Of a key that thousands share, `NEAR`: with the surname wrong, half a province comes near a common name.

    What must hold of the record is asked of those alone, and before any entry is looked at: of three thousand a
    hundred are left where a type and some years are said.
    """
    numbered = keys.annotate(nth=Window(RowNumber(), partition_by="key", order_by="entry"))
    if not of_record:
        return numbered.filter(nth__lte=NEAR)
    # The record itself, not whether there is one: PostgreSQL would look at all records of a type to answer that.
    fitting = Record.objects.filter(of_record, pk=OuterRef("record")).values("pk")
    return numbered.annotate(fits=Case(When(nth__lte=NEAR, then=Subquery(fitting)))).filter(fits__isnull=False)


def _keys_of_the_time(asked: PersonQuestion) -> QuerySet[PersonKey]:
    """The keys of those who may have been born when it is said: they say so themselves, as their entries do."""
    return PersonKey.objects.all() if asked.born is None else PersonKey.objects.filter(_born(asked, "born"))


def _born(asked: PersonQuestion, column: str) -> Q:
    """Of a person whose birth is not known nobody can say that it does not fit."""
    years = ((asked.born or 0) - asked.born_within, (asked.born or 0) + asked.born_within)
    return Q((f"{column}__isnull", True)) | Q((f"{column}__range", years))


def _with(rows: QuerySet[PersonKey], keys: Sequence[int], *, but: Sequence[int] = ()) -> QuerySet[PersonKey]:
    """Who has one of these keys and none of those: settled in the index of keys, before any entry is looked at.

    Who is called as thousands are has thousands near them, and half of these bear the very name.
    """
    wanted = rows.filter(key__in=keys)
    return wanted.exclude(entry__in=PersonKey.objects.filter(key__in=but).values("entry")) if but else wanted


def _best_first(entries: QuerySet[PersonEntry], asked: PersonQuestion) -> QuerySet[PersonEntry]:
    """Those that fit the rest of the question best, when there are too many to compare."""
    fits = list(_fits(asked))
    if not fits:
        return entries.order_by("pk")
    return entries.annotate(fit=sum(fits[1:], fits[0])).order_by("-fit", "pk")


def _fits(asked: PersonQuestion) -> Iterator[Combinable]:
    """One number for each thing known, higher where it fits better."""
    if asked.born is not None:
        yield _one_if(Q(birth_year=asked.born))
    for said in _said(asked):
        yield _one_if(said)


def _said(asked: PersonQuestion) -> Iterator[Q]:
    """What is said of unit and place: each under all the names it has had."""
    for column in ("unit", "place"):
        if words := getattr(asked, column).strip():
            names = (words, *(other.name for other in getattr(asked, f"{column}_names")))
            yield Q(*((f"{column}__contains", name) for name in names), _connector=Q.OR)


def _one_if(condition: Q) -> Case:
    return Case(When(condition, then=1), default=0, output_field=IntegerField())


Ranked = tuple[Candidate, tuple[Reason, ...]]


def _ranked(found: Sequence[Candidate], asked: PersonQuestion, scope: Scope) -> list[Ranked]:
    name = AskedName(asked.name)
    beside = _beside(found, asked, scope) if asked.beside else {}
    fits: dict[tuple[str, str], NameFit | None] = {}
    known: dict[tuple[Any, ...], tuple[int, tuple[Reason, ...]]] = {}
    ranked = []
    for each in found:
        told = _told(each, asked, beside.get(each.pk))
        if told not in known:
            called = each.name, each.former_names
            if called not in fits:
                fits[called] = name.fit(*called) if name.plain else None
            fit = fits[called]
            is_meant = fit or asked.whole_number
            reasons = reasons_for(asked, each, fit, beside.get(each.pk)) if is_meant else ()
            known[told] = (sum(reason.weight for reason in reasons), reasons)
        weight, reasons = known[told]
        if reasons:
            ranked.append((-weight, each.name, each.pk, each, reasons))
    return [(each, reasons) for _, _, _, each, reasons in sorted(ranked, key=itemgetter(0, 1, 2))]


def _told(each: Candidate, asked: PersonQuestion, beside: NameFit | None) -> tuple[Any, ...]:
    """What of a candidate the question is about: who is alike in it has the same reasons, found once."""
    return (
        each.name,
        each.former_names,
        each.birth_year if asked.born is not None else None,
        each.unit if asked.unit else "",
        each.place if asked.place else "",
        beside,
    )


def _beside(found: Sequence[Candidate], asked: PersonQuestion, scope: Scope) -> dict[int, NameFit]:
    """How well somebody else of a candidate's record bears the name asked for beside it: by candidate. One query."""
    wanted = AskedName(asked.beside)
    named: dict[int, list[tuple[int, NameFit]]] = {}
    records = {each.record_id for each in found}
    others = PersonEntry.objects.said_to(scope).filter(record__in=records).order_by()
    for pk, record, name, former in others.values_list("pk", "record", "name", "former_names"):
        if fit := wanted.fit(name, former):
            named.setdefault(record, []).append((pk, fit))
    fits = ((each.pk, [f for pk, f in named.get(each.record_id, ()) if pk != each.pk]) for each in found)
    return {pk: max(each, key=lambda fit: fit.weight) for pk, each in fits if each}


def _whole(ranked: Sequence[Ranked], scope: Scope) -> tuple[PersonHit, ...]:
    """The entries with their records, everybody else of these records, and confirmed links: three queries.

    By identifier alone, because the candidates came out of the scope: asked for once more, the scope's “opened or of
    these institutions” makes SQLite walk through all records that fit it.
    """
    entries = PersonEntry.objects.only(*_SHOWN_OF_ENTRY)
    wanted = entries.filter(pk__in=[each.pk for each, _ in ranked]).select_related("record").order_by()
    columns = (*_SHOWN_OF_ENTRY, *(f"record__{name}" for name in _OF_RECORD))
    whole = {entry.pk: entry for entry in wanted.only(*columns)}
    beside: dict[int, list[PersonEntry]] = {}
    for entry in entries.said_to(scope).filter(record__in={each.record_id for each, _ in ranked}):
        beside.setdefault(entry.record_id, []).append(entry)
    linked = also_on(whole, scope=scope)
    return tuple(
        PersonHit(
            whole[each.pk],
            tuple(o for o in beside[each.record_id] if o.pk != each.pk),
            reasons,
            linked.get(each.pk, ()),
        )
        for each, reasons in ranked
        if each.pk in whole
    )


def entry_at(ulid: str, position: int, *, scope: Scope) -> PersonEntry | None:
    """One person of a record, or None: unknown and unopened cannot be told apart."""
    entries = PersonEntry.objects.visible_to(scope).filter(record__ulid=ulid, position=position)
    return entries.select_related("record").first()


def persons_of_record(ulid: str, *, scope: Scope) -> list[PersonEntry]:
    """Everybody a record names; nobody when it is unknown or not to be seen."""
    visible = PersonEntry.objects.visible_to(scope).filter(record__ulid=ulid)
    return list(visible.select_related("record").defer("id_cipher"))
