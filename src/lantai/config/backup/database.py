"""The database in a snapshot: one moment in a file of its own kind, and that file loaded into an empty database."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from lantai.config.backup.errors import AnotherDatabase, BackupIsNewer, DatabaseToolFailed, HomeIsInUse
from lantai.engines.storage.errors import worded
from lantai.holdings.preservation.ocfl.copying import ObjectVersion

Query = Callable[[str], Iterator[tuple[Any, ...]]]
_AT_ONCE = 10_000
_OBJECTS = (
    "SELECT object_id, version, inventory_sha512 FROM preservation_storedobject",
    "SELECT object_id, version, inventory_sha512 FROM preservation_subjectobject",
    """SELECT object_id, 0, '' FROM imports_importbatch WHERE object_id <> '' AND NOT EXISTS (
       SELECT 1 FROM preservation_subjectobject AS kept WHERE kept.object_id = imports_importbatch.object_id)""",
)
"""Imported lists that are nothing but that have no digest in the database: the newest version they have then."""
_MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY app, name"
_HEAD = "SELECT number, hash FROM audit_head"


@dataclass(frozen=True, slots=True)
class Moment:
    """The database as it was saved: ask it for what the rest of the snapshot must agree with."""

    query: Query

    def objects(self) -> Iterator[ObjectVersion]:
        """Every object it knows, in no order."""
        return (ObjectVersion(*row) for asked in _OBJECTS for row in self.query(asked))

    def facts(self) -> dict[str, Any]:
        """Rows of each table, migrations, and the end of the audit chain."""
        number, digest = next(self.query(_HEAD), (0, ""))
        migrations: dict[str, list[str]] = {}
        for app, name in self.query(_MIGRATIONS):
            migrations.setdefault(app, []).append(name)
        return {
            "tables": rows_of(self.query, connection.introspection.table_names()),
            "migrations": migrations,
            "audit": {"events": number, "hash": digest},
        }


def engine() -> Sqlite | Postgres:
    """Both have a `vendor`, the name of their `file` in a snapshot, and save, load and list in the same words."""
    return Sqlite() if connection.vendor == "sqlite" else Postgres()


@contextmanager
def saved_database(folder: Path) -> Iterator[Moment]:
    with engine().saved(folder) as query:
        yield Moment(query)


def rows_of(query: Query, tables: list[str]) -> dict[str, int]:
    quote = connection.ops.quote_name
    asked = {table: f"SELECT count(*) FROM {quote(table)}" for table in sorted(tables)}  # noqa: S608 — our own tables
    return {table: next(query(sql))[0] for table, sql in asked.items()}


def refuse_unless_loadable(facts: dict[str, Any]) -> None:
    """Raises `AnotherDatabase`, `BackupIsNewer` or `HomeIsInUse`; asks nothing that would make a database."""
    here = engine()
    if facts["database"]["vendor"] != here.vendor:
        raise AnotherDatabase(saved=facts["database"]["vendor"], here=here.vendor)
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    for app, names in facts["database"]["migrations"].items():
        for name in names:
            if (app, name) not in known:
                raise BackupIsNewer(software=facts["software"], unknown=f"{app} {name}")
    if here.tables():
        raise HomeIsInUse(place=str(connection.settings_dict["NAME"]))


class Sqlite:
    """SQLite's own online copy: one moment, while others read and write."""

    vendor = "sqlite"
    file = "database.sqlite3"

    @contextmanager
    def saved(self, folder: Path) -> Iterator[Query]:
        """Write the file into the folder, and give what asks that same moment."""
        place = folder / self.file
        source = sqlite3.connect(_database(), timeout=60)
        with worded(folder), closing(source), closing(sqlite3.connect(place)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        with closing(sqlite3.connect(f"{place.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as copy:
            yield lambda sql: iter(copy.execute(sql))

    def load(self, file: Path) -> None:
        """Make the file the database of this installation, wholly or not at all."""
        place = _database()
        draft = place.with_name(f"{place.name}.restored")
        with worded(place):
            place.parent.mkdir(parents=True, exist_ok=True)
            draft.unlink(missing_ok=True)
            with file.open("rb") as reader, draft.open("xb") as writer:
                while block := reader.read(1 << 20):
                    writer.write(block)
                writer.flush()
                os.fsync(writer.fileno())
            connection.close()
            for left in ("-wal", "-shm"):
                place.with_name(place.name + left).unlink(missing_ok=True)
            draft.replace(place)

    def tables(self) -> list[str]:
        """The tables there are; no file is made by asking."""
        if not _database().exists():
            return []
        with closing(sqlite3.connect(_database())) as there:
            return [name for (name,) in there.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]


class Postgres:
    """`pg_dump` within a snapshot that this process holds and asks itself."""

    vendor = "postgresql"
    file = "database.pgdump"

    @contextmanager
    def saved(self, folder: Path) -> Iterator[Query]:
        own = connection.copy()
        try:
            with own.cursor() as cursor:
                cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                cursor.execute("SELECT pg_export_snapshot()")
                moment = cursor.fetchone()[0]
                words = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={moment}"]
                _run("pg_dump", *words, f"--file={folder / self.file}")
                yield lambda sql: _asked(own, sql)
                cursor.execute("ROLLBACK")
        finally:
            own.close()

    def load(self, file: Path) -> None:
        connection.close()
        words = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
        _run("pg_restore", *words, f"--dbname={connection.settings_dict['NAME']}", str(file))

    def tables(self) -> list[str]:
        return connection.introspection.table_names()


def _asked(there: Any, sql: str) -> Iterator[tuple[Any, ...]]:
    with there.cursor() as cursor:
        cursor.execute(sql)
        while rows := cursor.fetchmany(_AT_ONCE):
            yield from rows


def _run(tool: str, *words: str) -> None:
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    told = {name: str(connection.settings_dict[key]) for name, key in names.items() if connection.settings_dict[key]}
    try:
        done = subprocess.run([tool, *words], env={**os.environ, **told}, capture_output=True, text=True, check=False)
    except OSError as error:
        raise DatabaseToolFailed(tool=tool, reason=error.strerror) from error
    if done.returncode:
        raise DatabaseToolFailed(tool=tool, reason=done.stderr.strip()[-500:])


def _database() -> Path:
    return Path(connection.settings_dict["NAME"])
