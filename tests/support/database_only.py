"""`--database-only`: leave out tests that never touch the database, when the suite runs on another database.

Journeys run in any case: programs started there use the database that the environment names, and no fixture tells.
Else a test touches the database when it says so by its marker or a fixture, in an app as in contracts, architecture and
docs: without one pytest-django refuses every query. So what is left out (rules of the source, links of pages, engines
on their own files) cannot answer otherwise on PostgreSQL than it did on SQLite.

`any_database` marks what goes through the same queries as other tests that do run there, and asks who may, which method
or which index: that was answered on SQLite.
"""

from __future__ import annotations

import pytest

_FIXTURES = {"db", "transactional_db", "live_server"}  # others come with every test


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database-only", action="store_true", help="only tests that touch the database, and journeys")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--database-only"):
        return
    kept = [item for item in items if touches_the_database(item) and not item.get_closest_marker("any_database")]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def touches_the_database(item: pytest.Item) -> bool:
    """By its place, its marker, or any fixture it asks for."""
    asked = set(getattr(item, "fixturenames", ()))
    return (
        item.nodeid.startswith("tests/journeys/")
        or item.get_closest_marker("django_db") is not None
        or bool(asked & _FIXTURES)
    )
