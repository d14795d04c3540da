"""Names of a package kept on disk while it is judged: 200,000 files are compared without holding them in memory.

The rows are in a private SQLite database in the folder for temporary files; it has no name there and goes with the
connection. A name's key is the name in normal form C; `fold` is what a careless file system takes it for.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType

from lantai.base.common.findings import Finding, Severity
from lantai.engines.packages import codes
from lantai.engines.packages.model import DeclaredFile

_TABLES = """
create table present (
    key text primary key, fold text not null, base text not null, used integer not null) without rowid;
create table seen (kind text not null, value text not null, who text not null, primary key (kind, value)) without rowid;
create table declared (
    key text not null, source text not null, algorithm text not null, digest text not null, size integer,
    name text not null, line integer not null, primary key (key, source, algorithm)) without rowid;
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """What one source says of one file in one algorithm (empty: it only says that the file is there)."""

    source: str
    algorithm: str
    digest: str
    size: int | None
    name: str
    line: int


class Register:
    """What is there and what is declared, side by side. A context manager; not shared between processes."""

    def __init__(self) -> None:
        self._rows = sqlite3.connect("", check_same_thread=False, isolation_level=None)
        for pragma in ("journal_mode=off", "synchronous=off", "cache_size=-8192"):
            self._rows.execute(f"pragma {pragma}")
        self._rows.executescript(_TABLES)
        self._rows.execute("begin")

    def __enter__(self) -> Register:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._rows.close()

    # ── what is there ──

    def put(self, name: str) -> bool:
        """Enter a file that is there. False when one with this key is there already."""
        row = (name, folded(name), name.rpartition("/")[2])
        return self._rows.execute("insert or ignore into present values (?, ?, ?, 0)", row).rowcount > 0

    def has(self, key: str) -> bool:
        return self._rows.execute("select 1 from present where key = ?", (key,)).fetchone() is not None

    def use(self, key: str) -> bool:
        """Mark a file as spoken for. False when it is not there."""
        return self._rows.execute("update present set used = used + 1 where key = ?", (key,)).rowcount > 0

    def use_below(self, folder: str) -> int:
        """Mark everything in a folder as spoken for; how many files that was."""
        bounds = (f"{folder}/", f"{folder}0")  # the character after the slash
        return self._rows.execute("update present set used = used + 1 where key >= ? and key < ?", bounds).rowcount

    def present(self, prefix: str = "") -> Iterator[str]:
        """All that is there below a prefix, by name."""
        for (key,) in self._rows.execute("select key from present where key >= ? order by key", (prefix,)):
            if not key.startswith(prefix):
                return
            yield key

    def below(self, folder: str) -> Iterator[str]:
        bounds = (f"{folder}/", f"{folder}0")
        for (key,) in self._rows.execute("select key from present where key >= ? and key < ? order by key", bounds):
            yield key

    def index_base_names(self) -> None:
        self._rows.execute("create index present_base on present (base)")

    def with_base_name(self, base: str, prefix: str = "") -> list[str]:
        """Up to two files of this name, in whatever folder: two mean that the name alone does not say which."""
        query = "select key from present where base = ? and substr(key, 1, ?) = ? limit 2"
        return [key for (key,) in self._rows.execute(query, (base, len(prefix), prefix))]

    def with_fold(self, fold: str, prefix: str = "") -> list[str]:
        """Up to two files whose names a careless file system takes for this one."""
        query = "select key from present where fold = ? and substr(key, 1, ?) = ? limit 2"
        return [key for (key,) in self._rows.execute(query, (fold, len(prefix), prefix))]

    def index_folds(self) -> None:
        self._rows.execute("create index present_fold on present (fold)")

    def unused(self, folder: str) -> Iterator[str]:
        """Files in a folder that nothing speaks for."""
        query = "select key from present where used = 0 and key >= ? and key < ? order by key"
        for (key,) in self._rows.execute(query, (f"{folder}/", f"{folder}0")):
            yield key

    def alike(self) -> Iterator[Finding]:
        """Names that one careless file system would take for one."""
        query = "select min(key), max(key) from present group by fold having count(*) > 1 order by 1"
        for one, other in self._rows.execute(query):
            yield Finding(codes.SPELT_ALIKE, Severity.WARNING, one, {"path": one, "other": other})

    # ── what may be there once ──

    def first(self, kind: str, value: str, who: str) -> str:
        """Empty when this value is new; else who had it first."""
        if self._rows.execute("insert or ignore into seen values (?, ?, ?)", (kind, value, who)).rowcount:
            return ""
        return self.who(kind, value)

    def who(self, kind: str, value: str) -> str:
        """Who had this value first, or an empty text."""
        row = self._rows.execute("select who from seen where kind = ? and value = ?", (kind, value)).fetchone()
        return str(row[0]) if row else ""

    # ── what is declared ──

    def declare(self, key: str, file: DeclaredFile) -> list[Claim]:
        """Enter what a source says; gives back what the same source said of the same file before."""
        before: list[Claim] = []
        for algorithm, digest in (file.digests or {"": ""}).items():
            row = (key, file.source, algorithm, digest, file.size, file.name, file.line)
            if not self._rows.execute("insert or ignore into declared values (?, ?, ?, ?, ?, ?, ?)", row).rowcount:
                before += [
                    claim for claim in self.claims(key) if (claim.source, claim.algorithm) == (file.source, algorithm)
                ]
        return before

    def claims(self, key: str) -> list[Claim]:
        query = (
            "select source, algorithm, digest, size, name, line from declared where key = ? order by source, algorithm"
        )
        return [Claim(*row) for row in self._rows.execute(query, (key,))]

    def missing(self) -> Iterator[tuple[str, str, int]]:
        """Declared and not there: key, source, line, once for each source."""
        query = (
            "select key, source, min(line) from declared where not exists"
            " (select 1 from present where present.key = declared.key) group by key, source order by key, source"
        )
        yield from self._rows.execute(query)

    def unclaimed(self, *, prefix: str = "") -> Iterator[str]:
        """There and not declared."""
        query = (
            "select key from present where key >= ? and not exists"
            " (select 1 from declared where declared.key = present.key) order by key"
        )
        for (key,) in self._rows.execute(query, (prefix,)):
            if not key.startswith(prefix):
                return
            yield key

    def left_out(self, sources: Mapping[str, str] | list[str]) -> Iterator[tuple[str, str]]:
        """Files that one of these sources declares and another does not: key and the source that is silent."""
        names = list(sources)
        for source in names:
            marks = ", ".join("?" * len(names))
            query = (
                f"select distinct key from declared where source in ({marks}) and key not in"  # noqa: S608 - marks only
                " (select key from declared where source = ?) order by key"
            )
            for (key,) in self._rows.execute(query, (*names, source)):
                yield key, source


def folded(name: str) -> str:
    """What a file system that knows no capital letters takes a name for; names come in normal form C already."""
    return name.casefold()
