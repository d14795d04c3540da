"""The description of a record in plain words, as it was written at intake: the one file a stranger opens first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lantai.holdings.catalogue.actions import entries_as_json
from lantai.holdings.catalogue.models import Record

DESCRIPTION = "description.json"
_NAMED = {
    "ulid": "id",
    "code": "code",
    "title": "title",
    "record_type": "record_type",
    "level": "level",
    "code_is_provisional": "provisional",
    "creator": "creator",
    "document_number": "document_number",
    "date_text": "date",
    "date_precision": "date_precision",
    "year": "year",
    "retention": "retention",
    "secrecy": "secrecy",
    "opening_state": "opening_state",
    "pages_declared": "pages_declared",
    "note": "note",
    "elements": "elements",
    "fields": "fields",
    "fonds__code": "fonds",
    "fonds__title": "fonds_title",
    "fonds__institution__code": "institution",
    "fonds__institution__name": "institution_name",
    "series__code": "class",
    "series__title": "class_title",
    "parent__code": "volume",
    "merged_into__ulid": "merged_into",
    "version": "version",
    "described_by": "described_by",
}


def readable_descriptions(pks: Sequence[int]) -> dict[int, Mapping[str, Any]]:
    """What is said of these records by names a person understands, ID numbers sealed: two queries."""
    persons = entries_as_json(pks)
    rows = Record.every.filter(pk__in=pks).values("pk", *_NAMED)
    return {
        row["pk"]: {name: row[column] for column, name in _NAMED.items()} | {"persons": persons.get(row["pk"], [])}
        for row in rows
    }
