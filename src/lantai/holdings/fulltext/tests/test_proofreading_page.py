"""Proof-reading: the list, the page line by line, stale edits, and the history of a text."""

from __future__ import annotations

import pytest
from django.urls import reverse

from lantai.base.accounts.access import Role
from lantai.base.accounts.tests.factories import outsider, person
from lantai.holdings.catalogue.tests.factories import RecordFactory
from lantai.holdings.fulltext.tests.factories import PageFactory, pages_of

pytestmark = pytest.mark.django_db
LIST = "/staff/proofreading"


def address(page, name="fulltext:proofread"):
    return reverse(name, args=[page.record.ulid, page.position])


@pytest.fixture
def page():
    return pages_of(RecordFactory(), 2)[0]


@pytest.fixture
def reader(client):
    client.force_login(person(Role.PROOFREADER))
    return client


def test_it_lists_the_least_certain_pages_first(reader):
    sure, unsure = PageFactory(confidence=0.99), PageFactory(confidence=0.41)
    PageFactory(source="corrected", confidence=0.1)

    shown = reader.get(LIST).context["sheet"].object_list

    assert list(shown) == [unsure, sure]


def test_it_lists_what_no_machine_could_read(reader):
    failed = PageFactory(state="failed")
    PageFactory()

    assert list(reader.get(LIST, {"state": "failed"}).context["sheet"].object_list) == [failed]


def test_it_lists_nothing_of_other_archives(client, page):
    client.force_login(outsider())

    assert client.get(LIST).context["sheet"].paginator.count == 0


def test_it_lists_many_pages_at_a_constant_cost(reader, django_assert_max_num_queries):
    for _ in range(30):
        PageFactory()

    with django_assert_max_num_queries(6):
        reader.get(LIST)


def test_it_opens_a_line_with_its_text_and_its_cut_of_the_image(reader, page):
    text = reader.get(address(page), {"line": "1"}).content.decode()

    assert 'value="同意你社修缮城东水渠，所需木料自筹。"' in text
    assert "/1/100,280,716,40/716,/0/default.jpg" in text


@pytest.mark.parametrize("line", ["99", "-1", "x", "²", "9" * 30])
def test_it_opens_no_line_that_is_not_there(reader, page, line):
    answer = reader.get(address(page), {"line": line})

    assert answer.status_code == 200
    assert answer.context["form"] is None


def test_it_saves_a_line_and_goes_on_to_the_next(reader, page):
    answer = reader.post(address(page), {"line": "0", "version": "1", "text": "关于城西水渠修缮问题的批复"})

    page.refresh_from_db()
    assert answer.headers["Location"] == f"{address(page)}?line=1#line_text"
    assert page.text.startswith("关于城西水渠")
    assert page.source == "corrected"


def test_it_shows_both_texts_of_a_stale_edit_and_overwrites_nothing(reader, page):
    reader.post(address(page), {"line": "0", "version": "1", "text": "先存的文字"})

    answer = reader.post(address(page), {"line": "0", "version": "1", "text": "后存的文字"})

    page.refresh_from_db()
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "先存的文字" in text
    assert 'value="后存的文字"' in text
    assert 'name="version" value="2"' in text
    assert page.text.startswith("先存的文字")


@pytest.mark.parametrize("sent", [{}, {"line": "x", "version": "1"}, {"line": "0", "version": "0", "text": "字"}])
def test_it_refuses_a_form_that_is_not_whole(reader, page, sent):
    assert reader.post(address(page), sent).status_code == 400


def test_it_refuses_a_line_that_is_not_there(reader, page):
    assert reader.post(address(page), {"line": "99", "version": "1", "text": "字"}).status_code == 404


def test_it_has_failed_pages_read_again_from_the_list(reader):
    failed = PageFactory(state="failed", text="")

    listed = reader.get(LIST, {"state": "failed"}).content.decode()
    answer = reader.post(f"{LIST}/{failed.record.ulid}/read-again", {"then": "list"}, follow=True)

    failed.refresh_from_db()
    assert f'action="{LIST}/{failed.record.ulid}/read-again"' in listed
    assert failed.state == "waiting"
    assert "1页重新等待识别" in answer.content.decode()


def test_it_takes_the_typed_text_of_a_page_without_any(reader):
    page = PageFactory(state="failed", text="")
    page.layout.delete()
    shown = reader.get(address(page)).content.decode()

    assert '<textarea name="text"' in shown
    assert reader.post(address(page), {"act": "write", "version": "1", "text": " "}).status_code == 400
    assert reader.post(address(page), {"act": "write", "version": "1", "text": "会议记录"}).status_code == 302
    late = reader.post(address(page), {"act": "write", "version": "1", "text": "另一份"})

    page.refresh_from_db()
    assert (late.status_code, page.text) == (409, "会议记录")
    assert "另一份" in late.content.decode()


def test_it_keeps_every_version_with_its_author(reader, page):
    reader.post(address(page), {"line": "0", "version": "1", "text": "关于城西水渠修缮问题的批复"})

    versions = reader.get(address(page, "fulltext:page_history")).context["history"].versions

    assert [(version.number, version.is_current) for version in versions] == [(2, True), (1, False)]
    assert versions[1].author == "rapidocr 3.10.0"
    assert [(c.number, c.before, c.after) for c in versions[1].changes] == [
        (1, "关于城东水渠修缮问题的批复", "关于城西水渠修缮问题的批复")
    ]


@pytest.mark.parametrize("name", ["fulltext:proofread", "fulltext:page_history"])
def test_it_is_for_those_with_the_right_in_this_archive(client, page, name):
    answers = [client.get(address(page, name)).status_code]
    for user in (person(Role.SYSTEM_ADMINISTRATOR), outsider(), person(Role.ARCHIVIST)):
        client.force_login(user)
        answers.append(client.get(address(page, name)).status_code)

    assert answers == [302, 403, 404, 200]


def test_it_refuses_a_correction_by_another_archive(client):
    page = pages_of(RecordFactory(opened=True), 1)[0]
    client.force_login(outsider())

    answer = client.post(address(page), {"line": "0", "version": "1", "text": "改动"})

    page.refresh_from_db()
    assert answer.status_code == 403
    assert "改动" not in page.text


@pytest.mark.parametrize("bad", ["/staff/proofreading/0/1", f"/staff/proofreading/{'0' * 26}/1"])
def test_it_knows_no_other_page(reader, bad):
    assert reader.get(bad).status_code == 404


def test_it_refuses_another_method(reader, page):
    assert reader.patch(address(page)).status_code == 405
    assert reader.post(LIST).status_code == 405
