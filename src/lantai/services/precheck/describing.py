"""The description of a record as one text, so that what it says is looked at as pages are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.models.record import is_personal_number

DESCRIPTION = 0
"""The page number of the description; pages of a record count from 1."""


def description_text(record: Record) -> str:
    """Title, creator, note, elements, further fields, what elements list, titles of components; no ID numbers' columns.

    A line each. Offsets of hints point into it, so it is made of what is stored and of nothing else, always in the same
    order; what was added last stands last, and where there is none of it the text is the one it was.
    """
    lines = [record.title, record.creator, record.note, *_words(record.elements), *_words(record.fields)]
    lines += [*_listed(record.elements), *(part.title for part in record.components.all())]
    return "\n".join(line for line in lines if line)


def _words(fields: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted(fields):
        value = fields[name]
        if isinstance(value, str) and value and not is_personal_number(name):
            yield value


def _listed(elements: Mapping[str, Any]) -> Iterator[str]:
    """Keywords, annexes: everybody reads them of an opened record."""
    for name in sorted(elements):
        if isinstance(elements[name], list):
            yield from (value for value in elements[name] if isinstance(value, str) and value)
