"""Tables made at once for a new archive are those that all migrations make, one after another."""

from __future__ import annotations

import json
import subprocess
import sys
import uuid

import pytest

from tests.support.tables import address_of, environment_of, on_postgresql, run_on_server

OF_DJANGO = 'auth_group_permissions: columns: ["id"'
"""Migrations forget that Django's own app of users numbers with 4 bytes on PostgreSQL; groups are not used here."""


@pytest.fixture
def told(tmp_path):
    """What stands in a database made in this way."""
    made = []

    def ask(way: str) -> str:
        settings = {"DJANGO_SETTINGS_MODULE": "lantai.config.settings"}
        if on_postgresql():
            made.append(f"lantai_new_{uuid.uuid4().hex[:12]}")
            run_on_server(f'CREATE DATABASE "{made[-1]}"')
            settings["LANTAI_DATABASE_URL"] = address_of(made[-1])
        home = tmp_path / way.replace(" ", "-")
        home.mkdir()
        done = subprocess.run(
            [sys.executable, "-m", "tests.support.print_tables", way], env={**environment_of(home), **settings},
            check=False, capture_output=True, text=True, timeout=170,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    yield ask
    for name in made:
        run_on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.mark.slow
def test_both_ways_end_with_the_same_tables(told):
    at_once, step_by_step = json.loads(told("at once")), json.loads(told("step by step"))

    assert len(at_once) > 150
    assert sorted(lines(at_once) - lines(step_by_step)) == []
    assert sorted(lines(step_by_step) - lines(at_once)) == []


def lines(told) -> set[str]:
    """What is told of each table, in pieces that are short enough to be read when they differ."""
    if isinstance(told, dict):
        found = {f"{name}: {line}" for name, inner in told.items() for line in lines(inner)}
        return {line for line in found if not line.startswith(OF_DJANGO)}
    if isinstance(told, list) and any(isinstance(each, list | dict) for each in told):
        return {line for each in told for line in lines(each)}
    return {json.dumps(told, ensure_ascii=False)}
