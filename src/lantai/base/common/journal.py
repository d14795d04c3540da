"""A journal of what an act did to rows, written while it does it: by it exactly that, and nothing else, is taken back.

What is written is JSON. A value that was changed is put back into its own row; a row that was taken out comes back
under its own number, with the times it had.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from django.apps import apps
from django.db import models

PIECE = 500


class Journal:
    """Changes and takes out rows on behalf of one act. `entries` is the JSON, in the order of what was done."""

    def __init__(self) -> None:
        self.entries: list[dict[str, Any]] = []

    def change(self, rows: models.QuerySet[Any], **values: Any) -> int:
        """Give all these rows these values, expressions among them; gives how many they are."""
        columns = [_column(rows.model, name).attname for name in values]
        held = [[_plain(value) for value in row] for row in rows.order_by("pk").values_list("pk", *columns)]
        if not held:
            return 0
        every = rows.model._base_manager
        for piece in _pieces([row[0] for row in held]):
            every.filter(pk__in=piece).update(**values)
        self.entries.append({"model": rows.model._meta.label_lower, "columns": columns, "were": held})
        return len(held)

    def remove(self, rows: models.QuerySet[Any]) -> int:
        """Take these rows out. What depends on them is moved or taken out before: nothing goes along unwritten."""
        fields = [each for each in rows.model._meta.concrete_fields if not each.generated]
        names = [each.attname for each in fields]
        held = [[_plain(value) for value in row] for row in rows.order_by("pk").values_list(*names)]
        if not held:
            return 0
        pks = [row[names.index(rows.model._meta.pk.attname)] for row in held]
        for piece in _pieces(pks):
            _count, gone = rows.model._base_manager.filter(pk__in=piece).delete()
            if set(gone) - {rows.model._meta.label}:
                msg = f"rows of {sorted(gone)} would go along with {rows.model._meta.label}"
                raise RuntimeError(msg)
        self.entries.append({"model": rows.model._meta.label_lower, "columns": names, "gone": held})
        return len(held)


def take_back(entries: Sequence[Mapping[str, Any]]) -> None:
    """Undo what a journal tells, last things first.

    A row whose other end is not there any more does not come back; rows that have gone since are passed over.
    """
    for entry in reversed(entries):
        model = apps.get_model(entry["model"])
        if "gone" in entry:
            _bring_back(model, entry["columns"], entry["gone"])
        else:
            _put_back(model, entry["columns"], entry["were"])


def _put_back(model: type[models.Model], columns: Sequence[str], held: Sequence[Sequence[Any]]) -> None:
    """Rows that had the same values go back together; those that each had their own, in pieces."""
    together: dict[str, list[Sequence[Any]]] = defaultdict(list)
    for row in held:
        together[repr(row[1:])].append(row)
    fields = [_column(model, name) for name in columns]
    every = model._base_manager
    if len(together) <= len(held) // PIECE + 3:
        for rows in together.values():
            values = {f.attname: _value(f, value) for f, value in zip(fields, rows[0][1:], strict=True)}
            for piece in _pieces([row[0] for row in rows]):
                every.filter(pk__in=piece).update(**values)
        return
    made = [
        model(pk=row[0], **{f.attname: _value(f, value) for f, value in zip(fields, row[1:], strict=True)})
        for row in held
    ]
    every.bulk_update(made, [f.name for f in fields], batch_size=200)


def _bring_back(model: type[models.Model], columns: Sequence[str], held: Sequence[Sequence[Any]]) -> None:
    fields = [_column(model, name) for name in columns]
    rows = [{f.attname: _value(f, value) for f, value in zip(fields, row, strict=True)} for row in held]
    for each in fields:
        if isinstance(each, models.ForeignKey):
            there = _there(each, {row[each.attname] for row in rows} - {None})
            rows = [row for row in rows if row[each.attname] is None or row[each.attname] in there]
    every = model._base_manager
    every.bulk_create([model(**row) for row in rows], batch_size=200)
    timed = [f.attname for f in fields if getattr(f, "auto_now", False) or getattr(f, "auto_now_add", False)]
    for row in rows if timed else ():
        every.filter(pk=row[model._meta.pk.attname]).update(**{name: row[name] for name in timed})


def _there(field: models.ForeignKey[Any, Any], keys: set[Any]) -> set[Any]:
    target, name = field.related_model._base_manager, field.target_field.attname
    found: set[Any] = set()
    for piece in _pieces(sorted(keys)):
        found |= set(target.filter(**{f"{name}__in": piece}).values_list(name, flat=True))
    return found


def _pieces(keys: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (keys[start : start + PIECE] for start in range(0, len(keys), PIECE))


def _column(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    return cast("models.Field[Any, Any]", model._meta.get_field(name))


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    return value.isoformat() if isinstance(value, dt.date) else value


def _value(field: models.Field[Any, Any], plain: Any) -> Any:
    if plain is None or isinstance(field, models.JSONField):
        return plain
    return bytes(field.to_python(plain)) if isinstance(field, models.BinaryField) else field.to_python(plain)
