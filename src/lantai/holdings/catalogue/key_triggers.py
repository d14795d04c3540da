"""A trigger that keeps what a person's keys say of the entry: its record and year of birth, whoever changes the entry.

Who asks for a name and a year, or for two names on one record, is answered from the index of keys alone. A migration
that rebuilds the table of entries on SQLite takes the trigger away, so it is looked for after every migration.
"""

from __future__ import annotations

from typing import Any

from django.db import connections, transaction

_NAME = "catalogue_key_follows"
_CHANGED = "OLD.record_id {differs} NEW.record_id OR OLD.birth_year {differs} NEW.birth_year"
_FOLLOW = "UPDATE catalogue_personkey SET record_id = NEW.record_id, born = NEW.birth_year WHERE entry_id = NEW.id"


def follow_entries(*, using: str = "default", **_signal: Any) -> None:
    """Make the trigger where it is missing. Receives `post_migrate`."""
    connection = connections[using]
    if not {"catalogue_personentry", "catalogue_personkey"} <= set(connection.introspection.table_names()):
        return
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                f"CREATE TRIGGER IF NOT EXISTS {_NAME} AFTER UPDATE OF record_id, birth_year ON catalogue_personentry "
                f"WHEN {_CHANGED.format(differs='IS NOT')} BEGIN {_FOLLOW}; END"
            )
            return
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION {_NAME}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {_FOLLOW}; RETURN NULL; END $$"
        )
        cursor.execute(f"DROP TRIGGER IF EXISTS {_NAME} ON catalogue_personentry")
        cursor.execute(
            f"CREATE TRIGGER {_NAME} AFTER UPDATE OF record_id, birth_year ON catalogue_personentry FOR EACH ROW "
            f"WHEN ({_CHANGED.format(differs='IS DISTINCT FROM')}) EXECUTE FUNCTION {_NAME}()"
        )
