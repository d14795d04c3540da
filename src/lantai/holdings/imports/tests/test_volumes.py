"""Lists of volumes and lists of what lies in them: the level is recognised or said, items find their volume."""

import pytest
from django.utils.translation import gettext_lazy

from lantai.base.accounts.access import OPERATOR
from lantai.holdings.catalogue import bindings
from lantai.holdings.catalogue.bindings import Deed, Obstacle, register_binding
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.tests.factories import FondsFactory, RecordFactory
from lantai.holdings.imports.actions import commit_import, receive_list, remember_mapping, undo_import
from lantai.holdings.imports.models import ImportBatch
from lantai.holdings.imports.tests.lists import codes, imported, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]

VOLUMES = ("档号", "案卷号", "题名", "起止日期", "页数", "保管期限")
ITEMS = ("档号", "案卷号", "顺序号", "文号", "责任者", "题名", "日期", "页号")


@pytest.fixture
def fonds():
    return FondsFactory(code="J001")


@pytest.fixture
def take(fonds, tmp_path):
    """Import sheets, each (header, rows …) under its name, into the fonds."""
    count = iter(range(100))

    def take(sheets, *, file="", **choices):
        return imported(fonds, workbook(tmp_path / (file or f"清单{next(count)}.xlsx"), sheets), **choices)

    return take


@pytest.fixture
def bound(monkeypatch):
    """Codes of records that may not be moved, nor anything into them: what an app above says of a hold."""
    codes: set[str] = set()

    def settled(records, deed):
        pks = Record.objects.filter(pk__in=records, code__in=codes if deed == Deed.MOVE else ()).values_list("pk")
        return [Obstacle(pk, "made.up", gettext_lazy("open"), None, "令1", "01X") for (pk,) in pks]

    monkeypatch.setattr(bindings, "_BINDINGS", {})
    register_binding("settled", settled)
    return codes


def volume(n):
    return (f"J001-1-{n:03}", str(n), f"第{n}卷", "1961-1962", "80", "永久")


def item(n, m, **cells):
    plain = {"档号": f"J001-1-{n:03}-{m:03}", "案卷号": str(n), "顺序号": str(m), "题名": f"卷{n}件{m}"} | cells
    return tuple(plain.get(name, "") for name in ITEMS)


def levels(fonds):
    return dict(fonds.records.values_list("code", "level"))


def lying(fonds):
    return {code: above for code, above in fonds.records.values_list("code", "parent__code") if above}


def test_a_person_has_the_last_word_and_it_is_remembered(take, fonds, tmp_path):
    header = ("档号", "题名", "注")
    path = workbook(tmp_path / "甲.xlsx", {"卷内文件目录": [header, ("J001-1-001", "第1卷", "")]})
    batch = receive_list(actor=OPERATOR, fonds=fonds, path=path, level="volume")
    remember_mapping(actor=OPERATOR, batch=batch, name="粮站")
    commit_import(actor=OPERATOR, batch=batch, unchecked=True)

    take({"卷内文件目录": [header, ("J001-1-002", "第2卷", "")]})

    assert levels(fonds) == {"J001-1-001": "volume", "J001-1-002": "volume"}


def test_items_of_a_workbook_find_volumes_that_stand_behind_them(take, fonds):
    take({"卷内目录": [ITEMS, item(1, 1)], "案卷目录": [VOLUMES, volume(1)]})

    assert lying(fonds) == {"J001-1-001-001": "J001-1-001"}


def test_the_number_of_the_volume_finds_it_whatever_zeros_it_has(take, fonds):
    take({"案卷目录": [("档号", "题名"), ("J001-2-15", "卷甲"), ("J001-2-0016", "卷乙")]})
    header = ("目录号", "案卷号", "序号", "题名", "文号")

    take(
        {
            "卷内文件目录": [
                header,
                ("2", "015", "1", "件一", ""),
                ("2", "16", "1", "件二", ""),
                ("2", "16", "2", "件三", ""),
            ]
        }
    )

    assert lying(fonds) == {
        "J001-2-015-001": "J001-2-15", "J001-2-016-001": "J001-2-0016", "J001-2-016-002": "J001-2-0016"
    }  # fmt: skip


def test_an_item_without_its_volume_comes_in_and_is_put_into_it_by_the_same_list_later(take, fonds):
    items = {"卷内文件目录": [ITEMS, item(1, 1), item(1, 2)]}
    first = take(items)
    assert codes(first)["catalogue.volume_not_held"] == first.created == 2
    take({"案卷目录": [VOLUMES, volume(1)]})

    again = take({"卷内文件目录": [ITEMS, item(1, 1), item(1, 2), item(1, 3)]})

    assert (again.created, again.changed) == (1, 2)
    assert len(lying(fonds)) == 3
    undo_import(actor=OPERATOR, batch=again)
    assert not lying(fonds)
    assert fonds.records.count() == 3


def test_undoing_takes_out_volumes_after_what_lies_in_them(take, fonds):
    batch = take({"案卷目录": [VOLUMES, volume(1)], "卷内目录": [ITEMS, item(1, 1)]})

    assert undo_import(actor=OPERATOR, batch=batch) == 0
    assert not fonds.records.exists()


def test_what_lies_in_another_volume_stays_there_and_is_told(take, fonds):
    other = RecordFactory(fonds=fonds, code="J001-1-009", level=Record.Level.VOLUME)
    RecordFactory(fonds=fonds, code="J001-1-001-001", title="卷1件1", parent=other)
    take({"案卷目录": [VOLUMES, volume(1)]})

    batch = take({"卷内文件目录": [ITEMS, item(1, 1)]})

    assert codes(batch)["catalogue.other_volume"] == 1
    assert lying(fonds) == {"J001-1-001-001": "J001-1-009"}


def test_an_item_never_speaks_for_a_volume_of_its_code(take, fonds):
    take({"案卷目录": [VOLUMES, volume(1), volume(2)]})

    sheets = {
        "卷内文件目录": [ITEMS, item(1, 1, 档号="J001-1-001")],
        "更正": [("档号", "题名"), ("J001-1-002", "更正")],
    }
    batch = take(sheets, with_errors=True)

    assert (batch.held_back, codes(batch)["catalogue.levels_differ"], batch.changed) == (1, 1, 1)
    assert [each.title for each in fonds.records.order_by("code")] == ["第1卷", "更正"]


def test_what_lies_in_a_classified_volume_is_stopped_with_it(take, fonds, settings):
    volumes = [(*VOLUMES, "密级"), (*volume(1), "机密"), (*volume(2), "")]

    batch = take({"卷内目录": [ITEMS, item(1, 1, 题名="某工程"), item(2, 1)], "案卷目录": volumes})

    assert (batch.secret, batch.created) == (2, 2)
    assert levels(fonds) == {"J001-1-002": "volume", "J001-1-002-001": "item"}
    assert "某工程" not in str(batch.findings)
    assert codes(batch)["catalogue.secret_volume"] == 1


@pytest.mark.parametrize("is_held", [True, False])
def test_nothing_comes_in_open_below_a_volume_that_may_not_be(take, fonds, is_held):
    volumes = [(*VOLUMES, "密级"), (*volume(1), "内部"), (*volume(2), "限制级")]
    items = [(*ITEMS, "开放状态"), (*item(1, 1), "开放"), (*item(2, 1), "开放")]
    if is_held:
        take({"案卷目录": volumes})
        batch = take({"卷内目录": items})
    else:
        batch = take({"案卷目录": volumes, "卷内目录": items})

    opened = dict(fonds.records.filter(level="item").values_list("code", "opening_state"))
    assert opened == {"J001-1-001-001": "open", "J001-1-002-001": "unreviewed"}
    assert codes(batch)["catalogue.closed_volume"] == 1
    assert len(lying(fonds)) == 2


def test_what_is_open_is_not_put_into_a_volume_that_may_not_be(take, fonds):
    items = {"卷内目录": [(*ITEMS, "开放状态"), (*item(2, 1), "开放")]}
    take(items)
    take({"案卷目录": [(*VOLUMES, "密级"), (*volume(2), "限制级")]})

    batch = take(items)

    assert (batch.same, codes(batch)["catalogue.closed_volume"], lying(fonds)) == (1, 1, {})


def test_a_hundred_more_items_cost_no_more_queries(take, fonds, django_assert_max_num_queries):
    take({"案卷目录": [VOLUMES, *(volume(n) for n in range(1, 41))]})
    few, many = (
        {"卷内": [ITEMS, *(item(n % 40 + 1, n) for n in range(start, end))]} for start, end in ((1, 2), (2, 202))
    )
    with django_assert_max_num_queries(90):
        take(few)
    with django_assert_max_num_queries(90):
        batch = take(many)

    assert (batch.created, len(lying(fonds))) == (200, 201)


def test_a_killed_run_that_goes_on_links_what_is_left(take, fonds, tmp_path, monkeypatch):
    monkeypatch.setattr("lantai.holdings.imports.entries.SIZE", 3)
    rows = {
        "案卷目录": [VOLUMES, volume(1), volume(2)],
        "卷内目录": [ITEMS, *(item(n, m) for n in (1, 2) for m in (1, 2, 3))],
    }
    batch = receive_list(actor=OPERATOR, fonds=fonds, path=workbook(tmp_path / "目录.xlsx", rows))

    def stop(step, done, total):
        if done >= 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        commit_import(actor=OPERATOR, batch=batch, unchecked=True, progress=stop)
    assert len(lying(fonds)) == 3

    commit_import(actor=OPERATOR, batch=ImportBatch.objects.get(), unchecked=True)

    assert len(lying(fonds)) == 6
    assert ImportBatch.objects.get().created == fonds.records.count() == 8


@pytest.mark.parametrize("what", ["J001-1-001", "J001-1-001-001"])
def test_nothing_is_put_where_a_person_could_not_put_it(take, fonds, bound, what):
    take({"卷内目录": [ITEMS, item(1, 1)]})
    take({"案卷目录": [VOLUMES, volume(1)]})
    bound.add(what)

    batch = take({"卷内目录": [ITEMS, item(1, 1), item(1, 2)]})

    into = {"J001-1-001-002": "J001-1-001"} if what.endswith("-001-001") else {}
    assert lying(fonds) == into
    assert codes(batch)["catalogue.volume_bound"] == 2 - len(into)
    assert (batch.created, batch.same, batch.changed) == (1, 1, 0)


def test_undoing_leaves_in_its_volume_what_has_been_bound_to_it_since(take, fonds, bound):
    take({"卷内目录": [ITEMS, item(1, 1), item(1, 2)]})
    take({"案卷目录": [VOLUMES, volume(1)]})
    batch = take({"卷内目录": [ITEMS, item(1, 1), item(1, 2)]})
    bound.add("J001-1-001-001")

    assert undo_import(actor=OPERATOR, batch=batch) == 1
    assert lying(fonds) == {"J001-1-001-001": "J001-1-001"}
