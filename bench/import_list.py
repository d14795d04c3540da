"""An import of 100,000 dirty rows, from the workbook to searchable: time, and the most memory of any process.

    python -m bench.import_list [--rows N]

The list is made anew (`bench.dirty_list`): every pattern of dirt in the mixture in which it comes. Measured is the real
command on a home with one record: reading in a limited process, validation, comparing, writing, audit chain, storage,
index. Then the same list once more, which must find everything held, and the undoing.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

from tests.support.shared import CHECKOUT

MAKE = "import django; django.setup(); from bench.dirty_list import write_list; print(write_list({path!r}, {rows}))"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "LANTAI_HOME": f"{folder}/home",
            "PYTHONPATH": f"{CHECKOUT / 'src'}:{CHECKOUT}",
            "DJANGO_SETTINGS_MODULE": "lantai.config.settings",
        }
        path = Path(folder, "目录.xlsx")
        make = MAKE.format(path=str(path), rows=options.rows)
        made = subprocess.run([sys.executable, "-c", make], env=environment, check=True, capture_output=True, text=True)
        Path(folder, "一件.txt").write_text("云溪县关于春耕生产的通知", encoding="utf-8")
        run(environment, "take_in", f"{folder}/一件.txt", "--fonds", "J001")
        print(f"{options.rows:,} rows, {int(made.stdout):,} entries, {path.stat().st_size / 1e6:.1f} MB")
        words = ("import_catalogue", str(path), "--fonds", "J001")
        first = told("imported, searchable", environment, *words)
        told("the same list again", environment, *words)
        told("undone", environment, "undo", first["batch"])
    return 0


def told(title: str, environment: dict[str, str], *words: str) -> dict[str, object]:
    began, before = time.monotonic(), getrusage(RUSAGE_CHILDREN)
    answer = run(environment, *words)
    wall, after = time.monotonic() - began, getrusage(RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    counts = {name: value for name, value in answer.items() if isinstance(value, int) and value}
    memory = after.ru_maxrss / 1024
    print(f"{title}: {wall:.1f} s wall, {cpu:.1f} s processor, at most {memory:.0f} MB a process; {counts}")
    return answer


def run(environment: dict[str, str], *words: str) -> dict[str, object]:
    command = [sys.executable, "-m", "lantai", *words, "--json"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr[-2000:])
    return dict(json.loads(done.stdout.splitlines()[-1]))


if __name__ == "__main__":
    sys.exit(main())
