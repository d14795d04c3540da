"""Opening review among one and a half million records: what each page and each step of a review costs the server.

    python -m bench.big_archive HOME --records 1500000 --bare
    python -m bench.opening_scale HOME [--rounds 20] [--size 5000] [--past 100000] [--plans] [--json] [--only WORD …]

The first time it plans four batches of `--size` records in the archive with the greatest fonds and leads them on by the
acts themselves: one to the first review, one to the second, one to the approval, one to the authority; beside them lie
the items, decisions and notices of batches that are done (`--past`). Then it asks for the pages as whoever has the turn
does, in this process: processor time and queries of each answer. `--plans`: how the database answers, where it walks a
table or sorts.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

OFFICER = "officer"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("home", type=Path)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--size", type=int, default=5_000, help="records of each of the four batches")
    parser.add_argument("--past", type=int, default=100_000, help="records of batches that are done")
    parser.add_argument("--plans", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--only", nargs="*", default=[])
    options = parser.parse_args()
    from bench.big_archive import begin

    begin(options.home)
    from bench.opening_scale_rows import prepare
    from lantai.base.common.statistics import renew_statistics

    spent = prepare(options.past, options.size)
    renew_statistics()
    figures = {name: {"answers": 1, "p50": took, "p95": took, "worst": took} for name, took in spent.items()}
    for name, ask in _groups().items():
        if not options.only or any(word in name for word in options.only):
            figures[name] = _measured(name, ask, options.rounds, plans=options.plans)
            if not options.json:
                _print(name, figures[name])
    if options.json:
        print(json.dumps(figures, ensure_ascii=False, indent=1))
    else:
        for name, took in spent.items():
            print(f"{name:<36} {took:8.1f} ms")
    return 0


def _print(name: str, row: dict[str, float]) -> None:
    told = "  ".join(f"{figure} {row[figure]:7.1f}" for figure in ("p50", "p95", "worst"))
    print(f"{name:<36} {row['answers']:>4} answers: {told} ms  queries {row['queries']:>3.0f}", flush=True)


class Asked:
    """What a group asks for, with its figures."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.queries: list[int] = []

    def __call__(self, username: str, address: str, given: dict[str, Any] | None = None) -> Any:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        from bench.page_queries import _client, _spent

        client = _client(username)
        began = _spent()
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address) if given is None else client.post(address, given)
            body = b"".join(answer) if answer.streaming else answer.content
        self.times.append((_spent() - began) * 1000)
        self.queries.append(len(asked))
        if answer.status_code not in (200, 302):
            sys.exit(f"{address} answered {answer.status_code}: {body[:2000].decode('utf-8', 'replace')}")
        return answer


Group = Callable[[Asked, int], None]
"""Asks once; told the how manieth time it is."""


def _measured(name: str, ask: Group, rounds: int, *, plans: bool) -> dict[str, float]:
    """One round before those that count fills the caches; plans are told from it."""
    warm, asked = Asked(), Asked()
    if plans:
        with told_plans(name):
            ask(warm, 0)
    else:
        ask(warm, 0)
    for number in range(1, rounds + 1):
        ask(asked, number)
    times = sorted(asked.times)
    return {
        "answers": len(times), "p50": times[len(times) // 2], "p95": times[int(len(times) * 0.95)], "worst": times[-1],
        "queries": max(asked.queries),
    }  # fmt: skip


def _groups() -> dict[str, Group]:
    from lantai.holdings.catalogue.models import Fonds
    from lantai.services.opening.models import Notice, ReviewBatch

    great = Fonds.objects.get(pk=1).ulid
    of = {batch.state: batch for batch in ReviewBatch.objects.filter(name="bench").order_by("pk")}
    first, second = of["first_review"].ulid, of["second_review"].ulid
    approval, waiting = of["approval"].ulid, of["awaiting_consent"]
    consent = waiting.consents.get().ulid
    size = of["approval"].items_count
    notice = Notice.objects.order_by("-records_count").first()
    batch, review = "/staff/opening/batches", "/staff/opening/review"

    def place(number: int) -> int:
        return 1 + number * 97 % size

    def page(username: str, address: str) -> Group:
        return lambda ask, _number: ask(username, address) and None

    def screen(username: str, ulid: str) -> Group:
        return lambda ask, number: ask(username, f"{review}/{ulid}/{place(number)}") and None

    def decision(username: str, ulid: str, value: str) -> Group:
        given = {"value": value, "reasons": [] if value == "open" else ["R1"], "seconds": 9}
        return lambda ask, number: ask(username, f"{review}/{ulid}/{place(number)}", given) and None

    known = notice.ulid if notice else ""
    return {
        "due queue": page("yue", "/staff/opening/"),
        "due queue, in ten years": page("yue", "/staff/opening/?year=2036"),
        "due: the great fonds": page("yue", f"/staff/opening/due/{great}"),
        "due: one year of it": page("yue", f"/staff/opening/due/{great}?of=1985"),
        "batches": page("yue", batch),
        "batch, first review": page("yue", f"{batch}/{first}"),
        "batch, disputed": page("yue", f"{batch}/{second}?disputed=1"),
        "batch, approval": page("hai", f"{batch}/{approval}"),
        "my reviews": page("lin", f"{review}/"),
        "queue": page("lin", f"{review}/{first}"),
        "many alike": page("lin", f"{review}/{first}/alike?by=title"),
        "first review: screen": screen("lin", first),
        "first review: decision": decision("lin", first, "open"),
        "first review: restricted": decision("lin", first, "controlled"),
        "second review: screen": screen("jiang", second),
        "second review: decision": decision("jiang", second, "open"),
        "approval: screen": screen("hai", approval),
        "approval: decision": decision("hai", approval, "controlled"),
        "consents": page(OFFICER, "/authority/consents"),
        "consent": page(OFFICER, f"/authority/consents/{consent}"),
        "notices": page("", "/notices"),
        "notice": page("", f"/notices/{known}"),
        "notice, searched": page("", f"/notices/{known}?q=王"),
        "notice, as a list": page("", f"/notices/{known}/list.csv"),
    }


@contextmanager
def told_plans(name: str) -> Iterator[None]:
    """Prints every question of the block that walks a table or sorts, with its plan and time."""
    from django.db import connection

    def explained(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's way
        began = time.process_time()
        found = execute(sql, params, many, context)
        took = (time.process_time() - began) * 1000
        if sql.startswith("SELECT") and not many:
            with connection.connection.cursor() as cursor:  # past the wrapper
                lines = [row[3] for row in cursor.execute("EXPLAIN QUERY PLAN " + sql, params or ())]
            bad = [line for line in lines if line.startswith("SCAN") or "TEMP B-TREE" in line]
            if bad or took > 5:
                print(f"[{name}] {took:.1f} ms {sql[:3000]}\n    " + "\n    ".join(lines), flush=True)
        return found

    with connection.execute_wrapper(explained):
        yield


if __name__ == "__main__":
    sys.exit(main())
