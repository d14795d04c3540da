"""Who may be the persons of one record: found by number, by name and birth, and as a couple; then compared in full.

A constant number of queries, each with a bound for every name, so that a name of thousands costs what others cost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from lantai.base.accounts.access import Scope
from lantai.holdings.catalogue.models import PersonEntry, PersonKey
from lantai.holdings.people.likeness import OFF, Named, couple_of, likeness, same_couple, score_of

BOUND = 200
"""So many entries of one key are compared."""
MOST_LINKS = 10
"""So many links are proposed of one person at a time, the surest."""

_COLUMNS = (
    "pk", "record_id", "record__record_type", "record__opening_state", "record__institution_id", "name",
    "former_names", "role", "sex", "birth_text", "birth_year", "birth_key", "unit", "place", "id_hash", "id_problem",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Likely:
    """Two entries that may be one person, and why; `pair` has the smaller row id first."""

    pair: tuple[int, int]
    codes: tuple[str, ...]
    institutions: tuple[str, str]

    @property
    def score(self) -> int:
        return score_of(self.codes)


def named_on(records: Iterable[int]) -> list[Named]:
    """Everybody these records name: one query."""
    return _named(Q(record__in=list(records)))


def likely_links(own: Sequence[Named], *, scope: Scope) -> dict[int, list[Likely]]:
    """By person, whom of other records it may be, the surest first. At most five queries.

    `own`: everybody some records name. Only who may be seen within the scope is compared.
    """
    by_record = _by_record(own)
    couples = {record: couple for record, each in by_record.items() if (couple := couple_of(each))}
    keys, shared = _wanted(own), _records_of_couples(couples.values())
    pks = {pk for rows in _rows(own) for pk in rows} if keys else set()
    if not pks and not shared:
        return {}
    others = _named((Q(pk__in=pks) | Q(record__in=shared)) & ~Q(record__in=list(by_record)))
    seen = [each for each in others if scope.covers(state=each.state, institution=each.institution)]
    found: dict[int, dict[tuple[int, int], Likely]] = defaultdict(dict)
    for one, other, by_spouse in _pairs(own, seen, couples):
        if codes := likeness(one, other, couple=by_spouse):
            first, second = sorted((one, other), key=lambda each: each.pk)
            pair, kept_by = (first.pk, second.pk), (first.institution, second.institution)
            found[one.pk].setdefault(pair, Likely(pair, codes, kept_by))
    return {pk: sorted(each.values(), key=lambda like: (-like.score, like.pair)) for pk, each in found.items()}


def _named(condition: Q) -> list[Named]:
    rows = PersonEntry.objects.filter(condition).order_by("record_id", "position").values_list(*_COLUMNS)
    return [Named(*row) for row in rows]


def _by_record(persons: Iterable[Named]) -> dict[int, list[Named]]:
    found: dict[int, list[Named]] = defaultdict(list)
    for each in persons:
        found[each.record_id].append(each)
    return found


def _wanted(own: Iterable[Named]) -> bool:
    """Whether anything is known of anybody besides the name."""
    return any(each.id_hash or each.year is not None for each in own)


def _rows(own: Sequence[Named]) -> Iterator[QuerySet[Any, int]]:
    """Three groups of candidates, by what agrees besides the name; none is asked for that nobody has."""
    if hashes := {each.id_hash for each in own if each.id_hash}:
        numbered = PersonEntry.objects.filter(id_hash__in=hashes).order_by()
        yield _bounded(numbered, "id_hash").values_list("pk", flat=True)
    if born := [each for each in own if each.day]:
        keys = {key for each in born for key in each.name_keys() | each.sound_keys()}
        yield _keyed(keys, Q(entry__birth_key__in={each.day for each in born}))
    if known := [each for each in own if each.year is not None and (each.unit or each.place)]:
        keys = {key for each in known for key in each.name_keys()}
        years = {year + off for each in known if (year := each.year) is not None for off in range(-OFF, OFF + 1)}
        yield _keyed(keys, Q(born__in=years) & ~Q(entry__unit="", entry__place=""))


def _keyed(keys: Iterable[int], condition: Q) -> QuerySet[Any, int]:
    rows = PersonKey.objects.filter(condition, key__in=sorted(keys)).order_by()
    return _bounded(rows, "key").values_list("entry_id", flat=True)


def _bounded(rows: QuerySet[Any], column: str) -> QuerySet[Any]:
    """The newest rows of each value of a column, no more than `BOUND` of each."""
    nth = Window(RowNumber(), partition_by=F(column), order_by=F("pk").desc())
    bounded: QuerySet[Any] = rows.annotate(nth=nth).filter(nth__lte=BOUND)
    return bounded


def _records_of_couples(couples: Iterable[tuple[Named, Named]]) -> set[int]:
    """Records that name both of a couple, or of two: who is who is seen when they are compared."""
    one, other = ({key for c in couples for key in c[n].name_keys() | c[n].sound_keys()} for n in (0, 1))
    if not one or not other:
        return set()
    beside = PersonKey.objects.filter(key__in=sorted(other)).values("record")
    rows = PersonKey.objects.filter(key__in=sorted(one), record__in=beside).order_by()
    return set(_bounded(rows, "key").values_list("record_id", flat=True))


def _pairs(
    own: Sequence[Named], others: Sequence[Named], couples: dict[int, tuple[Named, Named]]
) -> Iterator[tuple[Named, Named, bool]]:
    """Every pair to compare: couples first, so that a pair found both ways keeps this reason."""
    for persons in _by_record(others).values():
        other = couple_of(persons)
        for couple in couples.values() if other else ():
            yield from ((one, two, True) for one, two in same_couple(couple, other))  # type: ignore[arg-type]
    by_key: dict[int | str, list[Named]] = defaultdict(list)
    for each in others:
        for key in _meeting(each):
            by_key[key].append(each)
    for one in own:
        met = {two.pk: two for key in _meeting(one) for two in by_key.get(key, ())}
        yield from ((one, two, False) for two in met.values())


def _meeting(each: Named) -> set[int | str]:
    return {*each.name_keys(), *each.sound_keys(), *([each.id_hash] if each.id_hash else [])}
