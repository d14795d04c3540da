"""How well questions find their answers: recall and rank on CMRC and DRCD questions among thousands of other texts.

    python -m bench.search_quality [--questions 1000]

The questions go through the whole path a reader's words take: parsing, filters, index, order.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lantai.engines.search.backends.tantivy import TantivyIndex
from lantai.engines.search.document import SearchDocument, SearchQuery

CHECKOUT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("LANTAI_SHARED_DATA", CHECKOUT.parent / "shared" / "data"))
CHUNK = 500
SETS = {
    "CMRC (simplified)": Path("retrieval/cmrc2018/cmrc2018_trial.json"),
    "DRCD (traditional)": Path("retrieval/drcd_zh_hant/DRCD_dev.json"),
}


@dataclass(frozen=True)
class Anybody:
    everything: bool = False
    institutions: frozenset[str] = frozenset()
    share: None = None


def questions_and_texts(path: Path) -> tuple[list[tuple[str, str]], list[str]]:
    """(question, text that answers it), and all texts."""
    asked: list[tuple[str, str]] = []
    for entry in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for paragraph in entry["paragraphs"]:
            asked += [(one["question"], paragraph["context"]) for one in paragraph["qas"]]
    return asked, list(dict.fromkeys(text for _, text in asked))


def others() -> Iterator[str]:
    for path in sorted((SHARED / "documents" / "laws").rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        yield from (text[start : start + CHUNK] for start in range(0, len(text), CHUNK))


def measured(index: TantivyIndex, asked: list[tuple[str, str]], places: dict[str, int]) -> str:
    ranks, milliseconds, hits = [], [], []
    for question, text in asked:
        begun = time.perf_counter()
        page = index.search(SearchQuery(words=question, size=10, facets=False), scope=Anybody())
        milliseconds.append((time.perf_counter() - begun) * 1000)
        nums = [hit.num for hit in page.hits]
        ranks.append(nums.index(places[text]) + 1 if places[text] in nums else 0)
        hits.append(page.count)
    first, ten = sum(rank == 1 for rank in ranks), sum(rank > 0 for rank in ranks)
    reciprocal = sum(1 / rank for rank in ranks if rank)
    milliseconds.sort()
    total = len(ranks)
    return (
        f"R@1 {first / total:.3f}  R@10 {ten / total:.3f}  MRR@10 {reciprocal / total:.3f}  "
        f"p50 {milliseconds[total // 2]:.1f} ms  p95 {milliseconds[int(total * 0.95)]:.1f} ms  "
        f"median hits {sorted(hits)[total // 2]}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--questions", type=int, default=1_000, help="of each set")
    options = parser.parse_args()
    loaded = {name: questions_and_texts(SHARED / path) for name, path in SETS.items()}
    texts = [text for _, some in loaded.values() for text in some] + list(others())
    places = {text: num for num, text in enumerate(texts, 1)}
    with tempfile.TemporaryDirectory() as folder:
        index = TantivyIndex(Path(folder))
        with index.write() as batch:
            for num, text in enumerate(texts, 1):
                batch.put(SearchDocument(num=num, id=str(num), code="", title="", body=text, state="open"))
        print(f"{len(texts)} texts")
        for name, (asked, _) in loaded.items():
            some = random.Random(1).sample(asked, min(options.questions, len(asked)))
            print(f"{name:20} {len(some):5} questions  {measured(index, some, places)}")
        index.close()


if __name__ == "__main__":
    main()
