"""What must be compared over a whole package, kept on disk while it is judged: memory does not grow with it.

A private SQLite database in the folder for temporary files; it has no name there and goes with the connection.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType

_TABLES = """
create table files (
    name text primary key, size integer not null, sha256 text not null, mime text not null, pages integer
) without rowid;
create table seen (kind text not null, value text not null, who text not null, primary key (kind, value)) without rowid;
create table numbers (prefix text not null, number integer not null, primary key (prefix, number)) without rowid;
create table scans (
    name text primary key, blank integer not null, width integer not null, height integer not null
) without rowid;
create table annexes (name text primary key, count integer not null) without rowid;
"""


@dataclass(frozen=True, slots=True)
class Looked:
    """What is known of one file once it was read."""

    size: int
    mime: str
    pages: int | None


@dataclass(frozen=True, slots=True)
class LookedScans:
    """How many scans of a file are blank; of a file that is one scan, its size in pixels upright, else zeros."""

    blank: int = 0
    width: int = 0
    height: int = 0


class Notebook:
    """A context manager; not shared between processes."""

    def __init__(self) -> None:
        self._rows = sqlite3.connect("", check_same_thread=False, isolation_level=None)
        for pragma in ("journal_mode=off", "synchronous=off", "cache_size=-8192"):
            self._rows.execute(f"pragma {pragma}")
        self._rows.executescript(_TABLES)
        self._rows.execute("begin")

    def __enter__(self) -> Notebook:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._rows.close()

    def put_file(self, name: str, size: int, sha256: str, mime: str, pages: int | None) -> None:
        """`sha256` is empty for what is no file of its own on the carrier."""
        self._rows.execute("insert or replace into files values (?, ?, ?, ?, ?)", (name, size, sha256, mime, pages))

    def file(self, name: str) -> Looked | None:
        row = self._rows.execute("select size, mime, pages from files where name = ?", (name,)).fetchone()
        return Looked(*row) if row else None

    def put_scans(self, name: str, found: LookedScans) -> None:
        row = (name, found.blank, found.width, found.height)
        self._rows.execute("insert or replace into scans values (?, ?, ?, ?)", row)

    def scans(self, name: str) -> LookedScans:
        """What is known of the scans in a file; zeros where it has none."""
        row = self._rows.execute("select blank, width, height from scans where name = ?", (name,)).fetchone()
        return LookedScans(*row) if row else LookedScans()

    def digest(self) -> str:
        """SHA-256 over the lines `sha256sum` prints for all files of the carrier, by name in the order of their bytes.

        `find . -type f -printf '%P\\0' | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum` gives the same.
        """
        whole = hashlib.sha256()
        for name, sha256 in self._rows.execute("select name, sha256 from files where sha256 != '' order by name"):
            whole.update(f"{sha256}  {name}\n".encode())
        return whole.hexdigest()

    def first(self, kind: str, value: str, who: str) -> str:
        """Empty when this value is new; else who had it first."""
        key = hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest() if len(value) > 200 else value
        if self._rows.execute("insert or ignore into seen values (?, ?, ?)", (kind, key, who)).rowcount:
            return ""
        row = self._rows.execute("select who from seen where kind = ? and value = ?", (kind, key)).fetchone()
        return str(row[0])

    def values(self, kind: str) -> Iterator[tuple[str, str]]:
        """All values of one kind, and who had each first."""
        yield from self._rows.execute("select value, who from seen where kind = ? order by value", (kind,))

    def number(self, prefix: str, number: int) -> None:
        self._rows.execute("insert or ignore into numbers values (?, ?)", (prefix, number))

    def gaps(self) -> Iterator[tuple[str, int, int]]:
        """Prefix, and the first and last number missing between two that are there."""
        query = (
            "select prefix, before + 1, number - 1 from (select prefix, number, lag(number) over"
            " (partition by prefix order by number) as before from numbers) where number > before + 1 order by 1, 2"
        )
        yield from self._rows.execute(query)

    def prefixes(self) -> int:
        return int(self._rows.execute("select count(distinct prefix) from numbers").fetchone()[0])

    def list_annexes(self, name: str, count: int) -> None:
        self._rows.execute("insert or replace into annexes values (?, ?)", (name, count))

    def annexes(self, name: str) -> int:
        row = self._rows.execute("select count from annexes where name = ?", (name,)).fetchone()
        return int(row[0]) if row else 0
