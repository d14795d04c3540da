"""Packages of 200,000 small files and of some GB: memory, and time beside copying and hashing alone.

    python -m bench.packages [--files N] [--gigabytes N] [--folder PATH]
    python -m bench.packages --records N [--kilobytes K]     a fonds handed out in each form (see packages_out)

Each step runs in a process of its own. Beside writing, a loop copies the same files and digests them in SM3 and SHA-256
on the way; beside judging, a loop reads and digests them: no program can do less. Nothing is deleted before the last
step, because a file system that has just freed many inodes is slow to make new ones.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.packages_out import measure
from tests.support.shared import CHECKOUT

HEAD = """
import sys, time
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
source, target = Path(sys.argv[1]), Path(sys.argv[2])
import django
django.setup()
began = time.monotonic()
"""
TAIL = """
usage = getrusage(RUSAGE_SELF)
print(time.monotonic() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, said)
"""
LOOP = """
import hashlib, os
said = 0
for folder, _, names in os.walk(source):
    into = target / os.path.relpath(folder, source)
    {make}
    for name in names:
        hashes = [hashlib.new(kind) for kind in ("sm3", "sha256")]
        with open(os.path.join(folder, name), "rb") as stream{out}:
            while block := stream.read(1 << 20):
                for each in hashes:
                    each.update(block)
                {write}
        said += 1
"""
COPY = LOOP.format(make="into.mkdir(parents=True)", out=', open(into / name, "wb") as out', write="out.write(block)")
READ = LOOP.format(make="pass", out="", write="pass")
FILES = """
from lantai.engines.packages.writing import NewFile
import os
def files():
    for folder, _, names in os.walk(source):
        for name in names:
            path = Path(folder, name)
            yield NewFile(path.relative_to(source).as_posix(), path)
"""
BAG = f"""{FILES}
import datetime as dt
from lantai.engines.packages.bag.write import write_bag
said = write_bag(target, files=files(), on=dt.date(2026, 11, 29)).files
"""
TRANSFER = f"""{FILES}
from lantai.engines.packages.transfer.write import NewEntry, write_transfer_package
statement = {{name: "1" for name in ("移交单位", "内容描述", "起止档号", "软硬件环境", "载体编号")}}
fields = {{"题名": "关于水渠修缮经费的请示", "责任者": "云溪区水利局", "日期": "19870312", "密级": ""}}
entries = (NewEntry(fields | {{"档号": f"X001-{{n}}"}}, [file]) for n, file in enumerate(files()))
said = write_transfer_package(target, statement=statement | {{"档案数量": "0件"}}, entries=entries).files
"""
JUDGE = """
from collections import Counter
from lantai.engines.packages.opening import open_package
said = dict(Counter(finding.code for finding in open_package(target).judge()))
"""


def run(steps: str, source: Path, target: Path) -> tuple[float, float, float, str]:
    """Seconds, processor seconds, MB at most, and what it said."""
    env = {**os.environ, "PYTHONPATH": f"{CHECKOUT / 'src'}:{CHECKOUT}", "PYTHONWARNINGS": "ignore"}
    env["DJANGO_SETTINGS_MODULE"] = "lantai.config.settings"
    command = [sys.executable, "-c", HEAD + steps + TAIL, str(source), str(target)]
    answer = subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout.split(maxsplit=3)
    return float(answer[0]), float(answer[1]), float(answer[2]), answer[3].strip()


def small_files(folder: Path, count: int) -> None:
    for number in range(count):
        if number % 1000 == 0:
            below = folder / f"{number // 1000:04}"
            below.mkdir(parents=True)
        (below / f"X001-WS·2019-Y-{number:07}.pdf").write_bytes(number.to_bytes(8, "big") * 256)


def large_files(folder: Path, gigabytes: int) -> None:
    folder.mkdir()
    block = os.urandom(1 << 20)
    for number in range(gigabytes * 2):
        with (folder / f"{number:02}.mov").open("wb") as out:
            for _ in range(512):
                out.write(block)


def compare(title: str, source: Path, work: Path) -> None:
    copied = run(COPY, source, work / "copy")
    hashed = run(READ, source, work / "none")
    print(f"\n{title}: copying and hashing alone {copied[0]:.1f} s, hashing alone {hashed[0]:.1f} s")
    for form, steps in (("bag", BAG), ("transfer", TRANSFER)):
        written = run(steps, source, work / form)
        judged = run(JUDGE, source, work / form)
        for act, took, alone in (("written", written, copied), ("judged", judged, hashed)):
            print(
                f"  {form} {act}: {took[0]:.1f} s ({alone[0] / took[0]:.0%} of the speed alone; processor"
                f" {alone[1] / took[1]:.0%}), {took[2]:.0f} MB at most, {took[3]}",
                flush=True,
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=200_000, help="how many small files")
    parser.add_argument("--gigabytes", type=int, default=4, help="how many GB of large files")
    parser.add_argument("--folder", type=Path, default=None, help="where there is room for five times as much")
    parser.add_argument("--records", type=int, default=0, help="instead: a fonds of so many records is handed out")
    parser.add_argument("--kilobytes", type=int, default=1024, help="how large the file of each record is")
    arguments = parser.parse_args()
    if arguments.records:
        with tempfile.TemporaryDirectory(dir=arguments.folder) as name:
            measure(Path(name) / "home", arguments.records, arguments.kilobytes)
        return
    with tempfile.TemporaryDirectory(dir=arguments.folder) as name:
        work = Path(name)
        os.environ["LANTAI_HOME"] = str(work / "home")
        for title in ("small", "large"):
            (work / title).mkdir()
        small_files(work / "small" / "source", arguments.files)
        compare(f"{arguments.files} small files", work / "small" / "source", work / "small")
        large_files(work / "large" / "source", arguments.gigabytes)
        compare(f"{arguments.gigabytes} GB", work / "large" / "source", work / "large")


if __name__ == "__main__":
    main()
