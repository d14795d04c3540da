"""The fonds file on paper: its list and the file itself, in the order of the standard's parts."""

import pytest

from lantai.base.accounts.access import OPERATOR, RIGHTS, Actor, NotAllowed, Role
from lantai.base.audit.models import Event
from lantai.base.common.dates import parse_date
from lantai.engines.formats.reading import read_file
from lantai.holdings.arrangement.actions import Entry, add_file_entry, correct_file_entry, withdraw_file_entry
from lantai.holdings.catalogue.tests.factories import FondsFactory
from lantai.holdings.printing.actions import FileNotNarrowed, Order, file_of, order_printout
from lantai.holdings.printing.bundles import NothingToPrint, Wanted
from lantai.holdings.printing.fonds_files import entries_and_weight
from lantai.holdings.printing.queries import printout_sheet, printout_view


@pytest.fixture
def fonds(db, home):
    return FondsFactory(code="J001", title="云溪县人民政府")


@pytest.fixture
def file(fonds):
    """Entered out of order: the use before the introduction, one corrected, one withdrawn."""
    said = (
        ("use", "利用统计", "2001", "利用三百卷次。"),
        ("introduction", "全宗介绍", "1999", "立档单位沿革。\n职能。"),
        ("keeping", "误登之件", "2000", "不应印出之文。"),
    )
    use, _guide, wrong = (
        add_file_entry(actor=OPERATOR, fonds=fonds, entry=Entry(part, title, parse_date(date), text))
        for part, title, date, text in said
    )
    correct_file_entry(
        actor=OPERATOR,
        entry=use,
        said=Entry("use", "利用统计", parse_date("2001"), "利用四百卷次。"),
        version=1,
        reason="数字有误",
    )
    withdraw_file_entry(actor=OPERATOR, entry=wrong, version=1, reason="重复登记")
    return fonds


def printed(fonds, form, **order):
    return order_printout(actor=OPERATOR, fonds=fonds, order=Order(form, **order))


def words_of(printout):
    """What is on its pages, without blanks."""
    pages = read_file(file_of(printout)).pages
    return "".join("".join(page.text.split()) for page in pages)


def in_order(text, *words):
    places = [text.index(word) for word in words]
    return places == sorted(places)


def test_the_list_has_every_entry_in_the_order_of_the_parts_with_its_number(file):
    made = printed(file, "fonds_file_list")
    text = words_of(made)

    assert in_order(text[text.index("序号") :], "全宗介绍", "误登之件", "利用统计")
    assert "重复登记" in text
    assert "更正" in text
    assert "操作员" in text
    assert "operator" not in text
    assert (made.lines, made.missing) == (3, [])
    assert Event.objects.get(verb="print:make").data["entries"] == 3


def test_the_file_has_each_part_with_what_stands_and_not_what_was_withdrawn(file):
    text = words_of(printed(file, "fonds_file"))

    assert in_order(text, "云溪县人民政府", "立档单位沿革。", "收集", "误登之件", "利用四百卷次。", "信息化")
    assert "（无）" in text
    assert "不应印出之文。" not in text
    assert "利用三百卷次。" not in text


def test_it_is_printed_whole_and_not_when_it_is_empty(file):
    with pytest.raises(FileNotNarrowed):
        printed(file, "fonds_file_list", wanted=Wanted(year=1999))
    with pytest.raises(NothingToPrint):
        printed(FondsFactory(code="J002"), "fonds_file")


def test_a_long_text_weighs_as_many_rows_as_it_takes(fonds):
    add_file_entry(actor=OPERATOR, fonds=fonds, entry=Entry("use", "甲", parse_date("2001"), "字" * 100_000))

    assert entries_and_weight(fonds) == (1, 501)


def test_it_is_for_who_may_write_in_it_to_print_and_to_look_at(file):
    made = printed(file, "fonds_file_list")
    proofreader, archivist = (
        Actor(role, role, None, {file.institution.code: RIGHTS[role]}) for role in (Role.PROOFREADER, Role.ARCHIVIST)
    )

    with pytest.raises(NotAllowed):
        order_printout(actor=proofreader, fonds=file, order=Order("fonds_file"))
    assert printout_view(made.ulid, proofreader) is None
    assert list(printout_sheet(proofreader, "1")) == []
    assert list(printout_sheet(archivist, "1")) == [made]
