"""Rows into the tables past everything that costs by the row, and all of it back in place at the end.

Indexes, triggers and foreign keys are what a table of millions spends its time on when rows come one by one. They are
taken away while an archive is loaded and made again from the database's own words for them, so that the tables end as
migrations left them. What the triggers would have counted is counted once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

Row = dict[str, Any]
"""Columns and values; what a row leaves out has the default of its field."""

TRIGGERS = {
    "catalogue_present": "catalogue_record",
    "arrangement_series": "catalogue_record",
    "opening_years": "catalogue_record",
    "normalisation_format_file": "preservation_storedfile",
}
"""Triggers that keep counts, by the beginning of their names, with their table: without indexes each row of a hundred
thousand would make them walk through all counts."""


@contextmanager
def bare_tables() -> Iterator[None]:
    """Tables without indexes but those of keys and constraints; for a home that nobody uses meanwhile.

    They are filled by `insert` on SQLite and by `bench.big_copy` on PostgreSQL.
    """
    from django.db import connection

    begin, end = (_bare_sqlite, _dress_sqlite) if connection.vendor == "sqlite" else (_bare_pg, _dress_pg)
    with connection.cursor() as cursor:
        kept = begin(cursor)
    yield
    with connection.cursor() as cursor:
        for statement in kept:
            cursor.execute(statement)
        end(cursor)
    _count()
    _settle()


def _bare_sqlite(cursor: Any) -> list[str]:
    for pragma in ("synchronous=OFF", "foreign_keys=OFF", "cache_size=-2000000", "temp_store=MEMORY"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name")
    indexes = cursor.fetchall()
    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    for (name,) in cursor.fetchall():
        if name.startswith(tuple(TRIGGERS)):
            cursor.execute(f'DROP TRIGGER "{name}"')
    for name, _ in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    return [sql for _, sql in indexes]


def _dress_sqlite(cursor: Any) -> None:
    for pragma in ("synchronous=NORMAL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")


def _bare_pg(cursor: Any) -> list[str]:
    cursor.execute("SET session_replication_role = replica")
    cursor.execute("SET maintenance_work_mem = '1GB'")
    cursor.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
        "JOIN pg_class ON pg_class.oid = indrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace "
        "WHERE nspname = 'public' AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)"
    )
    indexes = cursor.fetchall()
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    for trigger, table in TRIGGERS.items():
        for event in ("insert", "update", "delete"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {trigger}_{event} ON {table}")
    return [definition for _, definition in indexes]


def _dress_pg(cursor: Any) -> None:
    cursor.execute("SET session_replication_role = DEFAULT")


def _count() -> None:
    """What the triggers keep, and the triggers, as after a migration that lost them."""
    from lantai.holdings.arrangement.tallies import keep_series_tallies
    from lantai.holdings.catalogue.tallies import keep_tallies
    from lantai.holdings.normalisation.tallies import keep_format_tallies
    from lantai.services.opening.tallies import keep_year_tallies

    keep_tallies()
    keep_series_tallies()
    keep_year_tallies()
    keep_format_tallies()


def _settle() -> None:
    """Sequences behind the ids given here; statistics, which autovacuum gathers by and by; a log that is not kept."""
    from django.apps import apps
    from django.core.management.color import no_style
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE")


def insert(model: Any, rows: Sequence[Row]) -> None:
    """Rows past the models, as these cost more than the database: one prepared statement a table."""
    from django.utils import timezone

    if not rows:
        return
    every = [field for field in model._meta.concrete_fields if not field.generated]
    fields = [field for field in every if field.column in rows[0] or not field.primary_key]
    now = timezone.now()
    plans = [(field.column, _adapter(field), now if _is_moment(field) else field.get_default()) for field in fields]
    insert_values(
        model._meta.db_table,
        [field.column for field in fields],
        (
            [adapt(row.get(name, default)) if adapt else row.get(name, default) for name, adapt, default in plans]
            for row in rows
        ),
    )


def insert_values(table: str, columns: Sequence[str], values: Iterable[Sequence[Any]]) -> None:
    """Values as the driver takes them, in the order of the columns."""
    from django.db import connection

    names, marks = ", ".join(f'"{column}"' for column in columns), ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', values)


def _is_moment(field: Any) -> bool:
    return bool(getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False))


def _adapter(field: Any) -> Callable[[Any], Any] | None:
    """How a value of this field becomes what SQLite's driver takes; None: as it is."""
    from django.db.models import DateField, DateTimeField, JSONField

    if isinstance(field, JSONField):
        return partial(json.dumps, ensure_ascii=False, cls=DjangoJSONEncoder)
    if isinstance(field, DateField):
        form = "%Y-%m-%d %H:%M:%S.%f" if isinstance(field, DateTimeField) else "%Y-%m-%d"
        return lambda value: value and value.strftime(form)
    return None
