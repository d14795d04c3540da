"""Beginning a run, carrying it out, pausing it and letting it go on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.accounts.models import Institution
from lantai.base.audit.actions import record
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.models import Fonds
from lantai.holdings.normalisation.actions.keeping import AlreadyKept, keep_derivative
from lantai.holdings.normalisation.making import Made
from lantai.holdings.normalisation.models import UNFINISHED, NormalisationRun
from lantai.holdings.normalisation.running import RunHasEnded, Working, carry_out

State = NormalisationRun.State


class RunIsUnderWay(ArchiveError):
    code = "normalisation.run_under_way"
    message = gettext_noop("Copies of the same archive are being made already.")
    hint = gettext_noop("Its progress is shown on the page of formats. Begin another run when it has ended.")
    http_status = 409


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a run converts: `most` files (0: all), those that failed before `again`."""

    most: int = 0
    again: bool = False


@transaction.atomic
def begin_run(
    *,
    actor: Actor,
    institution: Institution,
    fonds: Fonds | None = None,
    wanted: Wanted | None = None,
    enqueue: bool = False,
) -> NormalisationRun:
    """Write a run down; a command carries it out, or a worker if it is to `enqueue` it.

    Raises `RunIsUnderWay`.
    """
    require(actor, Right.MANAGE_JOBS, institution.code)
    wanted = wanted or Wanted()
    if NormalisationRun.objects.filter(institution=institution.code, state__in=UNFINISHED).exists():
        raise RunIsUnderWay
    run = NormalisationRun.objects.create(
        institution=institution.code, fonds=fonds, most=wanted.most, again=wanted.again, by=actor.label
    )
    data = {"institution": institution.code, "fonds": fonds.code if fonds else "", "most": wanted.most}
    record("normalisation:run:begin", actor=actor, subject=("normalisation_run", run.ulid), data=data)
    if enqueue:
        _enqueue(run, actor)
    return run


def _enqueue(run: NormalisationRun, actor: Actor) -> None:
    from lantai.holdings.normalisation.tasks import normalise  # the task calls the acts of this package

    transaction.on_commit(partial(normalise.enqueue, run.pk, actor.user_id))


def carry_out_run(*, actor: Actor, run: NormalisationRun, working: Working | None = None) -> NormalisationRun:
    """Convert the files of a run and write down what came of each. To be repeated after a kill: it goes on.

    No transaction around it: it takes hours, and each file is one. Raises `RunIsHeld`, `RunHasEnded`,
    `ToolsAreMissing` when there is work and nobody here to do it, and whatever stops a disk.
    """
    require(actor, Right.MANAGE_JOBS, run.institution)

    def keep(made: Made, run: NormalisationRun) -> None:
        try:
            keep_derivative(actor=actor, made=made, run=run)
        except AlreadyKept:
            return

    run = carry_out(run, keep=keep, working=working or Working())
    if run.state == State.DONE:
        data = {"converted": run.converted, "failed": run.failed}
        record("normalisation:run:end", actor=actor, subject=("normalisation_run", run.ulid), data=data)
    return run


@transaction.atomic
def pause_run(*, actor: Actor, run: NormalisationRun, paused: bool) -> NormalisationRun:
    """Let a run rest after the files in hand, or go on. Raises `RunHasEnded`."""
    require(actor, Right.MANAGE_JOBS, run.institution)
    states = (State.WAITING, State.RUNNING) if paused else (State.PAUSED, State.STOPPED)
    state = State.PAUSED if paused else State.WAITING
    if not NormalisationRun.objects.filter(pk=run.pk, state__in=states).update(state=state):
        raise RunHasEnded
    run.refresh_from_db()
    data = {"paused": paused}
    record("normalisation:run:pause", actor=actor, subject=("normalisation_run", run.ulid), data=data)
    if not paused:
        _enqueue(run, actor)
    return run
