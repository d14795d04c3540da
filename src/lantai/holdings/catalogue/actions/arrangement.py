"""Entering and taking out series, saying anew what is said of a fonds: parts of larger acts, which leave the event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from lantai.base.accounts.access import Actor, Right, require
from lantai.holdings.catalogue.models import Fonds, Series

FONDS_COLUMNS = ("title", "unit", "guide", "year_from", "year_to", "elements")


@dataclass(frozen=True, slots=True)
class SeriesSaid:
    """What is said of one series before it has a row."""

    code: str
    title: str
    parent: Series | None = None
    scheme_version: int = 1
    position: int = 0
    elements: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def enter_series(*, actor: Actor, fonds: Fonds, series: Sequence[SeriesSaid]) -> list[tuple[Series, bool]]:
    """Enter series, or give back those that have this code in this place; whether each is new stands beside it.

    Part of a larger act. What is held stays as it is.
    """
    require(actor, Right.DESCRIBE, fonds.institution.code)
    return [
        Series.objects.get_or_create(
            fonds=fonds,
            parent=said.parent,
            scheme_version=said.scheme_version,
            code=said.code[:60],
            defaults={"title": said.title[:300], "position": said.position, "elements": dict(said.elements)},
        )
        for said in series
    ]


@transaction.atomic
def remove_series(*, actor: Actor, fonds: Fonds, series: Sequence[Series]) -> list[Series]:
    """Take series out that were entered by mistake; gives back those that hold something or were changed since.

    Part of a larger act. Those below come before those above.
    """
    require(actor, Right.DESCRIBE, fonds.institution.code)
    stayed = []
    for each in series:
        empty = Series.objects.filter(
            pk=each.pk, fonds=fonds, version=1, records__isnull=True, children__isnull=True
        ).first()
        if empty is None:
            stayed.append(each)
        else:
            empty.delete()
    return stayed


@transaction.atomic
def restate_fonds(*, actor: Actor, fonds: Fonds, values: Mapping[str, Any]) -> dict[str, Any]:
    """Say anew what is said of a fonds, by its columns; gives what it said before. Part of a larger act."""
    require(actor, Right.DESCRIBE, fonds.institution.code)
    before = {name: getattr(fonds, name) for name in FONDS_COLUMNS if name in values}
    for name in before:
        setattr(fonds, name, values[name])
    fonds.version += 1
    fonds.save(update_fields=[*before, "version"])
    return before
