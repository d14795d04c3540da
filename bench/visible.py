"""From the commit of a change to its being found: on an idle indexer, and beside an intake whose indexer is busy.

python -m bench.visible [--changes N] [--texts N]

A record is renamed by the act behind the page, with the indexer of the server (`work --only index`) in a process of its
own; then it is searched for until it is found. Beside: the same while `take_in` enters texts of 2,000 characters.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.daily_load import write_texts
from tests.support.shared import CHECKOUT

PAUSE = 0.25
"""Between changes: a person does not save by the dozen, and commits must not help each other along."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--changes", type=int, default=20)
    parser.add_argument("--texts", type=int, default=3000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LANTAI_HOME"] = str(Path(folder, "home"))
        environment = {**os.environ, "PYTHONPATH": f"{CHECKOUT / 'src'}:{CHECKOUT}"}
        run = [sys.executable, "-m", "lantai"]
        for name, count in (("first", 1), ("texts", options.texts)):
            Path(folder, name).mkdir()
            write_texts(Path(folder, name), count)
        take_in = [*run, "take_in", "--json", "--fonds", "B1"]
        subprocess.run([*take_in, str(Path(folder, "first"))], env=environment, check=True, capture_output=True)
        indexer = subprocess.Popen([*run, "work", "--only", "index"], env=environment, stdout=subprocess.DEVNULL)
        try:
            rename = _renamer()
            rename()  # until the indexer is up
            _tell("idle", [rename() for _ in _paced(lambda: True, options.changes)])
            intake = subprocess.Popen(
                [*take_in, str(Path(folder, "texts"))], env=environment, stdout=subprocess.DEVNULL
            )
            beside = list(_beside(rename, intake))
            _tell(f"beside an intake of {options.texts} texts", [seconds for seconds, _ in beside])
            waiting = [behind for _, behind in beside]
            print(f"  changes that waited with it: {statistics.median(waiting):.0f} (median), {max(waiting)} at most")
            return 0 if intake.wait() == 0 and max(seconds for seconds, _ in beside) <= 1 else 1
        finally:
            indexer.terminate()
            indexer.wait()


def _renamer() -> Callable[[], float]:
    """Renames the record and gives the seconds until the new title is found."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lantai.config.settings")
    django.setup()
    from lantai.base.accounts.access import OPERATOR
    from lantai.engines.search.document import SearchQuery
    from lantai.holdings.catalogue.models import Record
    from lantai.holdings.description.actions import edit_record
    from lantai.holdings.fulltext.finding import find_records

    numbers = iter(range(1000, 10_000))
    ulid = Record.objects.get().ulid

    def rename() -> float:
        record, title = Record.objects.get(ulid=ulid), f"改名{next(numbers)}号"
        edit_record(actor=OPERATOR, record=record, version=record.version, values={"title": title})
        began = time.monotonic()
        query, scope = SearchQuery(words=f'"{title}"', facets=False), OPERATOR.scope()
        while not find_records(query, scope=scope).hits:
            time.sleep(0.005)
        return time.monotonic() - began

    return rename


def _paced(still: Callable[[], bool], most: int) -> Iterator[int]:
    for number in range(most):
        if not still():
            return
        yield number
        time.sleep(PAUSE)


def _beside(rename: Callable[[], float], intake: subprocess.Popen[bytes]) -> Iterator[tuple[float, int]]:
    """While records come in and wait for the index."""
    from lantai.engines.search.indexing import pending

    while pending() < 100 and intake.poll() is None:
        time.sleep(0.02)
    for _ in _paced(lambda: intake.poll() is None, 10_000):
        behind = pending()
        yield rename(), behind


def _tell(what: str, seconds: list[float]) -> None:
    ordered = sorted(seconds)
    print(
        f"{what}: {len(ordered)} changes, visible after {statistics.median(ordered) * 1000:.0f} ms (median), "
        f"{ordered[int(len(ordered) * 0.95)] * 1000:.0f} ms (p95), {ordered[-1] * 1000:.0f} ms at most",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
