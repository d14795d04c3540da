"""Plans: for each record chosen, what it is to say and what stands against it. Nothing is written here.

A plan is worked out before anybody decides; what stands against a row keeps it out, with every row that counts on its
code becoming free.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from lantai.base.common.errors import ArchiveError
from lantai.holdings.arrangement.choosing import counted, lines_of
from lantai.holdings.arrangement.models import CodeSequence, PlannedChange
from lantai.holdings.arrangement.numbering import borne_codes, highest_number, values_of
from lantai.holdings.arrangement.scheme_files import read_code
from lantai.holdings.arrangement.schemes import CodeScheme, CodeUnfit, build_code, sequence_key
from lantai.holdings.catalogue.actions import held_codes
from lantai.holdings.catalogue.codes import ParsedCode
from lantai.holdings.catalogue.models import Fonds, Record, Series

PIECE = 500
Problem = PlannedChange.Problem


@dataclass(frozen=True, slots=True)
class Renumbering:
    """New codes by a scheme. `number` is `keep`, `count` (from `start` on) or `next` (behind the sequence).

    `values` go before what code and description of a record say. `with_items`: those in a volume follow its new code.
    `pairs` say the new code for each old one (canonical) and leave the rest aside: this is how two records exchange.
    """

    scheme: CodeScheme
    values: Mapping[str, str] = field(default_factory=dict)
    number: str = "keep"
    start: int = 1
    with_items: bool = True
    pairs: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Row:
    """One record of a plan."""

    record: Record
    new: ParsedCode | None = None
    problem: str = ""
    detail: str = ""
    piece: int = 0
    series: Series | None = None
    volume: Record | None = None
    places: Mapping[str, str] = field(default_factory=dict)

    @property
    def old_key(self) -> str:
        return self.record.code_key


def planned_codes(fonds: Fonds, records: Sequence[Record], wanted: Renumbering) -> list[Row]:
    """The rows of a renumbering in the order of the old codes; those whose code stays are left out."""
    if wanted.pairs:
        rows = [Row(r, read_code(wanted.pairs[r.code_key], level=r.level)) for r in records]
    else:
        rows = list(_built(fonds, records, wanted))
    if wanted.with_items:
        rows += _followers(rows)
    rows = [row for row in rows if row.new is None or row.new.key != row.old_key or row.record.code_is_provisional]
    rows.sort(key=lambda row: counted(row.old_key))
    _find_problems(fonds, rows)
    _cut(rows)
    return rows


def _built(fonds: Fonds, records: Sequence[Record], wanted: Renumbering) -> Iterator[Row]:
    counters: dict[str, int] = {}
    known = dict(CodeSequence.objects.filter(fonds=fonds).values_list("key", "last")) if wanted.number == "next" else {}
    for record in records:
        row, read = Row(record), read_code(record.code, level=record.level, first=[wanted.scheme])
        values = {**values_of(record, read), **wanted.values, "fonds": fonds.code}
        try:
            if record.level not in wanted.scheme.levels:
                raise CodeUnfit(value=record.get_level_display(), name=_("level"), scheme=wanted.scheme.reference)
            number = wanted.scheme.number_of(record.level).value
            if wanted.number == "keep":
                values.setdefault(number, _last_number(record.code_key))
            else:
                key = sequence_key(build_code(wanted.scheme, {**values, number: 1}, level=record.level).key)
                if key not in counters:
                    begun = max(known.get(key, 0), highest_number(fonds, key)) + 1
                    counters[key] = begun if wanted.number == "next" else wanted.start
                values[number] = str(counters[key])
                counters[key] += 1
            row.new = build_code(wanted.scheme, values, level=record.level)
        except ArchiveError as refusal:
            row.problem, row.detail = Problem.UNFIT, str(refusal)[:300]
        yield row


def _last_number(key: str) -> str:
    found = re.search(r"[0-9]+$", key)
    return found[0] if found else ""


def _followers(rows: Sequence[Row]) -> Iterator[Row]:
    """The items whose codes continue that of a volume which gets another one."""
    volumes = {row.record.pk: row for row in rows if row.new and row.record.level == Record.Level.VOLUME}
    planned = {row.record.pk for row in rows}
    for start in range(0, len(volumes), 500):
        below = Record.objects.filter(parent__in=list(volumes)[start : start + 500]).exclude(pk__in=planned)
        for item in below.select_related("fonds__institution").order_by("code_key"):
            volume = volumes[item.parent_id or 0]
            if volume.new and item.code_key.startswith(f"{volume.old_key}-"):
                code = volume.new.key + item.code_key[len(volume.old_key) :]
                yield Row(item, read_code(code, level=item.level))


def _find_problems(fonds: Fonds, rows: Sequence[Row]) -> None:
    """What stands against a row. A row that stays keeps its code, so whoever was to have that code stays as well."""
    keys = [row.new.key for row in rows if row.new]
    times, holders, borne = Counter(keys), held_codes(fonds, keys), borne_codes(fonds, keys)
    moving = {row.record.pk: row for row in rows if not row.problem}
    waiting: dict[int, list[Row]] = {}
    for row in rows:
        if row.problem or not row.new:
            continue
        holder = holders[row.new.key][0] if row.new.key in holders else None
        if times[row.new.key] > 1:
            row.problem = Problem.TWICE
        elif holder not in (None, row.record.pk) and holder not in moving:
            row.problem = Problem.TAKEN
        elif borne.get(row.new.key, set()) - {row.record.pk, holder}:
            row.problem = Problem.USED
        elif holder not in (None, row.record.pk):
            waiting.setdefault(holder, []).append(row)
    staying = [row for row in rows if row.problem]
    while staying:
        for row in waiting.get(staying.pop().record.pk, []):
            if not row.problem:
                row.problem = Problem.TAKEN
                staying.append(row)


def _cut(rows: Sequence[Row]) -> None:
    """Number the pieces so that a code is free when its piece comes: chains from their end, a circle in one piece."""
    movable = [row for row in rows if not row.problem and row.new]
    bearer = {row.old_key: row for row in movable}
    piece, size, seen = 0, 0, set[int]()
    for row in movable:
        chain: list[Row] = []
        each: Row | None = row
        while each is not None and each.record.pk not in seen:
            seen.add(each.record.pk)
            chain.append(each)
            each = bearer.get(each.new.key) if each.new else None
        is_circle = bool(chain) and each is chain[0] and len(chain) > 1
        for link in reversed(chain):
            if size >= PIECE and not (is_circle and link is not chain[-1]):
                piece, size = piece + 1, 0
            link.piece, size = piece, size + 1


def planned_places(
    records: Sequence[Record], tree: Sequence[Series], path: Sequence[str], target: Series | None = None
) -> list[Row]:
    """The rows of a classification: the class all are to have, or the deepest that the values of their codes lead to.

    `path` names values in the order of the tree's levels: class, year, organisation. What is retired takes nobody.
    """
    open_ones = [each for each in tree if each.retired_at is None]
    below: dict[tuple[int | None, str], Series] = {(each.parent_id, each.code): each for each in open_ones}
    rows: list[Row] = []
    for record in records:
        read = read_code(record.code, level=record.level)
        row = Row(record, series=target or _walked(values_of(record, read), path, below))
        if row.series is None:
            row.problem = Problem.NO_CLASS
        if row.problem or row.record.series_id != (row.series and row.series.pk):
            row.piece = len(rows) // PIECE
            rows.append(row)
    return rows


def _walked(
    values: Mapping[str, str], path: Iterable[str], below: Mapping[tuple[int | None, str], Series]
) -> Series | None:
    """Down the tree as far as the values go. A series of several parts (JC·CC) goes down several levels."""
    here: Series | None = None
    for name in path:
        for part in values.get(name, "").split("·"):
            found = below.get((here.pk if here else None, part))
            if not part or found is None:
                return here
            here = found
    return here


def labels_of(tree: Iterable[Series]) -> dict[int, str]:
    """Each class by the codes from the top down."""
    return {pk: "·".join(each.code for each in reversed(line)) for pk, line in lines_of(tree).items()}
