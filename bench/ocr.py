"""Recognition of the shared pages with ground truth: errors, time and memory, beside tesseract in the same run.

    python -m bench.ocr                          all pages, tesseract beside, then the smoke images
    python -m bench.ocr --pages p01,p17          only these
    python -m bench.ocr --no-tesseract           ours only

CER: edit distance over the length of the ground truth, both after NFKC and without punctuation and blanks, in reading
order. Missing: share of the ground truth's characters that are not on the read page at all, order ignored.
CPU is that of the process; that of its child (tesseract telling the orientation) is given apart.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lantai.config.settings")

from lantai.engines.formats.ocr.reading import read_image
from tests.support.shared import SHARED

TARGETS = {"cer": 2.5, "missing": 1.2, "cpu": 2.5, "rss": 2500}
EXPECTED = "EXPECTED_from_upstream_tests.json"


@dataclass(frozen=True, slots=True)
class Page:
    """One page with what stands on it."""

    name: str
    image: Path
    truth: str
    vertical: bool


@dataclass(frozen=True, slots=True)
class Result:
    """What one reading of one page was worth and cost."""

    chars: int
    wrong: int
    missing: int
    cpu: float
    child: float
    wall: float


def plain(text: str) -> str:
    """Letters, digits and symbols only, full width and half width alike."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c)[0] not in "PZC")


def distance(a: str, b: str) -> int:
    """Levenshtein's."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        above, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (x != y))
    return row[-1]


def measure(page: Page, read: Callable[[Page], str]) -> Result:
    """Read one page and compare."""
    wall, cpu, child = time.perf_counter(), time.process_time(), _child_cpu()
    text = plain(read(page))
    wall, cpu, child = time.perf_counter() - wall, time.process_time() - cpu, _child_cpu() - child
    missing = (Counter(page.truth) - Counter(text)).total()
    return Result(len(page.truth), distance(page.truth, text), missing, cpu, child, wall)


def ours(page: Page) -> str:
    return read_image(page.image).text


def tesseract_as_is(page: Page) -> str:
    """Tesseract told that the page stands upright."""
    return _tesseract(page, "5" if page.vertical else "3")


def tesseract_turning(page: Page) -> str:
    """Tesseract looking for the orientation itself."""
    return _tesseract(page, "1")


def _tesseract(page: Page, mode: str) -> str:
    command = ["tesseract", str(page.image), "-", "-l", _languages(page), "--psm", mode]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, env=environment, check=False)
    return done.stdout


def _languages(page: Page) -> str:
    listed = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False).stdout.split()
    wanted = "chi_sim_vert" if page.vertical else "chi_sim"
    return wanted if wanted in listed else "chi_sim"


def _child_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _rss() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def pages(folder: Path, wanted: list[str]) -> list[Page]:
    rows = json.loads((folder / "meta.json").read_text())
    return [
        Page(row["name"], folder / row["file"], plain((folder / f"{row['name']}.gt.txt").read_text()), row["vertical"])
        for row in rows
        if not wanted or row["name"].split("_")[0] in wanted
    ]


def line(name: str, result: Result, count: int = 1) -> str:
    """One row: percentages, and seconds a page."""
    figures = (100 * result.wrong / result.chars, 100 * result.missing / result.chars)
    seconds = (result.cpu / count, result.child / count, result.wall / count)
    return f"{name:<34}{result.chars:>7}{figures[0]:>8.2f}{figures[1]:>9.2f}" + "".join(f"{s:>8.2f}" for s in seconds)


def total(results: list[Result]) -> Result:
    return Result(
        sum(r.chars for r in results),
        sum(r.wrong for r in results),
        sum(r.missing for r in results),
        sum(r.cpu for r in results),
        sum(r.child for r in results),
        sum(r.wall for r in results),
    )


def run(name: str, reads: Sequence[Callable[[Page], str]], of: list[Page]) -> Result:
    """Read all pages; where there are several ways, the one with the fewest errors counts, with its own cost."""
    print(f"\n{name}\n{'page':<34}{'chars':>7}{'CER %':>8}{'missing%':>9}{'CPU s':>8}{'child s':>8}{'wall s':>8}")
    results = []
    for page in of:
        results.append(min((measure(page, read) for read in reads), key=lambda result: result.wrong))
        print(line(page.name, results[-1]) + f"{_rss():>8} MB", flush=True)
    whole = total(results)
    print(line("all, seconds a page", whole, len(of)))
    return whole


def smoke(folder: Path) -> None:
    """Strings that must be found in images of all kinds, as their collectors assert them."""
    print("\nsmoke images: what must be found")
    found = asked = 0
    for key, strings in json.loads((folder / EXPECTED).read_text()).items():
        name = re.match(r"[\w.-]+\.\w+", key)
        if name is None or not (folder / name[0]).exists():
            continue
        text = read_image(folder / name[0]).text.replace("\n", "")
        misses = [string for string in strings if string not in text]
        asked, found = asked + len(strings), found + len(strings) - len(misses)
        print(f"  {name[0]:<36}" + ("all found" if not misses else f"missed {misses}; read {text[:60]!r}"))
    print(f"  {found} of {asked} strings; all {_odd(folder)} images read without an exception; peak {_rss()} MB")


def _odd(folder: Path) -> int:
    images = [path for path in folder.iterdir() if path.suffix in (".png", ".jpg")]
    for image in images:
        read_image(image)
    return len(images)


def verdict(mine: Result, count: int) -> None:
    figures = {
        "cer": 100 * mine.wrong / mine.chars,
        "missing": 100 * mine.missing / mine.chars,
        "cpu": mine.cpu / count,
        "rss": float(_rss()),
    }
    print(
        "\ntargets: "
        + "  ".join(f"{k} {v:.2f} (≤ {TARGETS[k]}) {'ok' if v <= TARGETS[k] else 'MISSED'}" for k, v in figures.items())
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", default="", help="page numbers with commas, p01,p17; all when empty")
    parser.add_argument("--no-tesseract", action="store_true")
    parser.add_argument("--no-smoke", action="store_true")
    options = parser.parse_args()
    folder = SHARED / "ocr" / "pages"
    if not folder.exists():
        raise SystemExit("the shared pages are not beside this checkout (set LANTAI_SHARED_DATA)")
    of = pages(folder, [name for name in options.pages.split(",") if name])
    read_image(of[0].image)  # loading the models is not part of a page
    mine = run("ours", [ours], of)
    if not options.no_tesseract:
        theirs = run(
            "tesseract chi_sim, page by page the better of two modes", [tesseract_as_is, tesseract_turning], of
        )
        ratios = (theirs.wrong / max(mine.wrong, 1), theirs.missing / max(mine.missing, 1))
        cost = theirs.child / (mine.cpu + mine.child)
        print(f"\ntesseract / ours: wrong {ratios[0]:.1f} ×, missing {ratios[1]:.1f} ×, CPU {cost:.1f} ×")
    verdict(mine, len(of))
    if not options.no_smoke:
        smoke(SHARED / "ocr" / "rapidocr_test_files")


if __name__ == "__main__":
    main()
