"""Triggers that count the records of each class, whoever writes records and however: two bodies, one for each engine.

A tree of a fonds with a million records is shown without counting one of them. As in the catalogue, the triggers are
looked for after every migration, and where they were missing everything is counted anew.
"""

from __future__ import annotations

from typing import Any

from django.db import connections, transaction

_NAME = "arrangement_series"
_TALLY = "arrangement_seriestally"


def series_triggers() -> set[str]:
    return {f"{_NAME}_{event}" for event in ("insert", "delete", "update")}


def keep_series_tallies(*, using: str = "default", **_signal: Any) -> None:
    """Make the triggers where they are missing, and count what is there. Receives `post_migrate`."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if not {"catalogue_record", _TALLY} <= tables:
        return
    find, make = (_find_sqlite, _make_sqlite) if connection.vendor == "sqlite" else (_find_postgresql, _make_postgresql)
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if find(cursor):
            return
        make(cursor)
        cursor.execute(f"DELETE FROM {_TALLY}")
        cursor.execute(
            f"INSERT INTO {_TALLY} (series_id, records) SELECT series_id, COUNT(*) FROM catalogue_record "
            "WHERE series_id IS NOT NULL GROUP BY series_id"
        )


def _find_sqlite(cursor: Any) -> bool:
    cursor.execute("SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"{_NAME}_%"])
    return bool(cursor.fetchone()[0] == 3)


def _make_sqlite(cursor: Any) -> None:
    """Row by row: SQLite has one writer at a time, so a class has one row."""
    for event, steps in (
        ("INSERT", _added("NEW")),
        ("DELETE", _removed("OLD")),
        ("UPDATE OF series_id", f"{_removed('OLD')} {_added('NEW')}"),
    ):
        name = f"{_NAME}_{event.split()[0].lower()}"
        cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute(f"CREATE TRIGGER {name} AFTER {event} ON catalogue_record BEGIN {steps} END")


def _added(row: str) -> str:
    return (
        f"INSERT INTO {_TALLY} (series_id, records) SELECT {row}.series_id, 0 WHERE {row}.series_id IS NOT NULL "
        f"AND NOT EXISTS (SELECT 1 FROM {_TALLY} WHERE series_id = {row}.series_id); "
        f"UPDATE {_TALLY} SET records = records + 1 WHERE series_id = {row}.series_id;"
    )


def _removed(row: str) -> str:
    return f"UPDATE {_TALLY} SET records = records - 1 WHERE series_id = {row}.series_id;"


def _find_postgresql(cursor: Any) -> bool:
    cursor.execute("SELECT COUNT(*) FROM pg_trigger WHERE tgname LIKE %s AND NOT tgisinternal", [f"{_NAME}_%"])
    return bool(cursor.fetchone()[0] == 3)


def _make_postgresql(cursor: Any) -> None:
    """Once a statement, and waiting for nobody: a class another transaction holds gets a second row that adds up."""
    for event, tables, changes in (
        ("insert", "NEW TABLE AS added", "SELECT series_id, 1 AS n FROM added"),
        ("delete", "OLD TABLE AS removed", "SELECT series_id, -1 AS n FROM removed"),
        (
            "update",
            "NEW TABLE AS added OLD TABLE AS removed",
            "SELECT series_id, 1 AS n FROM added UNION ALL SELECT series_id, -1 FROM removed",
        ),
    ):
        name = f"{_NAME}_{event}"
        cursor.execute(_POSTGRESQL_FUNCTION.format(name=name, tally=_TALLY, changes=changes))
        cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON catalogue_record")
        cursor.execute(
            f"CREATE TRIGGER {name} AFTER {event.upper()} ON catalogue_record REFERENCING {tables} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )


_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE cell record;
BEGIN
    FOR cell IN SELECT series_id, SUM(n) AS n FROM ({changes}) AS changed WHERE series_id IS NOT NULL
            GROUP BY series_id HAVING SUM(n) <> 0 LOOP
        UPDATE {tally} SET records = records + cell.n WHERE id = (
            SELECT id FROM {tally} AS tally WHERE tally.series_id = cell.series_id
            ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED);
        IF NOT FOUND THEN
            INSERT INTO {tally} (series_id, records) VALUES (cell.series_id, cell.n);
        END IF;
    END LOOP;
    RETURN NULL;
END $$
"""
