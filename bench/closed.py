"""What a search costs while thousands of records that were closed one by one wait for the index.

python -m bench.closed [--records N]

A fonds of opened records is entered and indexed; then so many of them are closed in one act, without an indexer, and an
ordinary word and a rare one are searched by everybody: processor time in this process, and the count that is told.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

CLOSED = (0, 1_000, 5_000, 20_000, 50_000, 60_000)
"""The last is more than a search keeps out by name."""
SEARCHES = 21


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LANTAI_HOME"] = str(Path(folder, "home"))
        return _measure(options.records)


def _measure(count: int) -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lantai.config.settings")
    django.setup()
    from django.core.management import call_command

    from lantai.base.accounts.access import OPERATOR
    from lantai.holdings.catalogue.actions import enter_openings
    from lantai.holdings.catalogue.models import Record

    call_command("migrate", verbosity=0)
    institution = _entered(count)
    pks = list(Record.objects.order_by("pk").values_list("pk", flat=True))
    done, right = 0, True
    for closed in CLOSED:
        if closed > count:
            break
        states = {"restricted": pks[done:closed]}
        enter_openings(actor=OPERATOR, institution=institution, states=states, reason="bench")
        done = closed
        right &= _told(closed, count)
    return 0 if right else 1


def _told(closed: int, count: int) -> bool:
    """One line; whether nothing was counted that is closed."""
    from lantai.base.accounts.access import ANONYMOUS
    from lantai.engines.search.document import SearchQuery
    from lantai.holdings.fulltext.finding import find_records

    said, found = [], {}
    for words in ("水渠", "第777号"):
        spent = []
        for number in range(SEARCHES):
            began = time.process_time()
            found[words] = find_records(SearchQuery(words=words, year_to=2000 + number), scope=ANONYMOUS.scope()).count
            spent.append((time.process_time() - began) * 1000)
        said.append(f"{words} {statistics.median(spent):.0f} ms, {found[words]:,} found")
    print(f"{closed:>6,} wait: {'; '.join(said)}", flush=True)
    return found["水渠"] <= count - closed


def _entered(count: int):  # type: ignore[no-untyped-def]
    from lantai.base.accounts.access import OPERATOR
    from lantai.base.accounts.actions import found_institution
    from lantai.base.common.ids import new_ulid
    from lantai.base.common.rows import insert_values
    from lantai.engines.search.document import SearchDocument
    from lantai.engines.search.factory import search_index
    from lantai.holdings.catalogue.actions import found_fonds
    from lantai.holdings.catalogue.models import Record

    institution = found_institution(actor=OPERATOR, code="LT01", name="云溪区档案馆")
    fonds = found_fonds(actor=OPERATOR, institution=institution, code="0001", title="云溪区人民政府办公室")
    codes = [f"0001-WS·1980-Y-{number:06d}" for number in range(count)]
    names = ("ulid", "fonds", "institution", "code", "code_key", "title", "year", "opening_state")
    rows = ((new_ulid(), fonds.pk, "LT01", code, code, f"第{n}号水渠", 1980, "open") for n, code in enumerate(codes))
    insert_values(Record, names, rows)
    with search_index().write() as batch:
        for pk, ulid, code, title in Record.objects.values_list("pk", "ulid", "code", "title"):
            batch.put(
                SearchDocument(
                    num=pk, id=ulid, code=code, title=title, fonds="0001", year=1980, state="open", institution="LT01"
                )
            )
    return institution


if __name__ == "__main__":
    sys.exit(main())
