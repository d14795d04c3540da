"""Rows as JSON and back: every value as it is, so that a row restored is the row that was kept.

Moments and dates stand in ISO 8601, bytes in base64, decimal numbers as texts. What is empty is left out: null where a
field may be null, an empty text where that is the field's default.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import models

from lantai.base.common.rows import insert_whole
from lantai.holdings.preservation.parts import Part, Table

Row = dict[str, Any]


def read_rows(table: Table, keys: Sequence[int]) -> Iterator[tuple[int, int, Row]]:
    """(subject, number to cut by, row) of every row of these subjects, in the order of row ids: one query."""
    rows = table.model_class._base_manager.order_by("pk")
    if table.subject:
        rows = rows.filter(**{f"{table.subject}__in": keys})
    columns = table.columns
    says = encoders(table)
    extra = [name for name in (table.subject, table.chunk) if name]
    for values in rows.values_list(*extra, *columns):
        key = values[0] if table.subject else 0
        number = values[len(extra) - 1] if table.chunk else 0
        yield key, number, _said(columns, says, values[len(extra) :])


def _said(columns: Sequence[str], says: Sequence[Callable[[Any], Any] | None], values: Sequence[Any]) -> Row:
    return {
        column: say(value) if say and value is not None else value
        for column, say, value in zip(columns, says, values, strict=True)
        if value is not None and value != ""
    }


def encoders(table: Table) -> list[Callable[[Any], Any] | None]:
    """What a column needs to stand in JSON; None where it can as it is."""
    return [_encoder(each) for each in _fields(table)]


def _fields(table: Table) -> list[models.Field[Any, Any]]:
    by_name = {each.attname: each for each in table.model_class._meta.local_concrete_fields}
    return [by_name[name] for name in table.columns]


def _encoder(each: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    if isinstance(each, models.DateTimeField):
        return _moment
    if isinstance(each, models.DateField):
        return dt.date.isoformat
    if isinstance(each, models.DecimalField):
        return str
    return _base64 if isinstance(each, models.BinaryField) else None


def _moment(value: dt.datetime) -> str:
    return value.astimezone(dt.UTC).isoformat()


def _base64(value: bytes | memoryview) -> str:
    return base64.b64encode(bytes(value)).decode("ascii")


def _decoder(each: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    if isinstance(each, models.DateTimeField):
        return dt.datetime.fromisoformat
    if isinstance(each, models.DateField):
        return dt.date.fromisoformat
    if isinstance(each, models.DecimalField):
        return Decimal
    return base64.b64decode if isinstance(each, models.BinaryField) else None


def _absent(each: models.Field[Any, Any]) -> Any:
    """What a field holds of which nothing is said: a null, an empty text, or, if it is younger, its default."""
    return None if each.null else each.get_default()


def insert_said(table: Table, rows: Sequence[Row]) -> None:
    """Rows back into their table, with what follows from other fields worked out."""
    model = table.model_class
    fields = _fields(table)
    names = [*table.columns, *_attributes(model, table.omit), *_attributes(model, table.derive)]
    reads = [(each.attname, _decoder(each), _absent(each)) for each in fields]
    fixed = tuple(value() if callable(value) else value for value in table.omit.values())
    derived = tuple(table.derive.values())

    def whole(row: Row) -> tuple[Any, ...]:
        kept = [(read(row[name]) if read else row[name]) if name in row else absent for name, read, absent in reads]
        told = dict(zip(table.columns, kept, strict=True)) if derived else {}
        return (*kept, *fixed, *(work_out(told) for work_out in derived))

    insert_whole(model, names, map(whole, rows))


def _attributes(model: type[models.Model], names: Mapping[str, Any]) -> list[str]:
    return [str(model._meta.get_field(name).attname) for name in names]  # type: ignore[union-attr]


def part_documents(part: Part, keys: Sequence[int]) -> dict[int, dict[str, dict[str, list[Row]]]]:
    """subject → path → table → rows: as many queries as the part has tables. Paths without rows do not appear."""
    found: dict[int, dict[str, dict[str, list[Row]]]] = defaultdict(dict)
    for table in part.tables:
        for key, number, row in read_rows(table, keys):
            path = part.path % ((number - 1) // part.rows * part.rows + 1) if part.rows else part.path
            found[key].setdefault(path, {}).setdefault(table.label, []).append(row)
    return found


def as_bytes(said: Mapping[str, Any]) -> bytes:
    """The same facts give the same bytes. Names keep their order: some values are read in it."""
    return json.dumps(said, ensure_ascii=False, indent=1).encode() + b"\n"
