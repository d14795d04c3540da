"""Triggers that keep `RecordTally` right, whoever writes records and however: two bodies, one for each engine.

They are looked for after every migration and at every start, and where they were missing everything is counted anew.
"""

from __future__ import annotations

from typing import Any

from django.db import connections, transaction

_CELL = ("fonds_id", "opening_state", "record_type", "level", "retention")
_COLUMNS = ", ".join(_CELL)
_THERE = "merged_into_id IS NULL"
_NAME = "catalogue_present"
_BEFORE = "catalogue_tally"
"""Triggers of before records could be merged: they count those too, and go when the new ones come."""


def tally_triggers() -> set[str]:
    return {f"{_NAME}_{event}" for event in ("insert", "delete", "update")}


def keep_tallies(*, using: str = "default", **_signal: Any) -> None:
    """Make the triggers where they are missing, and count what is there. Receives `post_migrate`."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if not {"catalogue_record", "catalogue_recordtally"} <= tables:
        return
    find, make = (_find_sqlite, _make_sqlite) if connection.vendor == "sqlite" else (_find_postgresql, _make_postgresql)
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if find(cursor):
            return
        _drop_earlier(cursor, connection.vendor)
        make(cursor)
        cursor.execute("DELETE FROM catalogue_recordtally")
        cursor.execute(
            f"INSERT INTO catalogue_recordtally ({_COLUMNS}, records) "
            f"SELECT {_COLUMNS}, COUNT(*) FROM catalogue_record WHERE merged_into_id IS NULL GROUP BY {_COLUMNS}"
        )


def _drop_earlier(cursor: Any, vendor: str) -> None:
    for event in ("insert", "delete", "update"):
        table = "" if vendor == "sqlite" else " ON catalogue_record"
        cursor.execute(f"DROP TRIGGER IF EXISTS {_BEFORE}_{event}{table}")
        if vendor != "sqlite":
            cursor.execute(f"DROP FUNCTION IF EXISTS {_BEFORE}_{event}()")


def _find_sqlite(cursor: Any) -> bool:
    cursor.execute("SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"{_NAME}_%"])
    return bool(cursor.fetchone()[0] == 3)


def _make_sqlite(cursor: Any) -> None:
    """Row by row: SQLite has one writer at a time, so a cell is one row."""
    for event, rows in (
        ("INSERT", (("NEW", "+"),)),
        ("DELETE", (("OLD", "-"),)),
        (f"UPDATE OF {_COLUMNS}, merged_into_id", (("OLD", "-"), ("NEW", "+"))),
    ):
        name = f"{_NAME}_{event.split()[0].lower()}"
        steps = " ".join(_step_sqlite(row, sign) for row, sign in rows)
        cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute(f"CREATE TRIGGER {name} AFTER {event} ON catalogue_record BEGIN {steps} END")


def _step_sqlite(row: str, sign: str) -> str:
    here = " AND ".join(f"{column} = {row}.{column}" for column in _CELL) + f" AND {row}.merged_into_id IS NULL"
    values = ", ".join(f"{row}.{column}" for column in _CELL)
    change = f"UPDATE catalogue_recordtally SET records = records {sign} 1 WHERE {here};"
    if sign == "-":  # what goes was counted; where the tallies went first (a flush of all tables) none must come back
        return change
    return (
        f"INSERT INTO catalogue_recordtally ({_COLUMNS}, records) SELECT {values}, 0 "
        f"WHERE {row}.merged_into_id IS NULL "
        f"AND NOT EXISTS (SELECT 1 FROM catalogue_recordtally WHERE {here}); {change}"
    )


def _find_postgresql(cursor: Any) -> bool:
    cursor.execute("SELECT COUNT(*) FROM pg_trigger WHERE tgname LIKE %s AND NOT tgisinternal", [f"{_NAME}_%"])
    return bool(cursor.fetchone()[0] == 3)


def _make_postgresql(cursor: Any) -> None:
    """Once a statement, and waiting for nobody: a cell another transaction holds gets a second row that adds up."""
    for event, tables, changes in (
        ("insert", "NEW TABLE AS added", f"SELECT {_COLUMNS}, 1 AS n FROM added WHERE {_THERE}"),
        ("delete", "OLD TABLE AS removed", f"SELECT {_COLUMNS}, -1 AS n FROM removed WHERE {_THERE}"),
        (
            "update",
            "NEW TABLE AS added OLD TABLE AS removed",
            (
                f"SELECT {_COLUMNS}, 1 AS n FROM added WHERE {_THERE} "
                f"UNION ALL SELECT {_COLUMNS}, -1 FROM removed WHERE {_THERE}"
            ),
        ),
    ):
        name = f"{_NAME}_{event}"
        cursor.execute(_POSTGRESQL_FUNCTION.format(name=name, columns=_COLUMNS, changes=changes))
        cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON catalogue_record")
        cursor.execute(
            f"CREATE TRIGGER {name} AFTER {event.upper()} ON catalogue_record REFERENCING {tables} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )


_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE cell record;
BEGIN
    FOR cell IN SELECT {columns}, SUM(n) AS n FROM ({changes}) AS changed GROUP BY {columns} HAVING SUM(n) <> 0 LOOP
        UPDATE catalogue_recordtally SET records = records + cell.n WHERE id = (
            SELECT id FROM catalogue_recordtally AS tally
            WHERE tally.fonds_id = cell.fonds_id AND tally.opening_state = cell.opening_state
                AND tally.record_type = cell.record_type AND tally.level = cell.level
                AND tally.retention = cell.retention
            ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED);
        IF NOT FOUND THEN
            INSERT INTO catalogue_recordtally ({columns}, records)
            VALUES (cell.fonds_id, cell.opening_state, cell.record_type, cell.level, cell.retention, cell.n);
        END IF;
    END LOOP;
    RETURN NULL;
END $$
"""
