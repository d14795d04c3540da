"""Decisions that stand in the catalogue alone, entered by people before reviews were carried out here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import islice

from lantai.base.audit.models import Event
from lantai.holdings.catalogue.actions import Selection
from lantai.holdings.catalogue.models import OpeningState, Record
from lantai.services.precheck.past import PastDecision

PIECE = 1000


def decisions_in_catalogue(institution: str) -> Iterator[PastDecision]:
    """What people, each with an account, set one by one or for a selection, and what still stands.

    What a list said when it was imported was not decided here: only acts in the audit chain count.
    """
    yield from _of_selections(institution)
    yield from _one_by_one(institution)


def _one_by_one(institution: str) -> Iterator[PastDecision]:
    events = Event.objects.filter(verb="record:opening:set", actor_id__isnull=False).order_by("number")
    rows = events.values_list("subject_id", "at").iterator(chunk_size=PIECE)
    while piece := dict(islice(rows, PIECE)):
        records = Record.objects.filter(ulid__in=list(piece), institution__code=institution)
        for pk, ulid, state in records.values_list("pk", "ulid", "opening_state"):
            yield from _decision(pk, state, piece[ulid].date())


def _of_selections(institution: str) -> Iterator[PastDecision]:
    """An event of a selection names no records: those that fit it and are in the state it set were decided by it."""
    known = Selection.__slots__
    events = Event.objects.filter(verb="fonds:opening:set", actor_id__isnull=False).order_by("number")
    for ulid, data, at in events.values_list("subject_id", "data", "at"):
        said = {name: value for name, value in data.get("selection", {}).items() if name in known and name != "state"}
        records = Record.objects.filter(Selection(**said).condition(), fonds__ulid=ulid, opening_state=data["to"])
        for pk in records.filter(institution__code=institution).order_by().values_list("pk", flat=True):
            yield from _decision(pk, data["to"], at.date())


def _decision(pk: int, state: str, on: dt.date) -> Iterator[PastDecision]:
    if state == OpeningState.OPEN:
        yield PastDecision(pk, "open", on)
    elif state in (OpeningState.RESTRICTED, OpeningState.DEFERRED):
        yield PastDecision(pk, "delay", on)
