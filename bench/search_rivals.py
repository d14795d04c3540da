"""What the search is measured against, in the same run on the same folded text: SQLite FTS5 trigram and PostgreSQL.

Each does both jobs we are timed at, within the same scope and filters: the answer (the count, the row ids of the ten
best) and the page (besides, title and snippet of the ten, and how many hits there are by fonds, type, retention, state
and year). Each keeps the text beside its index and cuts snippets with what it has itself.
"""

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
LEAD, WIDTH = 24, 120
FACETS = ("fonds", "type", "retention", "year")
_COUNTED = " UNION ALL ".join(
    ["SELECT '', '', count(*) FROM found"]
    + [f"SELECT '{name}', CAST({name} AS text), count(*) FROM found GROUP BY {name}" for name in FACETS]
)
"""Of one set of hits, found once. Readers see opened records only, so the facet of states is the count."""


class Rival(Protocol):
    name: str

    def fill(self, documents: Iterable[SearchDocument]) -> None: ...

    def ask(self, asked: Asked, *, page: bool = False) -> int:
        """The count, having fetched the first ten as well; `page`: with all a page of results shows."""
        ...


def phrases_of(asked: Asked) -> list[list[str]]:
    return [[u for u in part.units if u] for part in parse_query(asked.words).parts if isinstance(part, Phrase)]


def text_of(document: SearchDocument) -> str:
    return fold("\n".join([document.title, *document.names, document.document_number, document.code, document.body]))


def kept_of(document: SearchDocument) -> tuple[Any, ...]:
    """The columns beside the text."""
    return (document.num, document.state == State.OPEN, *(getattr(document, name) for name in FACETS), document.title)


def typed_in(asked: Asked) -> list[str]:
    return [fold(part) for part in asked.words.replace('" "', '"\0"').replace('"', "").split("\0")]


class SqliteTrigram:
    """FTS5 with its trigram tokenizer over the folded text, filters in a table beside; LIKE under three characters."""

    name = "SQLite FTS5 trigram"

    def __init__(self, folder: Path) -> None:
        self._path = folder / "trigram.db"
        self._path.unlink(missing_ok=True)
        self._db = sqlite3.connect(self._path)

    def fill(self, documents: Iterable[SearchDocument]) -> None:
        self._db.execute(
            "CREATE TABLE record (num INTEGER PRIMARY KEY, open INT, fonds TEXT, type TEXT, retention TEXT, year INT, "
            "title TEXT)"
        )
        self._db.execute("CREATE VIRTUAL TABLE words USING fts5(body, tokenize='trigram')")
        for one in documents:
            self._db.execute("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?)", kept_of(one))
            self._db.execute("INSERT INTO words (rowid, body) VALUES (?, ?)", (one.num, text_of(one)))
        self._db.commit()
        self._db.execute("INSERT INTO words (words) VALUES ('optimize')")
        self._db.commit()

    def ask(self, asked: Asked, *, page: bool = False) -> int:
        typed = typed_in(asked)
        where, values = _filters(asked, "?")
        if any(len(part) < 3 for part in typed):
            # `+` keeps SQLite 3.40 from its trigram index, which finds nothing for LIKE under three characters.
            test, words = " AND ".join(["+body LIKE ?"] * len(typed)), [f"%{part}%" for part in typed]
            order, snippet = "num", f"substr(body, max(1, instr(body, ?) - {LEAD}), {WIDTH})"
            return self._found(test, [*words, *values], where, order, (snippet, [typed[0]]) if page else ("", []))
        words = [" AND ".join('"' + part.replace('"', '""') + '"' for part in typed)]
        snippet = "snippet(words, 0, '[', ']', '…', 64)"  # the widest it cuts; a token is a trigram
        return self._found("words MATCH ?", [*words, *values], where, "rank", (snippet, []) if page else ("", []))

    def _found(self, test: str, values: list[Any], where: str, order: str, snippet: tuple[str, list[Any]]) -> int:
        chosen = f"FROM words JOIN record ON num = words.rowid WHERE {test} AND open{where}"
        shown, more = snippet
        if not shown:
            self._db.execute(f"SELECT num {chosen} ORDER BY {order} LIMIT {TOP}", values).fetchall()
            return int(self._db.execute(f"SELECT count(*) {chosen}", values).fetchone()[0])
        columns = f"SELECT num, title, {shown} {chosen} ORDER BY {order} LIMIT {TOP}"
        self._db.execute(columns, [*more, *values]).fetchall()
        found = f"WITH found AS MATERIALIZED (SELECT {', '.join(FACETS)} {chosen}) {_COUNTED}"
        return int(self._db.execute(found, values).fetchall()[0][2])

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
            f"CREATE TABLE {self.table} (num bigint PRIMARY KEY, open bool, fonds text, type text, retention text, "
            f"year int, title text, told text, {self.column})"
        )
        with self._db.cursor() as cursor, cursor.copy(f"COPY {self.table} FROM STDIN") as copy:
            for one in documents:
                copy.write_row((*kept_of(one), text_of(one).replace("\0", ""), self.body(one)))
        self._db.execute(f"CREATE INDEX ON {self.table} USING gin ({self.index})")
        self._db.execute(f"ANALYZE {self.table}")

    def body(self, document: SearchDocument) -> str:
        raise NotImplementedError

    def condition(self, asked: Asked) -> tuple[str, list[Any]]:
        raise NotImplementedError

    def ask(self, asked: Asked, *, page: bool = False) -> int:
        where, values = self.condition(asked)
        more, filters = _filters(asked, "%s")
        chosen, values = f"FROM {self.table} WHERE open AND {where}{more}", [*values, *filters]
        if not page:
            self._db.execute(f"SELECT num {chosen} ORDER BY num LIMIT {TOP}", values).fetchall()
            row = self._db.execute(f"SELECT count(*) {chosen}", values).fetchone()
            return int(row[0]) if row else 0
        snippet = f"substr(told, greatest(1, position(%s in told) - {LEAD}), {WIDTH})"
        columns = f"SELECT num, title, {snippet} {chosen} ORDER BY num LIMIT {TOP}"
        self._db.execute(columns, [typed_in(asked)[0], *values]).fetchall()
        found = f"WITH found AS MATERIALIZED (SELECT {', '.join(FACETS)} {chosen}) {_COUNTED}"
        return int(self._db.execute(found, values).fetchall()[0][2])

    def size(self) -> int:
        row = self._db.execute("SELECT pg_total_relation_size(%s)", [self.table]).fetchone()
        return int(row[0]) if row else 0


class PostgresTrigram(_Postgres):
    name = "PostgreSQL pg_trgm"
    table = "trigram"
    column = "body text"
    index = "told gin_trgm_ops"

    def body(self, document: SearchDocument) -> str:
        return ""  # its text is the one that is shown

    def condition(self, asked: Asked) -> tuple[str, list[Any]]:
        typed = typed_in(asked)
        escaped = [part.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") for part in typed]
        return " AND ".join(["told LIKE %s"] * len(typed)), [f"%{part}%" for part in escaped]


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


def timed(rival: Rival, asked: Asked, *, page: bool = False) -> tuple[int, float]:
    begun = time.perf_counter()
    count = rival.ask(asked, page=page)
    return count, (time.perf_counter() - begun) * 1000
