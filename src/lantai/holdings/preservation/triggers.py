"""Triggers that mark a subject when any row of its parts changes, so that no act can forget it: a body for each engine.

Only tables that are `watched`: what comes by the hundred thousand is marked by its act with one statement. As those
that count records, they are looked for after every migration and at every start; where one was missing, every subject
with a row in its table is marked.
"""

from __future__ import annotations

from typing import Any

from django.db import connections, models, transaction

from lantai.holdings.preservation.parts import Part, Table, tables

_PREFIX = "preservation_mark1"
"""Count up when a body changes: the old ones are then taken away."""
_MARKS = "preservation_mark"
_EVENTS = ("INSERT", "UPDATE", "DELETE")


def marking_triggers() -> set[str]:
    """Names of all that there are once every table is there."""
    return {_name(table, event) for _, table in tables() if table.watch for event in _EVENTS}


def keep_triggers(*, using: str = "default", **_signal: Any) -> None:
    """Make the triggers that are missing and take away those nobody wants. Receives `post_migrate`."""
    connection = connections[using]
    present = set(connection.introspection.table_names())
    if _MARKS not in present:
        return
    wanted = {
        _name(table, event): (part, table, event)
        for part, table in tables()
        if table.watch and table.model_class._meta.db_table in present
        for event in _EVENTS
    }
    engine = _Sqlite() if connection.vendor == "sqlite" else _Postgresql()
    with transaction.atomic(using=using), connection.cursor() as cursor:
        there = engine.find(cursor)
        for name in there.keys() - wanted.keys():
            engine.drop(cursor, name, there[name])
        missing = {name: wanted[name] for name in wanted.keys() - there.keys()}
        for name, (part, table, event) in missing.items():
            engine.make(cursor, name, part, table, event)
        watched = {_watched(name) for name in there}
        unwatched = {
            (part.name, table.label): (part, table)
            for name, (part, table, _) in missing.items()
            if _watched(name) not in watched
        }
        for part, table in unwatched.values():
            _mark_all(cursor, part, table, engine.now)


def _mark_all(cursor: Any, part: Part, table: Table, now: str) -> None:
    """Every subject that has a row here: what was written while nobody watched is not known."""
    keys = f'SELECT DISTINCT {_key(table, "t")} AS k FROM "{table.model_class._meta.db_table}" AS t'
    cursor.execute(
        f"INSERT INTO {_MARKS} (kind, key, since) SELECT '{part.kind}', k, {now} FROM ({keys}) AS keys "
        "WHERE k IS NOT NULL"
    )


def _watched(name: str) -> str:
    """The table and event in a trigger's name, whichever body it has."""
    return name.removeprefix("preservation_mark").partition("_")[2]


def _name(table: Table, event: str) -> str:
    return f"{_PREFIX}_{table.model_class._meta.db_table}_{event.lower()}"


class _Sqlite:
    now = "strftime('%Y-%m-%d %H:%M:%f', 'now')"

    def find(self, cursor: Any) -> dict[str, str]:
        cursor.execute(
            "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'preservation_mark%'"
        )
        return dict(cursor.fetchall())

    def drop(self, cursor: Any, name: str, _table: str) -> None:
        cursor.execute(f'DROP TRIGGER "{name}"')

    def make(self, cursor: Any, name: str, part: Part, table: Table, event: str) -> None:
        rows = {"INSERT": ["NEW"], "DELETE": ["OLD"], "UPDATE": ["OLD", "NEW"]}[event]
        keys = " UNION ".join(f"SELECT {_key(table, row)} AS k" for row in rows)
        cursor.execute(
            f'CREATE TRIGGER "{name}" AFTER {event} ON "{table.model_class._meta.db_table}" BEGIN '
            f"INSERT INTO {_MARKS} (kind, key, since) SELECT '{part.kind}', k, {self.now} "
            f"FROM ({keys}) WHERE k IS NOT NULL; END"
        )


class _Postgresql:
    now = "clock_timestamp()"

    def find(self, cursor: Any) -> dict[str, str]:
        cursor.execute(
            "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'preservation_mark%' "
            "AND NOT tgisinternal"
        )
        return dict(cursor.fetchall())

    def drop(self, cursor: Any, name: str, table: str) -> None:
        cursor.execute(f'DROP TRIGGER "{name}" ON {table}')

    def make(self, cursor: Any, name: str, part: Part, table: Table, event: str) -> None:
        """Once a statement: names are cut to what the engine keeps."""
        sets = {"INSERT": ["added"], "DELETE": ["removed"], "UPDATE": ["removed", "added"]}[event]
        named = {"added": "NEW TABLE AS added", "removed": "OLD TABLE AS removed"}
        keys = " UNION ".join(f"SELECT {_key(table, one)} AS k FROM {one}" for one in sets)
        cursor.execute(
            f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
            f"INSERT INTO {_MARKS} (kind, key, since) SELECT '{part.kind}', k, {self.now} FROM ({keys}) AS keys "
            "WHERE k IS NOT NULL; RETURN NULL; END $$"
        )
        cursor.execute(
            f'CREATE TRIGGER "{name}" AFTER {event} ON "{table.model_class._meta.db_table}" '
            f'REFERENCING {" ".join(named[one] for one in sets)} FOR EACH STATEMENT EXECUTE FUNCTION "{name}"()'
        )


def _key(table: Table, row: str) -> str:
    """The subject's row id as SQL, from a row of the table: its own column, or that of the row it points at."""
    return _path(table.model_class, table.subject.split("__"), row) if table.subject else "0"


def _path(model: type[models.Model], steps: list[str], row: str) -> str:
    meta = model._meta
    field: Any = meta.pk if steps[0] == "pk" else _field(model, steps[0])
    here = f'{row}."{field.column}"'
    if len(steps) == 1:
        return here
    target = field.related_model
    alias = f"{row}_{field.name}".lower()
    beyond = _path(target, steps[1:], alias)
    at = f'{alias}."{field.target_field.column}"'
    return f'(SELECT {beyond} FROM "{target._meta.db_table}" AS {alias} WHERE {at} = {here})'


def _field(model: type[models.Model], name: str) -> Any:
    return next(each for each in model._meta.local_concrete_fields if name in (each.name, each.attname))
