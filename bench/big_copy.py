"""A big archive again on PostgreSQL: the rows, keys and index of a home on SQLite, copied.

    LANTAI_DATABASE_URL=postgresql://… python -m bench.big_copy FROM_HOME TO_HOME

Copying costs a fraction of making the same rows again. Both databases then hold the same archive under one index.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

COPIED_FOLDERS = ("keys", "index")
PIECE = 5_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("home", type=Path)
    parser.add_argument("--no-index", action="store_true", help="the index is copied by another means")
    options = parser.parse_args()
    for name in COPIED_FOLDERS[: 1 if options.no_index else 2]:
        shutil.copytree(options.source / name, options.home / name, dirs_exist_ok=True)
    from bench.big_archive import begin

    begin(options.home)
    began = time.monotonic()
    print(f"{copy_rows(options.source / 'lantai.db'):,} rows: {time.monotonic() - began:.0f} s")
    return 0


def copy_rows(path: Path) -> int:
    """Every table but Django's own record of migrations; gives the number of rows."""
    from django.apps import apps
    from django.db import connection

    from bench.big_loading import bare_tables

    if connection.vendor != "postgresql":
        sys.exit("Say in LANTAI_DATABASE_URL which PostgreSQL to copy to.")
    source = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    with bare_tables():
        with connection.cursor() as cursor:
            for model in models:
                cursor.execute(f'TRUNCATE "{model._meta.db_table}" CASCADE')
        return sum(_copy(source, model) for model in models)


def _copy(source: sqlite3.Connection, model: Any) -> int:
    """One table. SQLite's texts for moments, booleans and JSON are texts PostgreSQL reads as they stand."""
    from django.db import connection

    table = model._meta.db_table
    columns = [field.column for field in model._meta.concrete_fields if not field.generated]
    names, count = ", ".join(f'"{column}"' for column in columns), 0
    with connection.cursor() as cursor:
        cursor.execute("SET TIME ZONE 'UTC'")
        with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
            for row in _rows(source, f'SELECT {names} FROM "{table}"'):
                copy.write_row(row)
                count += 1
    return count


def _rows(source: sqlite3.Connection, question: str) -> Iterator[tuple[Any, ...]]:
    rows = source.execute(question)
    while some := rows.fetchmany(PIECE):
        yield from some


if __name__ == "__main__":
    sys.exit(main())
