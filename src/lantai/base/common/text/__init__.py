"""The one analyser: folding, units, pinyin, document numbers and what a person types, for every index."""

from __future__ import annotations

from lantai.base.common.text.folding import fold, fold_aligned
from lantai.base.common.text.numbers import document_number_key
from lantai.base.common.text.pinyin import pinyin_forms, pinyin_terms
from lantai.base.common.text.query import FreeText, NothingToFind, Phrase, Words, parse_query
from lantai.base.common.text.units import bigrams, is_word, pattern, spans, spans_in, units

__all__ = [
    "FreeText",
    "NothingToFind",
    "Phrase",
    "Words",
    "bigrams",
    "document_number_key",
    "fold",
    "fold_aligned",
    "is_word",
    "parse_query",
    "pattern",
    "pinyin_forms",
    "pinyin_terms",
    "spans",
    "spans_in",
    "units",
]
