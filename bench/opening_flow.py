"""A batch of thousands through the whole opening review, by six people in Chromium and fifty sessions at once.

    python -m bench.opening_flow [--records 5000] [--by-keys 300] [--sessions 50] [--kill] [--home HOME] [--json]

A home of its own is made (a temporary folder without `--home`), the real server with its workers started, and one batch
of so many records led from the plan to the notice: precheck, first review, second review with the lead's sample, the
unit's opinion, summing up, approval with the notice, the authority's consent to the delays. Six people have a page of a
real Chromium open all the while: four of the archive, each deciding by keys at the same time as the others, a share in
the great batch and in three small ones beside it in which the offices go round; the unit's and the authority's officer
read until it is their turn. The rest of the great batch is decided over HTTP by so many sessions at once.

At the end every decision that was sent is looked up in the database and in the audit chain, `verify_audit` is run, and
the public list of the notice is compared with what was approved. `--kill` ends the web server by SIGKILL in the middle
of the first and of the second review: what was acknowledged must be there, what was not is sent again. So is, as by a
person, what was answered 503 (“busy, nothing was changed”); that is counted. Figures: the processor time of each answer
in the server's thread, by step, and the time on its clock.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench.opening_people import Book

SMALL = 3


@dataclass(frozen=True)
class Scale:
    """How much: records of the great batch, of them by keys; of each small one; sessions."""

    records: int
    by_keys: int
    small: int
    sessions: int
    kill: bool


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=5_000)
    parser.add_argument("--by-keys", type=int, default=300, help="records decided by keys, in each review")
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--kill", action="store_true")
    parser.add_argument("--home", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    share = options.by_keys // (SMALL + 1)
    scale = Scale(options.records, share, share, options.sessions, options.kill)
    if options.home:
        options.home.mkdir(parents=True, exist_ok=True)
        return _run(options.home, scale, as_json=options.json)
    with tempfile.TemporaryDirectory(prefix="lantai-flow-") as folder:
        return _run(Path(folder), scale, as_json=options.json)


def _run(home: Path, scale: Scale, *, as_json: bool) -> int:
    from bench.big_archive import begin

    begin(home)
    from bench.opening_check import compared, report, times_of
    from bench.opening_home import build
    from bench.opening_process import Server
    from bench.opening_way import Way

    holdings = build((scale.records, *[scale.small] * SMALL))
    times = home / "times"
    times.mkdir(exist_ok=True)
    book, began = Book(), time.perf_counter()
    with Server(home, times) as server:
        way = Way(server, scale, holdings, book)
        asyncio.run(way.walk())
    took = time.perf_counter() - began
    told = subprocess.run(
        [sys.executable, "-m", "lantai", "verify_audit", "--json"], env=server.environment, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    found = compared(book, way)
    found["seconds"], found["kills"] = round(took), server.kills
    found["audit"] = {key: value for key, value in json.loads(told.stdout).items() if key != "breaks"}
    found["times"] = times_of(times)
    print(json.dumps(found, ensure_ascii=False, indent=1) if as_json else report(found))
    return 0 if found["good"] and not found["audit"]["found"] else 1


if __name__ == "__main__":
    sys.exit(main())
