"""Differences of double entry as they are shown, and the error rate by field and by person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Sum

from lantai.holdings.catalogue.record_types import RecordType, record_types
from lantai.holdings.entry.actions import Decided
from lantai.holdings.entry.comparing import MASK, shown
from lantai.holdings.entry.layout import ID_NUMBER, Asked, all_asked, blocks_of, label_of_place
from lantai.holdings.entry.models import Difference, EntryItem, EntryTask, TypingTally
from lantai.holdings.fulltext.models import Page

HIDDEN_ALIKE = "!"


@dataclass(frozen=True, slots=True)
class Rate:
    """How much was compared, and how much of it one person, one field or everybody typed wrongly."""

    label: str
    fields: int
    characters: int
    wrong_fields: int
    wrong_characters: int

    @property
    def field_rate(self) -> float:
        return self.wrong_fields / self.fields if self.fields else 0.0

    @property
    def character_rate(self) -> float:
        return self.wrong_characters / self.characters if self.characters else 0.0

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.label,
            "fields": self.fields,
            "characters": self.characters,
            "wrong_fields": self.wrong_fields,
            "wrong_characters": self.wrong_characters,
            "field_error_rate": round(self.field_rate, 6),
            "character_error_rate": round(self.character_rate, 6),
        }


@dataclass(frozen=True, slots=True)
class Quality:
    """The error rate of a task so far. `undecided`: differences nobody has decided, and so nobody's mistake yet."""

    total: Rate
    fields: tuple[Rate, ...]
    persons: tuple[Rate, ...]
    undecided: int


_COUNTED = ("fields", "characters", "wrong_fields", "wrong_characters")


def quality_of(task: EntryTask) -> Quality:
    """Three queries for any number of records: what is counted is kept as it is compared and decided."""
    kind = record_types().get(task.record_type, record_types()["document"])
    tallies = TypingTally.objects.filter(task=task).order_by()
    sums = {name: Sum(name) for name in _COUNTED}
    fields = [
        _rate(label_of_place(kind, _place(row["field"])), row) for row in tallies.values("field").annotate(**sums)
    ]
    persons = [_rate(row["by"], row) for row in tallies.values("user_id", "by").annotate(**sums)]
    total = Rate("", *(sum(getattr(rate, name) for rate in persons) for name in _COUNTED))
    undecided = Difference.objects.filter(item__task=task, choice="").count()
    return Quality(total, _worst_first(fields), _worst_first(persons), undecided)


def _place(field: str) -> str:
    parts = field.split(".")
    return ".".join((parts[0], parts[1], "0", parts[2])) if parts[0] == "p" else field


def _rate(label: str, row: Mapping[str, Any]) -> Rate:
    return Rate(label, *(row[name] for name in _COUNTED))


def _worst_first(rates: Iterable[Rate]) -> tuple[Rate, ...]:
    return tuple(sorted(rates, key=lambda rate: (-rate.character_rate, -rate.field_rate, rate.label)))


def differences_of(task: EntryTask) -> QuerySet[EntryItem]:
    """Records whose typings differ, with how many places; those to be decided first."""
    differing = EntryItem.objects.filter(task=task, state__in=[EntryItem.State.DIFFERS, EntryItem.State.DECIDED])
    return differing.select_related("record").annotate(places=Count("differences")).order_by("-state", "position")


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """One place with what each typed, as it may be shown. `alike`: two ID numbers with the same last four."""

    difference: Difference
    label: str
    first: str
    second: str
    asked: Asked | None
    alike: bool

    @property
    def is_number(self) -> bool:
        return self.difference.name.endswith(f".{ID_NUMBER}")


@dataclass(frozen=True, slots=True)
class ItemDifferences:
    """One record of a task whose two typings differ."""

    item: EntryItem
    first_by: str
    second_by: str
    places: tuple[DifferenceView, ...]
    pages: tuple[Page, ...]

    @property
    def page(self) -> Page | None:
        return self.pages[0] if self.pages else None

    @property
    def is_open(self) -> bool:
        return any(not each.difference.choice for each in self.places)


def item_differences(item: EntryItem) -> ItemDifferences:
    """Both typings place by place. ID numbers are masked: nothing here opens one."""
    kind = record_types().get(item.task.record_type, record_types()["document"])
    typings = {typing.turn: typing for typing in item.typings.all()}
    values = {turn: typing.values for turn, typing in typings.items()}
    differences = list(item.differences.all())
    asked = _asked(kind, differences)
    places = []
    for each in differences:
        first, second = (shown(values.get(turn, {}).get(each.name)) for turn in (1, 2))
        words = dict(asked[each.name].choices) if each.name in asked else {}
        told = (words.get(first, first), words.get(second, second))
        alike = first == second and first.startswith(MASK)
        label = label_of_place(kind, each.name)
        places.append(DifferenceView(each, label, *told, asked.get(each.name), alike))
    by = [typings[turn].by if turn in typings else "" for turn in (1, 2)]
    pages = tuple(item.record.pages.defer("text").select_related("file"))
    return ItemDifferences(item, by[0], by[1], tuple(places), pages)


def _asked(kind: RecordType, differences: Iterable[Difference]) -> dict[str, Asked]:
    persons: dict[str, int] = {}
    for each in differences:
        parts = each.name.split(".")
        if parts[0] == "p":
            persons[parts[1]] = max(persons.get(parts[1], 1), int(parts[2]) + 1)
    return {asked.name: asked for asked in all_asked(blocks_of(kind, persons))}


def decided_in(data: Mapping[str, str], item: EntryItem) -> dict[str, Decided]:
    """What a person chose for the open places; what was not chosen stays open."""
    found = {}
    for each in item.differences.filter(choice=""):
        choice = data.get(f"choice.{each.name}", "")
        if choice in Difference.Choice.values:
            found[each.name] = Decided(choice, data.get(f"other.{each.name}", "")[:400])
    return found
