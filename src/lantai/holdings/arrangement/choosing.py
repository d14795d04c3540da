"""Which records of a fonds a plan is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.codes import canonical
from lantai.holdings.catalogue.models import Fonds, Record, Series

MOST = 50_000
"""Records of one plan: so many can still be looked through, and are planned in seconds."""


class TooManyChosen(ArchiveError):
    code = "arrangement.too_many_chosen"
    message = gettext_noop("More than %(most)s records would be changed.")
    hint = gettext_noop("Narrow the choice, for instance to a class or to some years, and make several plans.")
    http_status = 422
    exit_code = 2


class NothingChosen(ArchiveError):
    code = "arrangement.nothing_chosen"
    message = gettext_noop("No record of this fonds would be changed by this plan.")
    hint = gettext_noop("Choose other records, or look whether they already are as the plan would make them.")
    http_status = 422
    exit_code = 1


@dataclass(frozen=True, slots=True)
class Chosen:
    """Records of a fonds; what is not said does not narrow.

    `series` is an identifier, `volume` a code, `begins` the beginning of codes.

    With `unclassed`, records that stand in no class yet. `codes`: these and no others, by their canonical keys.
    `with_items`: put into another class, a volume takes those along that stand where it stands.
    """

    level: str = ""
    series: str = ""
    volume: str = ""
    year_from: int | None = None
    year_to: int | None = None
    retention: str = ""
    begins: str = ""
    provisional: bool = False
    unclassed: bool = False
    codes: tuple[str, ...] = ()
    with_items: bool = False

    def said(self) -> dict[str, Any]:
        """What narrows it, for the batch and its event."""
        said = {name: value for name, value in asdict(self).items() if value not in ("", None, False, ())}
        return {**said, "codes": len(self.codes)} if self.codes else said


def records_chosen(fonds: Fonds, chosen: Chosen) -> list[Record]:
    """The records in the order of their codes, as people count. Raises `TooManyChosen`, `NothingChosen`."""
    asked = {
        "level": chosen.level,
        "parent__code_key": canonical(chosen.volume),
        "year__gte": chosen.year_from,
        "year__lte": chosen.year_to,
        "retention": chosen.retention,
        "code_key__startswith": canonical(chosen.begins),
    }
    wanted = Q(**{name: value for name, value in asked.items() if value not in ("", None)})
    if chosen.provisional:
        wanted &= Q(code_is_provisional=True)
    if chosen.unclassed:
        wanted &= Q(series__isnull=True)
    if chosen.codes:
        wanted &= Q(code_key__in=chosen.codes)
    if chosen.series:
        wanted &= Q(series__in=_with_those_below(fonds, chosen.series))
    records = list(Record.objects.filter(wanted, fonds=fonds).select_related("fonds__institution")[: MOST + 1])
    if len(records) > MOST:
        raise TooManyChosen(most=MOST)
    if not records:
        raise NothingChosen
    return sorted(records, key=lambda record: counted(record.code_key))


def _with_those_below(fonds: Fonds, ulid: str) -> list[int]:
    found: list[int] = []
    level = list(Series.objects.filter(fonds=fonds, ulid=ulid).values_list("pk", flat=True))
    while level:
        found += level
        level = list(Series.objects.filter(parent__in=level).values_list("pk", flat=True))
    return found


def counted(key: str) -> list[tuple[int, str]]:
    """Sorts codes as people do: …-9 before …-10."""
    return [(int(run), "") if run.isdecimal() else (-1, run) for run in re.findall(r"[0-9]{1,18}|[^0-9]+", key)]


def lines_of(series: Iterable[Series]) -> Mapping[int, tuple[Series, ...]]:
    """Each class with those above it, the class first, without a query."""
    known = {each.pk: each for each in series}
    lines: dict[int, tuple[Series, ...]] = {}
    for each in known.values():
        line, above = [each], each.parent_id
        while above in known and len(line) < 20:
            line.append(known[above])
            above = known[above].parent_id
        lines[each.pk] = tuple(line)
    return lines
