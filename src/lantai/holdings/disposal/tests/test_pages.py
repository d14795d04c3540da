"""The pages of disposal as people go through them, without JavaScript, at a constant cost."""

from __future__ import annotations

import pytest
from django.urls import reverse

from lantai.base.accounts.access import Role
from lantai.base.accounts.tests.factories import outsider, person
from lantai.engines.formats import pdfium
from lantai.holdings.catalogue.tests.factories import FondsFactory
from lantai.holdings.disposal.models import Appraisal, Destruction, Hold
from lantai.holdings.disposal.papers import list_as_pdf, report_as_pdf
from lantai.holdings.disposal.tests.lists import approved, drawn, due_records

pytestmark = pytest.mark.django_db


@pytest.fixture
def fonds():
    return FondsFactory()


@pytest.fixture
def signed_in(client, fonds):
    """Sign the client in as somebody of this role."""

    def sign_in(role=Role.ARCHIVIST):
        client.force_login(person(role, fonds.institution))
        return client

    return sign_in


def at(name, *arguments):
    return reverse(f"disposal:{name}", args=[getattr(each, "ulid", each) for each in arguments])


def text_of(answer):
    return answer.content.decode()


def test_a_list_goes_from_what_is_due_to_the_opinions(signed_in, fonds):
    due_records(fonds, 3)
    client = signed_in()
    assert "J001" in text_of(client.get(at("overview")))
    page = text_of(client.get(at("fonds", fonds), {"year": "1990"}))
    assert "1990" in page
    assert "防汛" in page
    drew = client.post(at("fonds", fonds), {"year_from": "1990", "year_to": "1990"})
    appraisal = Appraisal.objects.get()
    assert drew.headers["Location"] == at("appraisal", appraisal)
    url = at("appraisal", appraisal)
    assert client.post(url, {"act": "ticked", "item": "1", "decision": "destroy", "reason": ""}).status_code == 422
    assert (
        client.post(
            url, {"act": "ticked", "item": "1", "decision": "extend", "period": "50年", "reason": "x"}
        ).status_code
        == 302
    )
    assert client.post(url, {"act": "rest", "decision": "destroy", "reason": "无价值"}).status_code == 302
    assert client.post(url, {"act": "pass_on"}).status_code == 302
    assert client.post(url, {"act": "rest"}).status_code == 409
    second = signed_in()
    assert second.post(url, {"act": "rest"}).status_code == 302
    assert second.post(url, {"act": "close"}).status_code == 302
    second.post(url, {"act": "propose", "reason": "期满"})
    destruction = Destruction.objects.get()
    head = signed_in(Role.DISPOSAL_APPROVER)
    assert 'value="agree"' in text_of(head.get(at("destruction", destruction)))
    for _ in range(3):
        assert head.post(at("destruction", destruction), {"act": "agree", "text": "同意"}).status_code == 302
    assert head.post(at("destruction", destruction), {"act": "agree", "text": "同意"}).status_code == 409
    for _ in range(2):
        witness = signed_in(Role.DISPOSAL_WITNESS)
        assert 'value="witness"' in text_of(witness.get(at("destruction", destruction)))
        assert witness.post(at("destruction", destruction), {"act": "witness", "text": "已核对"}).status_code == 302
    third = signed_in()
    assert 'value="begin"' in text_of(third.get(at("destruction", destruction)))
    strike = {"act": "strike", "item": "1", "text": "另用"}
    assert third.post(at("destruction", destruction), strike).status_code == 302
    assert (
        third.post(at("destruction", destruction), {"act": "begin", "place": "本馆", "way": "粉碎"}).status_code == 302
    )
    destruction.refresh_from_db()
    assert destruction.state == "destroying"
    assert third.post(at("destruction", destruction), {"act": "go_on"}).status_code == 302


def test_a_hold_is_placed_seen_on_the_record_and_released(signed_in, fonds):
    [record] = due_records(fonds, 1)
    client = signed_in()
    given = {
        "fonds": fonds.ulid,
        "reach": "records",
        "codes": record.code,
        "reason": "诉讼",
        "document": "云法3号",
        "since": "2026-01-01",
    }
    assert client.post(at("new_hold"), given | {"codes": "没有"}).status_code == 400
    assert client.post(at("new_hold"), given | {"until": "2025-01-01"}).status_code == 422
    placed = client.post(at("new_hold"), given)
    hold = Hold.objects.get()
    assert placed.headers["Location"] == at("hold", hold)
    assert "云法3号" in text_of(client.get(reverse("accessions:record", args=[record.ulid])))
    assert client.post(at("hold", hold), {"text": "结案"}).status_code == 403
    head = signed_in(Role.DISPOSAL_APPROVER)
    assert head.post(at("hold", hold), {"text": ""}).status_code == 422
    assert head.post(at("hold", hold), {"text": "结案"}).status_code == 302
    assert "云法3号" not in text_of(head.get(at("holds")))
    assert "云法3号" in text_of(head.get(at("holds"), {"released": "1"}))


def test_another_archive_sees_nothing_and_bad_input_is_told(client, signed_in, fonds):
    due_records(fonds, 1)
    destruction = approved(fonds)
    one = [at("fonds", fonds), at("appraisal", destruction.appraisal), at("destruction", destruction),
           at("report", destruction.appraisal), at("list", destruction)]  # fmt: skip
    client.force_login(outsider())
    assert {client.get(url).status_code for url in one} == {404}
    for name in ("overview", "appraisals", "destructions", "holds"):
        assert "J001" not in text_of(client.get(at(name)))

    mine = signed_in()
    assert mine.post(one[0], {"year_from": "x", "year_to": "1990"}).status_code == 400
    assert mine.post(one[0], {"year_from": "1", "year_to": "2"}).status_code == 422
    assert mine.get(one[0], {"year": "99999"}).status_code == 200
    for url in one[1:3]:
        assert mine.post(url, {"act": "burn"}).status_code == 404
    assert mine.post(one[2], {"act": "strike", "item": "99", "text": "x"}).status_code == 404
    assert mine.post(one[2], {"act": "agree", "text": "x"}).status_code == 403


@pytest.mark.parametrize("count", [2, 30])
def test_a_list_costs_the_same_for_any_number_of_items(signed_in, fonds, count, django_assert_max_num_queries):
    due_records(fonds, count)
    appraisal = drawn(fonds)
    client = signed_in()

    with django_assert_max_num_queries(14):
        client.get(at("appraisal", appraisal))
    with django_assert_max_num_queries(14):
        client.get(at("overview"))


def test_list_and_report_are_printed_with_their_signatures(fonds, home):
    due_records(fonds, 2)
    destruction = approved(fonds)

    papers = (
        (list_as_pdf(destruction), ("档案销毁清册", "档案机构负责人意见", "监销人", "D10")),
        (report_as_pdf(destruction.appraisal), ("档案鉴定工作报告", "初审员", "复审员")),
    )
    for path, words in papers:
        with pdfium.document(path) as pdf:
            text = "".join(pdf[n].get_textpage().get_text_range() for n in range(len(pdf)))
        assert [word for word in words if word not in text] == []
