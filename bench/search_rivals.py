"""What the search is measured against, in the same run on the same folded text: SQLite FTS5 trigram and PostgreSQL."""

from __future__ import annotations

import os
import pwd
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import psycopg

from bench.search_corpus import Asked
from lantai.base.common.text import Phrase, bigrams, fold, parse_query, units
from lantai.engines.search.document import SearchDocument, State

TOP = 10


class Rival(Protocol):
    name: str

    def fill(self, documents: Iterable[SearchDocument]) -> None: ...

    def ask(self, asked: Asked) -> int:
        """The count, having fetched the first ten as well."""
        ...


def phrases_of(asked: Asked) -> list[list[str]]:
    return [[u for u in part.units if u] for part in parse_query(asked.words).parts if isinstance(part, Phrase)]


def text_of(document: SearchDocument) -> str:
    return fold("\n".join([document.title, *document.names, document.document_number, document.code, document.body]))


class SqliteTrigram:
    """FTS5 with its trigram tokenizer over the folded text, filters in a table beside; LIKE under three characters."""

    name = "SQLite FTS5 trigram"

    def __init__(self, folder: Path) -> None:
        self._path = folder / "trigram.db"
        self._path.unlink(missing_ok=True)
        self._db = sqlite3.connect(self._path)

    def fill(self, documents: Iterable[SearchDocument]) -> None:
        self._db.execute("CREATE TABLE record (num INTEGER PRIMARY KEY, open INT, fonds TEXT, year INT)")
        self._db.execute("CREATE VIRTUAL TABLE words USING fts5(body, tokenize='trigram')")
        for one in documents:
            row = (one.num, one.state == State.OPEN, one.fonds, one.year)
            self._db.execute("INSERT INTO record VALUES (?, ?, ?, ?)", row)
            self._db.execute("INSERT INTO words (rowid, body) VALUES (?, ?)", (one.num, text_of(one)))
        self._db.commit()
        self._db.execute("INSERT INTO words (words) VALUES ('optimize')")
        self._db.commit()

    def ask(self, asked: Asked) -> int:
        typed = [fold(part) for part in asked.words.replace('" "', '"\0"').replace('"', "").split("\0")]
        if any(len(part) < 3 for part in typed):
            return self._scan(typed, asked)
        match = " AND ".join('"' + part.replace('"', '""') + '"' for part in typed)
        where, values = _filters(asked, "?")
        chosen = f"FROM words JOIN record ON num = words.rowid WHERE words MATCH ? AND open{where}"
        self._db.execute(f"SELECT num {chosen} ORDER BY rank LIMIT {TOP}", [match, *values]).fetchall()
        return int(self._db.execute(f"SELECT count(*) {chosen}", [match, *values]).fetchone()[0])

    def _scan(self, typed: list[str], asked: Asked) -> int:
        """`+` keeps SQLite 3.40 from its trigram index, which finds nothing for LIKE under three characters."""
        where, values = _filters(asked, "?")
        tests = " AND ".join(["+body LIKE ?"] * len(typed))
        chosen = f"SELECT num FROM words JOIN record ON num = words.rowid WHERE {tests} AND open{where}"
        return len(self._db.execute(chosen, [*(f"%{part}%" for part in typed), *values]).fetchall())

    def size(self) -> int:
        return self._path.stat().st_size


def _filters(asked: Asked, mark: str) -> tuple[str, list[Any]]:
    if not asked.fonds:
        return "", []
    return f" AND fonds = {mark} AND year BETWEEN {mark} AND {mark}", [asked.fonds[0], asked.year_from, asked.year_to]


class _Postgres:
    """A table of its own in the server of this run."""

    table = ""
    column = ""
    index = ""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._db = connection

    def fill(self, documents: Iterable[SearchDocument]) -> None:
        self._db.execute(
            f"CREATE TABLE {self.table} (num bigint PRIMARY KEY, open bool, fonds text, year int, {self.column})"
        )
        with self._db.cursor() as cursor, cursor.copy(f"COPY {self.table} FROM STDIN") as copy:
            for one in documents:
                copy.write_row((one.num, one.state == State.OPEN, one.fonds, one.year, self.body(one)))
        self._db.execute(f"CREATE INDEX ON {self.table} USING gin ({self.index})")
        self._db.execute(f"ANALYZE {self.table}")

    def body(self, document: SearchDocument) -> str:
        raise NotImplementedError

    def condition(self, asked: Asked) -> tuple[str, list[Any]]:
        raise NotImplementedError

    def ask(self, asked: Asked) -> int:
        where, values = self.condition(asked)
        more, filters = _filters(asked, "%s")
        chosen = f"FROM {self.table} WHERE open AND {where}{more}"
        self._db.execute(f"SELECT num {chosen} ORDER BY num LIMIT {TOP}", [*values, *filters]).fetchall()
        row = self._db.execute(f"SELECT count(*) {chosen}", [*values, *filters]).fetchone()
        return int(row[0]) if row else 0

    def size(self) -> int:
        row = self._db.execute("SELECT pg_total_relation_size(%s)", [self.table]).fetchone()
        return int(row[0]) if row else 0


class PostgresTrigram(_Postgres):
    name = "PostgreSQL pg_trgm"
    table = "trigram"
    column = "body text"
    index = "body gin_trgm_ops"

    def body(self, document: SearchDocument) -> str:
        return text_of(document).replace("\0", "")

    def condition(self, asked: Asked) -> tuple[str, list[Any]]:
        typed = [fold(part) for part in asked.words.replace('" "', '"\0"').replace('"', "").split("\0")]
        escaped = [part.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") for part in typed]
        return " AND ".join(["body LIKE %s"] * len(typed)), [f"%{part}%" for part in escaped]


class PostgresVector(_Postgres):
    name = "PostgreSQL tsvector"
    table = "vector"
    column = "body tsvector"
    index = "body"

    def body(self, document: SearchDocument) -> str:
        """Bigrams and units with positions, as the server would store them; it keeps 256 positions of a term."""
        sequence = units(text_of(document))
        places: dict[str, list[str]] = {}
        for place, term in enumerate(sequence[:16_000], 1):
            places.setdefault(term, []).append(str(place))
        for place, term in enumerate(bigrams(sequence[:16_000]), 1):
            places.setdefault(term, []).append(str(place))
        return " ".join(f"'{term}':{','.join(found[:255])}" for term, found in places.items())

    def condition(self, asked: Asked) -> tuple[str, list[Any]]:
        wanted = []
        for phrase in phrases_of(asked):
            terms = bigrams(phrase) if len(phrase) > 1 else phrase
            wanted.append("(" + " <-> ".join(f"'{term}'" for term in terms) + ")")
        return "body @@ %s::tsquery", [" & ".join(wanted)]


@contextmanager
def postgres(folder: Path) -> Iterator[psycopg.Connection[Any] | None]:
    """A server of its own in `folder`, stopped at the end; None when there are no binaries."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    initdb = found[-1] if found else shutil.which("initdb")
    if initdb is None:
        yield None
        return
    binaries, data = Path(initdb).resolve().parent, folder / "postgres"
    shutil.rmtree(data, ignore_errors=True)
    as_user = _as_other_user(folder, data)
    run = {"check": True, "stdout": subprocess.DEVNULL, "cwd": "/"}
    subprocess.run([*as_user, initdb, "-D", data, "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust"], **run)
    options = f"-k {data} -c listen_addresses='' -c maintenance_work_mem=512MB -c shared_buffers=512MB -c fsync=off"
    subprocess.run([*as_user, binaries / "pg_ctl", "-D", data, "-o", options, "-w", "-l", data / "log", "start"], **run)
    try:
        with psycopg.connect(f"host={data} dbname=postgres user={_owner(data)}", autocommit=True) as connection:
            connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            yield connection
    finally:
        subprocess.run([*as_user, binaries / "pg_ctl", "-D", data, "-m", "fast", "stop"], **run)


def _as_other_user(folder: Path, data: Path) -> list[str]:
    """PostgreSQL refuses to run as root: then it runs as `postgres`, which must be able to write there."""
    if os.getuid() != 0:
        return []
    folder.chmod(0o755)
    data.mkdir(parents=True)
    account = pwd.getpwnam("postgres")
    os.chown(data, account.pw_uid, account.pw_gid)
    return ["runuser", "-u", "postgres", "--"]


def _owner(data: Path) -> str:
    return pwd.getpwuid(data.stat().st_uid).pw_name


def timed(rival: Rival, asked: Asked) -> tuple[int, float]:
    begun = time.perf_counter()
    count = rival.ask(asked)
    return count, (time.perf_counter() - begun) * 1000
