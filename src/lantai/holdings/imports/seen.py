"""Which codes stand in a list already, and in which row: kept on disk, as a list may be as long as it likes."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence


class SeenCodes:
    """Codes by their keys, in a private file that nobody else sees and that is gone with this object.

    What is looked up lately stays in memory, two megabytes at most; in a mapping each entry took a quarter of a
    kilobyte until the end of the list.
    """

    def __init__(self) -> None:
        self._rows = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._rows.execute("PRAGMA journal_mode = OFF")
        self._rows.execute(
            "CREATE TABLE seen (key TEXT PRIMARY KEY, place TEXT NOT NULL, volume INT, term TEXT) WITHOUT ROWID"
        )
        self._rows.execute("BEGIN")  # never ended: what is written is for nobody else

    def __del__(self) -> None:
        self._rows.close()

    def before(self, key: str, place: str) -> str:
        """Where the key stood first; empty, and noted, when it was not there yet."""
        found = self._rows.execute("SELECT place FROM seen WHERE key = ?", (key,)).fetchone()
        if found:
            return str(found[0])
        self._rows.execute("INSERT INTO seen VALUES (?, ?, NULL, NULL)", (key, place))
        return ""

    def bring(self, volumes: Mapping[str, tuple[bool, str]]) -> None:
        """Note which of the codes are of volumes this list brings: whether what lies in them may be opened, and their
        retention.
        """
        rows = ((may_open, term, key) for key, (may_open, term) in volumes.items())
        self._rows.executemany("UPDATE seen SET volume = ?, term = ? WHERE key = ?", rows)

    def volumes_among(self, keys: Sequence[str]) -> dict[str, tuple[bool, str]]:
        """Which of these the list has brought so far, as `bring` was told."""
        found: dict[str, tuple[bool, str]] = {}
        for start in range(0, len(keys), 500):
            some = keys[start : start + 500]
            marks = ", ".join("?" * len(some))
            query = f"SELECT key, volume, term FROM seen WHERE volume IS NOT NULL AND key IN ({marks})"  # noqa: S608
            found |= {key: (bool(may_open), term) for key, may_open, term in self._rows.execute(query, some)}
        return found
