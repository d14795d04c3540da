"""The index of a big archive: the product's own rebuild and writer, with documents read past the models.

    python -m bench.big_index HOME [--check N]

The product reads each record with its persons, codes and pages as objects, which costs a third of the time; here the
same documents come from four plain questions, and what repeated records have in common (readings of names, units of
titles) is worked out once. `--check` compares some of them with those of the product and indexes nothing.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

KEPT = 200_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("home", type=Path)
    parser.add_argument("--check", type=int, default=0, metavar="N")
    options = parser.parse_args()
    from bench.big_archive import begin

    begin(options.home)
    if options.check:
        check(options.check)
        return 0
    began = time.monotonic()
    print(f"index of {build():,} documents: {time.monotonic() - began:.0f} s")
    return 0


def build() -> int:
    """Index everything there is; gives the number of documents."""
    from lantai.engines.search.indexing import register_loader, reindex

    register_loader(documents, keys=keys)
    _remember()
    return reindex(progress=_tell)


def _tell(done: int, of: int) -> None:
    if done % 50_000 == 0:
        print(f"  {done:,} / {of:,} documents", file=sys.stderr, flush=True)


def check(number: int) -> None:
    """These documents are those of the product."""
    from lantai.holdings.fulltext.indexing import load_documents

    some = random.Random(3).sample(list(keys()), number)
    ours, theirs = list(documents(some)), list(load_documents(some))
    if sorted(ours, key=lambda each: each.num) != sorted(theirs, key=lambda each: each.num):
        sys.exit("the documents are not those of the product")
    print(f"{number} documents are those of the product")


def keys() -> Iterator[int]:
    """All row ids, repeated records beside those they repeat."""
    from bench.big_archive import MADE
    from lantai.holdings.catalogue.models import Record

    pks = Record.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000)
    return iter(sorted(pks, key=lambda pk: ((pk - 1) % MADE, pk)))


def documents(pks: Sequence[int]) -> Iterator[Any]:
    """The search documents of these records."""
    from lantai.engines.search.document import SearchDocument
    from lantai.holdings.catalogue.models.record import PERSONAL_NUMBER

    persons, codes, texts = _persons(pks), _codes(pks), _texts(pks)
    for row in _asked(_RECORDS, pks):
        (
            pk, ulid, code, title, creator, note, fields, number, kind, retention, level, year, date_key, start, end,
            state, fonds, institution,
        ) = row  # fmt: skip
        said = [v for name, v in _json(fields).items() if isinstance(v, str) and not PERSONAL_NUMBER.search(name)]
        others = dict.fromkeys(display for display in codes[pk] if display != code)
        yield SearchDocument(
            id=ulid, num=pk, code=code, title=title, body="\n".join(texts[pk]),
            notes=tuple(text for text in (creator, note, *said, *others) if text), names=tuple(persons[pk]),
            document_number=number, fonds=_fonds_codes()[fonds], type=kind, retention=retention, level=level, year=year,
            datekey=date_key, year_first=_year(start), year_last=_year(end), day_first=_day(start), day_last=_day(end),
            state=state, institution=institution,
        )  # fmt: skip


_RECORDS = (
    "SELECT id, ulid, code, title, creator, note, fields, document_number, record_type, retention, level, year, "
    "date_key, date_start, date_end, opening_state, fonds_id, institution_code FROM catalogue_record WHERE id IN ({})"
)


@cache
def _fonds_codes() -> dict[int, str]:
    from lantai.holdings.catalogue.models import Fonds

    return dict(Fonds.objects.values_list("pk", "code"))


def _persons(pks: Sequence[int]) -> defaultdict[int, list[str]]:
    question = "SELECT record_id, name FROM catalogue_personentry WHERE record_id IN ({}) ORDER BY record_id, position"
    return _grouped(_asked(question, pks))


def _codes(pks: Sequence[int]) -> defaultdict[int, list[str]]:
    return _grouped(_asked("SELECT record_id, display FROM catalogue_referencecode WHERE record_id IN ({})", pks))


def _texts(pks: Sequence[int]) -> defaultdict[int, list[str]]:
    question = "SELECT record_id, text FROM fulltext_page WHERE record_id IN ({}) AND text <> '' ORDER BY 1, position"
    return _grouped(_asked(question, pks))


def _asked(question: str, pks: Sequence[int]) -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(question.format(", ".join(map(str, pks))))
        return list(cursor.fetchall())


def _grouped(rows: Iterable[tuple[int, str]]) -> defaultdict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    for pk, text in rows:
        found[pk].append(text)
    return found


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _year(value: Any) -> int | None:
    return value.year if isinstance(value, dt.date) else int(value[:4]) if value else None


def _day(value: Any) -> dt.date | None:
    return dt.date.fromisoformat(value) if isinstance(value, str) and value else value or None


def _remember() -> None:
    """What is asked of the same name or title again is answered from memory."""
    from lantai.engines.search import fields

    for name in ("units", "pinyin_terms", "pinyin_forms", "document_number_key"):
        setattr(fields, name, lru_cache(KEPT)(getattr(fields, name)))


if __name__ == "__main__":
    sys.exit(main())
