"""A judge from outside: schemathesis asks every address of the API for what its description allows, and for more."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client

from lantai.base.accounts.access import OPERATOR
from lantai.base.accounts.actions import issue_token
from tests.contracts.scoped_archive import ScopedArchive, build_archive
from tests.support.world import places_below

EXAMPLES = int(os.environ.get("LANTAI_EXAMPLES", "1"))
"""Asked by chance of each address; what the description says of its bounds and enumerations is asked in any case."""


def known(archive: ScopedArchive) -> dict[str, object]:
    """Identifiers that lead somewhere: chance would never find one. The record is an unopened one of house A."""
    return {
        "path.record": archive.records[1].ulid,
        "path.file": archive.files(1)[0].ulid,
        "path.transfer": archive.transfers["LT01"].ulid,
        "path.code": "0001",
        "path.page": 1,
    }


def configuration(parameters: dict[str, object]) -> str:
    """400 is a fair answer to what fits the description: words without any letter, a cursor that was never given."""
    lines = [
        "[checks.positive_data_acceptance]",
        'expected-statuses = ["2xx", "400", "401", "403", "404", "409"]',
        "[parameters]",
        *(f'"{name}" = {json.dumps(value)}' for name, value in parameters.items()),
    ]
    return "\n".join(lines) + "\n"


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("person", ["archivist of A"] if EXAMPLES == 1 else ["anonymous", "archivist of A"])
def test_it_finds_nothing(person, live_server, transactional_db, tmp_path):
    with places_below(tmp_path, backend="tantivy"):
        archive = build_archive(tmp_path / "packages")
        (tmp_path / "intake_folder" / "2026-移交").mkdir()
        (tmp_path / "schemathesis.toml").write_text(
            configuration({} if person == "anonymous" else known(archive)), encoding="utf-8"
        )
        headers = []
        if user := archive.people[person]:
            key = issue_token(actor=OPERATOR, user=user, name="schemathesis")[1]
            headers = ["--header", f"Authorization: Bearer {key}"]
        assert Client().get("/api/v1/search").json()["count"] == 2

        done = subprocess.run(
            [Path(sys.executable).with_name("schemathesis"), "run", f"{live_server.url}/api/v1/openapi.json",
             *headers, "--max-examples", str(EXAMPLES), "--seed", "2026", "--no-color", "--continue-on-failure",
             "--generation-database", ":memory:", "--workers", "1"],
            cwd=tmp_path, capture_output=True, text=True, timeout=580, check=False,
        )  # fmt: skip
        connections.close_all()

    assert done.returncode == 0, done.stdout[-12_000:] + done.stderr[-2_000:]
