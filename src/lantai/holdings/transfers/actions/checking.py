"""检测: the unit's own check before it submits, and the archive's of every round, by DA/T 70-2018 in the link YJ."""

from __future__ import annotations

from django.db import transaction

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import Act, record
from lantai.holdings.accessions.package import SourceMissing
from lantai.holdings.checks.actions import Expected, run_checks
from lantai.holdings.checks.models import CheckRun
from lantai.holdings.transfers.actions.stepping import NotNow, NotReady, Told, allowed, step, subject_of
from lantai.holdings.transfers.actions.working import WorkRuns, begin_job
from lantai.holdings.transfers.counting import Progress
from lantai.holdings.transfers.models import Transfer
from lantai.holdings.transfers.package import package_of
from lantai.holdings.transfers.requirements import Asked, lacking
from lantai.holdings.transfers.states import State, act_label
from lantai.holdings.transfers.verdicts import checks_as_said, subject_of_checks, subject_of_self_check

SELF_CHECK = "self_check"


def check_handover(*, actor: Actor, transfer: Transfer, progress: Progress | None = None) -> Transfer:
    """Run the checks of the agreement's scheme over the package. Killed, they are run anew."""
    require(actor, Right.TAKE_IN, transfer.archive.code)
    allowed("check", actor=actor, transfer=transfer)
    run = _run(actor, transfer, transfer.archive.code, subject_of_checks(transfer), progress)
    transfer.receiver_checks = {"round": transfer.round, "run": run.ulid}
    found = checks_as_said(transfer)
    event = Act("handover:check", subject_of(transfer), {"run": run.ulid, "outcome": run.outcome})
    with transaction.atomic():
        return step("check", event, actor=actor, transfer=transfer, told=Told(columns={"receiver_checks": found}))


@transaction.atomic
def order_self_check(*, actor: Actor, transfer: Transfer) -> Transfer:
    """Leave the unit's own check of its draft to a worker. Raises `NotNow`, `NotReady`, `WorkRuns`."""
    from lantai.holdings.transfers.tasks import work_on  # the task calls back into this package

    require(actor, Right.HAND_OVER, transfer.unit.code)
    _require_whole_draft(transfer, actor)
    if transfer.is_working:
        raise WorkRuns
    transfer.job = begin_job(transfer, SELF_CHECK)
    transfer.save(update_fields=["job"])
    work_on.enqueue(transfer.pk, SELF_CHECK, actor.user_id)
    record("handover:self_check:order", actor=actor, subject=subject_of(transfer), data={"round": transfer.round})
    return transfer


def self_check_handover(*, actor: Actor, transfer: Transfer, progress: Progress | None = None) -> Transfer:
    """The same checks the archive will make, for the unit; the run leaves the event."""
    require(actor, Right.HAND_OVER, transfer.unit.code)
    _require_whole_draft(transfer, actor)
    _run(actor, transfer, transfer.unit.code, subject_of_self_check(transfer), progress)
    return transfer


def _require_whole_draft(transfer: Transfer, actor: Actor) -> None:
    if transfer.state != State.DRAFT:
        raise NotNow(act=act_label(SELF_CHECK), state=State(transfer.state).label)
    if said := lacking(Asked(SELF_CHECK, transfer, actor), ("whole", "package")):
        raise NotReady(act=act_label(SELF_CHECK), lacking=" ".join(said))


def _run(actor: Actor, transfer: Transfer, institution: str, subject: str, progress: Progress | None) -> CheckRun:
    source = package_of(transfer)
    if source is None:
        raise SourceMissing(path=transfer.carrier or "–")
    told = progress or (lambda done, total: None)
    whole = transfer.bytes or 0
    return run_checks(
        actor=actor,
        institution_code=institution,
        subject=subject,
        path=source,
        link="YJ",
        scheme=transfer.agreement.scheme if transfer.agreement else "",
        expected=_expected(transfer, is_folder=source.is_dir(), is_own=subject == subject_of_self_check(transfer)),
        on_progress=lambda _step, _files, done: told(min(done, whole) if whole else done, whole),
    )


def _expected(transfer: Transfer, *, is_folder: bool, is_own: bool) -> Expected:
    """What was declared, and of its digest and size what was counted in this round: counting compares those two.

    A unit that checks its own draft has no count; of an archive file its size is not that of what is in it.
    """
    units = None if transfer.volumes else transfer.items
    whole = transfer.counted.get("whole") if transfer.counted.get("round") == transfer.round and not is_own else None
    if whole:
        return Expected(units=units, size=whole["bytes"], digest=whole["digest"])
    return Expected(units=units, size=transfer.bytes if is_folder else None)
