"""A big archive for measuring: N records with persons, codes, pages and an index, in a home of its own.

    python -m bench.big_archive HOME [--records N] [--seed S] [--no-index | --bare]

Up to 100,000 records each has long texts (about 2,250 Han on three or four scanned pages: `bench.search_corpus`); above
that, or with `--short`, the records are lines of a catalogue of people's-livelihood archives with two persons each, and
every fifth has one page of short text. Beside them stand class trees, places and bodies, jobs, pairs, tasks and an
audit chain that holds. Rows go past the models in large batches into bare tables (`bench.big_loading`); above 500,000
records they repeat those below (`bench.big_repeat`). The index comes from the product's own rebuild
(`bench.big_index`). With `--bare` there are records, codes, classes and pages alone: a tenth of the time, and enough
for work that looks at records by fonds, year and state. The same seed makes the same archive, but for the salt of
sealed numbers; `bench.big_copy` makes it again on PostgreSQL. With a million records and more there are 100 archives:
one fonds of the first holds 100,000 records, and A050, whose archivist signs in as `bench` and whose proofreader as
`bench-least`, a hundredth of all.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.big_rows import Plan

STAFF, LEAST, PASSWORD = "bench", "bench-least", "bench-reads-all-day"
BATCH = 2_000
LONG_UP_TO = 100_000
MANY = 1_000_000
MADE = 500_000
"""So many records are made one by one; what is above them repeats them (`bench.big_repeat`)."""
MADE_BARE = 100_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("home", type=Path)
    parser.add_argument("--records", type=int, default=45_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--short", action="store_true", help="lines of a catalogue, however few records there are")
    parser.add_argument("--no-index", action="store_true", help="rows only; the index comes from elsewhere")
    parser.add_argument("--bare", action="store_true", help="records, codes, classes and pages alone, no index")
    options = parser.parse_args()
    begin(options.home)
    began = time.monotonic()
    short = options.short or options.bare
    rows = fill(options.records, options.seed, long_texts=False if short else None, bare=options.bare)
    told = ", ".join(f"{count:,} {name}" for name, count in rows.items())
    print(f"{told}: {time.monotonic() - began:.0f} s")
    if not (options.no_index or options.bare):
        from bench.big_index import build

        began = time.monotonic()
        print(f"index of {build():,} documents: {time.monotonic() - began:.0f} s")
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


def fill(records: int, seed: int, *, long_texts: bool | None = None, bare: bool = False) -> dict[str, int]:
    """Everything but the index; refuses a home that is not empty. Gives the number of rows by model.

    `bare`: no persons, and nothing beside the records.
    """
    from django.db import connection

    from bench.big_beside import set_tasks, store_beside
    from bench.big_loading import bare_tables
    from bench.big_repeat import repeat
    from bench.big_rows import planned
    from lantai.holdings.catalogue.models import Record

    if connection.vendor != "sqlite":
        sys.exit("Make the archive on SQLite, and bench.big_copy takes it to PostgreSQL.")
    if Record.objects.exists():
        sys.exit("There are records in this home already: choose an empty one.")
    long_texts = records <= LONG_UP_TO if long_texts is None else long_texts
    plan = planned(records, archives=100 if records >= MANY else 2, seed=seed, long_texts=long_texts)
    _found(plan)
    counts: dict[str, int] = {}
    with bare_tables():
        made = min(records, MADE_BARE if bare else MADE)
        for done, some in enumerate(_batches(range(1, made + 1))):
            for name, count in _store(plan, some, bare=bare).items():
                counts[name] = counts.get(name, 0) + count
            if done % 25 == 0:
                print(f"  {done * BATCH:,} / {made:,}", file=sys.stderr, flush=True)
        for name, count in repeat(made, records).items():
            counts[name] += count
        counts |= store_beside(plan, records, bare=bare)
    return counts if bare else counts | {"entryitem": set_tasks(plan)}


def _found(plan: Plan) -> None:
    """Archives and fonds, the archivist who measures, and a proofreader, who has the least rights of all staff."""
    from lantai.base.accounts.access import OPERATOR, Role
    from lantai.base.accounts.actions import add_user, grant_role
    from lantai.base.accounts.models import Institution
    from lantai.holdings.catalogue.models import Fonds

    Institution.objects.bulk_create(plan.institutions)
    Fonds.objects.bulk_create(plan.fonds)
    for username, name, role in ((STAFF, "柳文澜", Role.ARCHIVIST), (LEAST, "苏小满", Role.PROOFREADER)):
        user = add_user(actor=OPERATOR, username=username, password=PASSWORD, display_name=name)
        grant_role(actor=OPERATOR, user=user, institution=plan.kept, role=role)


def _store(plan: Plan, numbers: Sequence[int], *, bare: bool = False) -> dict[str, int]:
    from django.db import transaction

    from bench.big_loading import insert, insert_values
    from bench.big_rows import person_keys_of, rows_of
    from lantai.holdings.catalogue.models import PersonEntry, PersonKey
    from lantai.holdings.catalogue.models.person import KEY_COLUMNS
    from lantai.holdings.catalogue.sealing import person_keys

    made = rows_of(plan, numbers, person_keys())
    if bare:
        made[PersonEntry] = []
    keys = person_keys_of(made)
    with transaction.atomic():
        for model, rows in made.items():
            insert(model, rows)
        insert_values(PersonKey._meta.db_table, KEY_COLUMNS, keys)
    return {model._meta.model_name: len(rows) for model, rows in made.items()} | {"personkey": len(keys)}


def _batches(numbers: range) -> Iterator[list[int]]:
    rest = iter(numbers)
    while some := list(islice(rest, BATCH)):
        yield some


if __name__ == "__main__":
    sys.exit(main())
