"""How far a check of what is kept has come, in a file beside its findings: a killed check goes on behind it.

It is no part of the archive: without it the check begins anew, so nothing of it needs to be in storage.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lantai.base.common.findings import Finding, Severity
from lantai.holdings.checks.asking import findings_file
from lantai.holdings.checks.models import CheckRun
from lantai.holdings.checks.results import ItemResult, Status, Tally


@dataclass
class Progress:
    """`cursor`: the row of the last object looked at; `last`: of the last there was when it began; `spool`: bytes."""

    cursor: int = 0
    last: int = 0
    spool: int = 0
    objects: int = 0
    files: int = 0
    size: int = 0
    total: int = 0
    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))

    def keep(self, run: CheckRun) -> None:
        """Whole or not at all."""
        path = file_of(run)
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".{path.name}.{os.getpid()}")
        numbers = {name: getattr(self, name) for name in _NUMBERS}
        tallies = {number: _told(tally) for number, tally in self.tallies.items()}
        fresh.write_text(json.dumps(numbers | {"tallies": tallies}, ensure_ascii=False, default=str), encoding="utf-8")
        fresh.replace(path)


_NUMBERS = ("cursor", "last", "spool", "objects", "files", "size", "total")


def file_of(run: CheckRun) -> Path:
    return findings_file(run).with_suffix(".progress.json")


def progress_of(run: CheckRun) -> Progress | None:
    """None where the check was not begun, or what it had come to is gone or cannot be read."""
    try:
        said = json.loads(file_of(run).read_text(encoding="utf-8"))
        cursor, last, spool, objects, files, size, total = (int(said[name]) for name in _NUMBERS)
        found = Progress(cursor, last, spool, objects, files, size, total)
        for number, tally in said["tallies"].items():
            found.tallies[number] = _tally(number, tally)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found


def _told(tally: Tally) -> dict[str, Any]:
    return {
        "counts": [tally.objects, tally.failed, tally.warned, tally.told],
        "first": [[each.status, *_finding(each.finding), each.seen, each.expected] for each in tally.first],
        "skipped": tally.skipped,
        "reason": _finding(tally.reason) if tally.reason else None,
    }


def _finding(finding: Finding) -> list[Any]:
    return [finding.code, finding.severity, finding.path, dict(finding.params)]


def _tally(number: str, said: Mapping[str, Any]) -> Tally:
    first = [
        ItemResult(number, Status(status), _read(told), seen, expected)
        for status, *told, seen, expected in said["first"]
    ]
    skipped = Status(said["skipped"]) if said["skipped"] else None
    reason = _read(said["reason"]) if said["reason"] else None
    objects, failed, warned, told = said["counts"]
    return Tally(objects, failed, warned, told, first, skipped, reason)


def _read(said: list[Any]) -> Finding:
    code, severity, path, params = said
    return Finding(code, Severity(severity), path, params)
