"""The pages of opening review: due, a batch, letters with their workbook, notices, papers."""

from __future__ import annotations

import datetime as dt
import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from lantai.base.accounts.access import OPERATOR, Role
from lantai.base.accounts.models import Institution
from lantai.base.accounts.tests.factories import InstitutionFactory, person
from lantai.holdings.accessions.models import TransferItem
from lantai.holdings.accessions.tests.factories import TransferFactory as IntakeFactory
from lantai.holdings.catalogue.actions import set_opening_state
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.tests.factories import ON_PAPER, RecordFactory
from lantai.holdings.fulltext.tests.factories import pages_of
from lantai.holdings.transfers.tests.factories import TransferFactory
from lantai.services.opening.actions import (
    Declassified,
    GateIsShut,
    PassageSaid,
    decide,
    decide_many,
    declassify,
    send_letter,
    withdraw_record,
)
from lantai.services.opening.models import Consultation, ReviewBatch
from lantai.services.opening.offline import package_of
from lantai.services.opening.queries.batches import Wanted, decisions_of, items_of
from lantai.services.opening.queries.due import Asked, due_fonds, due_of_fonds, due_sheet
from lantai.services.opening.tests.batches import (
    actor_in,
    at_consultation,
    at_first,
    at_second,
    due_items,
    planned,
    published,
    somebody,
    step,
    team,
)
from tests.architecture.test_bounded_pages import walks

TODAY = dt.date(2026, 6, 1)


@pytest.fixture
def people(fonds):
    return team(fonds.institution)


def of_unit(batch, code="LT50"):
    unit, _ = Institution.objects.get_or_create(code=code, defaults={"name": f"单位{code}", "kind": "unit"})
    Consultation.objects.filter(batch=batch).update(unit=unit, asked=unit.name)
    letter = Consultation.objects.select_related("batch__institution", "fonds", "unit").get(batch=batch)
    send_letter(
        actor=actor_in(batch, "planner"), consultation=letter, number="云档函1号",
        due_on=timezone.localdate() + dt.timedelta(days=9),
    )  # fmt: skip
    return letter, somebody(f"unit-{code}", "单位经办", Role.UNIT_OFFICER, unit)


def test_due_is_counted_by_year_without_what_is_in_batches(fonds):
    due_items(fonds, 3, year=1999)
    due_items(fonds, 1, year=2002)
    due_items(fonds, 1, year=1990, date_end=dt.date(2001, 5, 1), date_start=dt.date(1989, 1, 1))
    due_items(fonds, 1, year=None)
    batch = planned(fonds, count=2)
    year = batch.items.first().record.year

    found = due_of_fonds(fonds, Asked(2026, TODAY))

    assert [(each.year, each.records) for each in found.years] == [(1999, 3), (2001, 1)]
    assert found.undated.number == 1
    assert year not in [each.year for each in found.years]
    with CaptureQueriesContext(connection) as asked:
        page = due_fonds(OPERATOR.scope(), Asked(2026, TODAY))
    assert [(each.fonds, each.records) for each in page.lines] == [(fonds, 4)]
    assert (page.records, page.fonds) == (4, 1)
    assert len(asked) == 8


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the plan is written as SQLite writes it")
def test_a_sheet_of_due_records_is_found_by_its_year_and_sorts_nothing(fonds):
    """Before a worker has taken statistics too: a year of a fonds of 100,000 costs what the year holds."""
    asked = Asked(2026, TODAY)

    with CaptureQueriesContext(connection) as listed:
        due_sheet(fonds, 1980, asked, place="")

    questions = [each["sql"] for each in listed.captured_queries]
    with connection.cursor() as cursor:
        plans = [str(cursor.execute(f"EXPLAIN QUERY PLAN {question}").fetchall()) for question in questions]
    again = [plan for plan in plans if "opening_in_force_review" in plan]
    aged = [plan for plan in plans if plan not in again]
    assert (len(aged), len(again)) == (3, 2)
    assert all("catalogue_record_due (fonds_id=? AND opening_state=? AND <expr>=?)" in plan for plan in aged)
    assert all("SEARCH catalogue_record USING INTEGER PRIMARY KEY (rowid=?)" in plan for plan in again)
    assert not any("ORDER BY" in plan for plan in plans)
    assert due_sheet(fonds, 2002, asked, place="").total.number == 0


def test_a_planner_plans_from_the_page_of_a_fonds(client, fonds, people):
    due_items(fonds, 2, year=1980)
    client.force_login(people["planner"])
    address = f"{reverse('opening:fonds', args=[fonds.ulid])}?year=2026&of=1980"

    assert "1980-Y-KF-0001" in client.get(address).content.decode()
    assert client.post(address, {"name": ""}).status_code == 400
    answer = client.post(address, {"name": "一九八〇", "most": "10", "sample_percent": "5", "year_from": "1980"})

    batch = ReviewBatch.objects.get()
    assert answer["Location"] == reverse("opening:batch", args=[batch.ulid])
    assert batch.planner == people["planner"]
    assert client.post(address, {"name": "一九八〇", "most": "10", "sample_percent": "5"}).status_code == 422


def test_the_page_of_a_batch_costs_the_same_for_many_items(client, fonds, people):
    spent = []
    for count in (2, 60):
        batch = at_first(fonds, count=count)
        client.force_login(batch.first_reviewer)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("opening:batch", args=[batch.ulid])).status_code == 200
        spent.append(len(asked))
    assert spent[0] == spent[1]
    with CaptureQueriesContext(connection) as asked:
        decisions_of(items_of(batch, Wanted(stage="first", value="-")).items)
    assert len(asked) == 3  # no decision stands yet, so there are no passages to ask for


def test_open_records_with_a_secrecy_level_are_listed_until_they_are_withdrawn_or_declassified(client, fonds, people):
    levels = ["机密", "公　开", "秘 密", "绝密", ""]
    rows = [RecordFactory(fonds=fonds, opening_state="open", secrecy=level) for level in levels]
    RecordFactory(fonds=fonds, opening_state="restricted", secrecy="机密")
    said = Declassified("云岭县委办公室", "original", "云委密〔2001〕1号", dt.date(2001, 1, 1))
    declassify(actor=OPERATOR, record=rows[3], said=said)
    client.force_login(people["approver"])
    address = reverse("opening:secret")

    with CaptureQueriesContext(connection) as asked:
        page = client.get(address)
    assert [each.pk for each in page.context["sheet"].items] == [rows[0].pk, rows[2].pk]
    assert reverse("opening:withdraw", args=[rows[0].ulid]) in page.content.decode()
    withdraw_record(actor=OPERATOR, record=rows[0], reasons=["R2"], reason="未解密", approver="馆长")
    for _ in range(5):
        RecordFactory(fonds=fonds, opening_state="open", secrecy="机密")
    with CaptureQueriesContext(connection) as more:
        page = client.get(address)
    assert (len(page.context["sheet"].items), len(more)) == (6, len(asked))
    assert client.get(address, {"place": "x"}).status_code == 400
    plan = Record.objects.filter(opening_state="open").exclude(secrecy="").order_by("pk")[:2].explain()
    assert connection.vendor != "sqlite" or "catalogue_record_secret" in plan


def test_what_was_withdrawn_is_listed_with_who_why_and_until_when(client, fonds, people):
    rows = [RecordFactory(fonds=fonds, opened=True) for _ in range(3)]
    day = timezone.localdate() + dt.timedelta(days=90)
    for row, review_on in zip(rows[:2], (day, None), strict=True):
        withdraw_record(
            actor=OPERATOR, record=row, reasons=["R3a"], reason="误开", approver="馆长 程", review_on=review_on
        )
    set_opening_state(actor=OPERATOR, record=rows[1], state="open", decision=ON_PAPER)
    address = reverse("opening:withdrawals")
    client.force_login(people["approver"])

    with CaptureQueriesContext(connection) as asked:
        page = client.get(address)
    found = page.context["found"].items
    assert [(each.row.record_id, each.review_on, each.open_again, each.stands) for each in found] == [
        (rows[1].pk, None, True, False),
        (rows[0].pk, day, False, True),
    ]
    assert all(word in page.content.decode() for word in ("误开", "馆长 程", "操作员", f"{day:%Y-%m-%d}"))
    withdraw_record(actor=OPERATOR, record=rows[2], reasons=["R2"], reason="误开", approver="馆长 程")
    with CaptureQueriesContext(connection) as more:
        assert len(client.get(address).context["found"].items) == 3
    assert len(more) == len(asked)
    client.force_login(person(Role.OPENING_APPROVER, InstitutionFactory(code="LT98")))
    assert client.get(address).context["found"].items == ()


def test_a_reviewer_decides_what_is_ticked_and_passes_on(client, fonds, people):
    batch = at_first(fonds, count=2)
    client.force_login(batch.first_reviewer)
    address = reverse("opening:batch", args=[batch.ulid])

    assert client.post(address, {"act": "decide", "value": "?", "item": "1"}).status_code == 400
    said = {"act": "decide", "value": "controlled", "reasons": ["R2"], "item": ["1", "2"]}
    assert client.post(address, said).status_code == 302
    assert client.post(address, {"act": "step", "step": "pass_on"}).status_code == 302

    batch.refresh_from_db()
    assert batch.state == "second_review"
    assert {item.first_value for item in batch.items.all()} == {"controlled"}


def rows_in(content: bytes) -> list[list[str]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [[str(cell) for cell in row] for row in book.get_sheet_by_index(0).to_python()]


def filled(letter, cells):
    """The package of a letter with some cells written over, rows and columns counted from 1."""
    rows = rows_in(package_of(letter))
    for (row, column), text in cells.items():
        rows[row - 1][column - 1] = text
    told = io.BytesIO()
    with xlsxwriter.Workbook(told) as book:
        sheet = book.add_worksheet("反馈表")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return SimpleUploadedFile("a.xlsx", told.getvalue())


def test_the_unit_answers_by_the_workbook_and_wrong_rows_are_named(client, fonds, people):
    batch = at_consultation(fonds, count=3, sample_percent=0)
    letter, user = of_unit(batch)
    client.force_login(user)
    address = reverse("opening:unit_letter", args=[letter.ulid])

    wrong = filled(letter, {(2, 8): "也许", (3, 2): "X", (4, 8): "延期开放", (4, 9): "R9"})
    answer = client.post(address, {"act": "answer", "package": wrong})
    assert answer.status_code == 422
    assert [each.row for each in answer.context["findings"]] == [2, 3, 4]
    assert not batch.items.exclude(unit_value="").exists()

    right = filled(letter, {(2, 8): "开放", (4, 8): "延期开放", (4, 9): "R2、R3a"})
    assert client.post(address, {"act": "answer", "package": right}).status_code == 302
    assert [item.unit_value for item in batch.items.order_by("position")] == ["open", "", "delayed"]
    broken = SimpleUploadedFile("a.xlsx", b"no workbook")
    assert client.post(address, {"act": "answer", "package": broken}).status_code == 422


def test_a_unit_sees_its_own_letters_only(client, fonds, people):
    letter, _user = of_unit(at_consultation(fonds, count=1, sample_percent=0))
    other, stranger = of_unit(at_consultation(fonds, count=1, sample_percent=0), "LT51")
    client.force_login(stranger)

    listed = client.get(reverse("opening:unit_letters")).content.decode()
    assert other.ulid in listed
    assert letter.ulid not in listed
    assert client.get(reverse("opening:unit_letter", args=[letter.ulid])).status_code == 404
    assert client.get(reverse("opening:unit_package", args=[letter.ulid])).status_code == 404
    said = {"act": "said", "value": "open", "item": "1"}
    assert client.post(reverse("opening:unit_letter", args=[other.ulid]), said).status_code == 302
    assert other.batch.items.get().unit_value == "open"


def test_a_unit_answers_sheet_by_sheet_and_says_when_it_is_complete(client, fonds, people):
    batch = at_second(fonds, count=2, sample_percent=0)
    item = batch.items.select_related("record__fonds__institution", "batch__institution").get(position=2)
    pages_of(item.record, 3)
    reviewer = actor_in(batch, "second_reviewer")
    decide_many(actor=reviewer, batch=batch, positions=[1], value="open")
    passages = [
        PassageSaid(3, "R3a", 14, 18),
        PassageSaid(1, "R2", whole_page=True),
        PassageSaid(3, "R3a", whole_page=True),
    ]
    decide(actor=reviewer, item=item, value="partial", reasons=["R3a", "R2"], passages=passages)
    step(batch, "pass_on", "second_reviewer")
    letter, user = of_unit(batch)
    client.force_login(user)
    address = reverse("opening:unit_letter", args=[letter.ulid])

    told = client.get(address).context["page"].lines[1].withheld
    assert (told.count, told.grounds, told.pages) == (3, (("R2", 1), ("R3a", 2)), (1, 3))
    assert "不开放3处" in rows_in(package_of(letter))[2][6]
    assert client.post(address, {"act": "said", "value": "open", "item": "1"}).status_code == 302
    letter.refresh_from_db()
    assert letter.state == "waiting"
    with pytest.raises(GateIsShut):
        step(batch, "pass_on", "planner")
    shown = client.get(address)
    assert (shown.context["page"].answered, shown.context["page"].records) == (1, 2)
    assert (
        client.post(address, {"act": "said", "value": "controlled", "reasons": ["R3a"], "item": "2"}).status_code == 302
    )

    assert client.post(address, {"act": "finish", "reply_number": "云民函3号", "words": "x" * 5000}).status_code == 400
    assert client.post(address, {"act": "finish", "reply_number": "云民函3号"}).status_code == 302
    letter.refresh_from_db()
    assert (letter.state, letter.reply_number, letter.answered_by) == ("answered", "云民函3号", "单位经办")
    assert 'value="finish"' not in client.get(address).content.decode()
    assert client.post(address, {"act": "said", "value": "open", "item": "2"}).status_code == 302
    letter.refresh_from_db()
    assert (letter.state, [each.unit_value for each in batch.items.order_by("position")]) == (
        "answered",
        ["open", "open"],
    )
    assert step(batch, "pass_on", "planner").state == "summing_up"


def test_what_the_unit_said_at_the_hand_over_is_shown_to_those_who_review(client, fonds, people):
    batch = at_first(fonds, count=2)
    intake = IntakeFactory(fonds=fonds)
    TransferFactory(fonds=fonds, intake=intake, openings="建议延期开放第二卷", secrecy_changes="")
    TransferFactory(fonds=fonds, unit__code="U002", openings="与此无关")
    record = batch.items.get(position=2).record
    TransferItem.objects.create(transfer=intake, position=1, code_key=record.code_key, record=record)
    client.force_login(batch.first_reviewer)

    with CaptureQueriesContext(connection) as asked:
        page = client.get(reverse("opening:batch", args=[batch.ulid])).content.decode()
    assert "建议延期开放第二卷" in page
    (question,) = (each["sql"] for each in asked.captured_queries if "secrecy_changes" in each["sql"])
    assert connection.vendor != "sqlite" or walks(question) == []
    assert "与此无关" not in page
    with_words, without = (
        client.get(reverse("opening:review_item", args=[batch.ulid, position])).content.decode() for position in (2, 1)
    )
    assert "建议延期开放第二卷" in with_words
    assert "均已主动公开" in with_words
    assert "建议延期开放第二卷" not in without


def test_a_notice_says_titles_only_of_what_is_open_still(client, fonds, people):
    batch = published(fonds, count=3)
    notice = batch.notices.get()
    gone = batch.items.select_related("record__fonds__institution").get(position=2).record
    address = reverse("opening:notice", args=[notice.ulid])
    assert gone.title in client.get(address).content.decode()

    withdraw_record(
        actor=actor_in(batch, "approver"), record=gone, reasons=["R3a"], reason="涉及个人信息", approver="馆长"
    )

    files = [reverse("opening:notice_list", args=[notice.ulid, form]) for form in ("csv", "xlsx")]
    assert gone.title not in client.get(address).content.decode()
    assert gone.title not in client.get(address, {"q": gone.code}).content.decode()
    assert f"{gone.code},,,,已撤回" in client.get(files[0]).content.decode("utf-8-sig")
    named = batch.items.order_by("position").values_list("record__code", flat=True)
    assert [row[2] for row in rows_in(client.get(files[1]).content)[1:]] == list(named)
    assert client.get(reverse("opening:notices")).status_code == 200
