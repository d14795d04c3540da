"""Long lists, sheet by sheet: each begins behind the last row of the one before, however many rows there are.

A numbered page must count and pass over everything before it; a place in the order costs the same anywhere.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import BooleanField, F, Field, Func, Model, QuerySet, Value
from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError

BOUND = 10_000
"""How far rows are counted one by one. Beyond it a total says “10,000+”."""

_M = TypeVar("_M", bound=Model)


class PlaceUnknown(ArchiveError):
    """The place to go on from is not one a list has given out."""

    code = "common.place_unknown"
    message = gettext_noop("The place to continue this list from cannot be read.")
    hint = gettext_noop("Start again from the first sheet.")
    http_status = 400
    exit_code = 2


@dataclass(frozen=True, slots=True)
class Total:
    """How many rows there are. With `or_more`, there are more than `number`, and nobody has counted how many."""

    number: int
    or_more: bool = False

    def __bool__(self) -> bool:
        return self.number > 0


@dataclass(frozen=True, slots=True)
class Sheet(Generic[_M]):
    """One sheet of a list; `previous` and `next` are the places of its neighbours, empty where there is none."""

    items: tuple[_M, ...]
    total: Total
    previous: str = ""
    next: str = ""


class _Row(Func):
    """`(a, b) < (x, y)`: rows compared as the order compares them. Standard SQL; both engines use an index for it."""

    output_field = BooleanField()

    def __init__(self, names: Sequence[str], sign: str, values: Sequence[Any]) -> None:
        super().__init__(*(F(name) for name in names), *(Value(value) for value in values))
        self._sign, self._width = sign, len(names)

    def as_sql(self, compiler: Any, connection: Any, **_options: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        compiled = [compiler.compile(expression) for expression in self.get_source_expressions()]
        left = ", ".join(sql for sql, _ in compiled[: self._width])
        right = ", ".join(sql for sql, _ in compiled[self._width :])
        return f"({left}) {self._sign} ({right})", [value for _, params in compiled for value in params]


def sheet_of(
    rows: QuerySet[_M], *, by: Sequence[str], place: str, size: int, total: Total, ways: Sequence[QuerySet[_M]] = ()
) -> Sheet[_M]:
    """The sheet at this place, one query. `by`: columns that order the rows and are unique together, never null.

    With a minus before every one of them the rows come from the last to the first. `ways` are the same rows in parts
    that may overlap, where an index has each part in this order and none has all of them: the first of each part are
    looked for, one query each, and the first of these are the sheet, as the database orders them.
    """
    falling = by[0].startswith("-")
    by = [name.removeprefix("-") for name in by]
    backwards, key = _read(place, rows.model, by)
    order = [f"-{name}" for name in by] if backwards != falling else by

    def begun(part: QuerySet[_M]) -> QuerySet[_M]:
        return (part.filter(_Row(by, "<" if backwards != falling else ">", key)) if key else part).order_by(*order)

    if ways:
        first = {pk for part in ways for pk in begun(part).values_list("pk", flat=True)[: size + 1]}
        found = list(rows.filter(pk__in=first).order_by(*order)[:size])
        more = len(first) > size
    else:
        found = list(begun(rows)[: size + 1])
        more = len(found) > size
    return _sheet(found[:size], total, by, more=more, backwards=backwards, key=key)


def _sheet(
    shown: list[_M], total: Total, by: Sequence[str], *, more: bool, backwards: bool, key: Sequence[Any]
) -> Sheet[_M]:
    if backwards:
        shown.reverse()
    first, last = (shown[0], shown[-1]) if shown else (None, None)
    has_previous, has_next = (more, True) if backwards else (bool(key), more)
    return Sheet(
        tuple(shown),
        total,
        previous=_write("<", first, by) if first is not None and has_previous else "",
        next=_write(">", last, by) if last is not None and has_next else "",
    )


def last_place(*key: int | str) -> str:
    """The place of the last sheet, for lists read from their end: `key` is behind every row."""
    return _coded(["<", *key])


def total_of(rows: QuerySet[Any], *, bound: int = BOUND) -> Total:
    """The number of rows, counted up to the bound and not further: one query."""
    number = rows.order_by().values("pk")[: bound + 1].count()
    return Total(min(number, bound), number > bound)


def _write(direction: str, row: Model, by: Sequence[str]) -> str:
    return _coded([direction, *(getattr(row, name) for name in by)])


def _coded(place: list[Any]) -> str:
    text = json.dumps(
        [str(each) if isinstance(each, dt.date) else each for each in place], ensure_ascii=False, separators=(",", ":")
    )
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(place: str, model: type[Model], by: Sequence[str]) -> tuple[bool, list[Any]]:
    if not place:
        return False, []
    try:
        found = json.loads(base64.urlsafe_b64decode(place + "=" * (-len(place) % 4)))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise PlaceUnknown from error
    if not isinstance(found, list) or len(found) != len(by) + 1 or found[0] not in ("<", ">"):
        raise PlaceUnknown
    if not all(_is_plain(value) for value in found[1:]):
        raise PlaceUnknown
    return found[0] == "<", [_as_column(model, name, value) for name, value in zip(by, found[1:], strict=True)]


def _as_column(model: type[Model], name: str, value: Any) -> Any:
    """The value as the column has it, a day as a day; what a column cannot have is no place."""
    try:
        field = model._meta.pk if name == "pk" else model._meta.get_field(name)
    except FieldDoesNotExist:
        return value
    try:
        return field.to_python(value) if isinstance(field, Field) else value
    except ValidationError as error:
        raise PlaceUnknown from error


def _is_plain(value: object) -> bool:
    if isinstance(value, str):
        return "\0" not in value and value.isprintable()
    return type(value) is int and abs(value) < 2**63
