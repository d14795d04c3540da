"""The pages of merging: from two records side by side to one, and old addresses that lead there."""

from __future__ import annotations

import pytest
from django.urls import reverse

from lantai.base.accounts.access import OPERATOR, Role
from lantai.base.accounts.tests.factories import outsider, person
from lantai.holdings.catalogue.actions import RecordChange, change_records
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.tests.factories import FondsFactory, PersonEntryFactory, RecordFactory
from lantai.holdings.description.models import RecordPair
from lantai.holdings.fulltext.tests.factories import pages_of
from lantai.holdings.merging.actions import merge_records
from lantai.holdings.merging.choosing import Choices
from lantai.holdings.merging.models import Merge
from lantai.holdings.merging.queries import successor_of

MERGE = "/staff/merge"


@pytest.fixture
def fonds(db, home):
    return FondsFactory()


@pytest.fixture
def both(fonds):
    return [RecordFactory(fonds=fonds, title=title) for title in ("关于春耕的通知", "关于春耕工作的通知")]


@pytest.fixture
def archivist(db, client):
    client.force_login(person(Role.ARCHIVIST))
    return client


def asked(both):
    return {"keep": both[0].ulid, "absorb": both[1].ulid}


def posted(both, **more):
    return asked(both) | {"keep_version": 1, "absorb_version": 1, "reason": "同一文件重复著录"} | more


def merged(both):
    return merge_records(
        actor=OPERATOR, keep=both[0], absorb=both[1], choices=Choices(), reason="同一文件", versions=(1, 1)
    )


def test_both_stand_side_by_side_and_differences_are_told_in_words(archivist, both):
    PersonEntryFactory(record=both[0])
    PersonEntryFactory(record=both[1])
    RecordPair.objects.create(first=both[0], second=both[1], score=400, reasons=["near_title"])
    pairs = archivist.get(reverse("description:pairs")).content.decode()
    text = archivist.get(MERGE, asked(both)).content.decode()

    assert f"{MERGE}?keep={both[0].ulid}&amp;absorb={both[1].ulid}" in pairs
    for word in ("两者不同", "关于春耕的通知", "工作</ins>", "与此为同一人", "1 人已在保留的条目中著录", "对调"):
        assert word in text


def test_from_choosing_to_the_next_pair_and_back_again(archivist, both, fonds):
    other = [RecordFactory(fonds=fonds) for _ in range(2)]
    pair = RecordPair.objects.create(first=other[0], second=other[1], score=400)
    page = archivist.post(MERGE, posted(both, **{"text:title": "absorb"}), follow=True)

    done = Merge.objects.get()
    assert page.redirect_chain == [(reverse("merging:done", args=[done.ulid]), 302)]
    text = page.content.decode()
    assert f"#pair-{pair.ulid}" in text
    assert Record.objects.get(pk=both[0].pk).title == "关于春耕工作的通知"
    log = archivist.get(reverse("accessions:record", args=[both[0].ulid])).content.decode()
    log = log[log.index("并入本条目的著录") :].split("</ul>", 1)[0]
    for said in (both[1].code, done.by, done.reason, f"{done.at:%Y}", "采用了它的内容： 题名"):
        assert said in log
    assert both[1].code in archivist.get(reverse("merging:merges")).content.decode()

    back = archivist.post(reverse("merging:undo", args=[done.ulid]), {"reason": "误合并"}, follow=True)
    assert "已撤销" in back.content.decode()
    assert Record.objects.get(pk=both[1].pk).code_key == both[1].code_key
    again = archivist.post(reverse("merging:undo", args=[done.ulid]))
    assert again.status_code == 409


def test_an_overtaken_form_comes_back_with_both_texts_and_what_was_chosen(archivist, both, fonds):
    change_records(actor=OPERATOR, fonds=fonds, changes=[RecordChange(both[0], {"title": "关于夏收的通知"})])
    answer = archivist.post(MERGE, posted(both, **{"text:title": "absorb"}))

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "夏收</ins>" in text
    assert 'value="absorb" checked' in " ".join(text.split())
    assert "同一文件重复著录" in text
    assert not Merge.objects.exists()


def test_somebody_was_faster(archivist, both):
    done = merged(both)
    answer = archivist.post(MERGE, posted(both), follow=True)
    assert answer.redirect_chain[0][0] == reverse("merging:done", args=[done.ulid])
    assert "已经合并" in answer.content.decode()


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"reason": " "}, 422),
        ({"same:99": "98"}, 422),
        ({"keep_version": "x"}, 409),
        ({"keep": "x"}, 404),
        ({"keep": "\0"}, 404),
        ({"text:title": "neither", "text:unknown": "absorb", "same:x": "\0"}, 422),
    ],
)
def test_bad_input_is_told_and_merges_nothing(archivist, both, more, status):
    assert archivist.post(MERGE, posted(both, **more)).status_code == status
    assert not Merge.objects.exists()


def test_what_may_not_be_merged_is_said_before_anything_is_chosen(archivist, both):
    Record.objects.filter(pk=both[1].pk).update(opening_state="open")
    text = archivist.get(MERGE, asked(both)).content.decode()
    assert "开放状态不同" in text
    assert "<form" not in text.partition("<main")[2].partition("</main")[0]
    assert archivist.post(MERGE, posted(both)).status_code == 409


def test_an_outsider_finds_and_merges_nothing(client, both):
    client.force_login(outsider())
    assert client.get(MERGE, asked(both)).status_code == 404
    assert client.post(MERGE, posted(both)).status_code == 404
    done = merged(both)
    assert client.get(reverse("merging:done", args=[done.ulid])).status_code == 404
    assert done.code not in client.get(reverse("merging:merges")).content.decode()


def test_many_merges_cost_no_more_than_one(archivist, fonds, django_assert_max_num_queries):
    for _ in range(4):
        merged([RecordFactory(fonds=fonds), RecordFactory(fonds=fonds)])
    with django_assert_max_num_queries(6):
        assert archivist.get(reverse("merging:merges")).status_code == 200


def test_old_addresses_lead_to_the_kept_record_for_who_may_see_it(client, archivist, both):
    for record in both:
        Record.objects.filter(pk=record.pk).update(opening_state="open")
        record.refresh_from_db()
        pages_of(record, 2)
    merged(both)
    keep, absorb = (record.ulid for record in both)
    client.logout()

    answer = client.get(f"/records/{absorb}", {"q": "春耕"})
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/records/{keep}?q=%E6%98%A5%E8%80%95")
    assert client.get(f"/records/{absorb}/pages/2").headers["Location"] == f"/records/{keep}/pages/4"
    assert client.get(f"/api/v1/records/{absorb}").headers["Location"] == f"/api/v1/records/{keep}"
    assert client.get(f"/records/{keep}").status_code == 200
    Record.objects.filter(pk=both[0].pk).update(opening_state="unreviewed")
    for address in (f"/records/{absorb}", f"/records/{absorb}/pages/2", f"/api/v1/records/{absorb}"):
        assert client.get(address).status_code == 404
    client.force_login(person(Role.ARCHIVIST))
    for name in ("accessions:record", "description:edit", "description:history"):
        answer = client.get(reverse(name, args=[absorb]))
        assert (answer.status_code, answer.headers["Location"]) == (301, reverse(name, args=[keep]))


def test_a_way_over_several_merges_is_followed_to_its_end(fonds):
    one, two, three = (RecordFactory(fonds=fonds) for _ in range(3))
    pages_of(two, 1)
    pages_of(three, 2)
    merged([two, one])
    two = Record.objects.get(pk=two.pk)
    merge_records(actor=OPERATOR, keep=three, absorb=two, choices=Choices(), reason="同一文件", versions=(1, 2))
    found = successor_of(one.ulid, OPERATOR.scope())
    assert (found.ulid, found.before) == (three.ulid, 3)
