"""Notices of what was opened: published with decisions on paper, and what they name later on (条例 29, §4.4)."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from lantai.base.accounts.access import OPERATOR
from lantai.base.audit.models import Event
from lantai.holdings.catalogue.actions import Selection, set_opening_state, set_opening_states
from lantai.holdings.catalogue.tests.factories import ON_PAPER, RecordFactory
from lantai.holdings.withholding.models import Withheld
from lantai.services.opening import publishing
from lantai.services.opening.actions import withdraw_record
from lantai.services.opening.models import Notice, NoticeRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def records(fonds):
    return [RecordFactory(fonds=fonds, title=f"水渠修缮之{sign}") for sign in "甲乙丙"]


def by_hand(record, state="open", paper=ON_PAPER):
    set_opening_state(actor=OPERATOR, record=record, state=state, decision=paper, reason="tests")


def opened(fonds, paper=ON_PAPER):
    return set_opening_states(
        actor=OPERATOR, fonds=fonds, selection=Selection(), state="open", decision=paper, reason="tests"
    )


def shown(client, notice, **asked):
    return client.get(reverse("opening:notice", args=[notice.ulid]), asked).content.decode()


def downloads(client, notice):
    """The rows of both forms of the list, which say the same."""
    csv, xlsx = (client.get(reverse("opening:notice_list", args=[notice.ulid, form])) for form in ("csv", "xlsx"))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(xlsx.content)).get_sheet_by_index(0)
    rows = [[str(cell) for cell in row] for row in sheet.to_python()]
    assert csv.content.decode("utf-8-sig").splitlines() == [",".join(row) for row in rows]
    return rows[1:]


def test_what_is_opened_by_hand_is_published_in_the_same_act(client, records):
    by_hand(records[0])

    notice = Notice.objects.get()
    assert Event.objects.last().data["notice"] == notice.number
    assert (notice.batch, notice.records_count, notice.published_by) == (None, 1, OPERATOR.label)
    assert notice.title in client.get(reverse("opening:notices")).content.decode()
    assert records[0].title in shown(client, notice)
    assert [row[3] for row in downloads(client, notice)] == [records[0].title]


def test_a_decision_on_many_is_published_with_all_it_opened_and_says_what_is_partly_withheld(
    fonds, records, monkeypatch
):
    by_hand(records[0])
    Withheld.objects.create(record=records[2], page_number=1, whole_page=True, ground="R3a", since=timezone.now())
    monkeypatch.setattr(publishing, "MOST_LINES", 1)

    assert opened(fonds) == 2

    made = NoticeRecord.objects.order_by("notice_id").values_list("notice__number", "record", "in_part")
    assert [row[1:] for row in made] == [(record.pk, record == records[2]) for record in records]
    assert Event.objects.last().data["notice"] == ", ".join(number for number, *_ in made[1:])


def test_nothing_is_published_twice_nor_of_what_is_closed_or_was_open(fonds, records):
    before = replace(ON_PAPER, notice=" 云档公告〔2001〕 1号 ")

    by_hand(records[0], paper=before)
    assert Event.objects.last().data["notice_before"] == "云档公告〔2001〕 1号"
    by_hand(records[0])
    by_hand(records[1], state="restricted")
    opened(fonds, paper=before)

    assert not Notice.objects.exists()


def test_the_page_of_a_decision_on_paper_offers_the_notice_in_the_same_act(client, world):
    client.force_login(world.people["opening_approver"])
    address = reverse("description:opening", args=[world.unopened.ulid])
    said = {"to": "open", "number": "云档开〔2001〕3号", "decided_on": "2001-05-08", "body": "馆务会"}

    assert 'name="notice"' in client.get(address).content.decode()
    client.post(address, {**said, "seen": world.unopened.opening_state})

    assert [line.record_id for line in Notice.objects.get().lines.all()] == [world.unopened.pk]


def test_of_a_withdrawn_record_a_notice_says_its_code_and_nothing_else(client, fonds, records):
    opened(fonds)
    notice, (first, second, third) = Notice.objects.get(), records

    withdraw_record(actor=OPERATOR, record=first, reasons=["R3a"], reason="涉及举报人", approver="馆长")
    by_hand(second, state="restricted")

    page = shown(client, notice)
    assert (first.code in page, first.title in page, first.ulid in page) == (True, False, False)
    assert (second.code in page, second.title in page) == (False, False)
    assert third.title in page
    assert downloads(client, notice) == [
        ["1", fonds.code, first.code, "", "", "", "已撤回"],
        ["3", fonds.code, third.code, third.title, third.creator, third.date_text, "开放"],
    ]
    assert first.code not in shown(client, notice, q="水渠修缮之甲")
    assert first.code in shown(client, notice, q=first.code)
    by_hand(first)
    assert first.title in shown(client, notice)
