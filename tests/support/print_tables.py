"""What stands in a database whose tables are made at once or step by step, as JSON.

python -m tests.support.print_tables "at once"|"step by step"
"""

from __future__ import annotations

import json
import sys
from typing import Any

import django

OF_TABLE = {
    "columns": "SELECT column_name, data_type, character_maximum_length, is_nullable, column_default, collation_name,"
    " is_identity, generation_expression FROM information_schema.columns WHERE table_name = %s ORDER BY 1",
    "constraints": "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass"
    " ORDER BY 1",
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s ORDER BY 1",
}
TRIGGERS = {
    "sqlite": "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type <> 'table' ORDER BY type, name",
    "postgresql": "SELECT tgname, tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger"
    " WHERE NOT tgisinternal ORDER BY 1, 2",
}


def main() -> None:
    django.setup()
    make(sys.argv[1])
    from django.db import connection

    with connection.cursor() as cursor:
        told: dict[str, Any] = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")
            counted = cursor.fetchone()[0]
            told[table] = [looks(cursor, table), counted]
        cursor.execute(TRIGGERS[connection.vendor])
        told["triggers and indexes"] = [list(row) for row in cursor.fetchall()]
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        told["applied"] = [list(row) for row in cursor.fetchall()]
    sys.stdout.write(json.dumps(told))


def make(way: str) -> None:
    from django.core.management import call_command

    from lantai.config.new_tables import make_new_tables

    if way == "at once":
        make_new_tables()
    else:
        call_command("migrate", verbosity=0, interactive=False)


def looks(cursor: Any, table: str) -> Any:
    """Columns, checks and foreign keys of a table."""
    if cursor.db.vendor == "sqlite":
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %s", [table])
        return parts(cursor.fetchone()[0])
    found = {}
    for name, asked in OF_TABLE.items():
        cursor.execute(asked, [table])
        found[name] = [[str(value) for value in row] for row in cursor.fetchall()]
    return found


def parts(sql: str) -> list[str]:
    """What stands between the outer commas of a CREATE TABLE: in the order of fields when made at once, else of age."""
    depth, quoted, found = 0, "", [""]
    for c in sql[sql.index("(") + 1 : sql.rindex(")")]:
        quoted = "" if c == quoted else quoted or (c if c in "\"'" else "")
        depth += 0 if quoted else (c == "(") - (c == ")")
        if c == "," and not depth and not quoted:
            found.append("")
        else:
            found[-1] += c
    return sorted(" ".join(each.split()) for each in found)


if __name__ == "__main__":
    main()
