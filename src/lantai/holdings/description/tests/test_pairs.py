"""Records that may be described twice: found, shown side by side, decided once; nothing is changed or opened."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from django.db import connection
from django.urls import reverse

from lantai.base.accounts.access import OPERATOR, Role, Scope
from lantai.base.accounts.tests.factories import outsider, person
from lantai.base.audit.models import Event
from lantai.engines.jobs.tests.inline import work
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.tests.factories import FondsFactory, RecordFactory
from lantai.holdings.description import twins
from lantai.holdings.description.actions import PairDecided, decide_pair, propose_copies, propose_pairs
from lantai.holdings.description.models import RecordPair
from lantai.holdings.description.twins import Said, similarity, twins_among

PAIRS = "/staff/duplicates"


def said(pk, title="关于加强水利建设的通知", **more):
    told = {"code": f"J001-WS·1987-Y-{pk:04d}", "number": "", "creator": "甲局", "year": 1987, "date": None} | more
    return Said(pk, title=title, **told)


def reasons(one, other):
    return twins_among([one, other])[0].codes if twins_among([one, other]) else ()


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        (said(1, code="J001-3-017", title="甲"), said(2, code="J001-003-17", title="乙"), {"code", "creator"}),
        (said(1, number="云政发19871", title="甲"), said(2, number="云政发19871", title="乙"), {"number", "creator"}),
        (said(1), said(2), {"title", "creator"}),
        (said(1, "关于加强农田水利建设的通知"), said(2, "关于加强农田水利建设的通知。"), {"near_title", "creator"}),
        (said(1, date=19870312), said(2, date=19870312), {"title", "date", "creator"}),
        (said(1, date=19870312), said(2, date=19870412), set()),
        (said(1, number="甲1"), said(2, number="甲2"), set()),
        (said(1, year=1987), said(2, year=1988), set()),
        (said(1, "请示"), said(2, "请示"), set()),
        (said(1, "关于第3号水渠修缮问题请示的批复意见"), said(2, "关于第4号水渠修缮问题请示的批复意见"), set()),
        (said(1, "关于第三号水渠修缮问题请示的批复意见"), said(2, "关于第四号水渠修缮问题请示的批复意见"), set()),
        (said(1, "程志远与单秀珍结婚登记"), said(2, "程志强与单秀兰结婚登记"), set()),
    ],
)  # fmt: skip
def test_it_says_why_two_may_be_one_and_when_not(one, other, found):
    assert set(reasons(one, other)) == found


def test_no_near_title_is_missed():
    """Against comparing everything with everything, on titles made of others by small changes."""
    chance = random.Random(7)
    titles = ["".join(chance.choices("关于水渠的批复通知报告意见", k=chance.randint(6, 30))) for _ in range(20)]
    for title in list(titles):
        at = chance.randrange(len(title))
        titles += [title[:at] + "县" + title[at + 1 :], title + "。", title]
    held = [said(n, title, creator="") for n, title in enumerate(titles, 1)]

    found = {each.pair for each in twins_among(held)}

    wanted = {
        (one.pk, other.pk)
        for one, other in combinations(held, 2)
        if one.title == other.title or similarity(one.title, other.title) >= twins.NEAR
    }
    assert len(wanted) > 30
    assert found == wanted


@pytest.fixture
def fonds(db, home):
    return FondsFactory()


@pytest.fixture
def archivist(db, client):
    client.force_login(person(Role.ARCHIVIST))
    return client


@pytest.fixture
def pair(fonds):
    number = {"document_number": "云政发〔1987〕9号", "fonds": fonds}
    RecordFactory(title="关于春耕的通知", opened=True, **number)
    RecordFactory(title="关于春耕工作的通知", **number)
    assert propose_pairs(actor=OPERATOR, fonds=fonds) == 1
    return RecordPair.objects.get()


def address(pair):
    return reverse("description:decide_pair", args=[pair.ulid])


def test_looking_again_proposes_nothing_twice_and_nothing_that_was_decided(pair, fonds):
    assert propose_pairs(actor=OPERATOR, fonds=fonds) == 0
    decide_pair(actor=OPERATOR, pair=pair, together=False)
    assert propose_pairs(actor=OPERATOR, fonds=fonds) == 0
    assert RecordPair.objects.get().state == "rejected"


def test_a_pair_is_decided_once(pair):
    decide_pair(actor=OPERATOR, pair=pair, together=True, note="复写件")
    with pytest.raises(PairDecided):
        decide_pair(actor=OPERATOR, pair=pair, together=False)
    assert Event.objects.filter(verb="record:pair:decide").count() == 1


def test_linking_changes_and_opens_nothing(pair):
    before = list(Record.objects.order_by("pk").values())
    decide_pair(actor=OPERATOR, pair=pair, together=True)
    assert list(Record.objects.order_by("pk").values()) == before


def test_they_stand_side_by_side_with_the_reasons(archivist, pair):
    text = archivist.get(PAIRS).content.decode()

    for word in ("文件编号相同", "关于春耕的通知", "工作</ins>", pair.first.code, pair.second.code):
        assert word in text


def test_from_looking_to_deciding(archivist, fonds):
    for _ in range(2):
        RecordFactory(fonds=fonds, title="关于加强农田水利建设的通知", document_number="")
    empty = archivist.get(PAIRS, {"fonds": fonds.ulid}).content.decode()

    archivist.post(reverse("description:look", args=[fonds.ulid]))
    work()
    pair = RecordPair.objects.get()
    archivist.post(address(pair), {"together": "yes", "note": "重复著录"})

    pair.refresh_from_db()
    assert "并排" in empty
    assert (pair.state, pair.note) == ("linked", "重复著录")
    page = archivist.get(reverse("accessions:record", args=[pair.first.ulid])).content.decode()
    assert pair.second.code in page


@pytest.mark.parametrize("data", [{}, {"together": "maybe"}])
def test_an_answer_that_is_none_is_refused(archivist, pair, data):
    assert archivist.post(address(pair), data).status_code == 400


def test_a_second_decision_is_told(archivist, pair):
    decide_pair(actor=OPERATOR, pair=pair, together=True)

    assert "已" in archivist.post(address(pair), {"together": "no"}, follow=True).content.decode()


def test_an_outsider_sees_and_decides_nothing(client, pair, fonds):
    client.force_login(outsider())

    assert pair.first.code not in client.get(PAIRS).content.decode()
    assert client.post(address(pair), {"together": "yes"}).status_code == 404
    assert client.post(reverse("description:look", args=[fonds.ulid])).status_code == 404


@pytest.mark.parametrize("query", ["?fonds=x", "?fonds=%00"])
def test_a_fonds_nobody_knows_gives_an_empty_list(archivist, pair, query):
    assert pair.first.code not in archivist.get(PAIRS + query).content.decode()


def test_copies_in_two_fonds_are_found_and_linked_but_never_merged(archivist, fonds):
    other = FondsFactory(code="J002", institution=fonds.institution)
    day = {"date_precision": "day", "date_key": 19870312}
    number = {"document_number": "云政发〔1987〕9号"}
    sent = RecordFactory(fonds=fonds, title="关于春耕的通知", creator="区政府", **day, **number)
    got = RecordFactory(fonds=other, title="春耕生产通知", creator="", **day, **number)
    for where, more in ((fonds, {"document_number": ""}), (other, {"document_number": "云农发〔1987〕3号"})):
        RecordFactory(fonds=where, title="关于加强农田水利建设的通知", **day, **more)
    RecordFactory(fonds=other, title="关于春耕的通知", **number, date_precision="day", date_key=19870313)
    RecordFactory(fonds=other, title="春耕生产通知二", **day, **number, opened=True).delete()

    archivist.post(reverse("description:look_across"), {"archive": fonds.institution.code})
    work()
    assert propose_copies(actor=OPERATOR, institution=fonds.institution) == 0

    assert {tuple(pair.reasons) for pair in RecordPair.objects.all()} == {
        ("copy", "number", "date"), ("copy", "title", "date", "creator"),
    }  # fmt: skip
    pair = RecordPair.objects.get(first=sent, second=got)
    text = archivist.get(PAIRS, {"fonds": other.ulid}).content.decode()
    assert "分在两个全宗" in text
    assert reverse("merging:merge") not in text
    archivist.post(address(pair), {"together": "yes"})
    assert got.code in archivist.get(reverse("accessions:record", args=[sent.ulid])).content.decode()


@pytest.mark.parametrize("archive", ["", "x", "LT99"])
def test_an_archive_nobody_describes_in_is_not_looked_through(archivist, fonds, archive):
    assert archivist.post(reverse("description:look_across"), {"archive": archive}).status_code == 404


def test_a_list_begins_at_the_pairs_of_its_archive_however_many_others_there_are(fonds):
    """By construction: what is asked for is the beginning of an index, so no foreign pair is walked over."""
    scope = Scope(False, frozenset({fonds.institution.code}))
    rows = RecordPair.objects.within(scope).filter(state="proposed").order_by("doubt", "id")
    plan = rows.explain()
    assert "description_pair_own" in plan or connection.vendor == "postgresql"
    assert "catalogue_record" not in plan


def test_many_pairs_cost_no_more_than_one(archivist, fonds, django_assert_max_num_queries):
    RecordFactory.create_batch(8, fonds=fonds, document_number="云政发〔1987〕9号")
    propose_pairs(actor=OPERATOR, fonds=fonds)

    with django_assert_max_num_queries(7):
        assert len(archivist.get(PAIRS).context["views"]) == 25
