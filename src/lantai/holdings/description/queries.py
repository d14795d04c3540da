"""What the pages of describing ask: the records and fonds this person may describe, and one of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from lantai.base.accounts.access import Actor, Right
from lantai.base.accounts.models import Institution
from lantai.holdings.catalogue.actions import Selection
from lantai.holdings.catalogue.labels import retention_label, type_label
from lantai.holdings.catalogue.models import Fonds, OpeningState, Record, RecordVersion
from lantai.holdings.catalogue.models.record import RecordQuerySet
from lantai.holdings.description.models import ChangeBatch
from lantai.holdings.description.past import flat, gone_back, text_now, version_rows
from lantai.holdings.description.slots import label_of_key, shown
from lantai.holdings.description.wording import Stretch, difference
from lantai.holdings.imports.queries import fonds_to_describe

SHEET = 20
"""So many versions stand on one sheet of a history."""


def records_to_describe(actor: Actor) -> RecordQuerySet:
    """The records whose description this person may change."""
    codes = actor.institutions_with(Right.DESCRIBE)
    every = Record.objects.select_related("fonds__institution")
    return every if "*" in codes else every.filter(institution__code__in=codes)


def record_to_decide(ulid: str, actor: Actor) -> Record | None:
    """One record on whose opening this person decides, or None."""
    codes = actor.institutions_with(Right.APPROVE_OPENING)
    every = Record.objects.select_related("fonds__institution")
    return (every if "*" in codes else every.filter(institution__code__in=codes)).filter(ulid=ulid).first()


def fonds_to_decide(ulid: str, actor: Actor) -> Fonds | None:
    """One fonds on whose opening this person decides, or None."""
    codes = actor.institutions_with(Right.APPROVE_OPENING)
    every = Fonds.objects.select_related("institution")
    return (every if "*" in codes else every.filter(institution__code__in=codes)).filter(ulid=ulid).first()


def record_to_describe(ulid: str, actor: Actor) -> Record | None:
    """One record, or None: unknown and not theirs look the same. Persons and components come with it."""
    return records_to_describe(actor).prefetch_related("persons", "components").filter(ulid=ulid).first()


def plain_code(text: str) -> str:
    """A code or identifier out of an address, without what no database takes."""
    return "".join(sign for sign in text[:26] if sign.isprintable())


def one_to_describe(ulid: str, actor: Actor) -> Fonds | None:
    """One fonds, or None."""
    return fonds_to_describe(actor).filter(ulid=ulid).first()


def archives_to_describe(actor: Actor) -> list[Institution]:
    """Archives with two fonds or more in which this person describes: where copies may be looked for."""
    codes = actor.institutions_with(Right.DESCRIBE)
    found = Institution.objects.annotate(held=Count("fonds")).filter(held__gt=1)
    return list(found if "*" in codes else found.filter(code__in=codes))


@dataclass(frozen=True, slots=True)
class Change:
    """One thing a version changed. Where the texts are alike, a number behind them is not."""

    key: str
    before: str
    now: str

    @property
    def label(self) -> str:
        return label_of_key(self.key)

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        return difference(shown(self.key, self.before), shown(self.key, self.now))

    @property
    def remark(self) -> str:
        return _("An ID number or what is not shown of it.") if self.before == self.now else ""


@dataclass(frozen=True)
class Step:
    """From one version to the next that said something else."""

    version: RecordVersion
    changes: tuple[Change, ...]

    @property
    def to(self) -> int:
        return self.version.version + 1


@dataclass(frozen=True)
class History:
    """The steps of a record's description, newest first; `before` is where the next sheet begins."""

    record: Record
    steps: tuple[Step, ...]
    before: int

    @cached_property
    def count(self) -> int:
        return self.record.versions.count()


def history_of(record: Record, *, before: int = 0) -> History:
    """One sheet of what was changed, step by step; a version of an opening decision alone has no step."""
    rows = version_rows(record)
    newer = [row for row in rows if before and row.version >= before]
    older = [row for row in rows if not before or row.version < before]
    later = gone_back(row.said for row in newer)
    steps = []
    for row in older[:SHEET]:
        after = flat(later)
        changes = [
            Change(key, was, after[key] if key in after else text_now(record, key))
            for key, was in flat(row.said).items()
        ]
        steps.append(Step(row, tuple(each for each in changes if _is_told(each))))
        later = gone_back([later, row.said])
    return History(record, tuple(steps), steps[-1].version.version if len(older) > SHEET else 0)


def _is_told(change: Change) -> bool:
    """A text that was written over with itself is no change, persons apart: a number may be behind them."""
    return change.before != change.now or change.key == "persons"


SAMPLE = 20


@dataclass(frozen=True, slots=True)
class Meant:
    """How many records a selection means, and the first of them."""

    count: int
    first: tuple[Record, ...]


def meant_by(fonds: Fonds, selection: Selection) -> Meant:
    """Two queries. Counted in full: a decision on many says how many."""
    rows = Record.objects.filter(selection.condition(), fonds=fonds)
    return Meant(rows.order_by().count(), tuple(rows.order_by("code_key")[:SAMPLE]))


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One record of a preview: what it says, and what it would say."""

    ulid: str
    code: str
    stretches: tuple[Stretch, ...]
    text: str = ""
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change of many records in words."""

    batch: ChangeBatch

    @property
    def label(self) -> str:
        return label_of_key(self.batch.key)

    @property
    def sentence(self) -> str:
        """What is done, on one line."""
        text, find = shown(self.batch.key, self.batch.text), self.batch.find
        match self.batch.how:
            case ChangeBatch.How.REPLACE:
                return _("“%(find)s” → “%(text)s”") % {"find": find, "text": text}
            case ChangeBatch.How.APPEND:
                return _("“%(text)s” appended") % {"text": text}
            case ChangeBatch.How.PREPEND:
                return _("“%(text)s” put in front") % {"text": text}
        return _("“%(text)s”") % {"text": text} if text else _("emptied")

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """What the records are narrowed by, in words."""
        words = {
            "state": _("Opening state"), "type": _("Record type"), "level": _("Level"), "retention": _("Retention"),
            "year_from": _("From year"), "year_to": _("To year"), "series": _("Series"),
            "words": _("Words in the title"),
        }  # fmt: skip
        said: dict[str, Callable[[Any], object]] = {"type": type_label, "retention": retention_label}
        said |= {"state": lambda code: OpeningState(code).label, "level": lambda code: Record.Level(code).label}
        chosen = self.batch.chosen
        return [(words[name], str(said.get(name, str)(chosen[name]))) for name in words if name in chosen]

    @property
    def rows(self) -> list[ChangeRow]:
        """The first of what would be changed."""
        return [
            ChangeRow(ulid, code, difference(shown(self.batch.key, before), shown(self.batch.key, after)))
            for ulid, code, before, after in self.batch.preview
        ]

    @property
    def left_alone(self) -> list[ChangeRow]:
        """The first of what cannot be changed, and why."""
        return [
            ChangeRow(ulid, code, (), shown(self.batch.key, text), refusal)
            for ulid, code, text, refusal in self.batch.left_alone
        ]

    @property
    def kept(self) -> list[ChangeRow]:
        """The first of what undoing left as it is."""
        return [ChangeRow(ulid, code, (), title) for ulid, code, title in self.batch.kept]
