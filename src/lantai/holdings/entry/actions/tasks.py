"""Setting a task: which records are typed, which of them twice, and by whom."""

from __future__ import annotations

import random
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.accounts.models import User
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.entry.models import EntryItem, EntryTask
from lantai.holdings.entry.queries import with_pages

MOST = 20_000


class NothingToType(ArchiveError):
    code = "entry.nothing_to_type"
    message = gettext_noop("No record of this fonds, volume and type has pages.")
    hint = gettext_noop("Choose another type or volume, or take the images in first.")
    http_status = 422
    exit_code = 1


class TooManyToType(ArchiveError):
    code = "entry.too_many_to_type"
    message = gettext_noop("These are more than %(most)s records.")
    hint = gettext_noop("Set the task for one volume, or for fewer records.")
    http_status = 422
    exit_code = 3


@dataclass(frozen=True, slots=True)
class TaskWanted:
    """What a task is to cover. `share`: how many of a hundred records are typed twice."""

    name: str
    record_type: str
    share: int = 100
    volume: Record | None = None
    first: User | None = None
    second: User | None = None


@transaction.atomic
def make_task(*, actor: Actor, fonds: Fonds, wanted: TaskWanted) -> EntryTask:
    """Set a task. Which records are typed twice is drawn once, by the task's identifier: it can be drawn again."""
    require(actor, Right.DESCRIBE, fonds.institution.code)
    records = Record.objects.filter(fonds=fonds, record_type=wanted.record_type)
    if wanted.volume:
        records = records.filter(parent=wanted.volume)
    chosen = list(with_pages(records).order_by("code_key").values_list("pk", flat=True)[: MOST + 1])
    if not chosen:
        raise NothingToType
    if len(chosen) > MOST:
        raise TooManyToType(most=MOST)
    task = EntryTask(
        fonds=fonds, record_type=wanted.record_type, name=wanted.name.strip()[:120] or fonds.title[:120],
        share=wanted.share, first=wanted.first, second=wanted.second, made_by=actor.label,
    )  # fmt: skip
    drawn = set(random.Random(task.ulid).sample(chosen, -(-len(chosen) * wanted.share // 100)))  # noqa: S311 - a sample
    task.records, task.checked = len(chosen), len(drawn)
    task.save()
    EntryItem.objects.bulk_create(
        [EntryItem(task=task, record_id=pk, position=n, checked=pk in drawn) for n, pk in enumerate(chosen, 1)],
        batch_size=500,
    )
    data = {"fonds": fonds.code, "type": task.record_type, "records": task.records, "checked": task.checked}
    record_event("entry_task:make", actor=actor, subject=("entry_task", task.ulid), data=data)
    return task
