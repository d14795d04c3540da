"""What came of it: everything that was acknowledged beside the database and the audit chain; times by kind."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bench.load_people import Book

GOAL_MS = 300
PIECE = 500
VERBS = {
    "file": "enquiry:file", "apply": "enquiry:file", "take_on": "enquiry:take_on", "put": "enquiry:link",
    "choose": "enquiry:choose", "mask": "enquiry:mask", "prepare": "enquiry:prepare", "decide": "enquiry:decide",
    "certify": "certificate:issue", "print": "certificate:print", "found": "enquiry:found",
    "deliver": "enquiry:deliver", "close": "enquiry:close",
}  # fmt: skip
"""Which event of the audit chain says that an act was done."""


def wait_for_certificates(seconds: float) -> float:
    """Until the worker has drawn up all that was begun, at most so long; gives how long it took."""
    from lantai.services.certificates.models import Certificate

    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if not Certificate.objects.filter(state=Certificate.State.BEGUN, failure="").exists():
            break
        time.sleep(1)
    return time.monotonic() - began


def lost(book: Book) -> list[str]:
    """Each acknowledged act that is not in the tables as it was said, or not in the audit chain."""
    return [*_not_stored(book), *_not_in_chain(book)]


def _not_stored(book: Book) -> list[str]:
    from lantai.services.certificates.models import Certificate
    from lantai.services.enquiries.models import ChosenPage, Decision, Enquiry, Meant, Step

    numbers = dict(Enquiry.objects.values_list("number", "ulid"))
    steps = Counter(Step.objects.values_list("act", "enquiry__ulid"))
    meant = set(Meant.objects.values_list("enquiry__ulid", "record__ulid"))
    chosen = set(ChosenPage.objects.values_list("meant__enquiry__ulid", "meant__record__ulid"))
    decided = set(Decision.objects.filter(decided_at__isnull=False).values_list("enquiry__ulid", flat=True))
    states = dict(Certificate.objects.values_list("ulid", "state"))
    cases = dict(Certificate.objects.values_list("ulid", "case"))
    number_of = {ulid: number for number, ulid in numbers.items()}
    there: dict[str, Callable[[str, str], bool]] = {
        "file": lambda case, number: numbers.get(number) == case,
        "apply": lambda number, _: number in numbers,
        "put": lambda case, record: (case, record) in meant,
        "choose": lambda case, record: (case, record) in chosen,
        "mask": lambda case, record: (case, record) in chosen,
        "decide": lambda case, _: case in decided,
        "certify": lambda case, ulid: cases.get(ulid) == number_of.get(case) and states.get(ulid) == "issued",
        "print": lambda _, ulid: states.get(ulid) == "issued",
    }
    return [
        f"{act} {subject} {of}: acknowledged, and not in the database"
        for act, subject, of in book.kept
        if not (there[act](subject, of) if act in there else steps[act, subject])
    ]


def _not_in_chain(book: Book) -> list[str]:
    """As many events of each verb and subject as were acknowledged, or more where an answer was lost."""
    from lantai.base.audit.models import Event
    from lantai.services.enquiries.models import Enquiry

    numbers = dict(Enquiry.objects.values_list("number", "ulid"))
    wanted: Counter[tuple[str, str]] = Counter()
    for act, subject, of in book.kept:
        about = of if act in ("certify", "print") else numbers.get(subject, "") if act == "apply" else subject
        wanted[VERBS[act], about] += 1
    events = Event.objects.filter(verb__in=set(VERBS.values())).values_list("verb", "subject_id")
    came = Counter(events.iterator())
    return [f"{verb} {subject}: acknowledged, and not in the chain" for verb, subject in wanted - came]


def figures(book: Book) -> dict[str, dict[str, float]]:
    """Milliseconds at the client, from connecting to the last byte, by kind of request."""
    every = [each for kind, times in book.times.items() if not kind.startswith("(") for each in times]
    rows = {"all": every, **dict(sorted(book.times.items()))}
    return {kind: _figures([each * 1000 for each in times]) for kind, times in rows.items()}


def _figures(times: list[float]) -> dict[str, float]:
    times = sorted(times) or [0.0]
    at = {f"p{share}": round(times[min(len(times) - 1, len(times) * share // 100)], 1) for share in (50, 95, 99)}
    return {"answers": len(times), **at, "worst": round(times[-1], 1)}


def report(found: dict[str, Any]) -> str:
    """As people read it."""
    lines = [
        "{citizens} citizens, {officers} officers, {records:,} records, {minutes:g} minutes, {kills} kills".format(
            **found
        ),
        f"{'ms at the client':<34} {'answers':>8} {'p50':>8} {'p95':>8} {'p99':>8} {'worst':>9}   processor p50, p95",
    ]
    for kind, row in found["times"].items():
        inside = found["processor"].get(kind.replace(" ", "-"))
        beside = f"   {inside['p50']:8.1f} {inside['p95']:8.1f}" if inside else ""
        over = "  over the goal" if row["p95"] > GOAL_MS and not kind.startswith("(") else ""
        lines.append(
            f"{kind:<34} {row['answers']:>8} {row['p50']:>8.1f} {row['p95']:>8.1f} {row['p99']:>8.1f}"
            f" {row['worst']:>9.1f}{beside}{over}"
        )
    lines += [
        f"acknowledged: {', '.join(f'{count} {act}' for act, count in sorted(found['kept'].items()))}",
        f"{', '.join(f'{count} {what}' for what, count in found['found'].items()) or 'nothing looked up'}",
        f"busy, sent again: {found['busy'] or 0}; unanswered (killed), sent again: {found['unanswered'] or 0}",
        f"load generator: {found['generator_share']:.0%} of one processor",
        f"certificates all drawn up {found['drawn_up_after']:.0f} s after the end",
        f"audit chain: {found['audit']['events']:,} events, {found['audit']['found']} breaks",
        *(f"ERROR {count} × {what}" for what, count in found["errors"].items()),
        *(f"LOST {each}" for each in found["lost"][:50]),
        f"p95 {found['times']['all']['p95']:.0f} ms (goal {GOAL_MS})",
        f"{sum(found['errors'].values())} errors, {len(found['lost'])} lost",
    ]
    return "\n".join(lines)
