"""Triggers that count files and copies of each format, whoever writes them: two bodies, one for each engine.

A register of a million and a half records is shown without counting one file. As with records, the triggers are looked
for after every migration, and where they were missing everything is counted anew.
"""

from __future__ import annotations

from typing import Any

from django.db import connections, transaction

_NAME = "normalisation_format"
_TALLY = "normalisation_formattally"
_FILES, _COPIES = "preservation_storedfile", "normalisation_derivative"
_OWNER = (
    "SELECT record.institution_code FROM preservation_storedobject AS stored "
    "JOIN catalogue_record AS record ON record.id = stored.record_id WHERE stored.id = {row}.stored_id"
)
_FILE = (
    "({owner}) AS institution, {row}.puid AS puid, {row}.kind AS kind, {sign} AS files, {sign} * {row}.size AS bytes"
)
_COPY = "{row}.institution AS institution, {row}.source_puid AS puid, {row}.source_kind AS kind, 0 AS files, 0 AS bytes"
_TABLES = {
    "file": (_FILES, "UPDATE OF puid, kind, size, stored_id"),
    "copy": (_COPIES, "UPDATE OF institution, source_puid, source_kind"),
}


def format_triggers() -> set[str]:
    return {f"{_NAME}_{table}_{event}" for table in _TABLES for event in ("insert", "delete", "update")}


def keep_format_tallies(*, using: str = "default", **_signal: Any) -> None:
    """Make the triggers where they are missing, and count what is there. Receives `post_migrate`."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if not {_FILES, _COPIES, _TALLY, "catalogue_record"} <= tables:
        return
    find, make = (_find_sqlite, _make_sqlite) if connection.vendor == "sqlite" else (_find_postgresql, _make_postgresql)
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if find(cursor):
            return
        make(cursor)
        _count_anew(cursor)


def _count_anew(cursor: Any) -> None:
    cursor.execute(f"DELETE FROM {_TALLY}")
    cursor.execute(
        f"INSERT INTO {_TALLY} (institution, puid, kind, files, bytes, derivatives) "
        f"SELECT record.institution_code, file.puid, file.kind, COUNT(*), SUM(file.size), 0 FROM {_FILES} AS file "
        "JOIN preservation_storedobject AS stored ON stored.id = file.stored_id "
        "JOIN catalogue_record AS record ON record.id = stored.record_id "
        "GROUP BY record.institution_code, file.puid, file.kind"
    )
    cursor.execute(
        f"INSERT INTO {_TALLY} (institution, puid, kind, files, bytes, derivatives) "
        f"SELECT institution, source_puid, source_kind, 0, 0, COUNT(*) FROM {_COPIES} "
        "GROUP BY institution, source_puid, source_kind"
    )


def _change(table: str, row: str, sign: int) -> str:
    """What one row adds or takes, as columns."""
    if table == "file":
        return f"{_FILE.format(owner=_OWNER.format(row=row), row=row, sign=sign)}, 0 AS derivatives"
    return f"{_COPY.format(row=row)}, {sign} AS derivatives"


def _find_sqlite(cursor: Any) -> bool:
    cursor.execute("SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"{_NAME}_%"])
    return bool(cursor.fetchone()[0] == 6)


def _make_sqlite(cursor: Any) -> None:
    """Row by row: SQLite has one writer at a time, so a cell has one row."""
    for name, (table, update) in _TABLES.items():
        for event, changes in (
            ("INSERT", [("NEW", 1)]),
            ("DELETE", [("OLD", -1)]),
            (update, [("OLD", -1), ("NEW", 1)]),
        ):
            steps = " ".join(_sqlite_step(_change(name, row, sign)) for row, sign in changes)
            trigger = f"{_NAME}_{name}_{event.split()[0].lower()}"
            cursor.execute(f"DROP TRIGGER IF EXISTS {trigger}")
            cursor.execute(f"CREATE TRIGGER {trigger} AFTER {event} ON {table} BEGIN {steps} END")


def _sqlite_step(change: str) -> str:
    cell = f"{_TALLY}.institution = c.institution AND {_TALLY}.puid = c.puid AND {_TALLY}.kind = c.kind"
    return (
        f"INSERT INTO {_TALLY} (institution, puid, kind, files, bytes, derivatives) "
        f"SELECT c.institution, c.puid, c.kind, 0, 0, 0 FROM (SELECT {change}) AS c "
        f"WHERE c.institution IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {_TALLY} WHERE {cell}); "
        f"UPDATE {_TALLY} SET files = {_TALLY}.files + c.files, bytes = {_TALLY}.bytes + c.bytes, "
        f"derivatives = {_TALLY}.derivatives + c.derivatives FROM (SELECT {change}) AS c WHERE {cell};"
    )


def _find_postgresql(cursor: Any) -> bool:
    cursor.execute("SELECT COUNT(*) FROM pg_trigger WHERE tgname LIKE %s AND NOT tgisinternal", [f"{_NAME}_%"])
    return bool(cursor.fetchone()[0] == 6)


def _make_postgresql(cursor: Any) -> None:
    """Once a statement, and waiting for nobody: a cell another transaction holds gets a second row that adds up."""
    for name, (table, _update) in _TABLES.items():
        for event, tables, rows in (
            ("insert", "NEW TABLE AS added", [("added", 1)]),
            ("delete", "OLD TABLE AS removed", [("removed", -1)]),
            ("update", "NEW TABLE AS added OLD TABLE AS removed", [("removed", -1), ("added", 1)]),
        ):
            changes = " UNION ALL ".join(f"SELECT {_change(name, row, sign)} FROM {row}" for row, sign in rows)
            trigger = f"{_NAME}_{name}_{event}"
            cursor.execute(_POSTGRESQL_FUNCTION.format(name=trigger, tally=_TALLY, changes=changes))
            cursor.execute(f"DROP TRIGGER IF EXISTS {trigger} ON {table}")
            cursor.execute(
                f"CREATE TRIGGER {trigger} AFTER {event.upper()} ON {table} REFERENCING {tables} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {trigger}()"
            )


_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE cell record;
BEGIN
    FOR cell IN SELECT institution, puid, kind, SUM(files) AS files, SUM(bytes) AS bytes, SUM(derivatives) AS copies
            FROM ({changes}) AS changed WHERE institution IS NOT NULL GROUP BY institution, puid, kind
            HAVING SUM(files) <> 0 OR SUM(bytes) <> 0 OR SUM(derivatives) <> 0 LOOP
        UPDATE {tally} SET files = files + cell.files, bytes = bytes + cell.bytes,
            derivatives = derivatives + cell.copies WHERE id = (
            SELECT id FROM {tally} AS tally WHERE tally.institution = cell.institution
            AND tally.puid = cell.puid AND tally.kind = cell.kind ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED);
        IF NOT FOUND THEN
            INSERT INTO {tally} (institution, puid, kind, files, bytes, derivatives)
            VALUES (cell.institution, cell.puid, cell.kind, cell.files, cell.bytes, cell.copies);
        END IF;
    END LOOP;
    RETURN NULL;
END $$
"""
