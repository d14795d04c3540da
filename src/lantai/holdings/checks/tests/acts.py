"""Examples of the acts of this app: see tests/architecture/acts.py."""

from __future__ import annotations

import tempfile
from pathlib import Path

from lantai.base.accounts.access import OPERATOR
from lantai.holdings.checks.actions import (
    answer_item,
    begin_keeping_check,
    carry_out_keeping_check,
    run_checks,
)
from lantai.holdings.checks.actions.keeping import subject_of_keeping
from lantai.holdings.checks.models import CheckRun
from lantai.holdings.checks.tests.packages import Made, write
from tests.architecture.acts import Call, example
from tests.support.world import World

SUBJECT = "transfer:01JTEST0000000000000000000"


def checked(world: World) -> CheckRun:
    """A run of a small package, made when it is first asked for."""
    known = CheckRun.objects.filter(institution=world.institution, subject=SUBJECT).first()
    return known or run_checks(
        actor=OPERATOR, institution_code=world.institution.code, subject=SUBJECT, path=_package()
    )


def _package() -> Path:
    return write(Path(tempfile.mkdtemp()), Made())


@example(run_checks)
def _run_checks(world: World) -> Call:
    path, code = _package(), world.institution.code
    return lambda actor: run_checks(actor=actor, institution_code=code, subject=SUBJECT, path=path)


@example(answer_item)
def _answer_item(world: World) -> Call:
    run = checked(world)
    shown = ("登记.txt", "双人交接".encode())
    said = {"code": "YJ-4-7", "status": "pass", "note": "双人交接，有登记。"}
    return lambda actor: answer_item(actor=actor, run=run, file=shown, **said)


@example(begin_keeping_check)
def _begin_keeping_check(world: World) -> Call:
    """What an earlier example left under way is over."""
    CheckRun.objects.filter(subject=subject_of_keeping(world.fonds)).update(state=CheckRun.State.DONE)
    return lambda actor: begin_keeping_check(actor=actor, fonds=world.fonds)


@example(carry_out_keeping_check)
def _carry_out_keeping_check(world: World) -> Call:
    CheckRun.objects.filter(subject=subject_of_keeping(world.fonds)).update(state=CheckRun.State.DONE)
    run = begin_keeping_check(actor=OPERATOR, fonds=world.fonds, one_in=2)
    return lambda actor: carry_out_keeping_check(actor=actor, run=run)
