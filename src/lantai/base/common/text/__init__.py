"""The one analyser: folding, units, pinyin, document numbers and what a person types, for every index."""

from __future__ import annotations

from lantai.base.common.text.folding import BLACKED_OUT, fold, fold_aligned
from lantai.base.common.text.numbers import document_number_key
from lantai.base.common.text.pinyin import near_pinyin_forms, pinyin_forms, pinyin_terms
from lantai.base.common.text.query import FreeText, NothingToFind, Phrase, Words, parse_query
from lantai.base.common.text.shapes import alike_in_shape
from lantai.base.common.text.units import bigrams, is_word, joined, pattern, spans, spans_in, units

__all__ = [
    "BLACKED_OUT",
    "FreeText",
    "NothingToFind",
    "Phrase",
    "Words",
    "alike_in_shape",
    "bigrams",
    "document_number_key",
    "fold",
    "fold_aligned",
    "is_word",
    "joined",
    "near_pinyin_forms",
    "parse_query",
    "pattern",
    "pinyin_forms",
    "pinyin_terms",
    "spans",
    "spans_in",
    "units",
]
