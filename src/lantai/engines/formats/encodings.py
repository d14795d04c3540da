"""Bytes of unknown encoding into clean text: Chinese archives hold UTF-8, GB18030, Big5 and UTF-16, rarely labelled."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

SAMPLE = 1 << 16
_GLANCE = 1 << 12
_CLEARLY = 0.02
_WIDE = ("utf-16-le", "utf-16-be")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LABELS = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030"}
_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufeff\ufffe\uffff\ufdd0-\ufdef]")
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_TO_CLEAN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")
_HIGH = re.compile(rb"[\x80-\xff]+")
_ALONE = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")
_LOST = re.compile("锟斤拷|烫烫烫|\ufffd")
_COMMON_PUNCTUATION = frozenset("，。、；：？！“”‘’（）《》〈〉【】〔〕—…·\u3000ａｂ０１２３４５６７８９")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Clean text, the encoding it was read with, and whether that encoding is a guess nobody should rely on."""

    text: str
    encoding: str
    doubtful: bool = False

    @property
    def lost(self) -> int:
        """How many places hold the marks of characters destroyed before the file came here."""
        return lost_marks(self.text)


def clean(text: str) -> str:
    """Text that any database takes: one kind of line break, no control characters, no lone surrogates."""
    if not _TO_CLEAN.search(text):  # one look instead of three; most texts come here clean, some a second time
        return text
    text = _BREAKS.sub("\n", text)
    text = _UNWANTED.sub("", text)
    return _SURROGATES.sub("\ufffd", text)


def lost_marks(text: str) -> int:
    """Places with U+FFFD or its GBK misreading (锟斤拷): the original characters are gone from the file itself."""
    return len(_LOST.findall(text))


def decode(data: bytes, *, declared: str | None = None) -> Decoded:
    """Never fails. A declared encoding (HTML, mail) is believed only where the bytes allow it."""
    encoding, doubtful = detect(data, declared=declared)
    for bom, name in _BOMS:
        if name == encoding and data.startswith(bom):
            data = data[len(bom) :]
            break
    return Decoded(clean(data.decode(encoding, errors="replace")), encoding, doubtful)


def detect(data: bytes, *, declared: str | None = None) -> tuple[str, bool]:
    """The encoding and whether it is doubtful."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return name, False
    return _detected(data[:SAMPLE], declared, len(data) <= SAMPLE)


@lru_cache(maxsize=2)
def _detected(sample: bytes, declared: str | None, whole: bool) -> tuple[str, bool]:  # noqa: FBT001 - cached by place
    """Kept for a moment: a file's beginning is looked at twice when it is identified and once when it is read."""
    wide = _wide(sample)
    if wide:
        return wide, False
    if _fits(sample, "utf-8", whole=whole):
        return "utf-8", False
    label = _label(declared)
    if label and _fits(sample, label, whole=whole) and _score(sample, label) >= 0.5:
        return label, False
    return _best(sample, label)


def _label(declared: str | None) -> str | None:
    if not declared:
        return None
    try:
        name = codecs.lookup(_LABELS.get(declared.strip().lower(), declared.strip())).name
    except (LookupError, ValueError):
        return None
    return _LABELS.get(name, name)


def _fits(data: bytes, encoding: str, *, whole: bool) -> bool:
    """Whether the bytes are valid; a sample may end in the middle of a character."""
    try:
        codecs.getincrementaldecoder(encoding)("strict").decode(data, final=whole)
    except (UnicodeError, LookupError):
        return False
    return True


def _wide(data: bytes) -> str | None:
    """UTF-16 without a byte order mark: NUL bytes on one side, or Han characters that make sense on one side only."""
    if len(data) < 4:
        return None
    even, odd = data[0::2], data[1::2]
    zeros = (even.count(0) / len(even), odd.count(0) / len(odd))
    if max(zeros) > 0.25 and min(zeros) < 0.05:
        return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
    if data.isascii() or _fits(data, "utf-8", whole=False):
        return None
    glance = data[:_GLANCE]
    if max(_score(glance[: len(glance) & ~1], name) for name in _WIDE) < 0.5:  # far from the share that is asked for
        return None
    scores = {name: _score(data[: len(data) & ~1], name) for name in _WIDE}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] > 0.85 and scores[best] > _score(data, "gb18030") else None


def _best(data: bytes, label: str | None) -> tuple[str, bool]:
    """The candidate under which most of the non-ASCII characters are common ones; GB18030 wins a tie."""
    if _looks_western(data):
        return "cp1252", False
    chinese = _score(data, "gb18030")
    if chinese >= 1 - _CLEARLY:  # no other candidate could win by the margin
        return "gb18030", False
    candidates = ["gb18030", "big5hkscs", "shift_jis", "euc_kr", "cp1251", *([label] if label else [])]
    scores = {name: _score(data, name) for name in candidates[1:]} | {"gb18030": chinese}
    best = max(candidates, key=lambda name: scores[name])
    # A few characters prove little, and here they are Chinese: another script must show itself at some length.
    margin = _CLEARLY if best.startswith("big5") or len(data) > 40 else 1.0
    if scores["gb18030"] >= scores[best] - margin:
        best = "gb18030"
    return best, scores[best] < 0.6


def _looks_western(data: bytes) -> bool:
    """High bytes standing alone between ASCII letters: an accented language, not Chinese."""
    high = sum(map(len, _HIGH.findall(data)))
    alone = len(_ALONE.findall(data))
    return alone > 0.6 * high and high < 0.3 * len(data)


@lru_cache(maxsize=8)
def _score(data: bytes, encoding: str) -> float:
    """Share of the non-ASCII characters that are everyday ones in that encoding; errors count against it.

    Kept for a moment: a file's beginning is looked at when it is identified and again when it is read.
    """
    try:
        text = data.decode(encoding, errors="replace")
    except (UnicodeError, LookupError):
        return 0.0
    counts = Counter(text)  # a text of many thousand characters has some hundred different ones
    others = {c: n for c, n in counts.items() if c >= "\x80"}
    if not others:
        return 0.0
    usual = _usual(encoding)
    return sum(n for c, n in others.items() if c in usual) / sum(others.values())


@lru_cache(maxsize=16)
def _usual(encoding: str) -> frozenset[str]:
    han = _level_one("gb2312", range(0xB0, 0xD8)) | _level_one("big5", range(0xA4, 0xC7)) | _COMMON_PUNCTUATION
    if encoding.startswith("utf") or encoding == "gb18030":
        return han
    if encoding.startswith("big5"):
        return _level_one("big5", range(0xA4, 0xC7)) | _COMMON_PUNCTUATION
    if encoding in {"shift_jis", "cp932", "euc_jp"}:
        return frozenset(map(chr, range(0x3040, 0x3100))) | han
    if encoding in {"euc_kr", "cp949"}:
        return frozenset(map(chr, range(0xAC00, 0xD7A4))) | _COMMON_PUNCTUATION
    if encoding in {"cp1251", "koi8-r"}:
        return frozenset(map(chr, range(0x410, 0x450)))
    return frozenset(map(chr, range(0xC0, 0x250))) | han


@lru_cache(maxsize=4)
def _level_one(charset: str, leads: range) -> frozenset[str]:
    """The common half of a charset: rows in which its makers put the everyday characters."""
    pairs = (bytes((lead, trail)) for lead in leads for trail in range(0x40, 0xFF))
    return frozenset(pair.decode(charset, errors="ignore") for pair in pairs) - {""}


def is_common_han(character: str) -> bool:
    """Whether a Han character is in the everyday half of GB 2312 or of Big5."""
    return character in _usual("utf-8")
