"""The fields of the Tantivy index and how a document fills them.

All text is analysed by us and reaches the engine as terms between spaces. Integers are signed everywhere: a value of
the wrong kind in an unsigned field kills the engine's writer thread.
"""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from typing import Any

import tantivy

from lantai.base.common.text import bigrams, fold, joined, units
from lantai.base.common.text.folding import TABLE_FILE
from lantai.engines.search import fields
from lantai.engines.search.document import SearchDocument, State

RAW, TERMS = "raw", "whitespace"
FILTER_FIELDS = ("fonds", "type", "retention", "level", "state")
GAP = ("\u241e",) * 6
"""Between the pieces of the description, wider than any row of holes: no phrase reaches across."""

SEEN_BY_ALL = "*"
SEEN_IN = "in:"
"""What `seen` says of a document; of a public form, `twin` says the same of who finds the document itself instead."""
LAYOUT = "7"
"""Change it when the meaning of a field changes, or what is put into it; old indexes are then rebuilt."""

_LAYOUT: list[tuple[str, str, dict[str, Any]]] = (
    [("id", "text", {"stored": True, "tokenizer_name": RAW, "index_option": "basic"})]
    + [("num", "integer", {"indexed": True, "fast": True})]
    + [(name, "text", {"tokenizer_name": RAW, "index_option": "basic", "fast": True}) for name in FILTER_FIELDS]
    + [(name, "integer", {"indexed": True, "fast": True}) for name in ("year", "yearfirst", "yearlast")]
    + [(name, "integer", {"indexed": True, "fast": True}) for name in ("dayfirst", "daylast")]
    + [(name, "integer", {"fast": True}) for name in ("oldest", "newest")]
    + [("codehead", "integer", {"indexed": True, "fast": True})]
    + [("codekey", "text", {"stored": True, "tokenizer_name": RAW, "index_option": "basic"})]
    + [
        (name, "text", {"tokenizer_name": RAW, "index_option": "basic"})
        for name in ("seen", "twin", "number", "py", "sg")
    ]
    + [(name, "text", {"tokenizer_name": TERMS}) for name in ("tb", "b", "tu", "u")]
)


def schema() -> Any:
    builder = tantivy.SchemaBuilder()
    for name, kind, options in _LAYOUT:
        add = builder.add_text_field if kind == "text" else builder.add_integer_field
        add(name, **options)
    return builder.build()


def mark() -> str:
    """Names the layout, the folding and the format of the engine; an index with another mark must be rebuilt."""
    described = repr((LAYOUT, _LAYOUT, version("tantivy"))).encode() + TABLE_FILE.read_bytes()
    return hashlib.sha256(described).hexdigest()[:12]


def analysers() -> dict[str, Any]:
    """Tokenizers are not kept in the index: they are registered at each opening."""
    return {TERMS: tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()}


def clean(text: str) -> str:
    """A raw term: within the engine's limit, and without halves of surrogate pairs, which it cannot take."""
    return text[: fields.LONGEST_TERM] if text.isascii() else _whole(text[: fields.LONGEST_TERM])


def _whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def to_engine(document: SearchDocument) -> Any:
    """The engine's document, typed field by field."""
    made = _made(document)
    if document.state == State.OPEN and not document.secret and document.public is None:
        made.add_text("seen", SEEN_BY_ALL)
    made.add_text("seen", SEEN_IN + clean(document.institution))
    return made


def public_to_engine(document: SearchDocument) -> Any | None:
    """The engine's document of the public form, where there is one for everybody."""
    if document.public is None or document.state != State.OPEN or document.secret:
        return None
    made = _made(document.public)
    made.add_text("seen", SEEN_BY_ALL)
    made.add_text("twin", SEEN_BY_ALL)
    made.add_text("twin", SEEN_IN + clean(document.institution))
    return made


def _made(document: SearchDocument) -> Any:
    made = tantivy.Document()
    _add_plain(made, document)
    described = fields.pieces(document)
    gap = f" {' '.join(GAP)} "
    made.add_text("tb", gap.join(" ".join(bigrams(piece)) for piece in described))
    made.add_text("tu", gap.join(" ".join(piece) for piece in described))
    pairs, singles = joined(document.body)
    made.add_text("b", pairs)
    made.add_text("u", singles)
    return made


def _add_plain(made: Any, document: SearchDocument) -> None:
    made.add_text("id", clean(document.id))
    made.add_integer("num", document.num)
    for name in FILTER_FIELDS:
        if value := getattr(document, name):
            made.add_text(name, clean(str(value)))
    if document.year is not None:
        made.add_integer("year", document.year)
    if document.years is not None:
        made.add_integer("yearfirst", document.years[0])
        made.add_integer("yearlast", document.years[1])
    if document.days is not None:
        made.add_integer("dayfirst", document.days[0])
        made.add_integer("daylast", document.days[1])
    made.add_integer("oldest", fields.oldest_key(document))
    made.add_integer("newest", fields.newest_key(document))
    made.add_integer("codehead", fields.code_head(document))
    made.add_text("codekey", clean(fields.code_key(document)))
    if key := fields.number_key(document):
        made.add_text("number", clean(key))
    for term in fields.pinyin_of(document):
        made.add_text("py", clean(term))
    for term in sorted({suggestion_term(*entry) for entry in fields.suggestion_keys(document)}):
        made.add_text("sg", term)


def suggestion_term(key: str, kind: str, text: str) -> str:
    """One term that begins with what is typed and carries what is shown."""
    return _whole(f"{key[:40]}\u241f{kind}\u241f{text}")


def suggestion_of(term: str) -> tuple[str, str]:
    """(kind, text) of a suggestion term."""
    _, kind, text = term.split("\u241f", 2)
    return kind, text


def suggestion_prefix(typed: str) -> str:
    """The beginning of the terms to look at."""
    return "".join(units(fold(typed)))[:40]
