"""Intake of a folder, searchable at the end, beside the sum of what its libraries need for the same files.

    python -m bench.take_in [FOLDER …]          default: the laws and the government work reports of the shared data

The rival is no program but a sum, taken in one process and one thread in the same run: identify (Siegfried), two
digests, decode, fold and cut into units, add to Tantivy and commit, insert into SQLite, copy to the disk and flush.
What intake needs above that is ours: processes, packages, rows, OCFL, PREMIS, audit.
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
    ours = sorted((take_in(options.folders) for _ in range(options.runs)), key=lambda run: run["wall"])
    sums = sorted((libraries(files) for _ in range(options.runs)), key=lambda run: run["cpu"])
    report(len(files), ours[len(ours) // 2], sums[len(sums) // 2])
    return 0


def take_in(folders: list[Path]) -> dict[str, Any]:
    """Wall and processor seconds of the real command on a new home, and what it says it took."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "LANTAI_HOME": home, "PYTHONPATH": f"{CHECKOUT / 'src'}:{CHECKOUT}"}
        subprocess.run(
            [sys.executable, "-m", "lantai", "verify_audit"], env=environment, check=True, capture_output=True
        )
        began, before = time.monotonic(), getrusage(RUSAGE_CHILDREN)
        told = []
        for number, folder in enumerate(folders):
            command = [sys.executable, "-m", "lantai", "take_in", str(folder), "--fonds", f"B{number}", "--json"]
            done = subprocess.run(command, env=environment, capture_output=True, text=True)
            told.append(json.loads(done.stdout.splitlines()[-1]))
        after = getrusage(RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return {
            "wall": time.monotonic() - began,
            "cpu": cpu,
            "records": sum(each["records"] for each in told),
            "characters": sum(each["characters"] for each in told),
            "errors": sum(f["severity"] == "error" for each in told for f in each["findings"]),
        }


def libraries(files: list[Path]) -> dict[str, Any]:
    """Processor and wall seconds of each library's own part, one after the other."""
    steps: dict[str, Callable[[], None]] = {}
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        texts: list[str] = []
        steps["identify"] = lambda: identify(files)
        steps["digests"] = lambda: digests(files)
        steps["decode"] = lambda: decode(files, texts)
        steps["index"] = lambda: index(texts, work / "index")
        steps["rows"] = lambda: insert(texts, work / "rows.db")
        steps["copy"] = lambda: copy(files, work / "copy")
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

    from lantai.base.common.text import bigrams, units

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("b", tokenizer_name="whitespace")
    builder.add_text_field("u", tokenizer_name="whitespace", index_option="freq")
    folder.mkdir()
    made = tantivy.Index(builder.build(), path=str(folder))
    analyser = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    made.register_tokenizer("whitespace", analyser)
    writer = made.writer(heap_size=128_000_000, num_threads=1)
    for text in texts:
        found = units(text)
        document = tantivy.Document()
        document.add_text("b", " ".join(bigrams(found)))
        document.add_text("u", " ".join(found))
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


def report(count: int, ours: dict[str, Any], sums: dict[str, Any]) -> None:
    print(f"{count} files, {ours['records']} records, {ours['characters']:,} characters, {ours['errors']} errors")
    print(f"take_in, searchable: {ours['wall']:.1f} s wall, {ours['cpu']:.1f} s processor")
    print(f"its libraries alone: {sums['wall']:.1f} s wall, {sums['cpu']:.1f} s processor")
    for name, (cpu, wall) in sums["parts"].items():
        print(f"    {name:<10}{cpu:6.2f} s processor {wall:6.2f} s wall")
    print(f"ratio: {ours['wall'] / sums['wall']:.2f} wall, {ours['cpu'] / sums['cpu']:.2f} processor")


if __name__ == "__main__":
    sys.exit(main())
