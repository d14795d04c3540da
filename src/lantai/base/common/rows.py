"""Many new rows at once: one statement prepared once, with no SQL text built for every value.

`bulk_create` builds an expression and a placeholder for each value of each row, which costs more than the database's
own work. Here the statement is made once for a table; what fields do to values before saving is done as ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import islice
from operator import attrgetter
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction
from django.utils import timezone

M = TypeVar("M", bound=models.Model)
PIECE = 20_000
"""So many rows at most are made ready in memory."""
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
        takers = [_taker(field) for field in fields]
        senders = [_sender(field) for field in fields]
        ready = (tuple([send(take(row)) for take, send in zip(takers, senders, strict=True)]) for row in rows)
        _insert(model, fields, ready)
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
    senders = [_sender(field) for field in named]
    rest = tuple([_sender(field)(_default(field)) for field in every.values()])
    ready = (tuple([send(value) for send, value in zip(senders, row, strict=True)]) + rest for row in values)
    _insert(model, [*named, *every.values()], ready)


def _default(field: models.Field[Any, Any]) -> Any:
    is_moment = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    return timezone.now() if is_moment else field.get_default()


def _insert(
    model: type[models.Model], fields: Sequence[models.Field[Any, Any]], values: Iterable[tuple[Any, ...]]
) -> None:
    quote = connection.ops.quote_name
    names, marks = ", ".join(quote(str(field.column)) for field in fields), ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608 - names of our own models
    remaining = iter(values)
    with connection.cursor() as cursor:
        while piece := list(islice(remaining, PIECE)):
            cursor.executemany(sql, piece)


def _number(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Numbers as the database would give them, taken together: from its sequence, or above the highest there ever was.

    On SQLite the transaction that writes is the only one; its table of sequences follows numbers that are given.
    """
    key = model._meta.pk
    if not isinstance(key, models.AutoField):
        return
    wanting = [row for row in rows if row.pk is None]
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            last = (cursor.fetchone() or (0,))[0]
            numbers: Iterable[int] = range(last + 1, last + 1 + len(wanting))
        else:
            sequence = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
            cursor.execute(sequence, [f'"{table}"', key.column, len(wanting)])
            numbers = [number for (number,) in cursor.fetchall()]
    for row, number in zip(wanting, numbers, strict=True):
        row.pk = number


def _taker(field: models.Field[Any, Any]) -> Callable[[models.Model], Any]:
    """How a row's value is read: at once, but for fields that make it at the moment of saving."""
    makes = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    return (lambda row: field.pre_save(row, add=True)) if makes else attrgetter(field.attname)


@cache
def _plain_class(field: models.Field[Any, Any]) -> type | None:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return _AS_THEY_ARE.get(type(target))


def _sender(field: models.Field[Any, Any]) -> Callable[[Any], Any]:
    """What makes of a value what the database is given."""
    plain = _plain_class(field)
    prepared, database = field.get_db_prep_save, connections[DEFAULT_DB_ALIAS]  # looked up once, not for each value
    return lambda value: value if value.__class__ is plain else prepared(value, database)
