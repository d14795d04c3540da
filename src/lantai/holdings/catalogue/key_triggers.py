"""A trigger that keeps what a person's keys say of the entry: its record and year of birth, whoever changes the entry.

Who asks for a name and a year, or for two names on one record, is answered from the index of keys alone. As those that
count records, it is looked for after every migration and at every start; where it was missing, keys are set right.
"""

from __future__ import annotations

from typing import Any

from django.db import connections, transaction

_NAME = "catalogue_key_follows"
_DIFFERS = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}
_CHANGED = "OLD.record_id {differs} NEW.record_id OR OLD.birth_year {differs} NEW.birth_year"
_FOLLOW = "UPDATE catalogue_personkey SET record_id = NEW.record_id, born = NEW.birth_year WHERE entry_id = NEW.id"


_SET_RIGHT = (
    "UPDATE catalogue_personkey SET record_id = entry.record_id, born = entry.birth_year "
    "FROM catalogue_personentry AS entry WHERE entry.id = catalogue_personkey.entry_id AND "
    "(catalogue_personkey.record_id {differs} entry.record_id OR catalogue_personkey.born {differs} entry.birth_year)"
)


def key_trigger() -> set[str]:
    return {_NAME}


def follow_entries(*, using: str = "default", **_signal: Any) -> None:
    """Make the trigger where it is missing. Receives `post_migrate`."""
    connection = connections[using]
    if not {"catalogue_personentry", "catalogue_personkey"} <= set(connection.introspection.table_names()):
        return
    is_sqlite = connection.vendor == "sqlite"
    with transaction.atomic(using=using), connection.cursor() as cursor:
        was_there = _is_there(cursor, is_sqlite=is_sqlite)
        if is_sqlite and was_there:
            return
        (_make_sqlite if is_sqlite else _make_postgresql)(cursor)
        if not was_there:
            cursor.execute(_SET_RIGHT.format(differs=_DIFFERS[connection.vendor]))


def _is_there(cursor: Any, *, is_sqlite: bool) -> bool:
    of_sqlite, of_postgresql = (
        "SELECT 1 FROM sqlite_master WHERE name = %s",
        "SELECT 1 FROM pg_trigger WHERE tgname = %s",
    )
    cursor.execute(of_sqlite if is_sqlite else of_postgresql, [_NAME])
    return cursor.fetchone() is not None


def _make_sqlite(cursor: Any) -> None:
    cursor.execute(
        f"CREATE TRIGGER {_NAME} AFTER UPDATE OF record_id, birth_year ON catalogue_personentry "
        f"WHEN {_CHANGED.format(differs=_DIFFERS['sqlite'])} BEGIN {_FOLLOW}; END"
    )


def _make_postgresql(cursor: Any) -> None:
    cursor.execute(
        f"CREATE OR REPLACE FUNCTION {_NAME}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {_FOLLOW}; RETURN NULL; END $$"
    )
    cursor.execute(f"DROP TRIGGER IF EXISTS {_NAME} ON catalogue_personentry")
    cursor.execute(
        f"CREATE TRIGGER {_NAME} AFTER UPDATE OF record_id, birth_year ON catalogue_personentry FOR EACH ROW "
        f"WHEN ({_CHANGED.format(differs=_DIFFERS['postgresql'])}) EXECUTE FUNCTION {_NAME}()"
    )
