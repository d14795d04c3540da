"""Triggers that note every opened record of which something is written, whoever writes it and however.

They are there only while somebody is offered to harvesters: an archive that is not pays nothing for them. A command
that runs without the service's settings is noted all the same, as the database does it. Where they were missing, what
was written meanwhile is not known: `keep_triggers` says so, and everything is walked over again.
"""

from __future__ import annotations

from typing import Any

from django.db import connections, transaction

_PREFIX = "federation_due1"
"""Count up when a body changes: the old ones are then taken away, and everything is walked over once."""
_TABLES = {"catalogue_record": "id", "catalogue_personentry": "record_id", "catalogue_component": "record_id"}
"""Table → its column with the record's row id. Nothing else is given out of a record."""
_ROWS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}
_SETS = {"OLD": "removed", "NEW": "added"}
_OPEN = "opening_state = 'open'"


def keep_triggers(*, using: str = "default") -> bool:
    """Make the triggers that are missing; says whether all of them were there."""
    wanted = {f"{_PREFIX}_{table}_{event.lower()}": (table, event) for table in _TABLES for event in _ROWS}
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        there = _there(cursor)
        if there.keys() == wanted.keys():
            return True
        for name, table in there.items():
            _drop(cursor, name, table)
        make = _make_sqlite if cursor.db.vendor == "sqlite" else _make_postgresql
        for name, (table, event) in wanted.items():
            make(cursor, name, table, event)
    return False


def drop_triggers() -> bool:
    """Take them away; says whether there were any."""
    with connections["default"].cursor() as cursor:
        there = _there(cursor)
        for name, table in there.items():
            _drop(cursor, name, table)
    return bool(there)


def _there(cursor: Any) -> dict[str, str]:
    if cursor.db.vendor == "sqlite":
        cursor.execute(
            "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'federation_due%'"
        )
    else:
        cursor.execute(
            "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'federation_due%' "
            "AND NOT tgisinternal"
        )
    return dict(cursor.fetchall())


def _drop(cursor: Any, name: str, table: str) -> None:
    if cursor.db.vendor == "sqlite":
        cursor.execute(f'DROP TRIGGER "{name}"')
    else:
        cursor.execute(f'DROP TRIGGER "{name}" ON {table}')
        cursor.execute(f'DROP FUNCTION "{name}"()')


def _make_sqlite(cursor: Any, name: str, table: str, event: str) -> None:
    """Row by row. Of a record its own row says whether it is open, before or after; of what hangs on it, the record."""
    rows = _ROWS[event]
    if table == "catalogue_record":
        when = " OR ".join(f"{row}.{_OPEN}" for row in rows)
        said = f"SELECT {rows[-1]}.id"
    else:
        when = "1"
        keys = ", ".join(f"{row}.{_TABLES[table]}" for row in rows)
        said = f"SELECT id FROM catalogue_record WHERE id IN ({keys}) AND {_OPEN}"
    cursor.execute(
        f'CREATE TRIGGER "{name}" AFTER {event} ON {table} WHEN {when} BEGIN '
        f"INSERT INTO federation_due (record) {said}; END"
    )


def _make_postgresql(cursor: Any, name: str, table: str, event: str) -> None:
    """Once a statement."""
    sets = [_SETS[row] for row in _ROWS[event]]
    if table == "catalogue_record":
        keys = " UNION ".join(f"SELECT id FROM {one} WHERE {_OPEN}" for one in sets)
    else:
        named = " UNION ".join(f"SELECT {_TABLES[table]} FROM {one}" for one in sets)
        keys = f"SELECT id FROM catalogue_record WHERE id IN ({named}) AND {_OPEN}"
    referencing = " ".join(f"{row} TABLE AS {_SETS[row]}" for row in _ROWS[event])
    cursor.execute(
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
        f"INSERT INTO federation_due (record) {keys}; RETURN NULL; END $$"
    )
    cursor.execute(
        f'CREATE TRIGGER "{name}" AFTER {event} ON {table} REFERENCING {referencing} '
        f'FOR EACH STATEMENT EXECUTE FUNCTION "{name}"()'
    )
