"""Which codes stand in a list already, and in which row: kept on disk, as a list may be as long as it likes."""

from __future__ import annotations

import sqlite3


class SeenCodes:
    """Codes by their keys, in a private file that nobody else sees and that is gone with this object.

    What is looked up lately stays in memory, two megabytes at most; in a mapping each entry took a quarter of a
    kilobyte until the end of the list.
    """

    def __init__(self) -> None:
        self._rows = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._rows.execute("PRAGMA journal_mode = OFF")
        self._rows.execute("CREATE TABLE seen (key TEXT PRIMARY KEY, place TEXT NOT NULL) WITHOUT ROWID")
        self._rows.execute("BEGIN")  # never ended: what is written is for nobody else

    def __del__(self) -> None:
        self._rows.close()

    def before(self, key: str, place: str) -> str:
        """Where the key stood first; empty, and noted, when it was not there yet."""
        found = self._rows.execute("SELECT place FROM seen WHERE key = ?", (key,)).fetchone()
        if found:
            return str(found[0])
        self._rows.execute("INSERT INTO seen VALUES (?, ?)", (key, place))
        return ""
