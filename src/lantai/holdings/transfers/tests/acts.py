"""Examples of the acts of this app: see tests/architecture/acts.py."""

from __future__ import annotations

import datetime as dt
from typing import Any

from lantai.base.accounts.access import OPERATOR
from lantai.holdings.storerooms.actions import Boxing
from lantai.holdings.transfers import actions
from lantai.holdings.transfers.actions import Declaration, Terms
from lantai.holdings.transfers.models import Agreement, Reminder, Transfer, TransferFile
from lantai.holdings.transfers.paper_counting import PaperCount
from lantai.holdings.transfers.states import State
from lantai.holdings.transfers.tests.factories import CHECKS, AgreementFactory, TransferFactory, counted, with_files
from tests.architecture.acts import Call, example
from tests.support.world import World

NO_LINE = "which files a draft has is no line in the register: submission says it"


def handover(world: World, state: State = State.DRAFT, **more: Any) -> Transfer:
    """Of a unit that is the archive itself, so that one institution has all the rights."""
    numbered = state != State.DRAFT
    transfer = with_files(
        TransferFactory(unit=world.institution, fonds=world.fonds, state=state, numbered=numbered, **more)
    )
    if numbered:
        transfer.counted = {} if more.get("way") == "carrier" else counted(transfer)
        transfer.receiver_checks = {"round": 1, "outcome": "passed"}
        transfer.statement = "{}"
        transfer.save()
    return transfer


def agreement(world: World, state: str) -> Agreement:
    return AgreementFactory(unit=world.institution, fonds=world.fonds, state=state)


def arriving(world: World) -> TransferFile:
    return actions.begin_upload(actor=OPERATOR, transfer=handover(world), name="2019/来文.txt", size=6)


@example(actions.propose_agreement)
def _propose_agreement(world: World) -> Call:
    terms = Terms(number="协议1号", due_on=dt.date(2026, 12, 31))
    return lambda actor: actions.propose_agreement(actor=actor, unit=world.institution, fonds=world.fonds, terms=terms)


@example(actions.agree_to)
def _agree_to(world: World) -> Call:
    proposed = agreement(world, "proposed")
    return lambda actor: actions.agree_to(actor=actor, agreement=proposed)


@example(actions.end_agreement)
def _end_agreement(world: World) -> Call:
    agreed = agreement(world, "agreed")
    return lambda actor: actions.end_agreement(actor=actor, agreement=agreed)


@example(actions.begin_handover)
def _begin_handover(world: World) -> Call:
    return lambda actor: actions.begin_handover(
        actor=actor, unit=world.institution, fonds=world.fonds, title="二〇一九年移交"
    )


@example(actions.declare_handover)
def _declare_handover(world: World) -> Call:
    draft, said = handover(world), Declaration(title="二〇一九年移交", files=2)
    return lambda actor: actions.declare_handover(actor=actor, transfer=draft, declaration=said)


@example(actions.submit_handover)
def _submit_handover(world: World) -> Call:
    draft = handover(world)
    return lambda actor: actions.submit_handover(actor=actor, transfer=draft)


@example(actions.withdraw_handover)
def _withdraw_handover(world: World) -> Call:
    draft = handover(world)
    return lambda actor: actions.withdraw_handover(actor=actor, transfer=draft, reason="另行移交")


@example(actions.take_up_handover)
def _take_up_handover(world: World) -> Call:
    returned = handover(world, State.RETURNED)
    return lambda actor: actions.take_up_handover(actor=actor, transfer=returned)


@example(actions.begin_upload, events=0, because=NO_LINE)
def _begin_upload(world: World) -> Call:
    draft = handover(world)
    return lambda actor: actions.begin_upload(actor=actor, transfer=draft, name="2019/来文.txt", size=6)


@example(actions.append_piece, events=0, because=NO_LINE)
def _append_piece(world: World) -> Call:
    file = arriving(world)
    return lambda actor: actions.append_piece(actor=actor, file=file, offset=0, pieces=[b"123456"])


@example(actions.remove_upload, events=0, because=NO_LINE)
def _remove_upload(world: World) -> Call:
    file = arriving(world)
    return lambda actor: actions.remove_upload(actor=actor, file=file)


@example(actions.upload_whole, events=0, because=NO_LINE)
def _upload_whole(world: World) -> Call:
    draft = handover(world)
    return lambda actor: actions.upload_whole(actor=actor, transfer=draft, name="a.txt", size=1, pieces=[b"1"])


@example(actions.place_carrier)
def _place_carrier(world: World) -> Call:
    from django.conf import settings  # the folders of this test, not those of the start

    brought = handover(world, State.SUBMITTED, way="carrier")
    root = settings.INTAKE_FOLDER / "carriers"
    (root / "DISC-1").mkdir(parents=True, exist_ok=True)
    settings.HANDOVER["CARRIERS"] = (root,)
    return lambda actor: actions.place_carrier(actor=actor, transfer=brought, path=str(root / "DISC-1"))


@example(actions.order_handover_work)
def _order_handover_work(world: World) -> Call:
    submitted = handover(world, State.SUBMITTED)
    return lambda actor: actions.order_handover_work(actor=actor, transfer=submitted, work="count")


@example(actions.count_handover)
def _count_handover(world: World) -> Call:
    submitted = handover(world, State.SUBMITTED)
    return lambda actor: actions.count_handover(actor=actor, transfer=submitted)


@example(actions.accept_handover)
def _accept_handover(world: World) -> Call:
    checked = handover(world, State.CHECKING)
    return lambda actor: actions.accept_handover(actor=actor, transfer=checked)


@example(actions.accept_with_issues)
def _accept_with_issues(world: World) -> Call:
    checked = handover(world, State.CHECKING)
    return lambda actor: actions.accept_with_issues(actor=actor, transfer=checked, reason="缺一页，原件即缺")


@example(actions.return_handover)
def _return_handover(world: World) -> Call:
    checked = handover(world, State.CHECKING)
    return lambda actor: actions.return_handover(actor=actor, transfer=checked, reason="题名与内容不符")


@example(actions.sign_as_sender)
def _sign_as_sender(world: World) -> Call:
    accepted = handover(world, State.ACCEPTED)
    return lambda actor: actions.sign_as_sender(actor=actor, transfer=accepted)


@example(actions.sign_as_receiver)
def _sign_as_receiver(world: World) -> Call:
    signed = handover(world, State.SIGNED_BY_SENDER)
    return lambda actor: actions.sign_as_receiver(actor=actor, transfer=signed)


@example(actions.sign_paper)
def _sign_paper(world: World) -> Call:
    returned = handover(world, State.CHECKING)
    actions.return_handover(actor=OPERATOR, transfer=returned, reason="缺目录")
    return lambda actor: actions.sign_paper(actor=actor, transfer=returned, name="problems-1")


@example(actions.supervise_handover)
def _supervise_handover(world: World) -> Call:
    accepted = handover(world, State.ACCEPTED)
    return lambda actor: actions.supervise_handover(actor=actor, transfer=accepted)


@example(
    actions.store_handover,
    events=5,
    because="the intake leaves its own: begun, one for each of the two records, stored; then the hand-over's",
)
def _store_handover(world: World) -> Call:
    signed = handover(world, State.SIGNED_BY_RECEIVER)
    return lambda actor: actions.store_handover(actor=actor, transfer=signed)


@example(actions.close_handover)
def _close_handover(world: World) -> Call:
    stored = handover(world, State.STORED, intake=world.transfer)
    return lambda actor: actions.close_handover(actor=actor, transfer=stored)


@example(actions.put_reminder_aside)
def _put_reminder_aside(world: World) -> Call:
    submitted = handover(world, State.SUBMITTED)
    reminder = Reminder.objects.create(transfer=submitted, kind="soon", state="submitted", due_on=dt.date(2026, 11, 30))
    return lambda actor: actions.put_reminder_aside(actor=actor, reminder=reminder)


@example(
    actions.check_handover,
    events=2,
    because="the run of checks leaves its own, and the hand-over's step another",
)
def _check_handover(world: World) -> Call:
    counted_one = handover(world, State.COUNTED)
    return lambda actor: actions.check_handover(actor=actor, transfer=counted_one)


@example(actions.count_papers)
def _count_papers(world: World) -> Call:
    brought, given = handover(world, State.SUBMITTED, way="paper"), PaperCount(boxes=1, items=2)
    return lambda actor: actions.count_papers(actor=actor, transfer=brought, given=given)


@example(actions.check_papers)
def _check_papers(world: World) -> Call:
    counted_one, looks = handover(world, State.COUNTED, way="paper"), dict.fromkeys(CHECKS, actions.Look(True))
    return lambda actor: actions.check_papers(actor=actor, transfer=counted_one, looks=looks)


@example(
    actions.box_papers, events=2, because="the storeroom's movement leaves its own, and the hand-over's step another"
)
def _box_papers(world: World) -> Call:
    stored = handover(world, State.STORED, way="paper", intake=world.transfer)
    return lambda actor: actions.box_papers(actor=actor, transfer=stored, asked=Boxing(items=50))


@example(actions.report_missing)
def _report_missing(world: World) -> Call:
    signed = handover(world, State.SIGNED_BY_RECEIVER)
    return lambda actor: actions.report_missing(actor=actor, transfer=signed, reason="磁盘损坏")


@example(actions.order_send_again)
def _order_send_again(world: World) -> Call:
    missing = handover(world, State.PACKAGE_MISSING)
    return lambda actor: actions.order_send_again(actor=actor, transfer=missing)


@example(actions.send_again)
def _send_again(world: World) -> Call:
    missing = handover(world, State.PACKAGE_MISSING)
    return lambda actor: actions.send_again(actor=actor, transfer=missing)


@example(actions.find_again)
def _find_again(world: World) -> Call:
    missing = handover(world, State.PACKAGE_MISSING)
    return lambda actor: actions.find_again(actor=actor, transfer=missing)


@example(actions.ask_cancel)
def _ask_cancel(world: World) -> Call:
    missing = handover(world, State.PACKAGE_MISSING)
    return lambda actor: actions.ask_cancel(actor=actor, transfer=missing, reason="原件仍在单位，另行移交")


@example(actions.cancel_handover)
def _cancel_handover(world: World) -> Call:
    asked = handover(world, State.CANCEL_ASKED)
    return lambda actor: actions.cancel_handover(actor=actor, transfer=asked, reason="同意，另行移交")


@example(actions.order_self_check)
def _order_self_check(world: World) -> Call:
    draft = handover(world)
    return lambda actor: actions.order_self_check(actor=actor, transfer=draft)


@example(actions.self_check_handover)
def _self_check_handover(world: World) -> Call:
    draft = handover(world)
    return lambda actor: actions.self_check_handover(actor=actor, transfer=draft)


@example(actions.allowed, events=0, because="it only says whether an act is possible now, and changes nothing")
def _allowed(world: World) -> Call:
    draft = handover(world)
    return lambda actor: actions.allowed("submit", actor=actor, transfer=draft)
