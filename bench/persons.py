"""How well and how fast persons are found: a register of 200,000 people, asked for as they are known at a counter.

    python -m bench.persons [--people N] [--each N] [--home HOME]

Every question has one right answer: the entry it was made from. Recall@10 says how often that entry is among the first
ten, precision@1 how often it is the first. Others of the very same name and age stand in the register too, so that not
every question can be answered by anybody: “the name alone” shows by how much.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.person_register import Known
    from lantai.holdings.people.asking import PersonQuestion

BATCH = 5_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=200_000)
    parser.add_argument("--each", type=int, default=150, help="questions of each kind")
    parser.add_argument("--home", type=Path, help="keep the register here; one that is there is asked again")
    options = parser.parse_args()
    with _home(options.home) as home:
        from bench.big_archive import begin

        begin(home)
        register = fill(options.people // 2)
        ask(register, options.each)
    return 0


@contextmanager
def _home(wanted: Path | None) -> Iterator[Path]:
    if wanted:
        wanted.mkdir(parents=True, exist_ok=True)
        yield wanted
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder)


def fill(count: int) -> list[Known]:
    """One record a couple, entered as intake enters them; the same register every time."""
    from bench.person_register import Known, couples
    from lantai.holdings.catalogue.models import PersonEntry

    made = list(couples(count, random.Random(11)))
    began = time.monotonic()
    if not PersonEntry.objects.exists():
        _enter(made)
        print(f"{2 * count:,} persons entered: {time.monotonic() - began:.0f} s")
    known = []
    for number, couple in enumerate(made):
        known += [Known(number, n, couple[n], couple[1 - n]) for n in (0, 1)]
    return known


def _enter(made: list) -> None:
    from django.db import transaction

    from lantai.base.accounts.models import Institution
    from lantai.holdings.catalogue.actions import enter_persons
    from lantai.holdings.catalogue.models import Fonds, Record

    archive = Institution.objects.get_or_create(code="B1", defaults={"name": "B1"})[0]
    fonds = Fonds.objects.create(institution=archive, code="M001", title="民政局")
    numbered = enumerate(made)
    while batch := list(islice(numbered, BATCH)):
        records = [
            Record(
                fonds=fonds, code=f"M001-HY-{n:06}", code_key=f"M001-HY-{n:06}", record_type="marriage", year=1980,
                title=f"{a.name}与{b.name}结婚登记材料", opening_state="restricted" if n % 3 else "open",
            )
            for n, (a, b) in batch
        ]  # fmt: skip
        with transaction.atomic():
            records = Record.objects.bulk_create(records)
            enter_persons(zip(records, [couple for _, couple in batch], strict=True))


def ask(register: list[Known], each: int) -> None:
    from bench.person_register import KINDS
    from lantai.base.accounts.access import Scope
    from lantai.holdings.people.queries import find_persons

    scope = Scope(everything=False, institutions=frozenset({"B1"}))
    print(f"{'asked for':<24}{'questions':>10}{'recall@10':>11}{'precision@1':>13}{'p50 ms':>9}{'p95 ms':>9}")
    told: list[tuple[int, int, int]] = []
    times: list[float] = []
    questions: list[PersonQuestion] = []
    for kind, asking in KINDS.items():
        draw = random.Random(kind)
        places, spent = [], []
        while len(places) < each:
            known = draw.choice(register)
            question = asking(known, draw)
            if question is None:
                continue
            questions.append(question)
            found = find_persons(question, scope=scope)
            spent.append(found.milliseconds)
            right = (f"M001-HY-{known.couple:06}", known.position)
            hits = [(hit.entry.record.code, hit.entry.position) for hit in found.hits[:10]]
            if kind.startswith("couple"):  # either of the two is the record that was looked for
                hits, right = [(code, 0) for code, _ in hits], (right[0], 0)
            places.append(hits.index(right) if right in hits else 10)
        line = (each, sum(place < 10 for place in places), sum(place == 0 for place in places))
        _print(kind, line, spent)
        if kind != "the name alone":
            told.append(line)
            times += spent
    _print("all but the name alone", tuple(map(sum, zip(*told, strict=True))), times)  # type: ignore[arg-type]
    public = Scope(everything=False, institutions=frozenset())
    spent = [find_persons(question, scope=public).milliseconds for question in questions]
    print(f"the same questions as an anonymous reader: {statistics.median(spent):.1f} ms, p95 {_p95(spent):.1f} ms")


def _p95(spent: list[float]) -> float:
    return statistics.quantiles(spent, n=20)[-1]


def _print(kind: str, line: tuple[int, int, int], spent: list[float]) -> None:
    asked, found, first = line
    p95 = statistics.quantiles(spent, n=20)[-1]
    print(
        f"{kind:<24}{asked:>10}{found / asked:>11.1%}{first / asked:>13.1%}{statistics.median(spent):>9.1f}{p95:>9.1f}"
    )


if __name__ == "__main__":
    sys.exit(main())
