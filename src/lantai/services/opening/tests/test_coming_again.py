"""What was decided comes back: on the day that was set, or by hand before it; and what was entered by hand rules."""

from __future__ import annotations

import datetime as dt
from html import unescape
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR, Role, actor_of
from lantai.base.accounts.models import RoleAssignment, User
from lantai.holdings.catalogue.actions import Selection, set_opening_state, set_opening_states
from lantai.holdings.catalogue.models import OpeningState, Record
from lantai.holdings.catalogue.tests.factories import ON_PAPER, FondsFactory
from lantai.holdings.fulltext.tests.factories import pages_of
from lantai.holdings.withholding.queries import partly_withheld
from lantai.services.opening.actions import (
    DecisionUnfit,
    NotToReview,
    PassageSaid,
    answer_consent,
    approve_batch,
    ask_consent,
    decide,
    plan_batch,
    put_delays_in_force,
    withdraw_record,
)
from lantai.services.opening.models import InForce
from lantai.services.opening.queries.due import Asked, due_fonds, due_of_fonds, due_sheet
from lantai.services.opening.queries.figures import figures
from lantai.services.opening.tests.batches import (
    PLAN_YEAR,
    actor_in,
    at_approval,
    awaiting_consent,
    due_items,
    later,
    led_to_approval,
    plan,
    published,
    somebody,
    team,
)
from tests.architecture.test_bounded_pages import walks

pytestmark = pytest.mark.django_db
REASONS = {"reasons": ["R3a"]}


def item_of(batch, position=1):
    return batch.items.select_related("record__fonds__institution", "batch__institution").get(position=position)


def years_due(fonds, today=None):
    asked = Asked(PLAN_YEAR, today or timezone.localdate())
    return [(each.year, each.records, each.again) for each in due_of_fonds(fonds, asked).years]


def delayed(fonds):
    batch = awaiting_consent(fonds, count=1)
    granted(batch)
    return item_of(batch).record


def granted(batch):
    planner = actor_in(batch, "planner")
    consent = ask_consent(actor=planner, batch=batch, number="9", name="云溪区档案局")
    answer_consent(actor=planner, consent=consent, granted=True, number="5", replied_on=timezone.localdate())
    put_delays_in_force(actor=actor_in(batch, "approver"), batch=batch)


def restricted(fonds):
    batch = at_approval(fonds, count=1)
    said = {"value": "controlled", **REASONS, "review_on": later()}
    decide(actor=actor_in(batch, "approver"), item=item_of(batch), **said)
    approve_batch(actor=actor_in(batch, "approver"), batch=batch, text="同意")
    return item_of(batch).record


def opened_in_part(fonds):
    batch = at_approval(fonds, count=1)
    record = item_of(batch).record
    pages_of(record, 1)
    said = {"value": "partial", **REASONS, "review_on": later(), "passages": [PassageSaid(1, "R3a", whole_page=True)]}
    decide(actor=actor_in(batch, "approver"), item=item_of(batch), **said)
    approve_batch(actor=actor_in(batch, "approver"), batch=batch, text="同意")
    return record


def withdrawn(fonds):
    batch = published(fonds, count=1)
    record, approver = item_of(batch).record, actor_in(batch, "approver")
    withdraw_record(actor=approver, record=record, **REASONS, reason="涉及举报人", approver="馆长", review_on=later())
    return record


def taken_by_hand(record):
    """A batch of this record alone."""
    people = team(record.fonds.institution)
    asked = plan(record.fonds, people=people, codes=[record.code], sample_percent=0)
    return plan_batch(actor=actor_of(people["planner"]), institution=record.fonds.institution, plan=asked)


@pytest.mark.parametrize("ruled", [delayed, restricted, opened_in_part, withdrawn])
def test_what_was_decided_is_due_on_its_day_and_not_before(fonds, ruled):
    record = ruled(fonds)
    year, before, day = record.year, later() - dt.timedelta(days=1), later()

    assert years_due(fonds, before) == []
    assert due_fonds(OPERATOR.scope(), Asked(PLAN_YEAR, before)).lines == ()
    assert years_due(fonds, day) == [(year, 1, 1)]
    assert [each.records for each in due_fonds(OPERATOR.scope(), Asked(PLAN_YEAR, day)).lines] == [1]
    assert [each.pk for each in due_sheet(fonds, year, Asked(PLAN_YEAR, day), place="").items] == [record.pk]
    assert figures(OPERATOR.scope(), PLAN_YEAR, day).waiting.come_again.number == 1
    people = team(fonds.institution)
    asked = plan(fonds, people=people, today=day)
    batch = plan_batch(actor=actor_of(people["planner"]), institution=fonds.institution, plan=asked)
    assert [(each.record_id, each.opening_before) for each in batch.items.all()] == [(record.pk, record_state(record))]
    assert years_due(fonds, day) == []


def record_state(record):
    return Record.objects.values_list("opening_state", flat=True).get(pk=record.pk)


def test_a_young_record_comes_up_again_too(fonds):
    record = restricted(fonds)
    Record.objects.filter(pk=record.pk).update(year=2020)

    assert years_due(fonds, later()) == [(2020, 1, 1)]
    assert [each.pk for each in due_sheet(fonds, 2020, Asked(PLAN_YEAR, later()), place="").items] == [record.pk]


@pytest.mark.parametrize("ruled", [delayed, restricted, opened_in_part, withdrawn])
def test_it_is_taken_by_hand_before_its_day_and_opened_whole(fonds, ruled):
    record = ruled(fonds)
    batch = led_to_approval(taken_by_hand(record))

    approve_batch(actor=actor_in(batch, "approver"), batch=batch, text="馆务会同意")

    record.refresh_from_db()
    assert record.opening_state == "open"
    assert partly_withheld([record.pk]) == set()
    ruling = InForce.objects.get(record=record)
    assert (ruling.value, ruling.review_on) == ("open", None)
    assert batch.notices.get().lines.get().record_id == record.pk


def test_what_cannot_be_decided_anew_is_named_with_the_reason(fonds):
    young, under_review, whole, _ = due_items(fonds, 4, year=1970)
    people = team(fonds.institution)
    planner = actor_of(people["planner"])
    Record.objects.filter(pk=young.pk).update(year=2020)
    Record.objects.filter(pk=whole.pk).update(opening_state="open")
    plan_batch(actor=planner, institution=fonds.institution, plan=plan(fonds, people=people, codes=[under_review.code]))
    codes = [young.code, under_review.code, whole.code, "LT99-没有-1"]

    for code in codes:
        with pytest.raises(NotToReview, match="1"):
            plan_batch(actor=planner, institution=fonds.institution, plan=plan(fonds, people=people, codes=[code]))
    with pytest.raises(NotToReview, match="4"):
        plan_batch(actor=planner, institution=fonds.institution, plan=plan(fonds, people=people, codes=codes))
    early = plan(fonds, people=people, codes=[young.code], early=True, subject="science", early_reason="推广")
    assert plan_batch(actor=planner, institution=fonds.institution, plan=early).items.get().record_id == young.pk


def test_a_day_that_has_passed_is_refused_of_any_decision(fonds):
    batch = at_approval(fonds, count=1)
    approver = actor_in(batch, "approver")
    with pytest.raises(DecisionUnfit):
        decide(actor=approver, item=item_of(batch), value="controlled", **REASONS, review_on=later(-1))
    decided = decide(actor=approver, item=item_of(batch), value="open", review_on=later())
    assert decided.review_on is None
    assert decide(actor=approver, item=item_of(batch), value="controlled", **REASONS).review_on is None


def test_a_record_withdrawn_while_it_is_reviewed_again_leaves_the_batch(fonds):
    record = opened_in_part(fonds)
    batch = taken_by_hand(record)
    approver = actor_of(team(fonds.institution)["approver"])

    withdraw_record(actor=approver, record=record, **REASONS, reason="涉及举报人", approver="馆长")

    assert record.opening_state == "restricted"
    assert [(each.state, each.is_open) for each in batch.items.all()] == [("left_out", False)]
    assert InForce.objects.get(record=record).decision_id is None


def test_a_record_withdrawn_while_its_delay_waits_for_consent_is_delayed_all_the_same(fonds):
    record = opened_in_part(fonds)
    batch = led_to_approval(taken_by_hand(record), "delayed")
    approver = actor_in(batch, "approver")
    approve_batch(actor=approver, batch=batch, text="同意")
    record.refresh_from_db()
    assert (batch.state, record.opening_state) == ("awaiting_consent", "open")

    withdraw_record(actor=approver, record=record, **REASONS, reason="涉及举报人", approver="馆长")
    assert (record.opening_state, batch.items.get().is_open) == ("restricted", True)
    granted(batch)

    record.refresh_from_db()
    assert (record.opening_state, InForce.objects.get(record=record).review_on) == ("deferred", later())
    assert not batch.items.get().is_open


def test_what_comes_again_costs_the_same_for_many_and_is_found_from_its_days(fonds):
    spent = []
    for count in (1, 30):
        for record in due_items(fonds, count, year=1975, opening_state=OpeningState.RESTRICTED):
            InForce.objects.create(record=record, value="controlled", review_on="2026-01-01", since=timezone.now())
        with CaptureQueriesContext(connection) as asked:
            due_fonds(OPERATOR.scope(), Asked(PLAN_YEAR, timezone.localdate()))
            due_of_fonds(fonds, Asked(PLAN_YEAR, timezone.localdate()))
        spent.append(len(asked))

    assert spent[0] == spent[1]
    assert years_due(fonds) == [(1975, 31, 31)]
    if connection.vendor == "sqlite":
        assert [step for each in asked.captured_queries for step in walks(each["sql"])] == []


def test_what_is_entered_by_hand_is_ruled_by_no_decision_any_more(fonds):
    first, second, kept = delayed(fonds), delayed(fonds), delayed(fonds)

    set_opening_state(actor=OPERATOR, record=first, state="open", decision=ON_PAPER, reason="馆务会决定")
    set_opening_state(actor=OPERATOR, record=kept, state="deferred", decision=ON_PAPER, reason="未变")
    assert set(InForce.objects.values_list("record", flat=True)) == {second.pk, kept.pk}
    selection = Selection(state="deferred", year_from=second.year, year_to=second.year)
    set_opening_states(
        actor=OPERATOR, fonds=fonds, selection=selection, state="restricted", decision=ON_PAPER, reason="馆务会决定"
    )
    assert second.pk not in set(InForce.objects.values_list("record", flat=True))


def test_the_page_takes_a_withdrawn_record_into_a_batch(client, fonds):
    record = withdrawn(fonds)
    client.force_login(team(fonds.institution)["planner"])
    address = reverse("opening:fonds", args=[fonds.ulid])

    page = client.get(address, {"code": record.code}).content.decode()
    assert record.code in page.split("<textarea")[1].split("</textarea>")[0]
    said = {"name": "重新审核", "most": "10", "sample_percent": "0", "codes": f" {record.code}\n\n"}
    assert client.post(address, {**said, "codes": "没有"}).status_code == 422
    assert client.post(address, said).status_code == 302
    client.force_login(somebody("recorder", "档案员 兼 计划", Role.ARCHIVIST, fonds.institution))
    RoleAssignment.objects.create(
        user=User.objects.get(username="recorder"), institution=fonds.institution, role=Role.OPENING_PLANNER
    )
    taken = f"{address}?code={quote(record.code)}"
    assert taken in unescape(client.get(reverse("accessions:record", args=[record.ulid])).content.decode())


def test_the_list_of_fonds_has_sheets_and_all_of_them_on_demand(client, fonds):
    for number in range(52):
        FondsFactory(institution=fonds.institution, code=f"Z{number:03d}")
    due_items(fonds, 1, year=1970)
    client.force_login(team(fonds.institution)["planner"])
    address = reverse("opening:overview")

    only = client.get(address, {"year": "2026"})
    assert [each.fonds for each in only.context["due"].lines] == [fonds]
    every = client.get(address, {"year": "2026", "all": "1"})
    assert (len(every.context["due"].lines), bool(every.context["sheet"].next)) == (50, True)
    rest = client.get(address, {"year": "2026", "all": "1", "place": every.context["sheet"].next})
    assert len(rest.context["due"].lines) == 3
    assert client.get(address, {"place": "?"}).status_code == 400
