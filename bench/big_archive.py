"""A big archive for measuring: N records with persons, codes, pages and an index, in a home of its own.

    python -m bench.big_archive HOME [--records N] [--seed S] [--no-index]

Up to 100,000 records each has long texts (about 2,250 Han on three or four scanned pages: `bench.search_corpus`); above
that the records are lines of a catalogue of people's-livelihood archives, and every fifth has one page of short text.
Rows go straight through the models in large batches, the index through the product's own rebuild. The same seed makes
the same archive, also on PostgreSQL (LANTAI_DATABASE_URL). With a million records and more there are 100 archives: one
fonds of the first holds 100,000 records, and A050, whose archivist signs in as `bench`, holds a hundredth of all.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bench.big_rows import Plan

STAFF, PASSWORD = "bench", "bench-reads-all-day"
BATCH = 2_000
LONG_UP_TO = 100_000
MANY = 1_000_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("home", type=Path)
    parser.add_argument("--records", type=int, default=45_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-index", action="store_true", help="rows only; the index comes from elsewhere")
    options = parser.parse_args()
    begin(options.home)
    began = time.monotonic()
    rows = fill(options.records, options.seed)
    told = ", ".join(f"{count:,} {name}" for name, count in rows.items())
    print(f"{told}: {time.monotonic() - began:.0f} s")
    if not options.no_index:
        began = time.monotonic()
        print(f"index of {index():,} documents: {time.monotonic() - began:.0f} s")
    return 0


def begin(home: Path) -> None:
    """Django on this home: its tables, folders and storage root."""
    os.environ["LANTAI_HOME"] = str(home.resolve())
    os.environ["DJANGO_SETTINGS_MODULE"] = "lantai.config.settings"
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
    import django

    django.setup()
    from lantai.config.ready import make_ready

    make_ready()


def fill(records: int, seed: int) -> dict[str, int]:
    """Everything but the index; refuses a home that is not empty. Gives the number of rows by model."""
    from bench.big_rows import planned
    from lantai.holdings.catalogue.models import Record

    if Record.objects.exists():
        sys.exit("There are records in this home already: choose an empty one.")
    plan = planned(records, archives=100 if records >= MANY else 2, seed=seed, long_texts=records <= LONG_UP_TO)
    _found(plan)
    counts: dict[str, int] = {}
    with _fast():
        for done, some in enumerate(_batches(range(1, records + 1))):
            for name, count in _store(plan, some).items():
                counts[name] = counts.get(name, 0) + count
            if sys.stderr.isatty():
                print(f"  {done * BATCH:,} / {records:,}", end="\r", file=sys.stderr)
    _finish()
    return counts


def index() -> int:
    """The product's own rebuild; gives the number of documents."""
    from lantai.engines.search.indexing import reindex

    return reindex()


def _found(plan: Plan) -> None:
    """Archives and fonds, and the archivist who measures."""
    from lantai.base.accounts.access import OPERATOR, Role
    from lantai.base.accounts.actions import add_user, grant_role
    from lantai.base.accounts.models import Institution
    from lantai.holdings.catalogue.models import Fonds

    Institution.objects.bulk_create(plan.institutions)
    Fonds.objects.bulk_create(plan.fonds)
    user = add_user(actor=OPERATOR, username=STAFF, password=PASSWORD, display_name="柳文澜")
    kept = plan.institutions[49 if len(plan.institutions) > 49 else -1]
    grant_role(actor=OPERATOR, user=user, institution=kept, role=Role.ARCHIVIST)


def _store(plan: Plan, numbers: Sequence[int]) -> dict[str, int]:
    from django.db import transaction

    from bench.big_rows import rows_of

    made = rows_of(plan, numbers)
    with transaction.atomic():
        for model, rows in made.items():
            insert(model, rows)
    return {model._meta.model_name: len(rows) for model, rows in made.items()}


def insert(model: Any, rows: list[dict[str, Any]]) -> None:
    """Rows past the models, as they cost more than the database: COPY on PostgreSQL, one prepared statement else."""
    from django.db import connection
    from django.utils import timezone

    if not rows:
        return
    fields = [field for field in model._meta.concrete_fields if field.column in rows[0] or not field.primary_key]
    now = timezone.now()
    adapters = [_adapter(field, connection.vendor) for field in fields]
    defaults = [now if _is_moment(field) else field.get_default() for field in fields]
    columns = [field.column for field in fields]
    plans = list(zip(columns, adapters, defaults, strict=True))
    values = [
        [adapt(row.get(name, default)) if adapt else row.get(name, default) for name, adapt, default in plans]
        for row in rows
    ]
    table, names = model._meta.db_table, ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                for each in values:
                    copy.write_row(each)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', values)


def _is_moment(field: Any) -> bool:
    return bool(getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False))


def _adapter(field: Any, vendor: str) -> Callable[[Any], Any] | None:
    """How a value of this field becomes what the driver takes; None: as it is."""
    from django.db.models import DateField, DateTimeField, JSONField

    if isinstance(field, JSONField):
        return partial(json.dumps, ensure_ascii=False)
    if vendor == "sqlite" and isinstance(field, DateField):
        form = "%Y-%m-%d %H:%M:%S.%f" if isinstance(field, DateTimeField) else "%Y-%m-%d"
        return lambda value: value and value.strftime(form)
    return None


class _fast:
    """SQLite need not wait for the disk while the archive can be made again."""

    def __enter__(self) -> None:
        self._pragma("OFF")

    def __exit__(self, *_error: object) -> None:
        self._pragma("NORMAL")

    def _pragma(self, value: str) -> None:
        from django.db import connection

        if connection.vendor == "sqlite":
            connection.cursor().execute(f"PRAGMA synchronous={value}")


def _finish() -> None:
    """Sequences behind the ids given here; on PostgreSQL what autovacuum does by and by, at once."""
    from django.apps import apps
    from django.core.management.color import no_style
    from django.db import connection

    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE")


def _batches(numbers: range) -> Iterator[list[int]]:
    rest = iter(numbers)
    while some := list(islice(rest, BATCH)):
        yield some


if __name__ == "__main__":
    sys.exit(main())
