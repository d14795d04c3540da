"""A decision on many records: all or none, one event, and readers see it before the index does."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from lantai.base.accounts.access import ANONYMOUS, OPERATOR
from lantai.base.audit.models import Event
from lantai.engines.search.models import OutboxEntry
from lantai.holdings.catalogue.actions import (
    DecisionNotNamed,
    Selection,
    TooManyToDecide,
    close_as_agreed,
    opening,
    set_opening_state,
    set_opening_states,
)
from lantai.holdings.catalogue.models import Record, RecordTally
from lantai.holdings.catalogue.tests.factories import ON_PAPER, FondsFactory, RecordFactory

pytestmark = pytest.mark.django_db


def test_it_closes_what_the_selection_means_and_nothing_else():
    fonds = FondsFactory()
    meant = RecordFactory.create_batch(3, fonds=fonds, opened=True, year=1987)
    later, elsewhere = RecordFactory(fonds=fonds, opened=True, year=1999), RecordFactory(opened=True, fonds__code="J9")

    changed = set_opening_states(
        actor=OPERATOR,
        fonds=fonds,
        selection=Selection(year_to=1990),
        state="restricted",
        decision=ON_PAPER,
        reason="涉密",
    )

    assert changed == 3
    assert set(Record.objects.filter(opening_state="restricted")) == set(meant)
    assert set(Record.objects.visible_to(ANONYMOUS.scope())) == {later, elsewhere}


def test_it_leaves_one_event_with_selection_and_count_and_asks_for_each_to_be_indexed():
    fonds = FondsFactory()
    records = RecordFactory.create_batch(3, fonds=fonds, opened=True)
    selection = Selection(state="open", type="document")

    set_opening_states(
        actor=OPERATOR, fonds=fonds, selection=selection, state="deferred", decision=ON_PAPER, reason="延期"
    )

    event = Event.objects.get(verb="fonds:opening:set")
    assert event.data == {
        "to": "deferred", "selection": {"state": "open", "type": "document"}, "records": 3, "reason": "延期",
        "decision": ON_PAPER.number, "decided_on": "2001-05-08", "decided_by": ON_PAPER.body,
    }  # fmt: skip
    assert set(OutboxEntry.objects.values_list("key", flat=True)) == {record.pk for record in records}


def test_it_is_counted_at_once(client):
    fonds = FondsFactory()
    RecordFactory.create_batch(3, fonds=fonds, opened=True)

    set_opening_states(
        actor=OPERATOR, fonds=fonds, selection=Selection(), state="restricted", decision=ON_PAPER, reason="涉密"
    )

    assert client.get("/fonds/").context["rows"][0].records == 0
    assert RecordTally.objects.visible_to(ANONYMOUS.scope()).total() == 0


def test_it_changes_those_only_that_are_not_in_that_state():
    fonds = FondsFactory()
    already = RecordFactory(fonds=fonds, opened=True)
    RecordFactory(fonds=fonds)

    changed = set_opening_states(
        actor=OPERATOR, fonds=fonds, selection=Selection(), state="open", decision=ON_PAPER, reason="期满"
    )

    already.refresh_from_db()
    assert (changed, already.version) == (1, 1)


def test_it_refuses_more_than_one_transaction_should_hold(monkeypatch):
    fonds = FondsFactory()
    RecordFactory.create_batch(3, fonds=fonds, opened=True)
    monkeypatch.setattr(opening, "MOST_DECIDED", 2)

    with pytest.raises(TooManyToDecide):
        set_opening_states(
            actor=OPERATOR, fonds=fonds, selection=Selection(), state="restricted", decision=ON_PAPER, reason="涉密"
        )

    assert Record.objects.filter(opening_state="open").count() == 3
    assert not Event.objects.filter(verb="fonds:opening:set").exists()


@pytest.mark.parametrize("count", [2, 40])
def test_it_costs_the_same_for_any_number(count, django_assert_max_num_queries):
    fonds = FondsFactory()
    RecordFactory.create_batch(count, fonds=fonds, opened=True)

    with django_assert_max_num_queries(17):
        set_opening_states(
            actor=OPERATOR, fonds=fonds, selection=Selection(), state="restricted", decision=ON_PAPER, reason="涉密"
        )


@pytest.mark.parametrize(
    "wrong", [{"number": " "}, {"body": ""}, {"decided_on": dt.date(2199, 1, 1)}], ids=lambda wrong: next(iter(wrong))
)
def test_a_decision_that_is_not_named_is_not_entered(wrong):
    record = RecordFactory()
    with pytest.raises(DecisionNotNamed):
        set_opening_state(actor=OPERATOR, record=record, state="open", decision=replace(ON_PAPER, **wrong))

    assert not Record.objects.filter(opening_state="open").exists()


def test_an_agreement_opens_nothing():
    with pytest.raises(ValueError, match="open"):
        close_as_agreed(actor=OPERATOR, record=RecordFactory(), state="open", reason="协议")
