"""What binds records: a made-up registration stops every act that asks, with a sentence that says what and why."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils.translation import gettext_lazy

from lantai.base.accounts.access import OPERATOR
from lantai.base.audit.models import Event
from lantai.base.common.journal import Journal
from lantai.holdings.catalogue import bindings
from lantai.holdings.catalogue.actions import (
    RecordChange,
    Selection,
    Taking,
    absorb_record,
    change_records,
    remove_records,
    set_opening_state,
    set_opening_states,
)
from lantai.holdings.catalogue.bindings import Deed, Obstacle, RecordIsBound, obstacles, refuse_bound, register_binding
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.tests.factories import ON_PAPER, FondsFactory, RecordFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 1)


@pytest.fixture
def bound(monkeypatch) -> set[int]:
    """Records in this set are bound against everything, until a day."""
    held: set[int] = set()

    def made_up(records, deed):
        return [
            Obstacle(pk, "made.up", gettext_lazy("open"), TODAY, f"协议 {deed}", "01X") for pk in records if pk in held
        ]

    monkeypatch.setattr(bindings, "_BINDINGS", {})
    register_binding("made_up", made_up)
    return held


def acts(record: Record, other: Record):
    """The acts of catalogue that ask; lending is tested with storerooms."""
    fonds = record.fonds
    return {
        "open one": lambda: set_opening_state(
            actor=OPERATOR, record=record, state="open", decision=ON_PAPER, reason="x"
        ),
        "open many": lambda: set_opening_states(
            actor=OPERATOR, fonds=fonds, selection=Selection(), state="open", decision=ON_PAPER, reason="x"
        ),
        "change retention": lambda: change_records(
            actor=OPERATOR, fonds=fonds, changes=[RecordChange(record, {"retention": "永久"})]
        ),
        "close": lambda: set_opening_state(
            actor=OPERATOR, record=record, state="restricted", decision=ON_PAPER, reason="x"
        ),
        "remove": lambda: remove_records(actor=OPERATOR, fonds=fonds, records=[record]),
        "merge": lambda: absorb_record(keep=other, absorb=record, taking=Taking(OPERATOR, "x"), journal=Journal()),
        "take over a retention": lambda: absorb_record(
            keep=record, absorb=other, taking=Taking(OPERATOR, "x", {"retention": "永久"}), journal=Journal()
        ),
    }


def test_every_act_that_asks_refuses_and_changes_nothing(bound):
    record = RecordFactory(retention="D10")
    other = RecordFactory(fonds=record.fonds)
    bound.add(record.pk)
    before = (list(Record.every.order_by("pk").values()), Event.objects.count())

    for name, act in acts(record, other).items():
        with pytest.raises(RecordIsBound) as refused:
            act()

        assert record.code in str(refused.value), name
        assert "2026-03-01" in str(refused.value)
        assert "协议" in str(refused.value)
        assert "共 1 件" in str(refused.value)
    assert (list(Record.every.order_by("pk").values()), Event.objects.count()) == before


def test_what_does_not_touch_the_bond_goes_on(bound):
    record = RecordFactory(retention="D10", opened=True)
    bound.add(record.pk)

    change_records(
        actor=OPERATOR, fonds=record.fonds, changes=[RecordChange(record, {"title": "新题名", "retention": "D10"})]
    )

    assert Record.objects.get().title == "新题名"


def test_an_end_nobody_has_said_is_worded(monkeypatch):
    record = RecordFactory()
    monkeypatch.setattr(bindings, "_BINDINGS", {})
    register_binding("a", lambda records, deed: [Obstacle(record.pk, "a", "冻结", None, "令", "1")])

    with pytest.raises(RecordIsBound, match="解除为止"):
        refuse_bound([record.pk], Deed.DESTROY)


def test_a_name_is_registered_once_and_none_is_asked_about_nothing(bound):
    with pytest.raises(ValueError, match="twice"):
        register_binding("made_up", lambda records, deed: [])

    assert obstacles([], Deed.COPY) == []


def test_asking_where_nothing_is_bound_costs_what_the_bindings_ask(bound, django_assert_num_queries):
    records = [each.pk for each in RecordFactory.create_batch(5, fonds=FondsFactory())]

    with django_assert_num_queries(0):
        refuse_bound(records, Deed.LEND)
