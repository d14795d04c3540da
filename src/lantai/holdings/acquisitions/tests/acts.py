"""Examples of the acts of this app: see tests/architecture/acts.py."""

from __future__ import annotations

import datetime as dt

from lantai.base.accounts.access import OPERATOR
from lantai.base.common.ids import new_ulid
from lantai.base.limits.waiting import Sending
from lantai.holdings.acquisitions.actions import (
    Listed,
    Proposal,
    Reception,
    Term,
    Terms,
    add_condition,
    add_document,
    approve_acquisition,
    change_party,
    decline_lead,
    end_call,
    end_condition,
    enter_lead,
    enter_opinion,
    enter_payment,
    follow_lead,
    issue_certificate,
    link_records,
    list_item,
    note_on_lead,
    offer_lead,
    propose_acquisition,
    publish_call,
    put_reminder_aside,
    receive_acquisition,
    refuse_acquisition,
    renew_deposit,
    reopen_lead,
    return_deposit,
    reveal_contact,
    sign_agreement,
    strike_item,
    unlink_record,
)
from lantai.holdings.acquisitions.models import Acquisition, Call, Document, Lead, Party, Reminder
from lantai.holdings.acquisitions.tests.factories import (
    DAY,
    DECISION,
    agreed,
    approved,
    lead,
    listed,
    offer,
    opinion,
    proposed,
    received,
)
from tests.architecture.acts import Call as Performed, example
from tests.support.world import World

SOON = dt.date(2026, 12, 1)


def a_lead(world: World) -> Lead:
    known = Lead.objects.filter(institution=world.institution, state="new").first()
    return known or lead(world.institution)


def a_party(world: World) -> Party:
    return a_lead(world).party


def an_acquisition(world: World) -> Acquisition:
    """A donation that was received under conditions, with an opened record to link by its code."""
    known = Acquisition.objects.filter(institution=world.institution, kind="donation").there().first()
    return known or received(Term("no_copying"), institution=world.institution)


def a_deposit(world: World) -> Acquisition:
    known = Acquisition.objects.filter(institution=world.institution, kind="deposit").there().first()
    return known or received(kind="deposit", institution=world.institution, term_ends=SOON)


def a_call(world: World) -> Call:
    known = Call.objects.filter(institution=world.institution, ended_at=None).first()
    return known or publish_call(
        actor=OPERATOR, institution=world.institution, title="征集老照片", text="一九八〇年以前的街景。", opens=DAY
    )


def a_reminder(world: World) -> Reminder:
    deposit = a_deposit(world)
    known = Reminder.objects.filter(agreement__acquisition=deposit).first()
    return known or Reminder.objects.create(agreement=deposit.agreement, kind="soon", due_on=SOON)


def a_document(world: World) -> Document:
    known = Document.objects.filter(acquisition=an_acquisition(world)).first()
    return known or add_document(
        actor=OPERATOR, acquisition=an_acquisition(world), kind="photograph", file=("日记.jpg", b"\xff\xd8")
    )


@example(offer_lead, unasked="anybody may offer archives to an archive")
def _offer_lead(world: World) -> Performed:
    return lambda actor: offer_lead(
        actor=actor, institution=world.institution, offer=offer(), sending=Sending("x", new_ulid(), 6, 300)
    )


@example(enter_lead)
def _enter_lead(world: World) -> Performed:
    return lambda actor: enter_lead(actor=actor, institution=world.institution, offer=offer(), source="visit")


@example(follow_lead)
def _follow_lead(world: World) -> Performed:
    found = lead(world.institution)
    return lambda actor: follow_lead(actor=actor, lead=found, follower="石望川", next_on=DAY)


@example(note_on_lead)
def _note_on_lead(world: World) -> Performed:
    found = a_lead(world)
    return lambda actor: note_on_lead(actor=actor, lead=found, kind="visit", on=DAY, text="看了日记，品相完好。")


@example(decline_lead)
def _decline_lead(world: World) -> Performed:
    found = lead(world.institution)
    return lambda actor: decline_lead(actor=actor, lead=found, reason="与本馆收集范围不符")


@example(reopen_lead)
def _reopen_lead(world: World) -> Performed:
    found = decline_lead(actor=OPERATOR, lead=lead(world.institution), reason="与本馆收集范围不符")
    return lambda actor: reopen_lead(actor=actor, lead=found)


@example(reveal_contact)
def _reveal_contact(world: World) -> Performed:
    party = a_party(world)
    return lambda actor: reveal_contact(actor=actor, party=party, reason="约定登门时间")


@example(change_party)
def _change_party(world: World) -> Performed:
    party = a_party(world)
    return lambda actor: change_party(actor=actor, party=party, name="柳文兰", kind="person")


@example(publish_call)
def _publish_call(world: World) -> Performed:
    return lambda actor: publish_call(
        actor=actor, institution=world.institution, title="征集老照片", text="街景。", opens=DAY
    )


@example(end_call)
def _end_call(world: World) -> Performed:
    call = a_call(world)
    return lambda actor: end_call(actor=actor, call=call)


@example(propose_acquisition)
def _propose_acquisition(world: World) -> Performed:
    found = lead(world.institution)
    proposal = Proposal(kind="donation", title="柳氏家藏日记")
    return lambda actor: propose_acquisition(actor=actor, institution=world.institution, proposal=proposal, lead=found)


@example(list_item)
def _list_item(world: World) -> Performed:
    acquisition = proposed(institution=world.institution)
    return lambda actor: list_item(actor=actor, acquisition=acquisition, listed=Listed("日记", 3, "book", "paper"))


@example(strike_item)
def _strike_item(world: World) -> Performed:
    acquisition = listed(proposed(institution=world.institution))
    return lambda actor: strike_item(actor=actor, acquisition=acquisition, position=1)


@example(enter_opinion)
def _enter_opinion(world: World) -> Performed:
    acquisition = proposed(institution=world.institution)
    return lambda actor: enter_opinion(actor=actor, acquisition=acquisition, said=opinion())


@example(approve_acquisition)
def _approve_acquisition(world: World) -> Performed:
    acquisition = proposed(institution=world.institution)
    return lambda actor: approve_acquisition(actor=actor, acquisition=acquisition, decision=DECISION)


@example(refuse_acquisition)
def _refuse_acquisition(world: World) -> Performed:
    acquisition = proposed(institution=world.institution)
    return lambda actor: refuse_acquisition(actor=actor, acquisition=acquisition, reason="权属有争议")


@example(sign_agreement)
def _sign_agreement(world: World) -> Performed:
    acquisition, terms = approved(institution=world.institution), Terms("云档捐〔2026〕8号", DAY, "石望川", "柳文澜")
    return lambda actor: sign_agreement(
        actor=actor, acquisition=acquisition, terms=terms, conditions=[Term("no_copying")], scan=("协议.pdf", b"%PDF")
    )


@example(add_condition)
def _add_condition(world: World) -> Performed:
    agreement = an_acquisition(world).agreement
    return lambda actor: add_condition(actor=actor, agreement=agreement, term=Term("not_lent"))


@example(end_condition)
def _end_condition(world: World) -> Performed:
    agreement = an_acquisition(world).agreement
    condition = add_condition(actor=OPERATOR, agreement=agreement, term=Term("no_copying"))
    return lambda actor: end_condition(
        actor=actor, condition=condition, why="捐赠人来函同意复制", evidence=("来函.pdf", b"%PDF")
    )


@example(add_document)
def _add_document(world: World) -> Performed:
    acquisition = an_acquisition(world)
    return lambda actor: add_document(
        actor=actor, acquisition=acquisition, kind="photograph", file=("日记.jpg", b"\xff\xd8"), caption="封面"
    )


@example(enter_payment)
def _enter_payment(world: World) -> Performed:
    acquisition = agreed(kind="purchase", institution=world.institution)
    return lambda actor: enter_payment(actor=actor, acquisition=acquisition, on=DAY, note="转账 000123")


@example(receive_acquisition)
def _receive_acquisition(world: World) -> Performed:
    acquisition = agreed(institution=world.institution)
    reception = Reception(DAY, "石望川", "柳文澜", "完好")
    return lambda actor: receive_acquisition(actor=actor, acquisition=acquisition, reception=reception)


@example(issue_certificate)
def _issue_certificate(world: World) -> Performed:
    acquisition = received(institution=world.institution)
    return lambda actor: issue_certificate(actor=actor, acquisition=acquisition, on=DAY)


@example(link_records)
def _link_records(world: World) -> Performed:
    acquisition = an_acquisition(world)
    return lambda actor: link_records(actor=actor, acquisition=acquisition, records=[world.unopened])


@example(unlink_record)
def _unlink_record(world: World) -> Performed:
    acquisition = an_acquisition(world)
    link_records(actor=OPERATOR, acquisition=acquisition, records=[world.unopened])
    return lambda actor: unlink_record(actor=actor, acquisition=acquisition, record=world.unopened, reason="误联")


@example(put_reminder_aside)
def _put_reminder_aside(world: World) -> Performed:
    reminder = a_reminder(world)
    return lambda actor: put_reminder_aside(actor=actor, reminder=reminder)


@example(renew_deposit)
def _renew_deposit(world: World) -> Performed:
    acquisition = received(kind="deposit", institution=world.institution, term_ends=SOON)
    return lambda actor: renew_deposit(actor=actor, acquisition=acquisition, until=dt.date(2036, 1, 1))


@example(return_deposit)
def _return_deposit(world: World) -> Performed:
    acquisition = received(kind="deposit", institution=world.institution)
    return lambda actor: return_deposit(
        actor=actor, acquisition=acquisition, on=DAY, to="柳文澜", reason="寄存期满，所有者取回"
    )
