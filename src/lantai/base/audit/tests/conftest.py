"""A chain with keys and a folder of its own."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from lantai.base.audit.actions import record


@dataclass(frozen=True)
class Somebody:
    label: str = "档案员"
    capacity: str = "archivist"
    user_id: int | None = None


OPERATOR = Somebody()


@pytest.fixture(autouse=True)
def audit_home(settings, tmp_path):
    """Keys and checkpoints below the test's own folder."""
    settings.AUDIT = {**settings.AUDIT, "KEYS": tmp_path / "keys", "PATH": tmp_path / "audit", "EVERY": 5}
    return tmp_path


@pytest.fixture
def chain(db):
    for n in range(6):
        record("thing:do", actor=OPERATOR, subject=("thing", str(n)), data={"n": n, "字": "档"})
