"""Many new rows at once: one statement prepared once, with no SQL text built for every value.

`bulk_create` builds an expression and a placeholder for each value of each row, which costs more than the database's
own work. Here the statement is made once for a table; what fields do to values before saving is done as ever, column
by column, as most columns need nothing done.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import islice, repeat
from operator import attrgetter
from types import NoneType
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction
from django.utils import timezone

M = TypeVar("M", bound=models.Model)
PIECE = 20_000
"""So many rows at most are made ready in memory."""
COPIED_FROM = 100
"""So many rows at least are copied into PostgreSQL in one go."""
_AS_THEY_ARE: dict[type[models.Field[Any, Any]], type] = {
    models.CharField: str,
    models.TextField: str,
    models.IntegerField: int,
    models.BigIntegerField: int,
    models.SmallIntegerField: int,
    models.PositiveIntegerField: int,
    models.PositiveSmallIntegerField: int,
    models.PositiveBigIntegerField: int,
    models.BigAutoField: int,
    models.BooleanField: bool,
}
"""Fields that give a value of this class to the database as it is; every other value goes through its field."""


def insert_rows(rows: Sequence[M]) -> Sequence[M]:
    """Insert new rows of one model and give each its number, as `bulk_create` does. One statement; no signals.

    Whatever the database refuses is raised as ever, and then none of the rows is there.
    """
    if not rows:
        return rows
    model = type(rows[0])
    fields = model._meta.local_concrete_fields
    with transaction.atomic(savepoint=False):
        _number(model, rows)
        for field in fields:
            if _is_moment(field):
                for row in rows:
                    field.pre_save(row, add=True)
        _insert(model, fields, map(attrgetter(*(field.attname for field in fields)), rows))
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    return rows


def insert_values(model: type[models.Model], names: Sequence[str], values: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows that need no objects and no numbers: `values` in the order of `names`, those of relations as keys.

    Fields that are not named have their defaults, one for all rows.
    """
    every = {
        field.name: field for field in model._meta.local_concrete_fields if not isinstance(field, models.AutoField)
    }
    named = [every.pop(name) for name in names]
    rest = tuple([_default(field) for field in every.values()])
    _insert(model, [*named, *every.values()], (row + rest for row in values))


def insert_described(model: type[M], names: Sequence[str], values: Sequence[tuple[Any, ...]]) -> list[M]:
    """The same for rows that are gone on with: they come back as objects with their numbers, as if they had been read.

    Made from values, an object costs a third of what it costs made from names and values.
    """
    if not values:
        return []
    fields = model._meta.local_concrete_fields
    given = dict(zip(names, zip(*values, strict=True), strict=True))
    with transaction.atomic(savepoint=False):
        columns = [given.get(field.name) or _column(model, field, len(values)) for field in fields]
        rows = list(zip(*columns, strict=True))
        _insert(model, fields, rows)
    attributes = [field.attname for field in fields]
    return [model.from_db(connection.alias, attributes, row) for row in rows]


def insert_whole(model: type[models.Model], names: Sequence[str], values: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows exactly as they are said to be: numbers, moments and all. For rows that were there before."""
    by_name = {field.attname: field for field in model._meta.local_concrete_fields}
    _insert(model, [by_name[name] for name in names], values)


def _column(model: type[models.Model], field: models.Field[Any, Any], count: int) -> Iterable[Any]:
    """What nobody said: new numbers, one moment for all rows, or a default for each."""
    if isinstance(field, models.AutoField):
        return _numbers(model, count)
    return list(repeat(_default(field), count)) if _is_moment(field) else [_default(field) for _ in range(count)]


def _is_moment(field: models.Field[Any, Any]) -> bool:
    return bool(getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False))


def _default(field: models.Field[Any, Any]) -> Any:
    return timezone.now() if _is_moment(field) else field.get_default()


def _insert(
    model: type[models.Model], fields: Sequence[models.Field[Any, Any]], values: Iterable[tuple[Any, ...]]
) -> None:
    quote = connection.ops.quote_name
    names, marks = ", ".join(quote(str(field.column)) for field in fields), ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608 - names of our own models
    remaining = iter(values)
    with connection.cursor() as cursor:
        while piece := list(islice(remaining, PIECE)):
            columns = zip(*piece, strict=True)
            ready = [_sent(field, column) for field, column in zip(fields, columns, strict=True)]
            rows = zip(*ready, strict=True)
            if connection.vendor == "postgresql" and len(piece) >= COPIED_FROM:
                _copy(cursor, f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN", rows)
            else:
                cursor.executemany(sql, list(rows))


def _copy(cursor: Any, sql: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """PostgreSQL is sent every row of `executemany` as a statement of its own, which takes it ten times as long."""
    with connection.wrap_database_errors, cursor.copy(sql) as copy:
        for row in rows:
            copy.write_row(row)


def _number(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    if isinstance(model._meta.pk, models.AutoField):
        wanting = [row for row in rows if row.pk is None]
        for row, number in zip(wanting, _numbers(model, len(wanting)), strict=True):
            row.pk = number


def _numbers(model: type[models.Model], count: int) -> Sequence[int]:
    """Numbers as the database would give them, taken together: from its sequence, or above the highest there ever was.

    On SQLite the transaction that writes is the only one; its table of sequences follows numbers that are given.
    """
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            last = (cursor.fetchone() or (0,))[0]
            return range(last + 1, last + 1 + count)
        sequence = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
        cursor.execute(sequence, [f'"{table}"', model._meta.pk.column, count])
        return [number for (number,) in cursor.fetchall()]


@cache
def _plain_class(field: models.Field[Any, Any]) -> type | None:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return _AS_THEY_ARE.get(type(target))


def _sent(field: models.Field[Any, Any], column: Sequence[Any]) -> Sequence[Any]:
    """The values of one column as the database is given them; the very same value is made ready once in a row."""
    plain = _plain_class(field)
    if plain is not None and set(map(type, column)) <= {plain, NoneType}:
        return column
    prepared, database = field.get_db_prep_save, connections[DEFAULT_DB_ALIAS]  # looked up once, not for each value
    sent: list[Any] = []
    last, ready = object(), None
    for value in column:
        if value is not last:
            last, ready = value, value if value.__class__ is plain else prepared(value, database)
        sent.append(ready)
    return sent
