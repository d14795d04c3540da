"""Appraisal: two people decide, nothing is decided by itself, and only what was decided happens."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from lantai.holdings.catalogue.models import Record, RecordVersion
from lantai.holdings.catalogue.tests.factories import FondsFactory
from lantai.holdings.disposal.actions import (
    AppraisalHasMovedOn,
    DecisionUnfit,
    NothingIsDue,
    NotYetDecided,
    OnePersonTwice,
    Verdict,
    close_appraisal,
    decide_items,
    pass_on_appraisal,
    propose_destruction,
)
from lantai.holdings.disposal.models import AppraisalItem
from lantai.holdings.disposal.tests.lists import FIRST, SECOND, decided, drawn, due_records

pytestmark = pytest.mark.django_db


@pytest.fixture
def fonds():
    return FondsFactory()


def test_a_list_takes_what_is_due_once_and_decides_nothing(fonds):
    due_records(fonds, 3)

    appraisal = drawn(fonds)

    assert appraisal.number.startswith("JD2026-")
    assert set(appraisal.items.values_list("first_decision", "second_decision")) == {("", "")}
    with pytest.raises(NothingIsDue):
        drawn(fonds)
    with pytest.raises(NotYetDecided):
        pass_on_appraisal(actor=FIRST, appraisal=appraisal)


def test_the_second_review_is_another_persons_who_may_decide_otherwise(fonds):
    due_records(fonds, 3)
    appraisal = decided(fonds)

    with pytest.raises(OnePersonTwice):
        decide_items(actor=FIRST, appraisal=appraisal, positions=[], verdict=Verdict())
    decide_items(actor=SECOND, appraisal=appraisal, positions=[1], verdict=Verdict("extend", "50年", "有查考价值"))
    decide_items(actor=SECOND, appraisal=appraisal, positions=[2], verdict=Verdict("permanent", reason="凭证"))
    decide_items(actor=SECOND, appraisal=appraisal, positions=[], verdict=Verdict())
    with pytest.raises(OnePersonTwice):
        close_appraisal(actor=FIRST, appraisal=appraisal)
    close_appraisal(actor=SECOND, appraisal=appraisal)

    assert list(Record.objects.order_by("code_key").values_list("retention", flat=True)) == ["D50", "Y", "D10"]
    assert RecordVersion.objects.filter(said={"retention": "D10"}, reason=appraisal.number).count() == 2
    assert list(appraisal.items.filter(is_open=True).values_list("position", flat=True)) == [3]
    with pytest.raises(AppraisalHasMovedOn):
        decide_items(actor=SECOND, appraisal=appraisal, positions=[3], verdict=Verdict())
    assert propose_destruction(actor=FIRST, appraisal=appraisal, reason="期满").items.count() == 1


def test_the_database_refuses_one_persons_two_reviews(fonds):
    due_records(fonds, 1)
    item = decided(fonds).items.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        AppraisalItem.objects.filter(pk=item.pk).update(second_user_id=FIRST.user_id)


@pytest.mark.parametrize(
    "verdict",
    [
        Verdict("burn", reason="x"),
        Verdict(),
        Verdict("extend", "20年", "x"),
        Verdict("extend", "很久", "x"),
        Verdict("extend", "永久", "x"),
    ],
)
def test_it_refuses_what_is_no_decision_or_a_period_that_has_ended_too(fonds, verdict):
    due_records(fonds, 1)

    with pytest.raises(DecisionUnfit):
        decide_items(actor=FIRST, appraisal=drawn(fonds), positions=[], verdict=verdict)
