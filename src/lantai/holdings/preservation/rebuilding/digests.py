"""Digests of everything that is kept, table by table: two databases with the same are the same to the archive."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Sum

from lantai.holdings.arrangement.models import SeriesTally
from lantai.holdings.catalogue.models import PersonKey, RecordTally
from lantai.holdings.preservation.parts import Table, tables

FORMAT = "lantai-digests/1"
Digests = Mapping[str, Any]
"""`format`, and `tables`: label → number of rows and SHA-256 over them in order."""


def digests_of_holdings() -> dict[str, Any]:
    """Every table that is kept in storage, and those that are worked out from them; a query a table."""
    found = {table.label: _digest(_rows(table)) for _, table in tables()}
    said = ("entry", "key", "record", "born")
    found["catalogue.personkey"] = _digest(_plain(PersonKey.objects.order_by("entry", "key"), *said))
    cell = ("fonds", "opening_state", "record_type", "level", "retention")
    found["catalogue.recordtally"] = _digest(_sums(RecordTally, *cell))
    found["arrangement.seriestally"] = _digest(_sums(SeriesTally, "series"))
    return {"format": FORMAT, "tables": found}


def differing(one: Digests, other: Digests) -> list[str]:
    """The tables that are not the same in both."""
    left, right = one["tables"], other["tables"]
    return sorted(label for label in {*left, *right} if left.get(label) != right.get(label))


def _digest(rows: Iterator[Any]) -> dict[str, Any]:
    digest, count = hashlib.sha256(), 0
    for row in rows:
        count += 1
        digest.update(json.dumps(row, ensure_ascii=False, sort_keys=True, default=_plain_value).encode() + b"\n")
    return {"rows": count, "sha256": digest.hexdigest()}


def _plain_value(value: Any) -> str:
    if isinstance(value, Decimal):
        return str(value)
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value.isoformat())


def _rows(table: Table) -> Iterator[Any]:
    derived = [str(table.model_class._meta.get_field(name).attname) for name in table.derive]  # type: ignore[union-attr]
    return _plain(table.model_class._base_manager.order_by("pk"), *table.columns, *derived)


def _plain(rows: models.QuerySet[Any], *names: str) -> Iterator[Any]:
    return iter(rows.values_list(*names).iterator(chunk_size=2000))


def _sums(model: type[models.Model], *cell: str) -> Iterator[Any]:
    """Several rows of one cell add up, and a cell of nothing is no cell."""
    rows = model._base_manager.order_by(*cell).values_list(*cell).annotate(n=Sum("records"))
    return (row for row in rows.iterator(chunk_size=2000) if row[-1])
