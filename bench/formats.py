"""Read every real odd file through the reader pool and print, by kind, what came of it.

Usage: python -m bench.formats [FOLDER …] [--processes N]     (default: the shared formats and ocr folders)
"""

from __future__ import annotations

import argparse
import os
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import django
from rich.console import Console
from rich.table import Table

SHARED = Path(os.environ.get("LANTAI_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))


@dataclass
class Row:
    """One kind of file."""

    files: int = 0
    pages: int = 0
    characters: int = 0
    for_ocr: int = 0
    seconds: float = 0.0
    slowest: tuple[float, str] = (0.0, "")
    codes: Counter[str] = field(default_factory=Counter)


def files_below(folders: list[Path]) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in sorted(folder.rglob("*")) if path.is_file())


def measure(paths: list[Path], *, processes: int) -> tuple[dict[str, Row], float, float]:
    """Rows by kind, the most memory of a child in MB, the wall time."""
    from lantai.engines.formats.identify import kind_of
    from lantai.engines.formats.workers import ReaderPool

    rows: dict[str, Row] = defaultdict(Row)
    started = time.perf_counter()
    with ReaderPool(processes) as pool:
        for path, reading, seconds in _timed(pool, paths):
            row = rows[kind_of(reading.mime) if reading.mime else "stopped"]
            row.files += 1
            row.pages += len(reading.pages)
            row.characters += sum(len(page.text) for page in reading.pages)
            row.for_ocr += sum(page.needs_ocr for page in reading.pages)
            row.seconds += seconds
            row.slowest = max(row.slowest, (seconds, path.name))
            row.codes.update(finding.code for finding in reading.findings)
    return rows, pool.peak.megabytes, time.perf_counter() - started


def _timed(pool, paths):
    """Each file's own time, measured round the call that reads it."""
    from concurrent.futures import ThreadPoolExecutor

    def one(path):
        begun = time.perf_counter()
        reading = pool.read(path)
        return path, reading, time.perf_counter() - begun

    with ThreadPoolExecutor(pool.processes) as threads:
        yield from threads.map(one, paths)


def show(rows: dict[str, Row], peak: float, wall: float) -> None:
    table = Table("kind", "files", "pages", "characters", "for OCR", "seconds", "slowest", "findings")
    for kind, row in sorted(rows.items(), key=lambda item: -item[1].files):
        codes = ", ".join(f"{code} {count}" for code, count in row.codes.most_common())
        slowest = f"{row.slowest[0]:.2f} {row.slowest[1][:40]}"
        numbers = (row.files, row.pages, row.characters, row.for_ocr)
        table.add_row(str(kind), *map(str, numbers), f"{row.seconds:.1f}", slowest, codes)
    console = Console(width=200)
    console.print(table)
    total = sum((row.codes for row in rows.values()), Counter())
    console.print("all findings:", ", ".join(f"{code} {count}" for code, count in total.most_common()))
    fatal = ("file.took_too_long", "file.too_much_memory", "file.reader_crashed", "file.unexpected")
    console.print("readers stopped or crashed:", sum(total[code] for code in fatal))
    files = sum(row.files for row in rows.values())
    console.print(f"{files} files in {wall:.1f} s, peak memory of a reader {peak:.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, default=[SHARED / "formats", SHARED / "ocr"])
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lantai.config.settings")
    django.setup()
    show(*measure(list(files_below(asked.folders)), processes=asked.processes))


if __name__ == "__main__":
    main()
