"""Ordering a run, carrying out its shares, pausing it and letting it go on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.accounts.models import Institution
from lantai.base.audit.actions import record
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.actions import Selection
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.services.precheck.models import UNFINISHED, PrecheckRun, PrecheckShare
from lantai.services.precheck.running import RunHasEnded, Working, carry_out_share, end_run, selected
from lantai.services.precheck.signals import records_prechecked

State = PrecheckRun.State
SHARES, LEAST = 4, 250
"""So many processes at most work on a run at once, and none for fewer records."""


class RunIsUnderWay(ArchiveError):
    code = "precheck.run_under_way"
    message = gettext_noop("Records of this fonds are being prechecked already.")
    hint = gettext_noop("Its progress is shown on the page of the precheck. Order another run when it has ended.")
    http_status = 409


class NothingToPrecheck(ArchiveError):
    code = "precheck.nothing"
    message = gettext_noop("No record of this archive fits what is to be prechecked.")
    hint = gettext_noop("Widen the years, or choose another fonds.")
    http_status = 422
    exit_code = 2


@transaction.atomic
def order_precheck(
    *,
    actor: Actor,
    institution: Institution,
    fonds: Fonds | None = None,
    selection: Selection | None = None,
    records: Sequence[int] = (),
    source: str = "",
) -> PrecheckRun:
    """Have records looked at by workers: those of a fonds (narrowed by `selection`), or these (row ids, of a batch).

    `source` names who ordered it, to hear of its end (`signals.records_prechecked`). Records of other archives among
    `records` are left out. Raises `RunIsUnderWay`, `NothingToPrecheck`.
    """
    require(actor, Right.PLAN_OPENING, institution.code)
    run = PrecheckRun(institution=institution.code, source=source, by=actor.label)
    if fonds is not None:
        _of_fonds(run, fonds, selection or Selection())
    else:
        run.record_ids = _own(records, institution)
        run.records_total = len(run.record_ids)
    if not run.records_total:
        raise NothingToPrecheck
    run.save()
    parts = min(SHARES, max(1, run.records_total // LEAST))
    shares = [PrecheckShare.objects.create(run=run, number=number) for number in range(parts)]
    data = {"institution": institution.code, "fonds": fonds.code if fonds else "", "selection": run.selection}
    data |= {"records": run.records_total, "source": source}
    record("precheck:run:order", actor=actor, subject=("precheck_run", run.ulid), data=data)
    _enqueue(shares, actor)
    return run


def _of_fonds(run: PrecheckRun, fonds: Fonds, selection: Selection) -> None:
    """Only of the institution that was named: a fonds of another one has nothing to precheck here."""
    if fonds.institution.code != run.institution:
        raise NothingToPrecheck
    if PrecheckRun.objects.filter(fonds=fonds, state__in=UNFINISHED).exists():
        raise RunIsUnderWay
    run.fonds, run.selection = fonds, selection.said()
    run.records_total = selected(fonds, selection).count()


def _own(records: Sequence[int], institution: Institution) -> list[int]:
    found: set[int] = set()
    for start in range(0, len(records), 5000):
        rows = Record.objects.among(records[start : start + 5000]).filter(institution=institution).order_by()
        found |= set(rows.values_list("pk", flat=True))
    return sorted(found)


def _enqueue(shares: Sequence[PrecheckShare], actor: Actor) -> None:
    from lantai.services.precheck.tasks import precheck  # the task calls the acts of this package

    for share in shares:
        transaction.on_commit(partial(precheck.enqueue, share.pk, actor.user_id))


def carry_out_precheck(*, actor: Actor, share: PrecheckShare, working: Working | None = None) -> PrecheckRun:
    """Read the records of a share and write down hints and suggestions. To be repeated after a kill: it goes on.

    No transaction around it: each piece is one. Raises `RunIsHeld`, `RunHasEnded`.
    """
    run = share.run
    require(actor, Right.PLAN_OPENING, run.institution)
    run.refresh_from_db()
    if run.state == State.DONE:
        raise RunHasEnded
    if run.state == State.PAUSED or not carry_out_share(share, working or Working()):
        run.refresh_from_db()
        return run
    with transaction.atomic():
        if end_run(run):
            data: dict[str, Any] = {"records": run.records_done, "pages": run.pages_read, "hints": run.hints_found}
            data |= {"rules": run.rules_version, "model": run.model_version}
            record("precheck:run:end", actor=actor, subject=("precheck_run", run.ulid), data=data)
            transaction.on_commit(partial(_tell, run))
    run.refresh_from_db()
    return run


def _tell(run: PrecheckRun) -> None:
    records_prechecked.send(PrecheckRun, run=run.ulid, source=run.source)


@transaction.atomic
def pause_precheck(*, actor: Actor, run: PrecheckRun, paused: bool) -> PrecheckRun:
    """Let a run rest after the records in hand, or go on. Raises `RunHasEnded`."""
    require(actor, Right.PLAN_OPENING, run.institution)
    states = (State.WAITING, State.RUNNING) if paused else (State.PAUSED, State.STOPPED)
    state = State.PAUSED if paused else State.WAITING
    if not PrecheckRun.objects.filter(pk=run.pk, state__in=states).update(state=state):
        raise RunHasEnded
    run.refresh_from_db()
    record("precheck:run:pause", actor=actor, subject=("precheck_run", run.ulid), data={"paused": paused})
    if not paused:
        _enqueue(list(run.shares.filter(is_done=False)), actor)
    return run
