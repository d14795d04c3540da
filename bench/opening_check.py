"""What came of it: every decision that was sent beside what is stored, and beside the audit chain; times by step."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.opening_way import final_says

if TYPE_CHECKING:
    from bench.opening_people import Book
    from bench.opening_way import Batch, Way

_ULID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
_ITEM = re.compile(r"/staff/opening/review/[^/]+/\d+$")


def compared(book: Book, way: Way) -> dict[str, Any]:
    """Counts, and under `wrong` whatever is not as it was said; `good` when there is nothing."""
    wrong = [f"{count} × {what}" for what, count in book.errors.items()]
    wrong += _unlike_stored(book) + _unlike_chain(book, way.batches)
    for batch in way.batches:
        wrong += _unlike_approved(batch, way.lists.get(batch.ulid, []))
    return {
        "records": sum(batch.records for batch in way.batches), "acknowledged": len(book.acknowledged),
        "by_keys": book.by_keys, "keys": keys_of(book.waits),
        "unanswered": len(book.lost), "acts": sum(book.acts.values()), "busy": sum(book.busy.values()),
        "wrong": wrong[:50], "good": not wrong,
    }  # fmt: skip


def _unlike_stored(book: Book) -> list[str]:
    """The last that was acknowledged of each item and stage stands, from whom it came; nothing stands twice."""
    from lantai.base.accounts.models import User
    from lantai.services.opening.models import Decision

    names = dict(User.objects.values_list("pk", "username"))
    rows = Decision.objects.filter(withdrawn_at__isnull=True)
    stored = {
        (batch, position, stage): (value, names.get(user or 0, ""))
        for batch, position, stage, value, user in rows.values_list(
            "item__batch__ulid", "item__position", "stage", "value", "user_id"
        )
    }
    said = {(each.batch, each.position, each.stage): each for each in book.acknowledged}
    return [
        f"{key}: {each.value} by {each.by} was acknowledged, {stored.get(key)} is stored"
        for key, each in said.items()
        if stored.get(key) != (each.value, each.by)
    ]


def _unlike_chain(book: Book, batches: list[Batch]) -> list[str]:
    """Each acknowledged decision has an event; events that nobody was told of are no more than went unanswered."""
    from lantai.base.audit.models import Event

    ulids = {batch.number: batch.ulid for batch in batches}
    decided: Counter[tuple[str, int, str, str]] = Counter()
    acts: Counter[str] = Counter()
    for verb, data in Event.objects.filter(verb__startswith="review_batch:").values_list("verb", "data").iterator():
        if verb == "review_batch:decide":
            decided[ulids.get(data["number"], ""), data["position"], data["stage"], data["value"]] += 1
        else:
            acts[verb] += 1
    sent = Counter((each.batch, each.position, each.stage, each.value) for each in book.acknowledged)
    lost = Counter((each.batch, each.position, each.stage, each.value) for each in book.lost)
    wrong = [f"{key}: acknowledged, and not in the chain" for key in sent - decided]
    wrong += [f"{key}: in the chain, and never sent" for key in decided - sent - lost]
    return wrong + [f"{verb}: {n} sent, {acts[verb]} in the chain" for verb, n in book.acts.items() if acts[verb] != n]


def _unlike_approved(batch: Batch, listed: list[str]) -> list[str]:
    """What rules each record, and what the public list names."""
    from lantai.services.opening.models import BatchItem
    from lantai.services.opening.models.values import OPENING, STATES

    rows = BatchItem.objects.filter(batch__ulid=batch.ulid).select_related("record").order_by("position")
    wrong, opened = [], []
    for item in rows:
        meant = final_says(item.position) or item.second_value
        if item.final_value != meant or item.state != "in_force" or item.is_open:
            wrong.append(f"{batch.number} {item.position}: {meant} was meant, {item.final_value} is {item.state}")
        if item.record.opening_state != STATES[meant]:
            wrong.append(f"{batch.number} {item.position}: the record is {item.record.opening_state}")
        opened += [item.record.code] if meant in OPENING else []
    if listed != opened:
        wrong.append(f"{batch.number}: {len(opened)} records opened, {len(listed)} in the public list")
    return wrong


def times_of(folder: Path) -> dict[str, dict[str, float]]:
    """Processor time and time on the clock of the server's answers, by kind of step and page."""
    return _by(folder, _kind)


def steps_of(folder: Path) -> dict[str, dict[str, float]]:
    """The same by the step alone, as the client named it."""
    return _by(folder, lambda step, _method, _address: step)


def _by(folder: Path, kind: Callable[[str, str, str], str]) -> dict[str, dict[str, float]]:
    kinds: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for path in folder.glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.endswith("]"):
                step, method, address, _status, spent, clock = json.loads(line)
                if not address.startswith(("/static/", "/readyz")):
                    kinds[kind(step, method, address)].append((spent, clock))
    return {name: _figures(times) for name, times in sorted(kinds.items())}


def _kind(step: str, method: str, address: str) -> str:
    if _ITEM.match(address):
        return f"{step}: {'decision' if method == 'POST' else 'screen'}"
    if step in ("first", "second", "sample", "summary", "final", "reading", "unit", "authority", ""):
        return f"{step or 'else'}: {method} {_ULID.sub('…', address)}"
    return f"{step} ({'act' if method == 'POST' else 'page'})"


def _figures(times: list[tuple[float, float]]) -> dict[str, float]:
    spent, clock = sorted(each[0] for each in times), sorted(each[1] for each in times)
    return {
        "answers": len(times), "p50": _at(spent, 0.5), "p95": _at(spent, 0.95), "worst": _at(spent, 1),
        "clock_p50": _at(clock, 0.5), "clock_p95": _at(clock, 0.95),
    }  # fmt: skip


def _at(times: list[float], share: float) -> float:
    return round(times[min(len(times) - 1, int(len(times) * share))], 1)


def keys_of(waits: Sequence[tuple[int, float]]) -> dict[str, float]:
    """Keys pressed a decision, the seconds until the next record stood there, how many records an hour these leave.

    `an_hour` is what the machine lets through to who needs no time at all; `left` are the seconds a record that a
    reviewer of 300 an hour has to read it.
    """
    if not waits:
        return {}
    seconds = sorted(wait for _, wait in waits)
    middle, late = seconds[len(seconds) // 2], seconds[int(len(seconds) * 0.95)]
    keys = sum(pressed for pressed, _ in waits) / len(waits)
    spent = sum(seconds) / len(seconds)
    return {
        "decisions": len(waits), "keys": round(keys, 2), "p50": round(middle, 2), "p95": round(late, 2),
        "an_hour": round(3600 / spent), "left": round(3600 / 300 - spent, 1),
    }  # fmt: skip


def report(found: dict[str, Any]) -> str:
    """As people read it."""
    lines = [
        f"{found['records']:,} records, {found['acknowledged']:,} decisions acknowledged",
        f"{found['by_keys']:,} by keys, {found['unanswered']} sent and not answered, {found['acts']} acts",
        f"{found['busy']} answered 503 and sent again, {found['kills']} kills, {found['seconds']} s",
        f"audit chain: {found['audit']['events']:,} events, {found['audit']['found']} breaks",
    ]
    if keys := found["keys"]:
        lines.append(
            f"{keys['decisions']:.0f} by keys: {keys['keys']} keys a decision, next record after p50 {keys['p50']} s,"
            f" p95 {keys['p95']} s: {keys['an_hour']:.0f} an hour; at 300 an hour {keys['left']} s are left to read one"
        )
    lines += [
        f"  {name:<44} {row['answers']:>6}: p50 {row['p50']:7.1f}  p95 {row['p95']:7.1f}  worst {row['worst']:8.1f}"
        f" ms of processor; clock {row['clock_p50']:.0f}, {row['clock_p95']:.0f}"
        for name, row in found["times"].items()
    ]
    return "\n".join([*lines, *(found["wrong"] or ["everything is as it was said"])])
