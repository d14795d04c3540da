"""The desk of a case: what it finds and why, the basket, masks, who is waited for, the copy, papers; who sees it."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR, Actor, Right
from lantai.base.common.ids import new_ulid
from lantai.engines.formats import pdfium
from lantai.engines.formats.model import Line, PageReading, TextSource
from lantai.engines.search.indexing import drain_all
from lantai.holdings.catalogue.actions import Person, enter_persons
from lantai.holdings.catalogue.tests.factories import RecordFactory
from lantai.holdings.fulltext.actions import enter_recognition, mark_changed
from lantai.services.certificates.actions import complete_certificate
from lantai.services.certificates.keeping import kept_file
from lantai.services.certificates.keyring import prepare_keys
from lantai.services.certificates.models import Certificate
from lantai.services.enquiries.actions import (
    CopiesNotGranted,
    NoPageChosen,
    NothingIssued,
    NothingToFetch,
    RecordWaits,
    Searched,
    answer_not_found,
    certify_basket,
    certify_nothing_found,
    consult_unit,
    decide_enquiry,
    deliver_enquiry,
    fetch_copy,
    mean_records,
    prepare_decision,
    search_on,
)
from lantai.services.enquiries.box import Read, read_box, words_of
from lantai.services.enquiries.models import ChosenPage, Enquiry
from lantai.services.enquiries.papers import letter_as_pdf
from lantai.services.enquiries.queries.copies import own_copies
from lantai.services.enquiries.sealed import Reachable
from lantai.services.enquiries.tests.factories import CLERK, decided, grant, matter_case, order_of
from lantai.services.notices.actions import send_notice
from lantai.services.notices.models import Notice

pytestmark = pytest.mark.django_db
HUSBAND, WIFE, OTHER = "程志远", "柳文澜", "石望川"
CERTIFIED = "nothing_certified"
TEXT = (f"结婚人{HUSBAND}与{WIFE}", f"证婚人{OTHER}")


def told(case):
    return list(Notice.objects.filter(case=case.number).order_by("pk").values_list("event", flat=True))


def at(name, *arguments):
    return reverse(f"enquiries:{name}", args=[getattr(each, "ulid", each) for each in arguments])


def text_of(answer):
    return answer.content.decode()


@pytest.fixture
def record(world):
    """The opened record as a registration of a marriage: its page is read, three people are named."""
    lines = tuple(
        Line(text, tuple((40 + 9 * n, 60 + 20 * row, 8, 10) for n in range(len(text)))) for row, text in enumerate(TEXT)
    )
    reading = PageReading(1, 210, 297, lines, TextSource.OCR, "rapidocr 3.10.0")
    enter_recognition(page=world.opened.pages.get(), reading=reading)
    people = [Person(HUSBAND, role="husband"), Person(WIFE, role="wife"), Person(OTHER, role="witness")]
    enter_persons([(world.opened, people)])
    mark_changed([world.opened.pk])
    drain_all()
    return world.opened


@pytest.fixture
def case(world):
    return matter_case(world.institution, answers={"husband": HUSBAND, "wife": WIFE, "married": "1978"})


@pytest.fixture
def desk(client, world):
    client.force_login(world.people["desk_officer"])
    return client


def test_the_box_reads_words_of_the_clues_as_clues_and_others_by_their_form():
    filled = {"name": HUSBAND, "beside": WIFE, "place": "红星 公社", "year_from": 1977, "year_to": 1979, "born": 1956}
    words = words_of(filled)
    assert words == f"{HUSBAND} {WIFE} 红星公社 1978 1956年生"
    read = read_box(words, filled)
    assert (read.name, read.beside, read.place, read.years, read.born) == (HUSBAND, WIFE, "红星公社", "1977–1979", 1956)

    changed = read_box(f"程致远 {WIFE} 1981年 大红袍茶厂", filled)
    assert (changed.name, changed.beside, changed.years) == ("程致远", WIFE, "1979–1983")
    assert (changed.rest, changed.for_text) == (("大红袍茶厂",), "程致远 大红袍茶厂")
    assert read_box(WIFE, filled).name == WIFE
    this_year = timezone.localdate().year
    for said, year in (("民国三十年生", 1941), ("1956年3月5日出生", 1956), ("七十岁", this_year - 70)):
        assert read_box(f"{HUSBAND} {said}", {}) == Read(name=HUSBAND, born=year)
    for said, years in (("民国三十七年", "1946–1950"), ("1978.3.5", "1976–1980"), ("七十年代", "1968–1981")):
        assert read_box(f"{HUSBAND} {said}", {}).years == years
    assert read_box("王生 民国", {}) == Read(name="王生", beside="民国"), "names that look like a birth or an era"
    assert read_box("", filled).for_text == ""


def test_the_clues_are_searched_at_once_and_each_hit_says_why(desk, case, record):
    shown = text_of(desk.get(at("desk", case), {"all": "1"}))
    assert f'value="{HUSBAND} {WIFE} 1978"' in shown
    assert record.code in shown
    assert "is-same" in shown
    assert "is-beside" in shown
    assert "is-year" in shown

    other = text_of(desk.get(at("desk", case), {"q": "证婚人", "all": "1"}))
    assert "第 1 页" in other
    assert "<mark>证婚人</mark>" in other
    assert "没有" in text_of(desk.get(at("desk", case), {"q": "查无此人也", "all": "1"}))


def test_a_record_is_put_masked_certified_printed_and_signed_for(desk, case, record):
    prepare_keys()
    put = desk.post(at("desk_act", case, "put"), {"record": record.ulid, "q": HUSBAND, "all": "1"})
    assert put.status_code == 302
    assert put.url.startswith(at("desk", case) + "?q=")
    page = text_of(desk.get(at("desk_mask", case, record, 1)))
    place = TEXT[0].__len__() + 1 + 3
    hint = f"{place}-{place + len(OTHER)}"
    assert f'value="{hint}"' in page
    assert f"<strong>{WIFE}</strong>" not in page, "who asks is nobody else"
    assert desk.post(at("desk_mask", case, record, 1), {"span": hint, "box": "0.1,0.1,0.2,0.05"}).status_code == 302
    assert 'value="0.10000,0.10000,0.20000,0.05000"' in text_of(desk.get(at("desk_mask", case, record, 1)))
    said = {"name": WIFE, "purpose": "婚姻", "seal": "", "ulid": new_ulid()}
    assert desk.post(at("desk_act", case, "certify"), said).status_code == 302
    assert desk.post(at("desk_act", case, "certify"), said).status_code == 302

    certificate = complete_certificate(actor=CLERK, certificate=Certificate.objects.get())

    assert (certificate.case, certificate.sources.get().masked["spans"]) == (case.number, [[place, place + len(OTHER)]])
    assert OTHER.encode() not in (kept_file(certificate) or b"")
    assert case.steps.filter(act="certify").count() == 1
    shown = text_of(desk.get(at("desk", case)))
    assert reverse("certificates:print", args=[certificate.ulid]) in shown
    receipt = desk.get(at("desk_paper", case, "receipt"))
    assert receipt.content.startswith(b"%PDF-")
    assert certificate.number in pdf_text(receipt.content)
    assert "领取人签名" in pdf_text(receipt.content)
    assert desk.post(at("desk_act", case, "found")).status_code == 302
    assert desk.post(at("desk_act", case, "deliver"), {"way": "counter"}).status_code == 302
    case.refresh_from_db()
    assert case.state == "delivered"


def test_what_the_record_type_masks_for_others_is_offered(desk, case, record):
    unit = TEXT[1].removesuffix(OTHER)
    record.record_type = "marriage"
    record.save()
    record.persons.filter(name=HUSBAND).update(unit=unit)
    desk.post(at("desk_act", case, "put"), {"record": record.ulid, "q": HUSBAND, "all": "1"})

    hints = desk.get(at("desk_mask", case, record, 1)).context["view"].hints

    assert (unit, "此类档案须遮蔽：单位") in [(each.text, each.label) for each in hints]
    assert unit not in [each.text for each in hints if each.label == "档案中的其他人"]


def pdf_text(content: bytes) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paper.pdf"
        path.write_bytes(content)
        with pdfium.document(path) as opened:
            texts = [opened[number].get_textpage().get_text_range() for number in range(len(opened))]
    return "".join("".join(texts).split())


def test_what_is_not_opened_waits_for_another_person(desk, case, world):
    prepare_keys()
    mean_records(actor=CLERK, enquiry=case, records=[world.unopened])
    assert "未开放" in text_of(desk.get(at("desk", case)))
    said = {"name": WIFE, "seal": "", "ulid": new_ulid()}
    assert desk.post(at("desk_act", case, "certify"), said).status_code == 409
    assert not Certificate.objects.exists()
    prepare_decision(actor=CLERK, enquiry=case, draft=grant())
    decide_enquiry(actor=OPERATOR, enquiry=case)
    assert desk.post(at("desk_act", case, "certify"), said).status_code == 302
    assert Certificate.objects.get().sources.get().record_id == world.unopened.pk


def test_others_records_and_the_unit_s_consent_are_waited_for(world):
    prepare_keys()
    other = matter_case(world.institution, applicant_kind="other")
    mean_records(actor=CLERK, enquiry=other, records=[world.opened])
    with pytest.raises(RecordWaits):
        certify_basket(actor=CLERK, enquiry=other, order=order_of(other))
    own = matter_case(world.institution)
    mean_records(actor=CLERK, enquiry=own, records=[world.opened])
    consult_unit(actor=CLERK, enquiry=own, unit=world.institution, question="可否提供？", records=[world.opened.ulid])
    Enquiry.objects.filter(pk=own.pk).update(state="taken_on")
    with pytest.raises(RecordWaits) as refused:
        certify_basket(actor=CLERK, enquiry=own, order=order_of(own))
    assert world.institution.name in str(refused.value)


def test_pages_are_chosen_and_nonsense_comes_back(desk, case, record, world):
    mean_records(actor=CLERK, enquiry=case, records=[record])
    assert desk.post(at("desk_pages", case, record), {"page": "1"}).status_code == 302
    assert ChosenPage.objects.get().page == 1
    assert desk.get(at("desk_pages", case, record)).status_code == 200
    for said in ({}, {"page": "2"}, {"page": "x"}, {"page": "99999999999999"}):
        assert desk.post(at("desk_pages", case, record), said).status_code == 422
    for said, status in (
        ({"box": "x"}, 400), ({"box": "0.9,0.9,0.9,0.9"}, 422), ({"span": "9-3"}, 422), ({"span": "0-9999"}, 422),
    ):  # fmt: skip
        assert desk.post(at("desk_mask", case, record, 1), said).status_code == status
    assert desk.post(at("desk_mask", case, record, 9), {"span": "0-1"}).status_code in (404, 422)
    assert desk.get(at("desk_pages", case, world.unopened)).status_code == 404
    assert desk.post(at("desk_act", case, "put"), {"record": "x"}).status_code == 422
    assert desk.post(at("desk_act", case, "take"), {"record": "x"}).status_code == 404
    assert desk.post(at("desk_act", case, "nonsense")).status_code == 404
    assert desk.post(at("desk_act", case, "certify"), {"name": ""}).status_code == 400
    assert desk.get(at("desk_paper", case, "slip")).status_code == 404
    assert desk.get(at("desk_paper", case, "receipt")).status_code == 404
    assert desk.post(at("desk_act", case, "take"), {"record": record.ulid}).status_code == 302
    assert not ChosenPage.objects.exists()


def test_paper_without_pages_is_fetched_with_a_slip(desk, case, world):
    paper = RecordFactory(fonds=world.fonds, opening_state="open", title="结婚登记存根")
    mean_records(actor=CLERK, enquiry=case, records=[paper])
    slip = desk.get(at("desk_paper", case, "slip"))
    said = pdf_text(slip.content)
    assert "调卷单" in said
    assert "结婚登记存根" in said
    assert WIFE not in said


def test_what_this_officer_may_not_see_is_not_on_the_desk(client, case, record, world):
    """Another archive's desk gets nothing; who reads no unopened archives copies none of the basket."""
    mean_records(actor=CLERK, enquiry=case, records=[world.unopened])
    client.force_login(world.people["outsider"])
    for address in (at("desk", case), at("desk_pages", case, record), at("desk_mask", case, record, 1)):
        assert client.get(address).status_code == 404
    assert client.get(at("desk_paper", case, "slip")).status_code == 404
    blind = Actor("窗口", "desk_officer", 1, {"LT01": frozenset({Right.ISSUE_CERTIFICATES, Right.HANDLE_ENQUIRIES})})
    with pytest.raises(NoPageChosen):
        certify_basket(actor=blind, enquiry=case, order=order_of(case))
    assert not Certificate.objects.exists()


def test_nothing_found_is_certified_with_what_was_searched_and_its_applicant_told(desk, world, settings):
    settings.NOTICE_MAIL, settings.NOTICE_SMS = True, ""
    case = matter_case(world.institution, answers={"husband": HUSBAND}, contact=Reachable(email="liu@example.test"))
    prepare_keys()
    desk.post(at("desk_act", case, "not_found"), {"search": f"name={HUSBAND}&searched=1"})
    said = {"name": WIFE, "seal": "", "ulid": new_ulid()}
    assert desk.post(at("desk_act", case, "certify_nothing"), said).status_code == 302
    certificate = Certificate.objects.get()
    assert (certificate.kind, certificate.case) == ("not_found", case.number)
    assert HUSBAND in certificate.body["words"]
    with pytest.raises(NothingToFetch):
        fetch_copy(actor=OPERATOR, enquiry=case, certificate=certificate.ulid, most=5)
    assert CERTIFIED not in told(case)  # nothing is told of what is not drawn up yet
    for _ in range(2):
        complete_certificate(actor=CLERK, certificate=certificate)
    case.refresh_from_db()
    assert told(case) == ["taken_on", "not_found", CERTIFIED]
    send_notice(actor=OPERATOR, notice=Notice.objects.get(event=CERTIFIED))
    letter = mail.outbox[-1]
    assert "查无档案证明" in letter.subject
    assert f"{case.online_until} 前下载" in letter.body
    assert not any(word in letter.subject + letter.body for word in (WIFE, HUSBAND))
    assert fetch_copy(actor=OPERATOR, enquiry=case, certificate=certificate.ulid, most=5) == kept_file(certificate)
    late = timezone.localdate() + dt.timedelta(days=400)
    assert [len(own_copies(case, day)[0]) for day in (timezone.localdate(), late)] == [1, 0]
    case.identity_level = "contact"
    with pytest.raises(NothingToFetch):
        fetch_copy(actor=OPERATOR, enquiry=case, certificate=certificate.ulid, most=5)


def test_of_a_certificate_of_a_case_that_is_searched_again_nothing_is_told(world, settings):
    settings.NOTICE_MAIL, settings.NOTICE_SMS = True, ""
    prepare_keys()
    case = matter_case(world.institution, contact=Reachable(email="liu@example.test"))
    case = answer_not_found(actor=CLERK, enquiry=case, searched=Searched(HUSBAND))
    certificate = certify_nothing_found(actor=CLERK, enquiry=case, order=order_of(case))
    search_on(actor=CLERK, enquiry=case, why="补充了曾用名")
    complete_certificate(actor=CLERK, certificate=certificate)

    assert told(case) == ["taken_on", "not_found"]


def test_granted_copies_of_what_is_not_opened_are_delivered_online_and_reading_is_not(world):
    prepare_keys()
    soon = timezone.localdate() + dt.timedelta(days=3)
    read = decided(world.unopened, grant(use="read"))
    with pytest.raises(CopiesNotGranted):
        deliver_enquiry(actor=CLERK, enquiry=read, way="counter", note="")
    enquiry = decided(world.unopened, grant(until=soon))
    assert letter_as_pdf(enquiry, enquiry.decisions.get().letter)
    with pytest.raises(NothingIssued):
        deliver_enquiry(actor=CLERK, enquiry=enquiry, way="online", note="")
    certificate = certify_basket(actor=CLERK, enquiry=enquiry, order=order_of(enquiry))
    complete_certificate(actor=CLERK, certificate=certificate)

    done = deliver_enquiry(actor=CLERK, enquiry=enquiry, way="online", note="")

    assert (done.state, done.online_until, done.answer) == ("delivered", soon, "granted")
    assert fetch_copy(actor=OPERATOR, enquiry=done, certificate=certificate.ulid, most=5) == kept_file(certificate)


def test_the_desk_asks_as_often_for_many_as_for_one(desk, case, record, world, django_assert_max_num_queries):
    mean_records(actor=CLERK, enquiry=case, records=[record])
    desk.get(at("desk", case))
    with django_assert_max_num_queries(60) as one:
        desk.get(at("desk", case))
    more = [RecordFactory(fonds=world.fonds, opening_state="open") for _ in range(5)]
    enter_persons([(each, [Person(HUSBAND, role="husband")]) for each in more])
    mean_records(actor=CLERK, enquiry=case, records=more)
    with django_assert_max_num_queries(len(one.captured_queries) + 2):
        desk.get(at("desk", case))
