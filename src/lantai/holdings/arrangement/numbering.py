"""What numbering looks at: how far codes have come, who bears or has borne one, which scheme is in force."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import Q

from lantai.holdings.arrangement.models import CodeRule
from lantai.holdings.arrangement.scheme_files import code_schemes, scheme_named
from lantai.holdings.arrangement.schemes import CodeScheme
from lantai.holdings.catalogue.codes import ParsedCode
from lantai.holdings.catalogue.models import Fonds, Record, ReferenceCode, Series


def highest_number(fonds: Fonds, key: str) -> int:
    """The highest number behind this key in the history of the fonds' codes."""
    found = ReferenceCode.objects.filter(_behind(key), kind=ReferenceCode.Kind.ARCHIVE, record__fonds=fonds)
    start = len(key) + 1
    numbers = (re.match(r"[0-9]{1,9}(?=-|$)", code[start:]) for code in found.values_list("key", flat=True).iterator())
    return max((int(number[0]) for number in numbers if number), default=0)


def _behind(key: str) -> Q:
    """Codes behind a key, by an index: SQLite compares texts as bytes, PostgreSQL has an index for beginnings."""
    if connection.vendor == "sqlite":
        return Q(key__gte=f"{key}-0", key__lt=f"{key}-:")
    return Q(key__startswith=f"{key}-")


def borne_codes(fonds: Fonds, keys: Iterable[str]) -> dict[str, set[int]]:
    """Which records (row ids) of the fonds bear or have borne these codes as archive-assigned ones."""
    wanted, found = sorted(set(keys)), dict[str, set[int]]()
    for start in range(0, len(wanted), 500):
        rows = ReferenceCode.objects.filter(
            key__in=wanted[start : start + 500], kind=ReferenceCode.Kind.ARCHIVE, record__fonds=fonds
        )
        for key, record in rows.values_list("key", "record"):
            found.setdefault(key, set()).add(record)
    return found


def scheme_for(rules: Sequence[CodeRule], *, level: str, year: int | None, series: Sequence[Series]) -> CodeScheme:
    """The scheme in force for a record of this level, year and class (the class first, then those above it).

    Without a rule, the first shipped scheme of the level.
    """
    for place in (*(each.pk for each in series), None):
        fitting = [
            rule for rule in rules if rule.level == level and rule.series_id == place and rule.from_year <= (year or 0)
        ]
        if fitting:
            return scheme_named(max(fitting, key=lambda rule: rule.from_year).scheme)
    return next(each for each in code_schemes().values() if level in each.levels)


def values_of(record: Record, read: ParsedCode) -> dict[str, str]:
    """What a new code of a record may be built from: what its code says, its description over it."""
    values = dict(read.parts)
    if record.year:
        values["year"] = str(record.year)
    if re.fullmatch(r"Y|D[0-9]{1,3}", record.retention):
        values["retention"] = record.retention
    return values
