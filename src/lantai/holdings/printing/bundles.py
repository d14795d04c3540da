"""Which records go onto a form, and how they lie together: sections of a list, boxes, the items of a volume.

Only records the asking scope may see are looked for, of one archive: a printed list shows unopened titles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Scope
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.printing.lines import Bundle, Line, line_of, own_pages
from lantai.holdings.printing.printed_forms import PrintedForm

MOST_LINES = 12_000
"""So many rows of a table can be set within the memory a limited process is given."""
_FIELDS = (
    "pk", "fonds", "parent", "level", "code", "code_key", "title", "creator", "document_number", "date_text",
    "date_start", "date_end", "year", "retention", "secrecy", "pages_declared", "note", "fields",
)  # fmt: skip
_RANGE = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?")
_AT_ONCE = 500


class NothingToPrint(ArchiveError):
    code = "printing.nothing"
    message = gettext_noop("There is nothing to print on “%(form)s”: %(where)s holds no such record.")
    hint = gettext_noop("Look at year, retention and unit, or choose another form.")
    http_status = 404
    exit_code = 1


class TooMuchToPrint(ArchiveError):
    code = "printing.too_much"
    message = gettext_noop("More than %(most)s records would go onto one “%(form)s”.")
    hint = gettext_noop("Print it year by year, or by retention: a list is bound that way too.")
    http_status = 422
    exit_code = 3


class BoxesUnclear(ArchiveError):
    code = "printing.boxes_unclear"
    message = gettext_noop("“%(boxes)s” does not say which items lie in which box.")
    hint = gettext_noop("Write first and last item of each box: 1-35, 36-80.")
    http_status = 422
    exit_code = 2


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be printed of a fonds. Empty means all; `boxes` are first and last item of each box."""

    year: int | None = None
    retention: str = ""
    unit: str = ""
    boxes: str = ""
    volume: str = ""

    def in_words(self) -> str:
        return " ".join(str(each) for each in (self.year, self.retention, self.unit, self.volume) if each)


def box_ranges(text: str) -> list[tuple[int, int]]:
    """1-35, 36-80 → [(1, 35), (36, 80)]. Raises `BoxesUnclear` for anything else, and when ranges overlap."""
    ranges = []
    for part in re.split(r"[,，、;；\s]+", text.strip().translate(str.maketrans("－—–~～", "-----"))):
        found = _RANGE.fullmatch(part)
        if part and not found:
            raise BoxesUnclear(boxes=text[:80])
        if found:
            ranges.append((int(found[1]), int(found[2] or found[1])))
    ordered = all(a[1] < b[0] for a, b in pairwise(ranges))
    if not ordered or any(first > last for first, last in ranges):
        raise BoxesUnclear(boxes=text[:80])
    return ranges


def lines_wanted(form: PrintedForm, fonds: Fonds, wanted: Wanted, scope: Scope) -> int:
    """How many records this is about at most: one bounded count, before anything is read."""
    records = _narrowed(form, fonds, wanted, scope)
    return records.order_by()[: MOST_LINES + 1].count()


def bundles_of(form: PrintedForm, fonds: Fonds, wanted: Wanted, scope: Scope) -> list[Bundle]:
    """Everything the form shows, in order. Raises `NothingToPrint`, `TooMuchToPrint` and `BoxesUnclear`."""
    ranges = box_ranges(wanted.boxes)
    records = _read(form, _narrowed(form, fonds, wanted, scope))
    lines = _counted(records) if form.of == "volumes" else [line_of(record) for record in records]
    if form.of in {"items", "boxes"}:
        lines = [line for line in lines if not line.is_in_volume]
    if wanted.unit:
        lines = [line for line in lines if line.unit == wanted.unit]
    if not lines:
        raise NothingToPrint(form=form.label, where=f"{fonds.code} {wanted.in_words()}".strip())
    bundles = _sections(form, fonds, lines)
    if form.of == "boxes":
        bundles = [box for bundle in bundles for box in _boxes(bundle, ranges)]
        if not bundles:
            raise NothingToPrint(form=form.label, where=f"{fonds.code} {wanted.boxes}")
    return [_numbered(bundle) for bundle in bundles]


def volume_bundle(form: PrintedForm, volume: Record, scope: Scope) -> Bundle:
    """A volume with its items. The list of its items is refused when it has none; cover and spine are not."""
    records = _read(form, items_of_volume(volume, scope))
    if not records and form.layout in {"list", "stamps"}:
        raise NothingToPrint(form=form.label, where=volume.code)
    lines = _with_page_numbers([line_of(record) for record in records])
    head = line_of(volume)
    bundle = Bundle(
        volume.fonds,
        tuple(lines),
        year=head.first_year,
        retention=volume.retention,
        unit=head.unit,
        list_number=head.code.parts.get("cata", ""),
        box=head.box,
        volume=head,
    )
    return _numbered(bundle)


def items_of_volume(volume: Record, scope: Scope) -> QuerySet[Record]:
    """Those that name it as their parent, and those whose code goes on from the volume's own (…-012 → …-012-003)."""
    # Not a range of keys: databases that sort by language pass over the dash.
    coded = Q(parent=None, code_key__startswith=volume.code_key + "-")
    mine = Record.objects.of_fonds(volume.fonds, scope).filter(level=Record.Level.ITEM)
    return mine.filter(Q(parent=volume) | coded)


def _narrowed(form: PrintedForm, fonds: Fonds, wanted: Wanted, scope: Scope) -> QuerySet[Record]:
    level = Record.Level.VOLUME if form.of == "volumes" else Record.Level.ITEM
    records = Record.objects.of_fonds(fonds, scope).filter(level=level)
    if level == Record.Level.ITEM:
        records = records.filter(parent=None)
    conditions: dict[str, Any] = {"year": wanted.year, "retention": wanted.retention}
    return records.filter(**{name: value for name, value in conditions.items() if value not in (None, "")})


def _read(form: PrintedForm, records: QuerySet[Record]) -> list[Record]:
    """In the order a person counts: …-2 before …-10, whether or not the numbers were padded."""
    found = list(records.only(*_FIELDS).select_related("fonds__institution").order_by()[: MOST_LINES + 1])
    if len(found) > MOST_LINES:
        raise TooMuchToPrint(form=form.label, most=f"{MOST_LINES:,}")
    return sorted(found, key=lambda record: _natural(record.code_key))


def _natural(key: str) -> tuple[tuple[int, int, str], ...]:
    parts = re.findall(r"\d+|\D+", key)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)


def _counted(volumes: Sequence[Record]) -> list[Line]:
    """Volumes with their number of items and, where they do not say themselves, of pages: a query for each 500."""
    counts: dict[int, tuple[int, int, int]] = {}
    for start in range(0, len(volumes), _AT_ONCE):
        keys = [volume.pk for volume in volumes[start : start + _AT_ONCE]]
        rows = Record.objects.filter(parent__in=keys).order_by().values_list("parent")
        sums = rows.annotate(n=Count("pk"), known=Count("pages_declared"), page_sum=Sum("pages_declared"))
        counts |= {pk: (n, known, pages or 0) for pk, n, known, pages in sums}
    return [_volume_line(volume, counts.get(volume.pk)) for volume in volumes]


def _volume_line(volume: Record, counted: tuple[int, int, int] | None) -> Line:
    items, known, pages = counted or (0, 0, 0)
    sum_of_all = pages if items and known == items else None
    declared = volume.pages_declared
    return line_of(volume, items=items or None, pages=declared if declared is not None else sum_of_all)


def _sections(form: PrintedForm, fonds: Fonds, lines: Iterable[Line]) -> list[Bundle]:
    """Lines that agree in what the form is divided by, each section in the order of its lines."""

    def key(line: Line) -> tuple[str, ...]:
        said = {
            "year": line.first_year,
            "retention": line.record.retention,
            "unit": line.unit,
            "list_number": line.code.parts.get("cata", ""),
        }
        return tuple(said[name] for name in form.sections)

    bundles = []
    for values, group in groupby(sorted(lines, key=key), key):
        agreed: dict[str, Any] = dict(zip(form.sections, values, strict=True))
        bundles.append(Bundle(fonds, tuple(group), **agreed))
    return bundles


def _boxes(bundle: Bundle, ranges: Sequence[tuple[int, int]]) -> list[Bundle]:
    """Boxes as ordered, else as the list has them (盒号), else one box for all."""
    if ranges:
        boxes = [(str(n), [x for x in bundle.lines if _lies(x, span)]) for n, span in enumerate(ranges, 1)]
    elif any(line.box for line in bundle.lines):
        known = sorted({line.box for line in bundle.lines}, key=_natural)
        boxes = [(box, [line for line in bundle.lines if line.box == box]) for box in known]
    else:
        boxes = [("", list(bundle.lines))]
    return [replace(bundle, lines=tuple(lines), box=box) for box, lines in boxes if lines]


def _lies(line: Line, span: tuple[int, int]) -> bool:
    number = line.item_number
    return number.isdecimal() and span[0] <= int(number) <= span[1]


def _numbered(bundle: Bundle) -> Bundle:
    return replace(bundle, lines=tuple(replace(line, number=n) for n, line in enumerate(bundle.lines, 1)))


def _with_page_numbers(lines: Sequence[Line]) -> list[Line]:
    """页号 of a volume (GB/T 9705): each document's first page, the last one's first and last.

    What the list itself says is kept. Where the pages of a document are not known, those behind it are left blank:
    a guess would lead to the wrong sheet.
    """
    numbered: list[Line] = []
    following: int | None = 1
    for place, line in enumerate(lines):
        written, is_last = own_pages(line.record), place == len(lines) - 1
        first = following
        if written and (found := _RANGE.match(written.translate(str.maketrans("－—–~～", "-----")))):
            first = int(found[1])
            following = int(found[2]) + 1 if found[2] else None
        else:
            following = None
        if following is None and first is not None and line.pages is not None:
            following = first + line.pages
        numbered.append(replace(line, paged=written or _page_number(first, following, is_last=is_last)))
    return numbered


def _page_number(first: int | None, following: int | None, *, is_last: bool) -> str:
    if first is None:
        return ""
    ends = is_last and following is not None and following - 1 > first
    return f"{first}-{following - 1}" if ends and following else str(first)
