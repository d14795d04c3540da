"""The components of an item written anew, as part of the act that changes its description."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lantai.holdings.catalogue.models import Component, Record

_SAID = ("kind", "title", "page_from", "page_to", "note")


def components_as_json(record: Record) -> list[dict[str, Any]]:
    """In their order; what is not said is left out."""
    return [
        {name: value for name in _SAID if (value := getattr(each, name)) not in ("", None)}
        for each in record.components.all()
    ]


def replace_components(said: Sequence[tuple[Record, Sequence[Mapping[str, Any]]]]) -> None:
    """Two statements for any number of records; the order said is the order kept."""
    if not said:
        return
    Component.objects.filter(record__in=[record for record, _ in said]).delete()
    Component.objects.bulk_create(
        Component(record=record, position=n, **each)
        for record, components in said
        for n, each in enumerate(components, 1)
    )
    for record, _ in said:
        getattr(record, "_prefetched_objects_cache", {}).pop("components", None)  # what was fetched with it is gone
