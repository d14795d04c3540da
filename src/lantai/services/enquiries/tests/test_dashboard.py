"""The dashboard: what came and was answered by time, the clocks of what is open, of one's own archive only."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lantai.base.accounts.access import Role, actor_of
from lantai.base.accounts.tests.factories import InstitutionFactory, person
from lantai.services.enquiries.actions import Searched, answer_not_found, search_on
from lantai.services.enquiries.models import Enquiry
from lantai.services.enquiries.queries.dashboard import LENGTHS, dashboard_of
from lantai.services.enquiries.tests.factories import CLERK, filed, matter_case

pytestmark = pytest.mark.django_db
PAGE, FILE = "enquiries:dashboard", "enquiries:dashboard_file"


@pytest.fixture
def archive():
    return InstitutionFactory()


@pytest.fixture
def officer(archive):
    return person(Role.ARCHIVIST, archive)


def not_found(enquiry):
    return answer_not_found(actor=CLERK, enquiry=enquiry, searched=Searched("程志远"))


def said(enquiry, **columns):
    Enquiry.objects.filter(pk=enquiry.pk).update(**columns)


def a_month(archive, today):
    """One not found today, one found late last month, one open and late, one that rests, one due tomorrow."""
    not_found(matter_case(archive))
    before = timezone.now() - dt.timedelta(days=31)
    last = today - dt.timedelta(days=31)
    found, late, rests = matter_case(archive), matter_case(archive, channel="phone"), filed(archive).enquiry
    said(found, made_at=before, answer="delivered", answered_on=last, answer_days=9, due_on=last - dt.timedelta(days=1))
    said(found, state="closed")
    said(late, next_on=today - dt.timedelta(days=1))
    said(rests, next_on=today - dt.timedelta(days=1), paused_on=today)
    said(matter_case(archive), next_on=today)


def test_it_counts_stretches_clocks_channels_and_matters(archive, officer):
    today = timezone.localdate()
    a_month(archive, today)
    board = dashboard_of(actor_of(officer), today, "month")

    assert (board.came_today, board.answered_today) == (4, 1)
    assert (board.clocks.in_time, board.clocks.soon, board.clocks.late, board.clocks.resting) == (0, 1, 1, 1)
    assert len(board.stretches) == LENGTHS["month"]
    now = board.stretches[-1]
    assert (now.since, now.came, now.answered, now.found, now.not_found, now.rate) == (
        today.replace(day=1),
        4,
        1,
        0,
        1,
        0,
    )
    whole = board.whole
    assert (whole.came, whole.answered, whole.found, whole.rate, whole.mean, whole.late) == (5, 2, 1, 50, 4.5, 1)
    assert [number for _name, number in board.channels] == [4, 1]
    assert sorted((row.came, row.answered) for row in board.matters) == [(1, 0), (4, 2)]


@pytest.mark.parametrize(("by", "came"), [("day", 4), ("week", 5), ("month", 5)])
def test_a_stretch_holds_what_came_in_it_and_nothing_else(archive, officer, by, came):
    today = timezone.localdate()
    a_month(archive, today)
    board = dashboard_of(actor_of(officer), today, by)

    assert board.whole.came == came
    begins = [row.since for row in board.stretches]
    assert begins == sorted(begins)
    assert begins[-1] <= today
    assert sum(row.came for row in board.stretches) == came


def test_a_case_that_is_searched_on_is_not_answered_any_more(archive, officer):
    today = timezone.localdate()
    answered = not_found(matter_case(archive))
    assert dashboard_of(actor_of(officer), today, "day").answered_today == 1
    search_on(actor=CLERK, enquiry=answered, why="想起了曾用名")
    assert dashboard_of(actor_of(officer), today, "day").answered_today == 0
    not_found(Enquiry.objects.get(pk=answered.pk))
    assert dashboard_of(actor_of(officer), today, "day").answered_today == 1


def test_an_officer_sees_the_own_archive_and_everybody_else_nothing(client, archive, officer):
    other = InstitutionFactory(code="LT02", name="青山馆")
    matter_case(other)
    client.force_login(officer)
    asked = client.get(reverse(PAGE), {"archive": other.code, "by": "week"})
    assert asked.context["board"].whole.came == 0
    assert "empty" in asked.content.decode()
    assert dashboard_of(CLERK, timezone.localdate(), "day").whole.came == 1
    client.force_login(person(Role.PROOFREADER, archive))
    assert [client.get(reverse(name)).status_code for name in (PAGE, FILE)] == [403, 403]


def test_every_chart_has_its_table_and_the_file_says_the_same(client, archive, officer):
    today = timezone.localdate()
    a_month(archive, today)
    client.force_login(officer)
    text = client.get(reverse(PAGE), {"by": "month"}).content.decode()
    charts = re.findall(r'data-of="([\w-]+)"', text)
    assert len(charts) == 6
    assert [each for each in charts if f'<table class="list enq-ages" id="{each}"' not in text] == []

    file = client.get(reverse(FILE), {"by": "month"})
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert {len(row) for row in rows} == {4}
    assert ["今日", "", "新收", "4"] in rows
    assert ["时间", "合计", "查到率（%）", "50"] in rows
    assert file["Cache-Control"] == "no-store"


def test_many_cases_cost_no_more_queries_and_every_one_goes_by_an_index(archive, officer):
    actor, today = actor_of(officer), timezone.localdate()
    a_month(archive, today)
    with CaptureQueriesContext(connection) as few:
        dashboard_of(actor, today, "month")
    a_month(archive, today)
    said(matter_case(archive), matter="veteran", channel="letter")
    with CaptureQueriesContext(connection) as many:
        dashboard_of(actor, today, "month")

    assert len(few) == len(many) == 5
    if connection.vendor == "sqlite":
        assert [step for query in many for step in plan_of(query["sql"]) if "USING" not in step] == []


def plan_of(sql):
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}".replace("%", "%%"), [])
        return [row[3] for row in cursor.fetchall() if "enquiries_enquiry" in row[3]]
