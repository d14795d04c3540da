"""The pages of classes: the tree with counts, one class, and what bad input is told."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lantai.base.accounts.access import OPERATOR, Role
from lantai.base.accounts.tests.factories import InstitutionFactory
from lantai.holdings.arrangement.tests.described import described
from lantai.holdings.catalogue.actions import add_series, place_records
from lantai.holdings.catalogue.models import Series
from lantai.holdings.catalogue.tests.factories import FondsFactory
from tests.support.world import add_person

NOBODY = "0" * 26


@pytest.fixture
def home_archive(db, home):
    return InstitutionFactory(code="LT01")


@pytest.fixture
def fonds(home_archive):
    return FondsFactory(code="J001", institution=home_archive)


@pytest.fixture
def archivist(client, home_archive):
    client.force_login(add_person("archivist", home_archive, Role.ARCHIVIST))
    return client


@pytest.fixture
def outsider(client, db):
    client.force_login(add_person("outsider", InstitutionFactory(code="LT02"), Role.ARCHIVIST))
    return client


@pytest.fixture
def top(fonds):
    return add_series(actor=OPERATOR, fonds=fonds, code="WS", title="文书档案")


def url(name, thing):
    return reverse(f"arrangement:{name}", args=[thing.ulid])


def test_an_empty_tree_says_what_will_be_here_and_how_to_begin(archivist, fonds):
    text = archivist.get(url("tree", fonds)).content.decode()

    assert "粘贴整个分类方案" in text
    assert "J001" in archivist.get(reverse("arrangement:overview")).content.decode()


def test_without_any_fonds_the_overview_says_so(archivist):
    assert archivist.get(reverse("arrangement:overview")).status_code == 200


def test_the_tree_shows_each_class_below_its_own_with_its_records(archivist, fonds, top):
    below = add_series(actor=OPERATOR, fonds=fonds, code="BGS", title="办公室", parent=top)
    records = described(fonds, *(f"J001-WS·1987-Y-BGS-000{n}" for n in range(3)))
    place_records(actor=OPERATOR, fonds=fonds, places=[(records[0], below), (records[1], below)], reason="整理")

    text = archivist.get(url("tree", fonds)).content.decode()

    assert text.index(">文书档案<") < text.index(">办公室<")
    assert "3 件，已归类 2 件，未归类 1 件" in text
    assert "depth-1" in text


def test_a_tree_of_many_classes_costs_no_more_queries(archivist, fonds, top):
    def count():
        with CaptureQueriesContext(connection) as caught:
            archivist.get(url("tree", fonds))
        return len(caught)

    before = count()
    for number in range(30):
        add_series(actor=OPERATOR, fonds=fonds, code=f"C{number}", title="类", parent=top)

    assert count() == before


def test_a_class_is_added_on_the_page(archivist, fonds, top):
    answer = archivist.post(url("add_series", fonds), {"code": "BGS", "title": "办公室", "parent": top.ulid})

    assert answer.status_code == 302
    assert Series.objects.get(code="BGS").parent == top


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"code": "", "title": "无码"}, 400),
        ({"code": "WS", "title": "重"}, 409),
        ({"code": "X", "title": "X", "parent": "?"}, 400),
    ],
)
def test_a_class_that_cannot_be_is_refused_on_the_form(archivist, fonds, top, data, status):
    answer = archivist.post(url("add_series", fonds), data)

    assert answer.status_code == status
    assert Series.objects.count() == 1


def test_a_whole_classification_is_pasted(archivist, fonds):
    archivist.post(url("enter_tree", fonds), {"text": "WS 文书\n  BGS 办公室\n", "reason": "方案"})
    bad = archivist.post(url("enter_tree", fonds), {"text": "ZP\n", "reason": "方案"})

    assert list(Series.objects.order_by("pk").values_list("code", flat=True)) == ["WS", "BGS"]
    assert bad.status_code == 422
    assert "ZP" in bad.content.decode()


def test_a_new_version_is_begun_and_the_old_one_stays_to_be_seen(archivist, fonds, top):
    archivist.post(url("begin_version", fonds), {"reason": "2016年方案"})

    assert Series.objects.filter(scheme_version=2).count() == 1
    assert "旧版方案" in archivist.get(url("tree", fonds), {"version": "1"}).content.decode()
    assert archivist.get(url("tree", fonds), {"version": "x"}).status_code == 200
    assert archivist.post(url("begin_version", fonds), {}).status_code == 400


def test_names_and_elements_of_a_class_are_changed_with_a_reason(archivist, top):
    data = {"version": 1, "code": "WS", "title": "文书", "element_scope": "1949年以来", "reason": "改称"}

    assert archivist.post(url("series", top), data).status_code == 302
    stale = archivist.post(url("series", top), data)

    top.refresh_from_db()
    assert (top.title, top.elements) == ("文书", {"scope": "1949年以来"})
    assert stale.status_code == 409
    assert archivist.post(url("series", top), {**data, "version": 2, "reason": ""}).status_code == 400


def test_the_constraints_of_the_level_hold_for_a_class(archivist, top):
    """DA/T 18-2022, 类别级: date and creator must be described, whatever was entered without them stays correctable."""
    data = {"version": 1, "code": "WS", "title": "文书档案", "reason": "著录"}
    said = {"element_date": "1949—1966年", "element_creator": "县委办公室"}
    page = archivist.get(url("series", top)).content.decode()

    assert page.count("必著 · 尚未著录。") == 2
    for bad in ("1949年13月", "某年某月"):
        assert archivist.post(url("series", top), {**data, "element_date": bad}).status_code == 400
    assert archivist.post(url("series", top), {**data, **said}).status_code == 302
    emptied = archivist.post(url("series", top), {**data, "version": 2, **said, "element_creator": " "})
    untyped = archivist.post(url("series", top), {**data, "version": 2})

    assert (emptied.status_code, "必须著录" in emptied.content.decode()) == (400, True)
    assert untyped.status_code == 302
    top.refresh_from_db()
    assert top.elements == {"date": "1949—1966年", "creator": "县委办公室"}


def test_a_class_is_moved_and_retired_on_its_page(archivist, fonds, top):
    other = add_series(actor=OPERATOR, fonds=fonds, code="KJ", title="科技")

    archivist.post(url("move_series", other), {"version": 1, "parent": top.ulid, "position": 1, "reason": "并入"})
    archivist.post(url("retire_series", other), {"version": 2, "reason": "停用"})

    other.refresh_from_db()
    assert other.parent == top
    assert other.retired_at is not None
    assert "停用" in archivist.get(url("series", other)).content.decode()
    assert archivist.post(url("move_series", other), {"version": 3, "position": 0, "reason": ""}).status_code == 400
    assert archivist.post(url("retire_series", other), {}).status_code == 400


def test_the_fonds_of_another_archive_and_unknown_ones_look_the_same(outsider, fonds, top):
    for name in ("tree", "codes", "plans", "renumber", "classify", "fonds_file"):
        assert outsider.get(url(name, fonds)).status_code == 404
        assert outsider.get(reverse(f"arrangement:{name}", args=[NOBODY])).status_code == 404
    assert outsider.get(url("series", top)).status_code == 404
    assert outsider.post(url("add_series", fonds), {"code": "X", "title": "X"}).status_code == 404


def test_strangers_sign_in_first(client, fonds):
    assert client.get(url("tree", fonds)).status_code == 302
