"""Reference codes (档号): canonical form, parts by scheme (DA/T 13-2022 and its dialects), keys for file names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

_DASHES = str.maketrans(dict.fromkeys("－–—‐‑−﹣―ー", "-"))
DOTS = str.maketrans(dict.fromkeys("．・•‧∙●﹒", "·"))

SCHEMES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "dat22",
        re.compile(
            r"(?P<fonds>[A-Z]?\d{1,4})-(?P<cat>[A-Z]{2})·(?P<year>\d{4})-(?P<retention>Y|D\d{1,3})"
            r"(?:-(?P<org>[^-]+?))?-(?P<item>\d{1,5})"
        ),
    ),
    (
        "dat13-volume",
        re.compile(r"(?P<fonds>[A-Z]?\d{1,4})-(?P<cls>[A-Z]{2}(?:·[^-·]+)*)-(?P<vol>\d{1,5})-(?P<item>\d{1,5})"),
    ),
    ("dat13-item", re.compile(r"(?P<fonds>[A-Z]?\d{1,4})-(?P<cls>[A-Z]{2}(?:·[^-·]+)*)-(?P<item>\d{1,5})")),
    (
        "legacy-volume",
        re.compile(r"(?P<fonds>[A-Z]?\d{1,4})-(?P<cata>[A-Z]?\d{1,4})-(?P<vol>\d{1,5})(?:-(?P<item>\d{1,4}))?"),
    ),
)
"""In this order each of the standard's examples fits exactly one; the level only the archive's scheme knows."""


@dataclass(frozen=True, slots=True)
class ParsedCode:
    """A code as it was written, its canonical key, and its parts when a scheme fits (`scheme` is "free" otherwise)."""

    display: str
    key: str
    scheme: str = "free"
    parts: Mapping[str, str] = field(default_factory=dict)

    @property
    def year(self) -> int | None:
        """The 年度 inside the code, where the scheme has one."""
        if "year" in self.parts:
            return int(self.parts["year"])
        years = [p for p in self.parts.get("cls", "").split("·") if re.fullmatch(r"(?:19|20)\d\d", p)]
        return int(years[0]) if len(years) == 1 else None

    @property
    def retention(self) -> str:
        """The 保管期限 code inside the code, where the scheme has one."""
        if "retention" in self.parts:
            return self.parts["retention"]
        found = [p for p in self.parts.get("cls", "").split("·") if re.fullmatch(r"Y|D\d{1,3}", p)]
        return found[0] if len(found) == 1 else ""


def canonical(text: str) -> str:
    """One spelling for one code: NFKC, one dash, one dot, no blanks, capitals. The raw text is kept elsewhere."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(DOTS)).translate(_DASHES).translate(DOTS)
    return "".join(text.split()).upper()


@lru_cache(maxsize=8192)
def parse_code(text: str) -> ParsedCode:
    """Canonical key and parts. Never fails: an unknown form is kept whole under the scheme "free"."""
    key = canonical(text)
    for scheme, pattern in SCHEMES:
        if m := pattern.fullmatch(key):
            return ParsedCode(text.strip(), key, scheme, {k: v for k, v in m.groupdict().items() if v})
    return ParsedCode(text.strip(), key)


def loose_key(text: str) -> tuple[str, ...]:
    """What survives in file names: runs of letters, digits without leading zeros, Han. Separators do not count.

    Windows users write `·` as `.`, `_` or leave it out; padding gets lost in spreadsheets.
    """
    runs = re.findall(r"[A-Z]+|\d+|[^\W\d_a-zA-Z]+", unicodedata.normalize("NFKC", text).upper())
    return tuple(run.lstrip("0") or "0" if run.isdigit() else run for run in runs)
