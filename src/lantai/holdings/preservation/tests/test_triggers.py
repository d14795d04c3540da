"""Triggers that mark: while tables are changed those that look into other tables rest, and come back afterwards."""

import re

import pytest
from django.db import connection, transaction
from django.db.utils import OperationalError

from lantai.holdings.preservation.triggers import keep_triggers, rest_triggers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sqlite():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL changes tables where they are")


def rows(sql: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def spoken_of() -> set[str]:
    """Tables that triggers which mark name, besides their own and that of the marks, and no other trigger does."""
    there = {name for (name,) in rows("SELECT name FROM sqlite_master WHERE type = 'table'")} - {"preservation_mark"}
    named: dict[bool, set[str]] = {True: set(), False: set()}
    for trigger, own, sql in rows("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"):
        words = there.intersection(re.findall(r"\w+", sql)) - {own}
        named[trigger.startswith("preservation_mark")] |= words
    return named[True] - named[False]


def make_anew(table: str) -> None:
    """As Django does for a new column that has a value in every row; everything is put back."""
    [(sql,)] = rows(f"SELECT sql FROM sqlite_master WHERE type = 'table' AND name = '{table}'")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(re.sub(rf'"?{table}"?', f'"new__{table}"', sql, count=1))
        cursor.execute(f'DROP TABLE "{table}"')
        cursor.execute(f'ALTER TABLE "new__{table}" RENAME TO "{table}"')
        transaction.set_rollback(True)


def marks() -> set[tuple[str, ...]]:
    return set(rows("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'preservation_mark%'"))


def test_tables_they_look_into_can_be_changed_by_an_upgrade():
    tables, before = spoken_of(), marks()
    assert "arrangement_fondsfileentry" in tables
    with pytest.raises(OperationalError, match="error in trigger preservation_mark"):
        make_anew("arrangement_fondsfileentry")

    rest_triggers(plan=["a migration"])
    for table in tables:
        make_anew(table)
    assert marks() < before

    keep_triggers()
    assert marks() == before


def test_nothing_rests_where_nothing_is_to_be_changed():
    before = marks()

    rest_triggers(plan=[])

    assert marks() == before
