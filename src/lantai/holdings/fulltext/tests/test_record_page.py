"""The record page: description, pages and files of one record, for whom it is open."""

from __future__ import annotations

import pytest
from django.urls import reverse

from lantai.base.accounts.access import Role
from lantai.base.accounts.tests.factories import outsider, person
from lantai.holdings.catalogue.models import Component, Series
from lantai.holdings.catalogue.tests.factories import PersonEntryFactory, RecordFactory
from lantai.holdings.fulltext.tests.factories import pages_of

pytestmark = pytest.mark.django_db


def address(record):
    return reverse("fulltext:record", args=[record.ulid])


def test_it_shows_what_is_said_of_an_open_record(client):
    record = RecordFactory(opened=True, note="附平面图一张")
    pages_of(record, 2)

    text = client.get(address(record)).content.decode()

    for said in (record.title, record.code, record.document_number, record.creator, "附平面图一张", "永久", "文书"):
        assert said in text
    assert reverse("fulltext:page", args=[record.ulid, 2]) in text
    assert record.pages.first().file.original_name in text


def test_it_shows_an_unopened_record_to_its_archivist_with_a_warning(client):
    record = RecordFactory()
    client.force_login(person(Role.ARCHIVIST))

    answer = client.get(address(record))

    assert answer.status_code == 200
    assert "此件未开放" in answer.content.decode()


@pytest.mark.parametrize("who", ["anonymous", "outsider", "administrator"])
def test_it_hides_an_unopened_record_as_if_there_were_none(client, who):
    record = RecordFactory(title="绝不外露的题名")
    if who != "anonymous":
        client.force_login(outsider() if who == "outsider" else person(Role.SYSTEM_ADMINISTRATOR))

    hidden = client.get(address(record))
    unknown = client.get(address(record).replace(record.ulid, "0" * 26))

    assert hidden.status_code == unknown.status_code == 404
    assert "绝不外露" not in hidden.content.decode()
    assert len(hidden.content) == len(unknown.content)
    assert dict(hidden.headers).keys() == dict(unknown.headers).keys()


def test_it_refuses_another_method(client):
    assert client.post(address(RecordFactory(opened=True))).status_code == 405


@pytest.mark.parametrize("bad", ["1", "..", "01ARZ3NDEKTSV4RRFFQ69G5FA", "0" * 27, "０" * 26])
def test_it_knows_no_other_kind_of_identifier(client, bad):
    assert client.get(f"/records/{bad}").status_code == 404


def test_it_does_not_name_persons_to_the_public(client):
    record = RecordFactory(opened=True)
    PersonEntryFactory(record=record, name="程志远")

    assert "程志远" not in client.get(address(record)).content.decode()


def test_it_hides_unopened_items_of_an_open_volume(client):
    volume = RecordFactory(opened=True, level="volume")
    RecordFactory(parent=volume, title="未开放的卷内文件")
    RecordFactory(parent=volume, title="已开放的卷内文件", opened=True)

    text = client.get(address(volume)).content.decode()

    assert "已开放的卷内文件" in text
    assert "未开放的卷内文件" not in text


def test_it_jumps_to_a_page(client):
    record = RecordFactory(opened=True)
    pages_of(record, 3)

    assert client.get(address(record), {"page": "3"}).headers["Location"] == f"{address(record)}/pages/3"
    assert client.get(address(record), {"page": "4"}).status_code == 200
    assert client.get(address(record), {"page": "²"}).status_code == 200


def test_it_keeps_the_words_of_the_search_when_jumping(client):
    record = RecordFactory(opened=True)
    pages_of(record, 2)

    assert "q=%E6%B0%B4%E6%B8%A0" in client.get(address(record), {"page": "2", "q": "水渠"}).headers["Location"]


def test_it_keeps_one_wrong_character_allowed_when_jumping(client):
    record = RecordFactory(opened=True)
    pages_of(record, 25)
    asked = {"q": "东水果修缮", "tolerant": "1"}

    text = client.get(address(record), asked).content.decode()

    assert "1 处" in text
    assert '<input type="hidden" name="tolerant" value="1">' in text
    assert f"{address(record)}/pages/1?q=%E4%B8%9C%E6%B0%B4%E6%9E%9C%E4%BF%AE%E7%BC%AE&amp;tolerant=1" in text
    assert client.get(address(record), {**asked, "page": "2"}).headers["Location"].endswith("&tolerant=1")


def test_it_costs_the_same_for_a_thick_volume(client, django_assert_max_num_queries):
    record = RecordFactory(opened=True)
    pages_of(record, 40)

    with django_assert_max_num_queries(12):
        text = client.get(address(record)).content.decode()
    assert text.count("<li>\n                  <a href") <= 24


def test_it_counts_the_hits_of_each_page(client):
    record = RecordFactory(opened=True)
    pages_of(record, 2)

    assert "2 处" in client.get(address(record), {"q": "水渠"}).content.decode()


def test_it_lists_the_pages_with_hits_of_a_thick_volume(client):
    """The thumbnails end with page 24: a hit behind them has its link all the same."""
    record = RecordFactory(opened=True)
    pages_of(record, 26, text="别的话")
    record.pages.filter(position=26).update(text="城东水渠与水渠")

    text = client.get(address(record), {"q": "水渠"}).content.decode()

    assert "有命中的页" in text
    assert f"{address(record)}/pages/26?q=" in text
    assert "2 处" in text
    assert "有命中的页" not in client.get(address(record), {"q": "移民"}).content.decode()


def described(**more):
    """An opened record with class, components of which one has a file, and elements of both sorts."""
    said = {"scope": "修建城东水渠的经过", "keywords": ["水利", "修缮"], "location": "三库二列", "class_no": "K12"}
    record = RecordFactory(opened=True, elements=said, secrecy="内部", **more)
    top = Series.objects.create(fonds=record.fonds, code="WS", title="文书类")
    record.series = Series.objects.create(fonds=record.fonds, parent=top, code="BGS", title="办公室")
    record.save()
    pages_of(record, 3)
    parts = [("fair_copy", "批复", 1, 2, "缺一角"), ("annex", "预算表", 3, None, "")]
    for n, (kind, title, first, last, note) in enumerate(parts, 1):
        told = {"title": title, "page_from": first, "page_to": last, "note": note}
        Component.objects.create(record=record, position=n, kind=kind, **told)
    return record


def test_it_shows_public_elements_components_with_their_files_and_the_class(client):
    record = described()

    text = client.get(address(record)).content.decode()

    for said in ("范围和提要", "修建城东水渠的经过", "水利", "K12", "文书类", "办公室", "附件", "预算表", "第 1–2 页"):
        assert said in text
    for kept in ("三库二列", "存储位置", "缺一角", "密级"):
        assert kept not in text
    listed = text[text.index('<ol class="components">') :].split("</ol>", 1)[0]
    assert [listed.count(f"/files/{page.file.ulid}") for page in record.pages.all()] == [1, 1, 1]
    assert listed.index(f"/files/{record.pages.get(position=2).file.ulid}") < listed.index("预算表")
    assert f'href="{address(record)}/pages/3"' in listed


def test_its_labels_are_those_of_the_rules_in_english_too(client):
    client.cookies["django_language"] = "en"

    text = client.get(address(described()), headers={"Accept-Language": "en"}).content.decode()

    for said in ("Scope and content", "Subject terms or keywords", "Class number", "pages 1–2", "annex"):
        assert said in text


def test_staff_read_all_of_it_on_their_page(client):
    record = described()
    client.force_login(person(Role.ARCHIVIST))

    text = client.get(reverse("accessions:record", args=[record.ulid])).content.decode()

    for said in ("三库二列", "存储位置", "缺一角", "密级", "修建城东水渠的经过", "办公室"):
        assert said in text
