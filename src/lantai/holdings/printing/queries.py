"""What the pages of printing show: the fonds and volumes one may print, and printouts with their files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.core.paginator import Page as Sheet, Paginator
from django.db.models import QuerySet

from lantai.base.accounts.access import Actor, Right, Scope
from lantai.holdings.catalogue.models import Fonds, Record, RecordTally
from lantai.holdings.printing.actions import file_of
from lantai.holdings.printing.models import Printout

SHEET = 20


@dataclass(frozen=True, slots=True)
class MissingCharacter:
    """One character the fonts cannot show, as page and command tell it."""

    character: str
    code: str
    count: int
    places: str


@dataclass(frozen=True, slots=True)
class PrintoutView:
    """One printout on its page; `file` is None while it waits, and once it has been cleared away."""

    printout: Printout
    file: Path | None
    missing: tuple[MissingCharacter, ...]


def fonds_to_print(actor: Actor) -> QuerySet[Fonds]:
    """The fonds whose unopened records this person may read."""
    codes = actor.institutions_with(Right.READ_UNOPENED)
    every = Fonds.objects.select_related("institution").order_by("code", "institution__code")
    return every if "*" in codes else every.filter(institution__code__in=codes)


def retentions_held(scope: Scope) -> list[str]:
    """The retention codes there are, from the tallies: no record is looked at."""
    held = RecordTally.objects.within(scope).order_by("retention").values_list("retention", flat=True).distinct()
    return [code for code in held if code]


def volume_at(ulid: str, scope: Scope) -> Record | None:
    """One volume within these institutions, or None: unknown, not theirs and no volume look the same."""
    volumes = Record.objects.within(scope).filter(level=Record.Level.VOLUME)
    return volumes.listed().filter(ulid=ulid).first()


def volume_by_code(fonds: Fonds, code_key: str, scope: Scope) -> Record | None:
    """The record of this code in the fonds; the act refuses it when it is no volume."""
    return Record.objects.of_fonds(fonds, scope).listed().filter(code_key=code_key).first()


def printout_sheet(actor: Actor, sheet: str) -> Sheet[Printout]:
    """Printouts this person may look at, newest first."""
    rows = Printout.objects.readable_by(actor).select_related("fonds__institution")
    return Paginator(rows, SHEET).get_page(sheet)


def printout_view(ulid: str, actor: Actor) -> PrintoutView | None:
    """One printout, or None: unknown and not theirs look the same."""
    printouts = Printout.objects.readable_by(actor).select_related("fonds__institution", "volume", "job")
    printout = printouts.filter(ulid=ulid).first()
    if printout is None:
        return None
    path = file_of(printout)
    lies_there = printout.state == Printout.State.MADE and path.is_file()
    return PrintoutView(printout, path if lies_there else None, missing_of(printout))


def missing_of(printout: Printout) -> tuple[MissingCharacter, ...]:
    return tuple(
        MissingCharacter(each["character"], f"U+{ord(each['character']):04X}", each["count"], "、".join(each["places"]))
        for each in printout.missing
    )
