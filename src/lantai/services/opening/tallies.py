"""Triggers that keep `YearTally` right, whoever writes records and however: two bodies, one for each engine.

As in the catalogue, they are looked for after every migration, and where they were missing everything is counted anew.
"""

from __future__ import annotations

from typing import Any

from django.db import connections, transaction

_NAME = "opening_years"
_TALLY = "opening_yeartally"
_COLUMNS = "fonds_id, opening_state, level, year"
_WATCHED = "fonds_id, opening_state, level, year, date_end, merged_into_id"
_DATED = {
    "sqlite": "coalesce(CAST(substr({row}.date_end, 1, 4) AS INTEGER), {row}.year, 0)",
    "postgresql": "COALESCE(CAST(EXTRACT(YEAR FROM {row}.date_end) AS integer), {row}.year, 0)",
}
"""`DatedYear` of a row that is no query's."""


def year_triggers() -> set[str]:
    return {f"{_NAME}_{event}" for event in ("insert", "delete", "update")}


def keep_year_tallies(*, using: str = "default", **_signal: Any) -> None:
    """Make the triggers where they are missing, and count what is there. Receives `post_migrate`."""
    connection = connections[using]
    if not {"catalogue_record", _TALLY} <= set(connection.introspection.table_names()):
        return
    is_sqlite = connection.vendor == "sqlite"
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if _are_there(cursor, is_sqlite=is_sqlite):
            return
        (_make_sqlite if is_sqlite else _make_postgresql)(cursor)
        cursor.execute(f"DELETE FROM {_TALLY}")
        cells = _cells("catalogue_record", connection.vendor)
        cursor.execute(
            f"INSERT INTO {_TALLY} ({_COLUMNS}, records) "
            f"SELECT {_COLUMNS}, COUNT(*) FROM ({cells}) AS cells GROUP BY {_COLUMNS}"
        )


def _cells(table: str, vendor: str, count: str = "") -> str:
    """The cell of every row of a table that counts; SQL."""
    dated = _DATED["sqlite" if vendor == "sqlite" else "postgresql"].format(row=table)
    told = f", {count} AS n" if count else ""
    return (
        f"SELECT {table}.fonds_id, {table}.opening_state, {table}.level, {dated} AS year{told} FROM {table} "
        f"WHERE {table}.merged_into_id IS NULL"
    )


def _are_there(cursor: Any, *, is_sqlite: bool) -> bool:
    table, name = ("sqlite_master", "name") if is_sqlite else ("pg_trigger", "tgname")
    kind = "type = 'trigger'" if is_sqlite else "NOT tgisinternal"
    cursor.execute(f"SELECT COUNT(*) FROM {table} WHERE {kind} AND {name} LIKE %s", [f"{_NAME}_%"])
    return bool(cursor.fetchone()[0] == 3)


def _make_sqlite(cursor: Any) -> None:
    """Row by row: SQLite has one writer at a time, so a cell is one row."""
    for event, rows in (
        ("INSERT", (("NEW", "+"),)),
        ("DELETE", (("OLD", "-"),)),
        (f"UPDATE OF {_WATCHED}", (("OLD", "-"), ("NEW", "+"))),
    ):
        name = f"{_NAME}_{event.split()[0].lower()}"
        steps = " ".join(_step_sqlite(row, sign) for row, sign in rows)
        cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute(f"CREATE TRIGGER {name} AFTER {event} ON catalogue_record BEGIN {steps} END")


def _step_sqlite(row: str, sign: str) -> str:
    dated = _DATED["sqlite"].format(row=row)
    here = (
        f"fonds_id = {row}.fonds_id AND opening_state = {row}.opening_state AND level = {row}.level "
        f"AND year = {dated} AND {row}.merged_into_id IS NULL"
    )
    change = f"UPDATE {_TALLY} SET records = records {sign} 1 WHERE {here};"
    if sign == "-":  # what goes was counted; where the tallies went first (a flush of all tables) none must come back
        return change
    return (
        f"INSERT INTO {_TALLY} ({_COLUMNS}, records) "
        f"SELECT {row}.fonds_id, {row}.opening_state, {row}.level, {dated}, 0 WHERE {row}.merged_into_id IS NULL "
        f"AND NOT EXISTS (SELECT 1 FROM {_TALLY} WHERE {here}); {change}"
    )


def _make_postgresql(cursor: Any) -> None:
    """Once a statement, and waiting for nobody: a cell another transaction holds gets a second row that adds up."""
    more, less = _cells("added", "postgresql", "1"), _cells("removed", "postgresql", "-1")
    for event, tables, changes in (
        ("insert", "NEW TABLE AS added", more),
        ("delete", "OLD TABLE AS removed", less),
        ("update", "NEW TABLE AS added OLD TABLE AS removed", f"{more} UNION ALL {less}"),
    ):
        name = f"{_NAME}_{event}"
        cursor.execute(_POSTGRESQL_FUNCTION.format(name=name, tally=_TALLY, columns=_COLUMNS, changes=changes))
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
        UPDATE {tally} SET records = records + cell.n WHERE id = (
            SELECT id FROM {tally} AS tally
            WHERE tally.fonds_id = cell.fonds_id AND tally.opening_state = cell.opening_state
                AND tally.level = cell.level AND tally.year = cell.year
            ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED);
        IF NOT FOUND THEN
            INSERT INTO {tally} ({columns}, records)
            VALUES (cell.fonds_id, cell.opening_state, cell.level, cell.year, cell.n);
        END IF;
    END LOOP;
    RETURN NULL;
END $$
"""
