"""Beginning a check and carrying it out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record
from lantai.base.common.errors import ArchiveError
from lantai.holdings.fixity.models import FixityRun, Replica
from lantai.holdings.fixity.running import Reading, carry_out

EVERYWHERE = "*"
UNFINISHED = (FixityRun.State.WAITING, FixityRun.State.RUNNING)


class RunIsUnderWay(ArchiveError):
    code = "fixity.run_under_way"
    message = gettext_noop("A check of the same objects is under way already.")
    hint = gettext_noop("Its progress is shown on the page. Begin another one when it has ended.")
    http_status = 409


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a check reads. `sm3`: the other digest too. `part`: of a sample, one object in so many, and which.

    `due_before`: by retention, before which moment an object must last have been read to be due now.
    """

    choice: FixityRun.Choice = FixityRun.Choice.FULL
    sm3: bool = False
    part: tuple[int, int] = (1, 0)
    due_before: Mapping[str, dt.datetime] = field(default_factory=dict)


@transaction.atomic
def begin_run(
    *,
    actor: Actor,
    wanted: Wanted | None = None,
    institution: str = "",
    replica: Replica | None = None,
    enqueue: bool = False,
) -> FixityRun:
    """Write a check down; a command carries it out, or a worker if it is to `enqueue` it.

    `institution` empty: of everything there is. Raises `RunIsUnderWay`.
    """
    wanted = wanted or Wanted()
    require(actor, Right.MANAGE_JOBS, institution or EVERYWHERE)
    same = FixityRun.objects.filter(institution=institution, replica=replica, state__in=UNFINISHED)
    if same.exists():
        raise RunIsUnderWay
    run = FixityRun.objects.create(
        choice=wanted.choice,
        institution=institution,
        replica=replica,
        sm3=wanted.sm3,
        share=wanted.part[0],
        remainder=wanted.part[1] % wanted.part[0],
        due_before={name: moment.isoformat() for name, moment in wanted.due_before.items()},
        by=actor.label,
    )
    data = {"choice": str(wanted.choice), "institution": institution, "place": replica.name if replica else ""}
    record("fixity:run:begin", actor=actor, subject=("fixity_run", run.ulid), data=data)
    if enqueue:
        from lantai.holdings.fixity.tasks import check  # the task calls the acts of this package

        check.enqueue(run.pk, actor.user_id)
    return run


def carry_out_run(*, actor: Actor, run: FixityRun, reading: Reading | None = None) -> FixityRun:
    """Read the objects of a check and write down what is wrong. To be repeated after a kill: it goes on.

    No transaction around it: it takes hours, and each piece of it is one. Raises `RunIsHeld`, `RunHasEnded`, and
    whatever stops a disk.
    """
    require(actor, Right.MANAGE_JOBS, run.institution or EVERYWHERE)
    run = carry_out(run, reading=reading)
    if run.state == FixityRun.State.DONE:
        data = {"objects": run.objects_read, "bytes": run.bytes_read, "damaged": run.damaged}
        record("fixity:run:end", actor=actor, subject=("fixity_run", run.ulid), data=data)
    return run
