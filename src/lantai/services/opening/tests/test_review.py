"""Batches through their reviews: whose turn it is, what a decision needs, gates, people."""

from __future__ import annotations

import dataclasses

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lantai.base.accounts.access import OPERATOR, Actor, NotAllowed, Right, Role, actor_of
from lantai.base.audit.models import Event
from lantai.holdings.catalogue.actions import set_opening_state
from lantai.holdings.catalogue.bindings import RecordIsBound
from lantai.holdings.catalogue.tests.factories import ON_PAPER
from lantai.holdings.fulltext.tests.factories import pages_of
from lantai.services.opening.actions import (
    BatchHasMovedOn,
    DecisionUnfit,
    EarlyUnfounded,
    GateIsShut,
    NothingIsDue,
    NothingToUndo,
    NotYourOffice,
    OnePersonTwice,
    PassageSaid,
    PersonUnfit,
    SecrecyStands,
    decide,
    decide_many,
    leave_out,
    name_people,
    plan_batch,
    undo_decision,
)
from lantai.services.opening.gates import GATES
from lantai.services.opening.models import Decision, Declassification
from lantai.services.opening.queries.batches import Wanted, counts_of, decisions_of, items_of, next_item
from lantai.services.opening.states import steps
from lantai.services.opening.tests.batches import (
    actor_in,
    at_consultation,
    at_first,
    at_second,
    due_items,
    later,
    plan,
    planned,
    said_of_all,
    somebody,
    step,
    team,
)


def verbs():
    return list(Event.objects.order_by("number").values_list("verb", flat=True))


def first(batch):
    return batch.items.select_related("record").get(position=1)


def test_every_gate_the_rules_name_is_there():
    assert {need for each in steps() for need in each.needs} - {"words"} == set(GATES)


def test_a_batch_takes_what_is_due_oldest_first_up_to_its_cap(fonds):
    due_items(fonds, 2, year=1985)
    due_items(fonds, 2, year=1975)
    due_items(fonds, 1, year=2020)
    people = team(fonds.institution)

    batch = plan_batch(
        actor=actor_of(people["planner"]), institution=fonds.institution, plan=plan(fonds, people=people, most=3)
    )

    assert list(batch.items.values_list("record__year", flat=True)) == [1975, 1975, 1985]
    assert batch.number == f"KF2026-{batch.pk:05d}"
    assert verbs()[-1] == "review_batch:plan"
    again = plan_batch(
        actor=actor_of(people["planner"]), institution=fonds.institution, plan=plan(fonds, people=people)
    )
    assert list(again.items.values_list("record__year", flat=True)) == [1985]
    with pytest.raises(NothingIsDue):
        plan_batch(actor=actor_of(people["planner"]), institution=fonds.institution, plan=plan(fonds, people=people))


def test_early_opening_needs_its_subject_and_a_reason(fonds):
    due_items(fonds, 1, year=2020)
    asked = plan(fonds, early=True)
    actor = actor_of(asked.people["planner"])

    with pytest.raises(EarlyUnfounded):
        plan_batch(actor=actor, institution=fonds.institution, plan=asked)

    asked = dataclasses.replace(asked, subject="science", early_reason="科技成果推广")
    assert plan_batch(actor=actor, institution=fonds.institution, plan=asked).items.count() == 1


def test_four_people_are_four_people_with_their_rights(fonds):
    batch = planned(fonds)
    planner = actor_in(batch, "planner")

    with pytest.raises(OnePersonTwice):
        name_people(actor=planner, batch=batch, people={"second_reviewer": batch.first_reviewer})
    with pytest.raises(PersonUnfit, match=r"审定人|approver of opening"):
        name_people(
            actor=planner, batch=batch, people={"approver": somebody("x", "某", Role.ARCHIVIST, fonds.institution)}
        )
    with pytest.raises(NotAllowed):
        name_people(actor=actor_in(batch, "approver"), batch=batch, people={})


def test_who_has_reviewed_first_takes_no_other_office(fonds):
    batch = at_second(fonds)
    old, new = batch.first_reviewer, somebody("new", "新", Role.OPENING_REVIEWER, fonds.institution)

    with pytest.raises(OnePersonTwice):
        name_people(
            actor=actor_in(batch, "planner"), batch=batch, people={"first_reviewer": new, "second_reviewer": old}
        )


def test_only_whose_turn_it_is_decides(fonds):
    batch = at_first(fonds)

    for office in ("second_reviewer", "planner", "approver"):
        with pytest.raises((NotYourOffice, NotAllowed)):
            decide(actor=actor_in(batch, office), item=first(batch), value="open")
    with pytest.raises(NotYourOffice):
        decide(actor=OPERATOR, item=first(batch), value="open")
    stranger = Actor("x", "", batch.first_reviewer.pk, {"LT99": frozenset(Right)})
    with pytest.raises(NotAllowed):
        decide(actor=stranger, item=first(batch), value="open")
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    "said",
    [
        {"value": "burn"},
        {"value": "delayed", "reasons": ["R2"]},
        {"value": "delayed", "reasons": ["R2"], "review_on": later(-3)},
        {"value": "delayed", "reasons": ["R2"], "review_on": later(40)},
        {"value": "controlled"},
        {"value": "controlled", "reasons": ["R9"]},
        {"value": "partial", "reasons": ["R3a"]},
        {"value": "partial", "reasons": ["R3a"], "passages": [PassageSaid(0, "R3a", 1, 4)]},
        {"value": "partial", "reasons": ["R3a"], "passages": [PassageSaid(1, "R3a", 4, 4)]},
        {"value": "partial", "reasons": ["R3a"], "passages": [PassageSaid(1, "R3a", boxes=[[0.9, 0, 0.5, 0.1]])]},
        {"value": "partial", "reasons": ["R3a"], "passages": [PassageSaid(1, "R3a")]},
    ],
)
def test_a_decision_that_cannot_stand_is_refused(fonds, said):
    batch = at_first(fonds, count=1)

    with pytest.raises(DecisionUnfit):
        decide(actor=actor_in(batch, "first_reviewer"), item=first(batch), **said)
    assert not Decision.objects.exists()


def test_deciding_anew_and_undoing_keeps_what_was_said(fonds):
    batch = at_first(fonds, count=1)
    actor = actor_in(batch, "first_reviewer")
    item = first(batch)

    decide(actor=actor, item=item, value="delayed", reasons=["R2"], review_on=later(), seconds=12)
    pages_of(item.record, 2)
    passages = [PassageSaid(2, "R3a", 14, 18), PassageSaid(1, "R3a", whole_page=True)]
    decide(actor=actor, item=item, value="partial", reasons=["R3a"], passages=passages, seconds=40)

    assert first(batch).first_value == "partial"
    standing = decisions_of([item])[item.pk]["first"]
    assert [each.page_number for each in standing.passages.all()] == [1, 2]
    undo_decision(actor=actor, item=item)
    assert first(batch).first_value == ""
    assert Decision.objects.filter(item=item).count() == 2
    assert not Decision.objects.filter(withdrawn_at=None).exists()
    with pytest.raises(NothingToUndo):
        undo_decision(actor=actor, item=item)


def test_a_second_reviewer_agrees_to_passages_without_drawing_them_again(fonds):
    batch = at_first(fonds, count=1)
    pages_of(first(batch).record, 1)
    passages = [PassageSaid(1, "R3a", whole_page=True)]
    decide(
        actor=actor_in(batch, "first_reviewer"), item=first(batch), value="partial", reasons=["R3a"], passages=passages
    )
    step(batch, "pass_on", "first_reviewer")

    second = decide(actor=actor_in(batch, "second_reviewer"), item=first(batch), value="partial", reasons=["R3a"])

    assert second.stage == "second"
    assert second.passages.get().whole_page


def test_many_alike_cost_the_same_as_few(fonds):
    few, many = at_first(fonds, count=2), at_first(fonds, count=40)
    spent = []
    for batch in (few, many):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            said_of_all(batch, "first_reviewer", "open")
        spent.append(len(asked))

    assert spent[0] == spent[1]
    assert verbs()[-1] == "review_batch:decide_many"
    assert counts_of(many)["first"] == {"open": 40}
    actor = actor_in(many, "first_reviewer")
    with pytest.raises(DecisionUnfit):
        decide_many(actor=actor, batch=many, positions=[1, 4000], value="open")
    with pytest.raises(DecisionUnfit):
        decide_many(actor=actor, batch=many, positions=[1], value="partial", reasons=["R3a"])


def test_secrecy_stands_until_the_original_body_declassifies(fonds):
    batch = at_first(fonds, count=2)
    actor, item = actor_in(batch, "first_reviewer"), first(batch)
    item.record.secrecy = "机密★30年"
    item.record.save()

    with pytest.raises(SecrecyStands):
        decide(actor=actor, item=item, value="open")
    with pytest.raises(SecrecyStands):
        said_of_all(batch, "first_reviewer", "open")
    assert not Decision.objects.exists()

    Declassification.objects.create(
        record=item.record, secrecy="机密", body="云溪区人民政府办公室", capacity="original",
        document="云政密〔2026〕1号", decided_on="2026-01-05", entered_by="x",
    )  # fmt: skip
    decide(actor=actor, item=item, value="open")


def test_a_secret_record_and_one_under_review_are_not_opened_by_hand(fonds):
    batch = at_first(fonds, count=1)
    record = first(batch).record
    secret = due_items(fonds, 1, secrecy="秘密")[0]

    for each, state in ((record, "open"), (record, "restricted"), (secret, "open")):
        with pytest.raises(RecordIsBound):
            set_opening_state(actor=OPERATOR, record=each, state=state, decision=ON_PAPER, reason="x")
    set_opening_state(actor=OPERATOR, record=secret, state="restricted", decision=ON_PAPER, reason="x")


def test_gates_say_what_is_missing(fonds):
    batch = planned(fonds, people={"planner": team(fonds.institution)["planner"]})
    with pytest.raises(GateIsShut, match=r"people|人员"):
        step(batch, "begin", "planner")
    name_people(actor=actor_in(batch, "planner"), batch=batch, people=team(fonds.institution))
    step(batch, "begin", "planner")
    with pytest.raises(GateIsShut, match="3"):
        step(batch, "pass_on", "first_reviewer")
    with pytest.raises(BatchHasMovedOn):
        step(batch, "begin", "planner")
    with pytest.raises(NotAllowed):
        step(batch, "pass_on", "planner")
    with pytest.raises(NotYourOffice):
        step(batch, "pass_on", "second_reviewer")


def test_the_second_may_send_back_with_a_reason(fonds):
    batch = at_second(fonds)

    with pytest.raises(GateIsShut):
        step(batch, "send_back", "second_reviewer")
    step(batch, "send_back", "second_reviewer", "涉及个人信息的未标注")

    assert batch.state == "first_review"
    assert batch.steps.last().words == "涉及个人信息的未标注"


def test_from_the_units_opinion_a_batch_goes_back_and_the_second_reviewer_decides_anew(fonds):
    batch = at_consultation(fonds, count=2, sample_percent=0)
    item = batch.items.select_related("record", "batch__institution").get(position=1)
    with pytest.raises(NotAllowed):
        undo_decision(actor=actor_in(batch, "second_reviewer"), item=item)
    with pytest.raises(GateIsShut):
        step(batch, "send_back", "planner")

    step(batch, "send_back", "planner", "第1件应部分开放")

    assert batch.state == "second_review"
    item = batch.items.select_related("record", "batch__institution").get(position=1)
    undo_decision(actor=actor_in(batch, "second_reviewer"), item=item)
    decide(actor=actor_in(batch, "second_reviewer"), item=item, value="controlled", reasons=["R2"])
    step(batch, "pass_on", "second_reviewer")
    assert (batch.state, batch.consultations.count()) == ("consultation", 1)


def test_a_sample_is_drawn_for_the_lead_and_waited_for(fonds):
    batch = at_consultation(fonds, count=10, sample_percent=20)
    sampled = list(batch.items.filter(is_sampled=True).values_list("position", flat=True))

    assert len(sampled) == 2
    with pytest.raises(GateIsShut, match="2"):
        step(batch, "pass_on", "planner")
    decide_many(actor=actor_in(batch, "planner"), batch=batch, positions=sampled, value="controlled", reasons=["R2"])
    assert counts_of(batch)["sample"] == {"-": 8, "controlled": 2}
    assert [item.position for item in items_of(batch, Wanted(disputed=True)).items] == sampled


def test_what_is_left_out_is_due_again(fonds):
    batch = at_first(fonds, count=3)

    assert leave_out(actor=actor_in(batch, "planner"), batch=batch, positions=[2], reason="已销毁") == 1
    assert next_item(batch, 1, Wanted(stage="first", value="-")) == 3
    assert planned(fonds, count=1, year_from=None, year_to=None).items.count() == 2


def test_a_batch_that_is_given_up_frees_its_records(fonds):
    batch = at_first(fonds)
    step(batch, "cancel", "planner", "计划调整")

    assert batch.state == "cancelled"
    assert not batch.items.filter(is_open=True).exists()
