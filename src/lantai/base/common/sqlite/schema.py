"""Tables that triggers speak of can be changed, and every trigger is there again in the same transaction.

SQLite changes many a table by making it anew under its name: its triggers go with it, and while one of another table
speaks of it, the change is refused ("error in trigger"). So both kinds rest for the one change, inside its transaction.
What other processes write, and what a migration writes before and after, meets them all; and a change that fails or is
killed leaves everything as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from django.db import DatabaseError, transaction
from django.db.backends.sqlite3 import schema

_ASKED = count()
"""The same words again would be answered from the driver's memory, as before the change."""


class SchemaEditor(schema.DatabaseSchemaEditor):
    """Django's, with triggers set aside around what makes a table anew, or takes a table or a column away."""

    _rests = False

    def _remake_table(self, model: Any, *args: Any, **named: Any) -> None:
        with self._triggers_at_rest(model):
            super()._remake_table(model, *args, **named)  # type: ignore[misc]  # not in the stubs

    def remove_field(self, model: Any, field: Any) -> None:
        with self._triggers_at_rest(model):
            super().remove_field(model, field)

    def delete_model(self, model: Any, *args: Any, **named: Any) -> None:
        with self._triggers_at_rest(model):
            super().delete_model(model, *args, **named)

    @contextmanager
    def _triggers_at_rest(self, model: Any) -> Iterator[None]:
        if self._rests or self.collect_sql:
            yield
            return
        self._rests = True
        try:
            with transaction.atomic(self.connection.alias, savepoint=False):
                kept = self._set_aside(model._meta.db_table)
                yield
                self._put_back(kept)
        finally:
            self._rests = False

    def _set_aside(self, table: str) -> list[tuple[str, str, str]]:
        """Those of the table, and those that speak of it: name, table and statement of each."""
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid")
            named = re.compile(rf"\b{re.escape(table)}\b")
            kept = [row for row in cursor.fetchall() if row[1] == table or named.search(row[2])]
            for name, _, _ in kept:
                cursor.execute(f"DROP TRIGGER {self.quote_name(name)}")
        return kept

    def _put_back(self, kept: list[tuple[str, str, str]]) -> None:
        """All that can still be carried out.

        One that speaks of what is gone would stop every write to its table. The app that made it makes its new form
        after the migrations, and works out what it was not told meanwhile.
        """
        with self.connection.cursor() as cursor:
            for name, table, sql in kept:
                cursor.execute(f"PRAGMA table_info({self.quote_name(table)})")
                columns = [row[1] for row in cursor.fetchall()]
                if not columns:  # its table is gone, and it with it
                    continue
                cursor.execute(sql)
                try:
                    for statement in self._events(table, columns):
                        cursor.execute(f"EXPLAIN {statement} -- {next(_ASKED)}")
                except DatabaseError:
                    cursor.execute(f"DROP TRIGGER {self.quote_name(name)}")

    def _events(self, table: str, columns: list[str]) -> list[str]:
        """What sets off triggers of a table, to be explained and not done: a trigger is understood then only."""
        there, changed = self.quote_name(table), ", ".join(f"{c} = {c}" for c in map(self.quote_name, columns))
        update = f"UPDATE {there} SET {changed}"  # noqa: S608 - names of tables and columns that are there
        return [f"INSERT INTO {there} DEFAULT VALUES", update, f"DELETE FROM {there}"]  # noqa: S608 - the same
