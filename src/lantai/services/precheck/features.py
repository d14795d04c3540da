"""A record as numbers with names: what a model learns from and judges by. Counts and words, never who is named."""

from __future__ import annotations

import math
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from lantai.services.precheck.facts import Facts

BUCKETS = 4096
"""Pairs of characters share so many places: a model never grows with the archive, and gives no title away."""
_CHINESE = re.compile("[\u3400-\u9fff]+")


def features(facts: Facts) -> dict[str, float]:
    """Counts of hints, type, retention, year, and pairs of characters of the title."""
    found = {f"pair:{place}": 1.0 for place in set(pairs(facts.title).values())}
    counts = Counter(each.detector for each in facts.noticed)
    for detector, count in counts.items():
        found[f"hints:{detector}"] = math.log1p(count)
        found[f"score:{detector}"] = max(each.score for each in facts.noticed if each.detector == detector)
    found |= {f"type:{facts.record_type}": 1.0, f"retention:{facts.retention}": 1.0}
    if facts.year:
        found |= {"year": (facts.year - 1980) / 20, f"decade:{facts.year // 10}": 1.0}
    found["persons"] = math.log1p(facts.persons.known)
    found["numbered"] = math.log1p(facts.persons.numbered)
    found["unread"] = float(facts.unread > 0)
    return found


def pairs(title: str) -> dict[str, int]:
    """Each pair of neighbouring characters with its place. By a checksum, which every process reckons alike."""
    return {pair: zlib.crc32(pair.encode()) % BUCKETS for pair in _pairs(title)}


def _pairs(title: str) -> Iterator[str]:
    for run in _CHINESE.findall(title):
        for first, second in pairwise(run):
            yield first + second
