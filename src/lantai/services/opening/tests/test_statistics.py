"""Statistics of opening: kept counts agree with what there is, a year stays as it was, each archive sees its own."""

from __future__ import annotations

import datetime as dt
import io
from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from lantai.base.accounts.access import OPERATOR, Role
from lantai.base.accounts.tests.factories import InstitutionFactory, person
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.models.years import DatedYear
from lantai.holdings.catalogue.tests.factories import FondsFactory
from lantai.services.opening.actions import withdraw_record
from lantai.services.opening.models import TakenEffect, YearTally
from lantai.services.opening.queries.figures import figures, years_of_fonds
from lantai.services.opening.tests.batches import actor_in, at_first, awaiting_consent, due_items, published, somebody

PAGE = "opening:statistics"


def tallied():
    """What the triggers kept, without cells that hold nothing."""
    found = Counter()
    for *cell, n in YearTally.objects.values_list("fonds", "opening_state", "level", "year", "records"):
        found[tuple(cell)] += n
    return +found


def counted():
    rows = Record.objects.annotate(of=DatedYear()).values_list("fonds", "opening_state", "level", "of")
    return Counter((*cell, year or 0) for *cell, year in rows)


def test_triggers_count_whatever_is_done_to_records(fonds):
    first, second, third, fourth = due_items(fonds, 4, year=1948)
    due_items(fonds, 1, year=None)
    Record.objects.filter(pk=first.pk).update(date_end=dt.date(1951, 2, 3))
    Record.objects.filter(pk=second.pk).update(opening_state="open", level="volume")
    Record.objects.filter(pk=third.pk).update(merged_into=first)
    fourth.delete()

    assert tallied() == counted()
    assert sum(tallied().values()) == 3
    assert [(year, sum(cells)) for year, cells in years_of_fonds(fonds)] == [(0, 1), (1948, 1), (1951, 1)]


def test_a_year_is_told_with_grounds_and_stays_as_it_was(fonds):
    today = timezone.localdate()
    batch = published(fonds, count=3)
    published(fonds, count=2, value="controlled")
    awaiting_consent(fonds, count=1)
    gone = batch.items.select_related("record__fonds__institution").get(position=2).record
    before = figures(OPERATOR.scope(), today.year, today)
    withdraw_record(actor=actor_in(batch, "approver"), record=gone, reasons=["R3a"], reason="误开", approver="馆长")

    said = figures(OPERATOR.scope(), today.year, today)

    told = {code: sum(levels.values()) for code, levels in said.annual()}
    assert (told["opened"], told["opened_in_year"], told["restricted_in_year"]) == (2, 3, 2)
    assert (before.this_year.withdrawn, said.this_year.withdrawn, said.this_year.entries) == (0, 1, 3)
    grounds = {line.ground.code: line.cells() for line in said.by_ground}
    assert (grounds["R3a"], grounds["R2"]) == ((0, 2, 0), (0, 0, 0))
    assert (said.waiting.batches, said.waiting.consents) == (1, 0)
    assert said.opened_fonds == 1
    assert figures(OPERATOR.scope(), 1999, today).this_year.cells() == (0,) * 6
    assert sum(TakenEffect.objects.values_list("records", flat=True)) == 5


def test_the_page_and_its_workbook_cost_the_same_for_many_and_tell_an_archive_of_its_own(client, fonds):
    user = somebody("planner-of-figures", "负责人 岳", Role.OPENING_PLANNER, fonds.institution)
    client.force_login(user)
    at_first(fonds, count=1)
    elsewhere = FondsFactory(institution=InstitutionFactory(code="LT99"), code="J999")
    due_items(elsewhere, 3, year=1970)
    spent = []
    for count in (0, 8):
        for number in range(count):
            due_items(FondsFactory(institution=fonds.institution, code=f"J1{number:02d}"), 1, year=1950 + number)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(reverse(PAGE), {"year": "2026"})
        assert answer.status_code == 200
        spent.append(len(asked))
    assert spent[0] == spent[1]
    assert elsewhere.code not in answer.content.decode()

    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(reverse("opening:statistics_book")).content))
    rows = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    assert len(rows["全宗"]) == 10
    assert ["开放档案", 0.0, 0.0] in rows[f"{timezone.localdate().year}年"]
    assert not any(elsewhere.code in row for row in rows["全宗和年度"])
    assert client.get(reverse("opening:statistics_of_fonds", args=[fonds.ulid])).status_code == 200
    assert client.get(reverse("opening:statistics_of_fonds", args=[elsewhere.ulid])).status_code == 404
    assert client.get(reverse(PAGE), {"year": "x", "place": ""}).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("name", [PAGE, "opening:statistics_book"])
def test_it_is_for_staff_of_archives(client, name):
    assert client.get(reverse(name)).status_code in (302, 403)
    client.force_login(person(Role.UNIT_OFFICER, InstitutionFactory(code="LT50")))
    assert client.get(reverse(name)).status_code == 403
