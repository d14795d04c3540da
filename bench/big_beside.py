"""What stands beside the records of a big archive: class trees, places and bodies, jobs, pairs, tasks, audit events."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Any

from bench.big_loading import Row, insert
from bench.big_rows import CLASSES, KINDS, PLACES, SPANS, Plan, class_of, top_class_of

THEN = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)
BATCH = 5_000
EVERY = 5
"""One record in so many has an event of its own, one in ten times as many is thought to be there twice."""


def store_beside(plan: Plan, records: int, *, bare: bool = False) -> dict[str, int]:
    """Rows of about the size of the records; gives how many by model. `bare`: classes alone."""
    from lantai.base.audit.models import Event, Head
    from lantai.engines.jobs.models import Job
    from lantai.holdings.authority.models import Authority, DatedName
    from lantai.holdings.catalogue.models import Series
    from lantai.holdings.description.models import RecordPair
    from lantai.holdings.entry.models import EnteredRecord
    from lantai.holdings.people.models import PersonLink

    made: dict[type[Any], Callable[[], Iterable[Row]]] = {
        Series: lambda: _classes(plan),
        Authority: lambda: _authorities(plan, records // 75),
        DatedName: lambda: _names(records // 75),
        Job: lambda: _jobs(plan, records // 300),
        RecordPair: lambda: _pairs(plan, records),
        PersonLink: lambda: _links(plan, records),
        EnteredRecord: lambda: _entered(records),
        Event: lambda: _events(records),
    }
    made = {Series: made[Series]} if bare else made
    counts = {model._meta.model_name: _store(model, rows()) for model, rows in made.items()}
    last = Event.objects.order_by("-number").first()
    if last:
        Head.objects.update_or_create(pk=1, defaults={"number": last.number, "hash": last.hash})
    return counts


def _store(model: Any, rows: Iterable[Row]) -> int:
    from django.db import transaction

    rest, count = iter(rows), 0
    while some := list(islice(rest, BATCH)):
        with transaction.atomic():
            insert(model, some)
        count += len(some)
    return count


def _classes(plan: Plan) -> Iterator[Row]:
    for fonds in plan.fonds:
        for n, kind in enumerate(KINDS):
            top = top_class_of(fonds.pk, kind)
            yield _class(top, fonds.pk, None, CLASSES[kind], f"{kind} {fonds.code}", n)
            for year in SPANS:
                place = class_of(fonds.pk, kind, year)
                yield _class(place, fonds.pk, top, str(year), f"{year}–{year + SPANS.step - 1}", place)


def _class(pk: int, fonds: int, parent: int | None, code: str, title: str, position: int) -> Row:
    return {
        "id": pk, "ulid": f"01BS{pk:022d}", "fonds_id": fonds, "parent_id": parent, "code": code, "title": title,
        "position": position,
    }  # fmt: skip


def _authorities(plan: Plan, count: int) -> Iterator[Row]:
    for n in range(1, count + 1):
        yield {
            "id": n, "ulid": f"01BA{n:022d}", "institution_code": plan.institutions[n % len(plan.institutions)].code,
            "kind": "place" if n % 5 < 3 else "body", "heading": _heading(n),
        }  # fmt: skip


def _heading(n: int) -> str:
    return f"{PLACES[n % 12]}{PLACES[n // 12 % 12]}{'公社' if n % 5 < 3 else '局'}{n}"


def _names(count: int) -> Iterator[Row]:
    from lantai.base.common.text import fold

    for n in range(1, count + 1):
        for m, (name, since) in enumerate(((_heading(n), 1958), (f"{_heading(n)}（旧）", 1930))):
            yield {
                "id": n * 2 + m, "ulid": f"01BN{n * 2 + m:022d}", "authority_id": n, "name": name,
                "folded": fold(name), "since_year": since, "until_year": since + 25,
            }  # fmt: skip


def _jobs(plan: Plan, count: int) -> Iterator[Row]:
    for n in range(1, count + 1):
        where = plan.institutions[49 if n % 2 and len(plan.institutions) > 49 else n % len(plan.institutions)]
        yield {
            "id": n, "ulid": f"01BJ{n:022d}", "kind": "read", "subject": f"transfer:{n}", "institution": where.code,
            "title": f"第{n}批", "state": "failed" if n % 50 == 0 else "done", "done": 500, "total": 500,
            "started_at": THEN + dt.timedelta(minutes=n), "changed_at": THEN + dt.timedelta(minutes=n + 3),
        }  # fmt: skip


def _pairs(plan: Plan, records: int) -> Iterator[Row]:
    """Both of a pair lie in one fonds, next to one another."""
    dice = random.Random(plan.seed + 5)
    for n in range(1, records, EVERY * 10):
        yield {
            "id": n, "ulid": f"01BP{n:022d}", "first_id": n, "second_id": n + 1 if n < records else n - 1,
            "score": dice.randrange(300, 1000), "reasons": ["title"],
            "state": dice.choice(("proposed", "proposed", "rejected", "linked")),
        }  # fmt: skip


def _links(plan: Plan, records: int) -> Iterator[Row]:
    dice = random.Random(plan.seed + 6)
    for n in range(1, records - 1, EVERY * 5):
        yield {
            "id": n, "ulid": f"01BK{n:022d}", "first_id": n * 10, "second_id": (n + 1) * 10, "kind": "same",
            "score": dice.randrange(300, 1000), "reasons": [],
            "state": dice.choice(("proposed", "proposed", "confirmed", "rejected")),
        }  # fmt: skip


def _entered(records: int) -> Iterator[Row]:
    """Every third record with pages was entered by hand."""
    for n in range(15, records + 1, 15):
        yield {"record_id": n, "user_id": 1, "by": "bench", "at": THEN + dt.timedelta(seconds=n)}


def _events(records: int) -> Iterator[Row]:
    """A chain that holds."""
    from lantai.base.audit.chain import GENESIS, Entry
    from lantai.base.audit.models import Head

    number, previous = Head.objects.filter(pk=1).values_list("number", "hash").first() or (0, GENESIS)
    for n in range(1, records + 1, EVERY):
        number += 1
        entry = Entry(
            number, THEN + dt.timedelta(seconds=number), "record:describe", 1, "柳文澜", "archivist", "record",
            f"01BG{n:022d}", {"version": 1}, previous,
        )  # fmt: skip
        row = {name: getattr(entry, name) for name in Entry.__slots__}
        previous = entry.digest()
        yield row | {"hash": previous}


def set_tasks(plan: Plan) -> int:
    """Double entry in the archive that is measured, set as an archivist sets it."""
    from lantai.base.accounts.access import OPERATOR
    from lantai.holdings.entry.actions import make_task
    from lantai.holdings.entry.actions.tasks import NothingToType, TaskWanted

    mine = [fonds for fonds in plan.fonds if fonds.institution_id == plan.kept.pk][:3]
    typed = 0
    for fonds in mine:
        for kind in ("marriage", "recruitment", "land"):
            with suppress(NothingToType):
                typed += make_task(actor=OPERATOR, fonds=fonds, wanted=TaskWanted(fonds.code, kind, share=20)).records
    return typed
