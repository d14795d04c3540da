"""A big archive grows by repeating itself: the first records again under other numbers, copied inside SQLite.

Making a row costs ten times what copying it does. A repeated record has a number, identifier and reference code of its
own and lies in the same fonds and class; it says the same, names persons of the same names and ID numbers, as records
of one family over the years do. Every key, posting and count is as long as if all records had been made one by one.
"""

from __future__ import annotations

from typing import Any

PEOPLE = 10
"""Numbers of persons and pages are those of their record times ten, and some."""


def repeat(made: int, records: int) -> dict[str, int]:
    """Copies of the first `made` records up to `records`; gives how many rows were added, by model."""
    from django.db import connection, transaction

    counts: dict[str, int] = {}
    for offset in range(made, records, made):
        last = min(made, records - offset)
        for model, changed in _models(offset).items():
            key, width = _key_of(model)
            names = [f.column for f in model._meta.concrete_fields if not f.generated and changed.get(f.column) != ""]
            values = ", ".join(changed.get(name, f'"{name}"') for name in names)
            columns, table = ", ".join(f'"{name}"' for name in names), model._meta.db_table
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    f'INSERT INTO "{table}" ({columns}) SELECT {values} FROM "{table}" WHERE "{key}" < %s',
                    [(last + 1) * width],
                )
                counts[model._meta.model_name] = counts.get(model._meta.model_name, 0) + cursor.rowcount
    return counts


def _key_of(model: Any) -> tuple[str, int]:
    """The column that tells which record a row is of, and how much of it is one record."""
    names = {field.column for field in model._meta.concrete_fields}
    for column, width in (("entry_id", PEOPLE), ("page_id", PEOPLE), ("record_id", 1), ("stored_id", 1)):
        if column in names:
            return column, width
    return "id", 1


def _models(offset: int) -> dict[Any, dict[str, str]]:
    """What differs in a copy, as SQL; an empty text leaves the column to the database."""
    from lantai.holdings.catalogue.models import PersonEntry, PersonKey, Record, ReferenceCode
    from lantai.holdings.fulltext.models import Page, PageLayout
    from lantai.holdings.preservation.models import StoredFile, StoredObject

    def more(column: str, by: int = offset) -> str:
        return f'"{column}" + {by}'

    def numbered(column: str, record: str = "id", digits: int = 7) -> str:
        number = f"printf('%0{digits}d', \"{record}\" + {offset})"
        return f'substr("{column}", 1, length("{column}") - {digits}) || {number}'

    record = {"record_id": more("record_id")}
    return {
        Record: {
            "id": more("id"), "parent_id": more("parent_id"), "ulid": numbered("ulid", digits=22),
            "code": numbered("code"), "code_key": numbered("code_key"),
        },
        ReferenceCode: record | {
            "id": "", "display": numbered("display", "record_id"), "key": numbered("key", "record_id"),
        },
        PersonEntry: record | {"id": more("id", offset * PEOPLE)},
        PersonKey: record | {"id": "", "entry_id": more("entry_id", offset * PEOPLE)},
        StoredObject: record | {"id": more("id"), "object_id": f"'urn:lantai:' || (\"id\" + {offset})"},
        StoredFile: {"id": more("id"), "ulid": numbered("ulid", digits=22), "stored_id": more("stored_id")},
        Page: record | {"id": more("id", offset * PEOPLE), "file_id": more("file_id")},
        PageLayout: {"page_id": more("page_id", offset * PEOPLE)},
    }  # fmt: skip
