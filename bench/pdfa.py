"""How our sieve for PDF/A-2b agrees with the veraPDF corpus: files whose names say which clause they keep or break.

    python -m bench.pdfa                 # by clause, files for PDF/A-2b
    python -m bench.pdfa --wrong         # with the files judged otherwise
    python -m bench.pdfa --folder PATH   # another corpus of the same shape

The corpus is by the veraPDF consortium (CC-BY); it is read where it lies and not part of this repository.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import defaultdict
from pathlib import Path

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "data" / "formats" / "verapdf"
_NAME = re.compile(r"suite (?P<clause>[\d-]+?|A\d+-pdfa\d)(?:-t(?P<test>\d+))?-(?P<verdict>pass|fail)-")


def told_by_name(path: Path) -> tuple[str, bool] | None:
    """The clause and whether the file keeps it."""
    found = _NAME.search(path.name)
    return (found["clause"].replace("-", "."), found["verdict"] == "pass") if found else None


def corpus_files(folder: Path) -> list[Path]:
    """What is said of PDF/A-2b: its own folder, 2u's and the working group's files for part 2."""
    own = [path for part in ("PDF_A-2b", "PDF_A-2u") for path in (folder / part).rglob("*.pdf")]
    return sorted(own + list((folder / "TWG test files").rglob("*pdfa2*.pdf")))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, default=CORPUS)
    parser.add_argument("--wrong", action="store_true")
    options = parser.parse_args()
    from django.conf import settings

    settings.configure(USE_I18N=False)
    from lantai.engines.formats.pdfa.check import check_pdfa

    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    start, files = time.process_time(), corpus_files(options.folder)
    for path in files:
        told = told_by_name(path)
        if told is None:
            continue
        clause, keeps = told
        verdict = check_pdfa(path)
        cell = (0 if verdict.passed else 1) if keeps else (3 if verdict.passed else 2)
        counts[clause][cell] += 1
        if options.wrong and cell in (1, 3):
            reasons = "; ".join(f"{each.rule} {each.where}" for each in verdict.breaches)
            print(f"{'false alarm' if cell == 1 else 'missed'}\t{path.name}\t{reasons}")
    seconds = time.process_time() - start
    print("| clause | pass, let pass | pass, refused | fail, refused | fail, missed |\n|---|---|---|---|---|")
    for clause in sorted(counts, key=lambda text: [int(n) if n.isdigit() else 99 for n in text.split(".")]):
        print(f"| {clause} | " + " | ".join(map(str, counts[clause])) + " |")
    sums = [sum(cells) for cells in zip(*counts.values(), strict=True)]
    print(f"| all | {' | '.join(map(str, sums))} |")
    print(f"{len(files)} files, {seconds / max(1, len(files)) * 1000:.0f} ms of processor each")


if __name__ == "__main__":
    main()
