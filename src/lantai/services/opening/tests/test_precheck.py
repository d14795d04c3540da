"""A review and its precheck: ordered with the step, learned from afterwards, hints that end as withheld passages."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR
from lantai.base.audit.models import Event
from lantai.holdings.fulltext.models import Page
from lantai.holdings.fulltext.tests.factories import pages_of
from lantai.holdings.withholding.actions import PageNotThere
from lantai.services.opening.actions import (
    Declassified,
    PassageSaid,
    approve_batch,
    decide,
    decide_alone,
    declassify,
    sum_up,
)
from lantai.services.opening.models import BatchItem, InForce
from lantai.services.opening.tests.batches import actor_in, planned, published, said_of_all, step
from lantai.services.precheck.actions import Working, carry_out_precheck
from lantai.services.precheck.models import PrecheckRun
from lantai.services.precheck.past import declassified_among, past_decisions
from lantai.services.precheck.queries import hints_of_page, suggestions_of
from lantai.services.precheck.tests.words import WordsDetector


def prechecked(batch):
    """The run that the step ordered, carried out."""
    run = PrecheckRun.objects.get(source=batch.ulid)
    for share in run.shares.select_related("run__fonds"):
        run = carry_out_precheck(actor=OPERATOR, share=share, working=Working(detector=WordsDetector))
    return run


def test_a_step_into_the_precheck_orders_it_and_decisions_tell_what_was_suggested(client, fonds, home):
    batch = step(planned(fonds, count=3), "precheck", "planner")
    client.force_login(batch.planner)
    page = client.get(reverse("opening:batch", args=[batch.ulid])).content.decode()
    run = prechecked(batch)
    assert reverse("precheck:run", args=[run.ulid]) in page
    assert (run.records_total, run.records_done, run.state) == (3, 3, "done")

    batch.refresh_from_db()
    assert batch.state == "precheck"  # the end of a run moves nobody on
    step(batch, "begin", "planner")
    item = batch.items.select_related("record", "batch__institution").get(position=1)
    decide(actor=actor_in(batch, "first_reviewer"), item=item, value="open")

    told = Event.objects.last().data["suggested"]
    assert told == suggestions_of([item.record_id])[item.record_id].as_shown
    said_of_all(batch, "first_reviewer", "controlled")
    assert Event.objects.last().data["suggested"] == {told["value"]: 3}


def test_the_precheck_learns_from_what_is_in_force_and_not_from_what_is_open_in_part(fonds):
    batch = published(fonds, count=3)
    first, second, third = batch.items.order_by("position").values_list("record", flat=True)
    InForce.objects.filter(record=second).update(value="partial")
    InForce.objects.filter(record=third).update(value="controlled")

    found = past_decisions(fonds.institution.code)

    assert {pk: each.value for pk, each in found.items()} == {first: "open", third: "delay"}
    assert {each.on for each in found.values()} == {timezone.localdate()}
    assert past_decisions("LT99") == {}


def test_the_precheck_hears_of_declassifications(fonds):
    batch = planned(fonds, count=2)
    first, other = (item.record for item in batch.items.select_related("record__fonds__institution"))
    first.secrecy = "机密"
    first.save()
    said = Declassified("云溪区人民政府办公室", "original", "云政解〔2026〕1号", dt.date(2026, 1, 5))
    declassify(actor=actor_in(batch, "planner"), record=first, said=said)

    assert declassified_among([first.pk, other.pk]) == {first.pk}


def the_item(batch):
    return BatchItem.objects.select_related("record__fonds__institution", "batch__institution").get(batch=batch)


def test_a_hint_ends_as_a_passage_that_no_reader_sees(client, fonds, home):
    batch = planned(fonds, count=1, sample_percent=0)
    record = the_item(batch).record
    pages_of(record, 1)
    Page.objects.filter(record=record).update(text="申请人身份证附后，木料自筹")
    prechecked(step(batch, "precheck", "planner"))
    step(batch, "begin", "planner")
    (hint,) = hints_of_page(record.pk, 1).hints
    passage = PassageSaid(1, hint.ground, hint.start, hint.end)
    first = actor_in(batch, "first_reviewer")
    elsewhere = [PassageSaid(7, "R3a", 1, 2)]
    with pytest.raises(PageNotThere):
        decide(actor=first, item=the_item(batch), value="partial", reasons=["R3a"], passages=elsewhere)
    assert the_item(batch).first_value == ""

    decide(actor=first, item=the_item(batch), value="partial", reasons=["R3a"], passages=[passage])
    step(batch, "pass_on", "first_reviewer")
    decide(actor=actor_in(batch, "second_reviewer"), item=the_item(batch), value="partial", reasons=["R3a"])
    step(batch, "pass_on", "second_reviewer")
    planner = actor_in(batch, "planner")
    letter = batch.consultations.select_related("batch__institution", "fonds").get()
    decide_alone(actor=planner, consultation=letter, reason="立档单位已撤销，无承继单位")
    step(batch, "pass_on", "planner")
    sum_up(actor=planner, batch=batch)
    step(batch, "pass_on", "planner")
    notice = approve_batch(actor=actor_in(batch, "approver"), batch=batch, text="馆务会同意")

    record.refresh_from_db()
    assert record.opening_state == "open"
    page = client.get(reverse("fulltext:page", args=[record.ulid, 1])).content.decode()
    assert "身份证" not in page
    assert "木料自筹" in page
    assert record.title in client.get(reverse("opening:notice", args=[notice.ulid])).content.decode()
