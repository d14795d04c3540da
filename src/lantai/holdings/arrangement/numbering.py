"""Numbers out of sequences: each given once, upwards only, to one record only, however many clerks ask at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.holdings.arrangement.models import CodeRule, CodeSequence
from lantai.holdings.arrangement.scheme_files import code_schemes, scheme_named
from lantai.holdings.arrangement.schemes import CodeScheme, CodeUnfit, build_code, sequence_key
from lantai.holdings.catalogue.codes import ParsedCode
from lantai.holdings.catalogue.models import Fonds, Record, ReferenceCode, Series

MOST = 10_000
"""Numbers taken at once."""


class SequenceFull(ArchiveError):
    code = "arrangement.sequence_full"
    message = gettext_noop("The numbers behind %(key)s are used up: %(number)s does not fit the scheme %(scheme)s.")
    hint = gettext_noop("Use a scheme with wider numbers from here on, or divide the class.")
    http_status = 409


def take_numbers(fonds: Fonds, key: str, count: int) -> tuple[int, int]:
    """Claim the next numbers behind this key; gives the first and the last. Inside the transaction of an act.

    1. How far the sequence has come is its row, or the highest number any record bears or has borne, if that is more:
       what came in by a list is passed over, and no gap is filled.
    2. The row is claimed by a conditional update and asked again when somebody was faster.
    """
    while True:
        sequence, _ = CodeSequence.objects.get_or_create(fonds=fonds, key=key)
        first = max(sequence.last, highest_number(fonds, key)) + 1
        claimed = CodeSequence.objects.filter(pk=sequence.pk, last=sequence.last)
        if claimed.update(last=first + count - 1):
            return first, first + count - 1


def pass_numbers(fonds: Fonds, reached: Mapping[str, int]) -> None:
    """See that the sequences of these keys go on behind these numbers: a plan has given them."""
    for key, number in sorted(reached.items()):
        CodeSequence.objects.get_or_create(fonds=fonds, key=key)
        CodeSequence.objects.filter(fonds=fonds, key=key, last__lt=number).update(last=number)


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


def next_codes(
    fonds: Fonds, scheme: CodeScheme, values: Mapping[str, object], *, level: str = "", count: int = 1
) -> list[ParsedCode]:
    """The next free codes of these values, claimed for good. Call inside the transaction of the act that uses them.

    Raises `CodeIncomplete`, `CodeUnfit`, `CodeAmbiguous` and `SequenceFull`; then no number is used.
    """
    level = level or scheme.levels[0]
    name = scheme.number_of(level).value
    probe = build_code(scheme, {**values, "fonds": fonds.code, name: 1}, level=level)
    with transaction.atomic():
        first, last = take_numbers(fonds, sequence_key(probe.key), count)
        try:
            return [
                build_code(scheme, {**values, "fonds": fonds.code, name: number}, level=level)
                for number in range(first, last + 1)
            ]
        except CodeUnfit as error:
            raise SequenceFull(key=sequence_key(probe.key), number=last, scheme=scheme.reference) from error


def next_code(fonds: Fonds, scheme: CodeScheme, values: Mapping[str, object], *, level: str = "") -> ParsedCode:
    """The next free code: see `next_codes`."""
    return next_codes(fonds, scheme, values, level=level)[0]


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
