"""Examples of the acts of this app: see tests/architecture/acts.py."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from lantai.base.accounts.access import Role, actor_of
from lantai.base.accounts.models import User
from lantai.holdings.catalogue.models import Record
from lantai.services.opening.actions import (
    Answer,
    Declassified,
    advance_batch,
    answer_consent,
    answer_letter,
    answer_sheet,
    approve_batch,
    ask_consent,
    decide,
    decide_alone,
    decide_many,
    declassify,
    draw_sample,
    finish_answer,
    leave_out,
    name_people,
    plan_batch,
    put_delays_in_force,
    record_overdue,
    send_letter,
    sum_up,
    undo_decision,
    withdraw_record,
)
from lantai.services.opening.models import BatchItem, Consent, Consultation, Notice, ReviewBatch
from lantai.services.opening.tests.batches import (
    at_approval,
    at_consultation,
    at_first,
    at_second,
    at_summing_up,
    awaiting_consent,
    due_items,
    plan,
    planned,
    published,
    somebody,
)
from tests.architecture.acts import Call, example
from tests.support.world import World

TWO = "the catalogue's act that enters the states leaves its own"
PLANNER, REVIEWER, APPROVER = (str(role) for role in (
    Role.OPENING_PLANNER, Role.OPENING_REVIEWER, Role.OPENING_APPROVER,
))  # fmt: skip


def cast(world: World) -> dict[str, User]:
    """The four people of a batch of this world: its own, and a second reviewer beside them."""
    second = somebody("second-reviewer", "复审员 江", Role.OPENING_REVIEWER, world.institution)
    return {
        "planner": world.people[PLANNER],
        "first_reviewer": world.people[REVIEWER],
        "second_reviewer": second,
        "approver": world.people[APPROVER],
    }


def a_batch(world: World) -> ReviewBatch:
    return planned(world.fonds, people=cast(world), count=2)


def a_batch_in_review(world: World) -> ReviewBatch:
    return at_first(world.fonds, people=cast(world), count=2)


def an_item(world: World) -> BatchItem:
    return a_batch_in_review(world).items.select_related("batch__institution", "record").get(position=1)


@example(plan_batch)
def _plan_batch(world: World) -> Call:
    due_items(world.fonds, 2, year=1961)
    asked = plan(world.fonds, people={}, year_from=1961, year_to=1961)
    return lambda actor: plan_batch(actor=actor, institution=world.institution, plan=asked)


@example(name_people)
def _name_people(world: World) -> Call:
    batch, people = a_batch(world), cast(world)
    return lambda actor: name_people(actor=actor, batch=batch, people=people)


@example(leave_out)
def _leave_out(world: World) -> Call:
    batch = a_batch(world)
    return lambda actor: leave_out(actor=actor, batch=batch, positions=[1], reason="原件待修复")


@example(advance_batch, by=PLANNER)
def _advance_batch(world: World) -> Call:
    batch = a_batch(world)
    return lambda actor: advance_batch(actor=actor, batch=batch, step="begin")


@example(decide, by=REVIEWER)
def _decide(world: World) -> Call:
    item = an_item(world)
    return lambda actor: decide(actor=actor, item=item, value="controlled", reasons=["R2"], seconds=9)


@example(decide_many, by=REVIEWER)
def _decide_many(world: World) -> Call:
    batch = a_batch_in_review(world)
    return lambda actor: decide_many(actor=actor, batch=batch, positions=[1, 2], value="open")


@example(undo_decision, by=REVIEWER)
def _undo_decision(world: World) -> Call:
    item = an_item(world)
    first: User = world.people[REVIEWER]
    decide(actor=actor_of(first), item=item, value="open")
    return lambda actor: undo_decision(actor=actor, item=item)


def a_letter(world: World, *, sent: bool = False, over: bool = False) -> Consultation:
    """A letter to the unit of the world's unit officer: its institution here."""
    batch = at_consultation(world.fonds, people=cast(world), count=1, sample_percent=0)
    Consultation.objects.filter(batch=batch).update(asked="云溪区民政局", unit=world.institution)
    letter = Consultation.objects.select_related("batch__institution", "fonds", "unit").get(batch=batch)
    if sent or over:
        due = timezone.localdate() + dt.timedelta(days=20)
        send_letter(actor=actor_of(world.people[PLANNER]), consultation=letter, number="云档函〔2026〕1号", due_on=due)
    if over:
        letter.due_on = timezone.localdate() - dt.timedelta(days=1)
        letter.save(update_fields=["due_on"])
    return letter


def a_sent_letter(world: World) -> Consultation:
    return a_letter(world, sent=True)


def a_request(world: World) -> Consent:
    batch = awaiting_consent(world.fonds, people=cast(world), count=1)
    planner = actor_of(world.people[PLANNER])
    return ask_consent(actor=planner, batch=batch, number="云档〔2026〕9号", authority=world.institution)


def a_notice(world: World) -> Notice:
    return published(world.fonds, people=cast(world), count=1).notices.get()


def a_secret(world: World) -> Record:
    return due_items(world.fonds, 1, year=2020, secrecy="秘密")[0]


@example(send_letter)
def _send_letter(world: World) -> Call:
    letter, due = a_letter(world), timezone.localdate() + dt.timedelta(days=20)
    return lambda actor: send_letter(actor=actor, consultation=letter, number="1", due_on=due)


@example(decide_alone)
def _decide_alone(world: World) -> Call:
    letter = a_letter(world)
    return lambda actor: decide_alone(actor=actor, consultation=letter, reason="立档单位已撤销")


@example(answer_letter)
def _answer_letter(world: World) -> Call:
    letter = a_letter(world, sent=True)
    return lambda actor: answer_letter(actor=actor, consultation=letter, answers=[Answer(1, "open")])


@example(answer_sheet)
def _answer_sheet(world: World) -> Call:
    letter = a_letter(world, sent=True)
    return lambda actor: answer_sheet(actor=actor, consultation=letter, answers=[Answer(1, "open")])


@example(finish_answer)
def _finish_answer(world: World) -> Call:
    letter = a_letter(world, sent=True)
    return lambda actor: finish_answer(actor=actor, consultation=letter, reply_number="1")


@example(record_overdue)
def _record_overdue(world: World) -> Call:
    letter = a_letter(world, over=True)
    return lambda actor: record_overdue(actor=actor, consultation=letter)


@example(sum_up, by=PLANNER)
def _sum_up(world: World) -> Call:
    batch = at_summing_up(world.fonds, people=cast(world), count=1)
    return lambda actor: sum_up(actor=actor, batch=batch)


@example(approve_batch, by=APPROVER, events=2, because=TWO)
def _approve_batch(world: World) -> Call:
    batch = at_approval(world.fonds, people=cast(world), count=2)
    return lambda actor: approve_batch(actor=actor, batch=batch, text="馆务会同意")


@example(ask_consent)
def _ask_consent(world: World) -> Call:
    batch = awaiting_consent(world.fonds, people=cast(world), count=1)
    return lambda actor: ask_consent(actor=actor, batch=batch, number="9", name="云溪区档案局")


@example(answer_consent)
def _answer_consent(world: World) -> Call:
    consent, today = a_request(world), timezone.localdate()
    return lambda actor: answer_consent(actor=actor, consent=consent, granted=True, number="5", replied_on=today)


@example(put_delays_in_force, by=APPROVER, events=2, because=TWO)
def _put_delays_in_force(world: World) -> Call:
    consent = a_request(world)
    planner = actor_of(world.people[PLANNER])
    answer_consent(actor=planner, consent=consent, granted=True, number="5", replied_on=timezone.localdate())
    return lambda actor: put_delays_in_force(actor=actor, batch=consent.batch)


@example(declassify)
def _declassify(world: World) -> Call:
    record = a_secret(world)
    said = Declassified("云溪区人民政府办公室", "original", "云政密〔2026〕1号", dt.date(2026, 1, 5))
    return lambda actor: declassify(actor=actor, record=record, said=said)


@example(withdraw_record, events=2, because=TWO)
def _withdraw_record(world: World) -> Call:
    item = published(world.fonds, people=cast(world), count=1).items.select_related("record__fonds__institution").get()
    record: Record = item.record
    return lambda actor: withdraw_record(
        actor=actor, record=record, reasons=["R3a"], reason="涉及举报人", approver="馆长"
    )


@example(draw_sample, by=PLANNER)
def _draw_sample(world: World) -> Call:
    batch = at_second(world.fonds, people=cast(world), count=2)
    return lambda actor: draw_sample(actor=actor, batch=batch, percent=50)
