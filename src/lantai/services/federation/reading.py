"""Records as everybody reads them, many at once: the only way in which federation meets a record."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Prefetch

from lantai.base.accounts.access import ANONYMOUS
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.models.record import RecordQuerySet
from lantai.holdings.exchange.describing import READ, said_of_record
from lantai.holdings.exchange.said import UNWRITABLE, Said, said_from
from lantai.services.federation.offer import Offer

ABSENT = "\N{REPLACEMENT CHARACTER}"


def everybodys() -> RecordQuerySet:
    """What an anonymous reader sees, whoever asks: a harvester passes on what it gets."""
    return Record.objects.visible_to(ANONYMOUS.scope())


def read(records: Collection[int], offer: Offer) -> dict[int, Record]:
    """Those of these row ids that may be given out now, with all that is said of them: three queries at most."""
    rows = everybodys().filter(pk__in=records).select_related("fonds", "institution")
    rows = rows.prefetch_related(*(Prefetch(name, to_attr=attribute) for name, attribute in READ.items()))
    return {record.pk: record for record in rows.order_by() if offer.covers(record.institution_id)}


def said(record: Record) -> Said:
    """What is public of it. One character no XML can hold does not end a harvest of a million: it is replaced."""
    found = said_of_record(record, public=True)
    told = found.as_json()
    clean = _clean(told)
    return found if clean == told else said_from(clean)


def writable(text: str) -> str:
    """The text with a mark in the place of what no XML can hold."""
    return UNWRITABLE.sub(ABSENT, text)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return writable(value)
    if isinstance(value, dict):
        return {_clean(key): _clean(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_clean(each) for each in value]
    return value
