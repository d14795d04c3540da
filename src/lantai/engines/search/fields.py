"""How a document becomes terms and keys, for every back end alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from lantai.base.common.text import document_number_key, fold, pinyin_forms, pinyin_terms, units
from lantai.engines.search.document import SearchDocument, SearchQuery, Sort, Suggestion

NUM_BITS = 36
UNDATED = 99_999_999
LONGEST_TERM = 400
LEAST_TOLERANT = 3
HEAD_BITS = 63
_NUMBER_BITS = 33
_HUGE, _FIRST_LETTER, _OTHER = 35, 36, 62
_VAGUE = frozenset({_HUGE, _OTHER})
"""Symbols that stand for many tokens: nothing behind them may decide."""
_DIGITS = 20
_CODE_TOKEN = re.compile(r"[0-9]+|[^\W_]")
_LEADS = re.compile(r"^(?:关于|有关|印发|转发|批转)")


def pieces(document: SearchDocument) -> list[list[str]]:
    """The units of everything that describes the record, piece by piece; no phrase reaches from one into the next."""
    texts = [document.title, *document.names, document.document_number, document.code, *document.notes]
    return [found for text in texts if text and (found := units(text))]


def number_key(document: SearchDocument) -> str:
    return document_number_key(document.document_number) or ""


def pinyin_of(document: SearchDocument) -> frozenset[str]:
    """Everything somebody may type in Latin letters for a name of the record."""
    return frozenset(term for name in document.names for term in pinyin_terms(name))


def code_key(document: SearchDocument) -> str:
    """Sorts codes as people do (…-2 before …-10, whatever separates the parts), and equal ones by row id."""
    tokens = (token[:_DIGITS].zfill(_DIGITS) if token.isdigit() else token for token in _code_tokens(document.code))
    return f"{''.join(tokens)} {document.num:019d}"


def code_head(document: SearchDocument) -> int:
    """The beginning of the code as one number: sorts as `code_key` does, but ties where 63 bits are not enough.

    Six bits a letter; a number takes six for its length in bits and then its bits without the leading one. A usual code
    fits nearly whole, so that ties are short.
    """
    head, length = 0, 0
    for token in _code_tokens(document.code):
        symbol, rest, width = _packed(token)
        head, length = (((head << 6) | symbol) << width) | rest, length + 6 + width
        if length >= HEAD_BITS or symbol in _VAGUE:
            break
    return head >> (length - HEAD_BITS) if length > HEAD_BITS else head << (HEAD_BITS - length)


def _packed(token: str) -> tuple[int, int, int]:
    """(symbol, further bits, how many): numbers before letters before everything else, as in `code_key`."""
    if token.isdigit():
        number = int(token[:_DIGITS])
        bits = number.bit_length()
        if bits > _NUMBER_BITS:
            return _HUGE, 0, 0
        return 1 + bits, number & ~(1 << (bits - 1)) if bits else 0, max(0, bits - 1)
    return (_FIRST_LETTER + ord(token) - ord("a") if "a" <= token <= "z" else _OTHER), 0, 0


@lru_cache(maxsize=256)  # asked twice for each document
def _code_tokens(code: str) -> tuple[str, ...]:
    return tuple(_CODE_TOKEN.findall(fold(code)[:LONGEST_TERM]))


def oldest_key(document: SearchDocument) -> int:
    return ((document.datekey or UNDATED) << NUM_BITS) | document.num


def newest_key(document: SearchDocument) -> int:
    return ((document.datekey or 0) << NUM_BITS) | document.num


def suggestion_keys(document: SearchDocument) -> Iterable[tuple[str, str, str]]:
    """(what is typed, kind, text) for each name and for the title; titles also without their leading 关于."""
    for name in document.names:
        shown = name.strip()[:LONGEST_TERM]
        for key in {"".join(units(shown)), *pinyin_forms(shown)} - {""}:
            yield key, "name", shown
    title = " ".join(document.title.split())[:LONGEST_TERM]
    for start in {title, _LEADS.sub("", title)} - {""}:
        if key := "".join(units(start)):
            yield key, "title", title


def sort_of(query: SearchQuery) -> Sort:
    """The order asked for; without words everything is equally relevant, so the newest comes first."""
    try:
        sort = Sort(query.sort)
    except ValueError:
        sort = Sort.RELEVANCE
    return Sort.NEWEST if sort is Sort.RELEVANCE and not query.words.strip() else sort


def by_frequency(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """Facet values, the most frequent first, equal ones by value; empty values are no values."""
    return tuple(sorted(((v, n) for v, n in counts.items() if v and n), key=lambda pair: (-pair[1], pair[0])))


def year_facets(counts: Mapping[int, int]) -> dict[str, tuple[tuple[str, int], ...]]:
    """Years and decades in order."""
    decades: Counter[int] = Counter()
    for year, number in counts.items():
        decades[year // 10 * 10] += number
    return {
        "year": tuple((str(year), number) for year, number in sorted(counts.items()) if number),
        "decade": tuple((str(decade), number) for decade, number in sorted(decades.items()) if number),
    }


def with_one_wrong(sequence: Sequence[str | None]) -> list[tuple[str | None, ...]]:
    """The phrase with each unit in turn unknown; nothing for phrases under three units or with holes of their own."""
    # With two units, one known character would be a match, and half the archive a hit.
    if len(sequence) < LEAST_TOLERANT or None in sequence:
        return []
    first, last = tuple(sequence[1:]), tuple(sequence[:-1])
    inner = [(*sequence[:i], None, *sequence[i + 1 :]) for i in range(1, len(sequence) - 1)]
    return [first, *inner, last]


def ordered_suggestions(counts: Counter[tuple[str, str]], limit: int) -> tuple[Suggestion, ...]:
    """Names before titles, the most frequent first."""
    ordered = sorted(counts.items(), key=lambda pair: (pair[0][0], -pair[1], pair[0][1]))
    return tuple(Suggestion(text, kind, count) for (kind, text), count in ordered[:limit])
