"""The one-stop service under load: citizens searching and officers working at once, over HTTP, on a big archive.

    python -m bench.service_load --home HOME [--minutes 10] [--citizens 100] [--officers 30] [--kill] [--json FILE]

HOME is one of `bench.big_archive` (1,500,000 records for the figure of the issue); records with real pages, and
officers, are added to it once, and the cases of each run stay in it. The server is started as `serve` starts it: web
server, indexer, worker and recognition in one tree. Citizens are anonymous: they search, narrow, leaf on, open records
and pages, and a few apply. Officers enter cases, search by clues and persons, fill the basket, choose and mask pages,
have unopened records granted by another person, certify, print, deliver and close. Everybody thinks for seconds
between two pages (`--think`, `--officer-think`: on average; from half to half as long again). Half a minute of warming
up is not counted. Each page is a connection of its own; styles, scripts and pictures are fetched once by everybody.

`--kill` ends the web server and all workers by SIGKILL in the middle; the supervisor starts them again. At the end each
case, step, basket, decision and certificate that was acknowledged is looked up in the database and in the audit chain,
and the chain is verified. Printed are p50, p95 and p99 at the client by kind of request, with processor time in the
server beside; errors; what was answered 503 or not at all and sent again; and what was lost. 0 when the goal is met.
"""

from __future__ import annotations

import argparse
import json
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.load_people import Book, Browser

if TYPE_CHECKING:
    from bench.opening_process import Server

WARM = 30.0
APPROVERS = 4
PATIENCE = 300.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--citizens", type=int, default=100)
    parser.add_argument("--officers", type=int, default=30, help="of them four approve (at least one)")
    parser.add_argument("--think", type=float, default=8.0, help="seconds a citizen looks at a page, on average")
    parser.add_argument("--officer-think", type=float, default=6.0)
    parser.add_argument("--kill", action="store_true", help="SIGKILL for web server and workers in the middle")
    parser.add_argument("--json", type=Path, help="keep the figures in this file")
    options = parser.parse_args()
    from bench.big_archive import begin

    begin(options.home)
    with tempfile.TemporaryDirectory(prefix="lantai-load-") as folder:
        found = measured(options, Path(folder))
    if options.json:
        options.json.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    from bench.load_check import GOAL_MS, report

    print(report(found))
    good = not (found["errors"] or found["lost"] or found["audit"]["found"])
    return 0 if good and found["times"]["all"]["p95"] <= GOAL_MS else 1


def measured(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """All that happened, as it is printed and kept."""
    from bench.load_check import figures, lost, wait_for_certificates
    from bench.opening_check import steps_of
    from bench.opening_process import Server
    from lantai.holdings.catalogue.models import Record

    crowd = _crowd(options)
    with Server(options.home, folder) as server:
        book, spent = _everybody(options, server, crowd)
        after = wait_for_certificates(PATIENCE)
        told = subprocess.run(
            [sys.executable, "-m", "lantai", "verify_audit", "--json"], env=server.environment, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
    return {
        "citizens": options.citizens, "officers": options.officers, "minutes": options.minutes, "kills": server.kills,
        "records": Record.objects.count(), "times": figures(book), "processor": steps_of(folder),
        "kept": dict(Counter(act for act, _, _ in book.kept)), "found": dict(book.found), "busy": dict(book.busy),
        "unanswered": dict(book.unanswered), "errors": dict(book.errors.most_common(40)), "lost": lost(book),
        "generator_share": spent / (options.minutes * 60), "drawn_up_after": after,
        "audit": {key: value for key, value in json.loads(told.stdout).items() if key != "breaks"},
    }  # fmt: skip


Life = Callable[[Browser], None]


def _crowd(options: argparse.Namespace) -> list[tuple[str, Life]]:
    """Everybody with an address of their own and what they do until it is time to go."""
    from bench import load_officers
    from bench.load_citizens import Citizen
    from bench.load_home import archive, couples, officers, words

    known, typed = couples(options.home), words()
    approving = min(APPROVERS, max(1, options.officers // 7))
    desks, approvers = officers(options.officers - approving, approving)
    load_officers.HERE[0] = archive().code
    waiting: queue.Queue[str] = queue.Queue()

    def citizen(number: int) -> Life:
        return lambda browser: Citizen(browser, number, typed, options.think).live()

    def officer(kind: Any, username: str) -> Life:
        return lambda browser: kind(browser, known, options.officer_think, waiting).live(username)

    made = [(f"127.1.{n // 200}.{n % 200 + 1}", citizen(n)) for n in range(options.citizens)]
    made += [(f"127.2.0.{n + 1}", officer(load_officers.Officer, name)) for n, name in enumerate(desks)]
    return made + [(f"127.2.1.{n + 1}", officer(load_officers.Approver, name)) for n, name in enumerate(approvers)]


def _everybody(options: argparse.Namespace, server: Server, crowd: list[tuple[str, Life]]) -> tuple[Book, float]:
    """A thread for each, until the minutes are over; the book, and the seconds of processor this process took."""
    began, used = time.monotonic(), time.process_time()
    until = began + WARM + options.minutes * 60
    book = Book(count_from=began + WARM)

    def lived(own: str, live: Life) -> None:
        try:
            live(Browser(server.address, own, book, until))
        except Exception as broken:  # noqa: BLE001 - a person who falls over is an error of the run, not its end
            book.note(book.errors, f"the load generator: {broken!r}"[:200])

    threads = [threading.Thread(target=lived, args=each, daemon=True) for each in crowd]
    for thread in threads:
        thread.start()
    if options.kill:
        time.sleep(WARM + options.minutes * 30)
        server.kill_web()
        server.kill_workers()
    for thread in threads:
        thread.join(max(1.0, until + PATIENCE - time.monotonic()))
    still = sum(thread.is_alive() for thread in threads)
    if still:
        book.note(book.errors, f"{still} people never came home")
    return book, time.process_time() - used


if __name__ == "__main__":
    sys.exit(main())
