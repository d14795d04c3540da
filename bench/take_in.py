"""Intake of a folder, searchable at the end, beside the sum of what its libraries need for the same files.

    python -m bench.take_in [FOLDER …]          default: the laws and the government work reports of the shared data

The rival is no program but a sum, taken one part after the other in the same run. The narrow sum is what any program
that makes files searchable asks of its libraries, in one process: identify (Siegfried), two digests, decode, fold and
cut into units, add to Tantivy and commit, insert the texts into SQLite, copy and flush. The whole sum is what this
intake asks of them (`bench.take_in_parts`): besides, the libraries are loaded in as many processes, Django and the
standard library make the classes its modules declare ("declared"), the rows of all its tables are inserted by Django,
the files of its storage root are written and flushed, its lines compressed, its XML written. What intake needs above
that is ours: planning, checks, OCFL, audit chain, queries, processes waiting for one another.

Nothing is deleted before the last run: ext4 passes over every inode of a file deleted in the last five minutes,
and a run after another's deletion pays for them (0.6 s became 4.7 s). Delete nothing else in the minutes before.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from typing import Any

from tests.support.shared import CHECKOUT, SHARED

FOLDERS = (SHARED / "documents" / "laws", SHARED / "documents" / "gov_work_reports")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="*", type=Path, default=list(FOLDERS))
    parser.add_argument("--runs", type=int, default=3, help="runs of each; the median is printed")
    options = parser.parse_args()
    missing = [str(folder) for folder in options.folders if not folder.exists()]
    if missing:
        print(f"not here: {', '.join(missing)}")
        return 3
    files = [path for folder in options.folders for path in sorted(folder.rglob("*")) if path.is_file()]
    ours, narrow, whole = [], [], []
    with tempfile.TemporaryDirectory() as everything:
        for number in range(options.runs):  # in turn, so that a busy machine meets all alike
            home = Path(everything, str(number))
            home.mkdir()
            ours.append(take_in(options.folders, str(home)))
            narrow.append(libraries(files, home / "narrow"))
            whole.append(in_a_process_of_its_own(str(home), files[0]))
    report(len(files), middle(ours), middle(narrow), middle(whole))
    return 0


def middle(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """The run of the median wall time."""
    return sorted(runs, key=lambda run: run["wall"])[len(runs) // 2]


def in_a_process_of_its_own(home: str, sample: Path) -> dict[str, Any]:
    """The parts that need Django, measured where it is set up on this home."""
    command = [sys.executable, "-m", "bench.take_in_parts", home, str(sample)]
    return json.loads(subprocess.run(command, env=environment_of(home), check=True, capture_output=True).stdout)


def environment_of(home: str) -> dict[str, str]:
    """As set-up leaves it: compiled sources are kept."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "LANTAI_HOME": home, "PYTHONPATH": f"{CHECKOUT / 'src'}:{CHECKOUT}"}


def take_in(folders: list[Path], home: str) -> dict[str, Any]:
    """Wall and processor seconds of the real command on a new home, and what it says it took."""
    environment = environment_of(home)
    subprocess.run([sys.executable, "-m", "lantai", "verify_audit"], env=environment, check=True, capture_output=True)
    began, before = time.monotonic(), getrusage(RUSAGE_CHILDREN)
    told = []
    for number, folder in enumerate(folders):
        command = [sys.executable, "-m", "lantai", "take_in", str(folder), "--fonds", f"B{number}", "--json"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        told.append(json.loads(done.stdout.splitlines()[-1]))
    after = getrusage(RUSAGE_CHILDREN)
    return {
        "wall": time.monotonic() - began,
        "cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "records": sum(each["records"] for each in told),
        "characters": sum(each["characters"] for each in told),
        "errors": sum(f["severity"] == "error" for each in told for f in each["findings"]),
    }


def libraries(files: list[Path], work: Path) -> dict[str, Any]:
    """Processor and wall seconds of each library's own part, one after the other."""
    work.mkdir()
    texts: list[str] = []
    steps: dict[str, Callable[[], None]] = {
        "identify": lambda: identify(files),
        "digests": lambda: digests(files),
        "decode": lambda: decode(files, texts),
        "index": lambda: index(texts, work / "index"),
        "rows": lambda: insert(texts, work / "rows.db"),
        "copy": lambda: copy(files, work / "copy"),
    }
    parts = {name: measured(step) for name, step in steps.items()}
    return {
        "cpu": sum(cpu for cpu, _ in parts.values()),
        "wall": sum(wall for _, wall in parts.values()),
        "parts": parts,
    }


def measured(step: Callable[[], None]) -> tuple[float, float]:
    began, before = time.monotonic(), getrusage(RUSAGE_SELF)
    step()
    after = getrusage(RUSAGE_SELF)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, time.monotonic() - began


def identify(files: list[Path]) -> None:
    import pygfried

    for path in files:
        pygfried.identify(str(path))


def digests(files: list[Path]) -> None:
    for path in files:
        data = path.read_bytes()
        hashlib.sha512(data).hexdigest()
        hashlib.new("sm3", data).hexdigest()


def decode(files: list[Path], texts: list[str]) -> None:
    from charset_normalizer import from_bytes

    for path in files:
        data = path.read_bytes()
        try:
            texts.append(data.decode("utf-8-sig"))
        except UnicodeDecodeError:
            from_bytes(data[:4096]).best()
            texts.append(data.decode("gb18030", errors="replace"))


def index(texts: list[str], folder: Path) -> None:
    import tantivy

    from lantai.base.common.text import joined

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("b", tokenizer_name="whitespace")
    builder.add_text_field("u", tokenizer_name="whitespace", index_option="freq")
    folder.mkdir()
    made = tantivy.Index(builder.build(), path=str(folder))
    analyser = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    made.register_tokenizer("whitespace", analyser)
    writer = made.writer(heap_size=128_000_000, num_threads=1)
    for text in texts:
        pairs, singles = joined(text)
        document = tantivy.Document()
        document.add_text("b", pairs)
        document.add_text("u", singles)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def insert(texts: list[str], path: Path) -> None:
    rows = sqlite3.connect(path)
    rows.execute("PRAGMA journal_mode=WAL")
    rows.execute("CREATE TABLE page (id INTEGER PRIMARY KEY, text TEXT)")
    for text in texts:
        rows.execute("INSERT INTO page (text) VALUES (?)", (text,))
        rows.commit()
    rows.close()


def copy(files: list[Path], folder: Path) -> None:
    folder.mkdir()
    for number, path in enumerate(files):
        shutil.copyfile(path, folder / str(number))
    os.sync()


NOT_IN_THE_WHOLE = {"rows", "copy"}
"""Of the narrow sum: the whole one has all rows and all files instead."""


def report(count: int, ours: dict[str, Any], narrow: dict[str, Any], whole: dict[str, Any]) -> None:
    print(f"{count} files, {ours['records']} records, {ours['characters']:,} characters, {ours['errors']} errors")
    print(f"take_in, searchable: {ours['wall']:.1f} s wall, {ours['cpu']:.1f} s processor")
    shared = {name: part for name, part in narrow["parts"].items() if name not in NOT_IN_THE_WHOLE}
    for title, parts in (("narrow", narrow["parts"]), ("whole", {**shared, **whole["parts"]})):
        cpu, wall = (sum(part[n] for part in parts.values()) for n in (0, 1))
        print(f"its libraries alone, {title} sum: {wall:.1f} s wall, {cpu:.1f} s processor")
        for name, part in parts.items():
            print(f"    {name:<10}{part[0]:6.2f} s processor {part[1]:6.2f} s wall")
        print(f"    ratio: {ours['wall'] / wall:.2f} wall, {ours['cpu'] / cpu:.2f} processor")


if __name__ == "__main__":
    sys.exit(main())
