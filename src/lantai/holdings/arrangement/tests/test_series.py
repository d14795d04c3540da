"""The tree of a fonds: added, changed, moved, retired, begun anew; counted by triggers; read from text."""

import pytest

from lantai.base.accounts.access import OPERATOR
from lantai.base.audit.models import Event
from lantai.holdings.arrangement.actions import TreeUnreadable, enter_tree
from lantai.holdings.arrangement.models import SeriesTally
from lantai.holdings.arrangement.tests.described import described
from lantai.holdings.catalogue.actions import (
    NameMissing,
    SeriesHasChanged,
    SeriesMisplaced,
    SeriesTaken,
    add_series,
    begin_scheme_version,
    change_series,
    move_series,
    place_records,
    retire_series,
)
from lantai.holdings.catalogue.models import Record, Series
from lantai.holdings.catalogue.tests.factories import FondsFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def fonds():
    return FondsFactory(code="J001")


@pytest.fixture
def add(fonds):
    def add(code, parent=None, **more):
        said = {"actor": OPERATOR, "fonds": fonds, "code": code, "title": f"{code}类", "parent": parent} | more
        return add_series(**said)

    return add


def order(**filters):
    return list(Series.objects.filter(**filters).order_by("position").values_list("code", flat=True))


def test_classes_stand_in_the_order_they_were_added_and_can_be_moved(add):
    first, second, third = add("WS"), add("KJ"), add("ZP")

    move_series(actor=OPERATOR, series=third, version=1, parent=None, position=0, reason="顺序")
    move_series(actor=OPERATOR, series=second, version=1, parent=first, position=9, reason="并入")

    assert order(parent=None) == ["ZP", "WS"]
    assert order(parent=first) == ["KJ"]


def test_a_code_is_there_once_below_one_class(add):
    top = add("WS")
    add("BGS", top)

    with pytest.raises(SeriesTaken):
        add("WS")
    with pytest.raises(SeriesTaken):
        add("BGS", top)
    other = add("KJ")
    moved = add("BGS", other)
    with pytest.raises(SeriesTaken):
        move_series(actor=OPERATOR, series=moved, version=1, parent=top, position=0, reason="并入")


def test_a_class_is_never_below_itself_nor_in_another_fonds_or_version(add, fonds):
    top = add("WS")
    below = add("BGS", top)
    stranger = add_series(actor=OPERATOR, fonds=FondsFactory(code="J002"), code="WS", title="文书")
    later = add("WS", scheme_version=2)

    for parent in (below, stranger, later):
        with pytest.raises(SeriesMisplaced):
            move_series(
                actor=OPERATOR, series=Series.objects.get(pk=top.pk), version=1, parent=parent, position=0, reason="误"
            )


def test_eight_levels_are_the_deepest(add):
    deepest = None
    for number in range(8):
        deepest = add(f"C{number}", deepest)

    with pytest.raises(SeriesMisplaced):
        add("C9", deepest)


def test_a_change_says_what_it_was_and_why(add):
    series = add("WS")

    change_series(
        actor=OPERATOR, series=series, version=1, title="文书档案", reason="改称", elements={"scope": "1949年以来"}
    )

    told = Event.objects.get(verb="series:change").data
    assert (told["title_from"], told["title_to"], told["reason"]) == ("WS类", "文书档案", "改称")
    assert Series.objects.get().elements == {"scope": "1949年以来"}
    with pytest.raises(SeriesHasChanged):
        change_series(actor=OPERATOR, series=series, version=1, title="文", reason="")
    with pytest.raises(NameMissing):
        change_series(actor=OPERATOR, series=series, version=2, title=" ", reason="")


def test_what_is_retired_takes_no_class_and_its_records_stay(add, fonds):
    top = add("WS")
    below = add("BGS", top)
    (record,) = described(fonds, "J001-WS·1987-Y-BGS-0001")
    place_records(actor=OPERATOR, fonds=fonds, places=[(record, below)], reason="整理")

    retire_series(actor=OPERATOR, series=top, version=1, reason="停用")

    assert not Series.objects.filter(retired_at__isnull=True).exists()
    assert Record.objects.get().series_id == below.pk
    with pytest.raises(SeriesMisplaced):
        add("XX", Series.objects.get(pk=top.pk))


def test_a_new_version_copies_the_tree_and_records_keep_their_class(add, fonds):
    top, old = add("WS"), add("OLD")
    below = add("BGS", top)
    retire_series(actor=OPERATOR, series=old, version=1, reason="停用")
    (record,) = described(fonds, "J001-WS·1987-Y-BGS-0001")
    place_records(actor=OPERATOR, fonds=fonds, places=[(record, below)], reason="整理")

    assert begin_scheme_version(actor=OPERATOR, fonds=fonds, reason="新方案") == 2

    copied = Series.objects.filter(scheme_version=2)
    assert {(each.code, each.parent.code if each.parent else None) for each in copied} == {
        ("WS", None),
        ("BGS", "WS"),
    }
    assert Record.objects.get().series.scheme_version == 1


def counts():
    totals = {}
    for series, records in SeriesTally.objects.values_list("series__code", "records"):
        totals[series] = totals.get(series, 0) + records
    return totals


def test_the_records_of_a_class_are_counted_by_the_database(add, fonds):
    top, other = add("WS"), add("KJ")
    records = described(fonds, *(f"J001-WS·1987-Y-BGS-000{n}" for n in range(4)), series=top)

    assert counts() == {"WS": 4}
    Record.objects.filter(pk=records[0].pk).update(series=other)
    Record.objects.filter(pk=records[1].pk).update(series=None)
    records[2].delete()
    assert counts() == {"WS": 1, "KJ": 1}


TREE = "WS 文书档案\n  BGS 办公室\n    MS：秘书\n  CWK　财务科\nKJ\t科技档案\n"


def test_a_tree_is_read_from_indented_text(fonds):
    assert enter_tree(actor=OPERATOR, fonds=fonds, scheme_version=1, text=TREE, reason="方案") == 5

    assert order(parent=None) == ["WS", "KJ"]
    assert order(parent__code="WS") == ["BGS", "CWK"]
    assert order(parent__code="BGS") == ["MS"]


def test_a_tree_read_again_adds_only_what_is_new(fonds):
    enter_tree(actor=OPERATOR, fonds=fonds, scheme_version=1, text=TREE, reason="方案")

    assert enter_tree(actor=OPERATOR, fonds=fonds, scheme_version=1, text=f"{TREE}ZP 照片\n", reason="补") == 1


@pytest.mark.parametrize("text", ["", "WS", "WS 文书\n  ???\n", "甲" * 400])
def test_a_line_that_cannot_be_read_is_named_and_nothing_entered(fonds, text):
    with pytest.raises(TreeUnreadable):
        enter_tree(actor=OPERATOR, fonds=fonds, scheme_version=1, text=text, reason="")

    assert not Series.objects.exists()
