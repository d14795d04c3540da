"""What the database knows of its tables, to choose an index by: PostgreSQL renews it by itself, SQLite when told.

Without it SQLite takes every index for equally good, and walks a million opened records for ten parts of a volume.
"""

from __future__ import annotations

import time
from pathlib import Path

from django.conf import settings
from django.db import connection

from lantai.base.common.locks import lock

EVERY = 600.0
"""Seconds after which a sample is taken anew."""
SAMPLE = 1000
"""So many rows of each index are looked at: a tenth of a second, however many there are."""


def renew_statistics() -> None:
    """Take the sample. On PostgreSQL nothing happens."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit={SAMPLE}")
            cursor.execute("ANALYZE")


def renew_when_due(sender: object, **_more: object) -> None:
    """At a worker's sign of life: one of a machine takes the sample, when the last one is old."""
    path = Path(settings.WORK_FOLDER) / "locks" / "statistics.lock"
    with lock(path, wait=False) as mine:
        taken = path.with_suffix(".taken")
        if mine and (not taken.exists() or time.time() - taken.stat().st_mtime > EVERY):
            renew_statistics()
            taken.touch()
