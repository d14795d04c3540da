"""Printing forms: what stands on them is what the catalogue says, for who may read it, with one event each."""

import re

import pytest

from lantai.base.accounts.access import OPERATOR, NotAllowed, Role, actor_of
from lantai.base.accounts.tests.factories import outsider, person
from lantai.base.audit.models import Event
from lantai.base.common.dates import parse_date
from lantai.engines.formats import pdfium
from lantai.holdings.arrangement.actions import Entry, add_file_entry
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.tests.factories import FondsFactory, RecordFactory
from lantai.holdings.printing import actions
from lantai.holdings.printing.actions import (
    FormUnknown,
    NotAVolume,
    Order,
    PrintingFailed,
    VolumeNeeded,
    WidthUnknown,
    file_of,
    order_printout,
)
from lantai.holdings.printing.bundles import BoxesUnclear, NothingToPrint, TooMuchToPrint, Wanted
from lantai.holdings.printing.models import Printout
from lantai.holdings.printing.printed_forms import printed_forms
from lantai.holdings.printing.tasks import print_ordered

pytestmark = pytest.mark.django_db


@pytest.fixture
def fonds(home):
    return FondsFactory()


@pytest.fixture
def archivist(fonds):
    return actor_of(person(Role.ARCHIVIST, fonds.institution))


def item(fonds, number, **more):
    code = more.pop("code", f"J001-WS·1987-Y-BGS-{number:04d}")
    return RecordFactory(fonds=fonds, code=code, **{"pages_declared": 2, **more})


def volume_of(fonds, items=(), **more):
    volume = RecordFactory(fonds=fonds, code="J001-1-012", level=Record.Level.VOLUME, title="农田水利来往文书", **more)
    for number, described in enumerate(items, 1):
        RecordFactory(fonds=fonds, code=f"J001-1-012-{number:03d}", **described)
    return volume


def printed(fonds, form="item_list", actor=OPERATOR, volume=None, width=None, **wanted):
    return order_printout(actor=actor, fonds=fonds, order=Order(form, Wanted(**wanted), volume, width))


def pages_of(printout):
    """The words of each page, as whoever copies them out gets them."""
    with pdfium.document(file_of(printout)) as pdf:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in pdf]


def words_of(printout):
    return re.sub(r"\s", "", "".join(pages_of(printout)))


def size_of(printout):
    with pdfium.document(file_of(printout)) as pdf:
        return tuple(round(side * 25.4 / 72) for side in pdf[0].get_size())


def test_the_item_list_says_what_the_catalogue_says(fonds, archivist):
    item(
        fonds,
        1,
        title="关于㙘村水渠修缮的批复",
        creator="云溪区水利局",
        note="附图一张",
        secrecy="内部",
        pages_declared=7,
    )

    printout = printed(fonds, actor=archivist)

    cover, table = pages_of(printout)
    assert size_of(printout) == (297, 210)
    assert (printout.pages, printout.lines, printout.missing) == (2, 1, [])
    for said in ("归档文件目录", "J001", "云溪区人民政府办公室", "1987", "永久", "BGS"):
        assert said in re.sub(r"\s", "", cover)
    cells = "1 J001-WS·1987-Y-BGS-0001 云政发〔1987〕 号 云溪区水利局 关于㙘村水渠修缮的批复 19870312 内部 7 附图一张"
    found = re.sub(r"〔1987〕\d+号", "〔1987〕号", re.sub(r"\s", "", table))
    assert re.sub(r"\s", "", cells) in found
    assert "序号档号文号责任者题名日期密级页数备注" in found
    assert "第1页共1页" in found


def test_each_year_retention_and_unit_begins_with_a_cover_and_counts_from_one(fonds):
    item(fonds, 1)
    item(fonds, 2)
    item(fonds, 3, code="J001-WS·1988-D30-BGS-0001", year=1988, retention="D30")

    pages = pages_of(printed(fonds))

    assert len(pages) == 4
    assert "30年" in pages[2]
    assert [re.findall(r"第(\d)页 共(\d)页", page) for page in pages] == [[], [("1", "1")], [], [("1", "1")]]


def test_the_header_stands_on_every_page_and_no_row_is_divided(fonds):
    for n in range(1, 61):
        item(fonds, n, title="关于进一步加强农村水利基础设施建设和管理工作若干问题的通知及其实施意见" * 2)

    _cover, *pages = pages_of(printed(fonds))

    assert len(pages) > 3
    assert all("题名" in page and "档号" in page for page in pages)
    assert [f"第{n}页 共{len(pages)}页" in page for n, page in enumerate(pages, 1)] == [True] * len(pages)
    for page in pages:
        assert page.count("J001-WS·1987-Y-BGS-") == page.replace("\n", "").count("实施意见") / 2


def test_numbers_are_in_the_order_a_person_counts(fonds):
    for n in (10, 9, 100):
        item(fonds, n, code=f"J001-WS·1987-Y-BGS-{n}")

    table = pages_of(printed(fonds))[1]

    assert re.findall(r"BGS-(\d+)", table) == ["9", "10", "100"]


def test_a_list_is_narrowed_to_year_retention_and_unit(fonds):
    item(fonds, 1)
    item(fonds, 2, code="J001-WS·1987-Y-RSK-0001")
    item(fonds, 3, code="J001-WS·1988-Y-BGS-0001", year=1988)
    item(fonds, 4, code="J001-WS·1987·Y·人事科-0001")

    assert printed(fonds, year=1987).lines == 3
    assert printed(fonds, year=1987, unit="RSK").lines == 1
    assert printed(fonds, unit="人事科").lines == 1
    assert printed(fonds, retention="Y").lines == 4


def test_items_of_volumes_are_not_in_the_list_of_items(fonds):
    volume_of(fonds, [{"title": "卷内文件"}])
    item(fonds, 1)

    assert "卷内文件" not in words_of(printed(fonds))


def test_the_contents_of_a_volume_give_the_first_page_of_each_and_of_the_last_both(fonds):
    volume = volume_of(fonds, [{"pages_declared": 3}, {"pages_declared": 1}, {"pages_declared": 4}])

    printout = printed(fonds, "volume_contents", volume=volume)

    assert size_of(printout) == (210, 297)
    words = words_of(printout)
    assert "顺序号文号责任者题名日期页号备注" in words
    assert re.findall(r"19870312([\d-]+?)(?=[1-9]云政发|第1页)", words) == ["1", "4", "5-8"]


def test_page_numbers_of_the_list_are_kept_and_unknown_ones_left_blank(fonds):
    volume = volume_of(
        fonds,
        [
            {"pages_declared": None, "fields": {"page_numbers": "1-3"}},
            {"pages_declared": None},
            {"pages_declared": 2},
        ],
    )

    words = words_of(printed(fonds, "volume_contents", volume=volume))

    assert re.findall(r"19870312([\d-]*?)(?=[1-9]云政发|第1页)", words) == ["1-3", "4", ""]


def test_the_volume_list_counts_items_and_pages(fonds):
    volume = volume_of(fonds)
    for n in (1, 2):
        RecordFactory(fonds=fonds, parent=volume, code=f"J001-1-012-{n:03d}", pages_declared=5)

    printout = printed(fonds, "volume_list")

    words = words_of(printout)
    assert "案卷号题名年度/起止年月件数页数保管期限备注" in words
    assert "012农田水利来往文书19870312210永久" in words


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("volume_note", "本卷共有文件材料2件，5页。"),
        ("volume_cover", "农田水利来往文书"),
        ("volume_cover", "2件"),
        ("volume_spine", "012"),
    ],
)
def test_forms_of_a_volume(fonds, form, said):
    volume = volume_of(fonds, [{"pages_declared": 3}, {"pages_declared": 2}])

    assert said in words_of(printed(fonds, form, volume=volume))


def test_a_number_nobody_knows_is_left_for_the_pen(fonds):
    volume = volume_of(fonds, [{"pages_declared": 3}, {"pages_declared": None}])

    words = words_of(printed(fonds, "volume_note", volume=volume))

    assert "本卷共有文件材料2件，页。" in words


def test_boxes_are_those_that_were_ordered(fonds):
    for n in range(1, 6):
        item(fonds, n)

    spines = words_of(printed(fonds, "box_spine", boxes="1-3，4－5"))
    notes = pages_of(printed(fonds, "box_note", boxes="1-3 4-5"))

    assert "0001-0003" in spines
    assert "0004-0005" in spines
    assert ["本盒共有归档文件3件，6页，起止件号0001-0003。" in notes[0], "件，4页，" in notes[1]] == [True, True]


def test_boxes_are_those_of_the_records_where_they_say_so(fonds):
    for n in range(1, 4):
        item(fonds, n, fields={"box": "2" if n == 3 else "1"})

    notes = pages_of(printed(fonds, "box_note"))

    assert [re.findall(r"盒号：(\d)", page) for page in notes] == [["1"], ["2"]]


def test_spines_stand_side_by_side_in_the_width_that_was_chosen(fonds):
    for n in range(1, 7):
        item(fonds, n)
    ranges = ",".join(f"{n}-{n}" for n in range(1, 7))

    assert printed(fonds, "box_spine", width=20.0, boxes=ranges).pages == 1
    assert printed(fonds, "box_spine", width=50.0, boxes=ranges).pages == 2


def test_a_stamp_has_two_rows_of_three(fonds):
    item(fonds, 1, pages_declared=9)

    [page] = pages_of(printed(fonds, "item_stamp"))

    assert page.split() == ["J001", "1987", "0001", "BGS", "永久", "9"]


def test_a_character_without_a_shape_is_told_with_its_record(fonds):
    item(fonds, 1)
    item(fonds, 2, title="关于𠮷某任职的通知")

    printout = printed(fonds)

    assert printout.missing == [{"character": "𠮷", "count": 1, "places": ["J001-WS·1987-Y-BGS-0002"]}]
    pages = pages_of(printout)
    assert "关于⬚某任职的通知" in pages[1]
    assert "U+20BB7" in pages[-1]


def test_the_same_records_give_the_same_bytes_the_same_day(fonds):
    item(fonds, 1)

    assert printed(fonds).sha512 == printed(fonds).sha512


def test_it_leaves_one_event_that_names_no_title(fonds, archivist):
    item(fonds, 1, title="关于任免的决定")
    before = Event.objects.count()

    printout = printed(fonds, actor=archivist, year=1987)

    [event] = Event.objects.all()[before:]
    assert (event.verb, event.subject_kind, event.subject_id) == ("print:make", "fonds", fonds.ulid)
    assert event.data["form"] == "item_list"
    assert event.data["sha512"] == printout.sha512
    assert "任免" not in str(event.data)


def test_the_event_of_a_volume_stands_in_its_history(fonds):
    volume = volume_of(fonds)

    printed(fonds, "volume_cover", volume=volume)

    assert Event.objects.filter(subject_kind="record", subject_id=volume.ulid, verb="print:make").count() == 1


def test_somebody_of_another_archive_prints_nothing(fonds):
    item(fonds, 1)

    with pytest.raises(NotAllowed):
        printed(fonds, actor=actor_of(outsider()))

    assert not Printout.objects.exists()
    assert not Event.objects.filter(verb="print:make").exists()


@pytest.mark.parametrize(
    ("refusal", "form", "asked"),
    [
        (NothingToPrint, "item_list", {}),
        (NothingToPrint, "volume_list", {}),
        (NothingToPrint, "box_spine", {"year": 1901}),
        (BoxesUnclear, "box_spine", {"boxes": "一至三"}),
        (BoxesUnclear, "box_spine", {"boxes": "5-1"}),
        (BoxesUnclear, "box_spine", {"boxes": "1-5,3-9"}),
        (FormUnknown, "wall_paper", {}),
        (VolumeNeeded, "volume_cover", {}),
        (WidthUnknown, "box_spine", {"width": 33.0}),
    ],
)
def test_what_cannot_be_printed_is_refused_with_a_remedy(fonds, refusal, form, asked):
    with pytest.raises(refusal) as said:
        printed(fonds, form, **asked)

    assert str(said.value)
    assert said.value.remedy()
    assert not Printout.objects.exists()


def test_a_volume_without_items_has_a_cover_but_no_contents(fonds):
    volume = volume_of(fonds)

    assert printed(fonds, "volume_cover", volume=volume).pages == 1
    with pytest.raises(NothingToPrint):
        printed(fonds, "volume_contents", volume=volume)


def test_an_item_is_no_volume(fonds):
    with pytest.raises(NotAVolume):
        printed(fonds, "volume_cover", volume=item(fonds, 1))


def test_a_list_beyond_the_limit_is_refused_before_it_is_read(fonds, monkeypatch):
    for module in (actions, __import__("lantai.holdings.printing.bundles", fromlist=["x"])):
        monkeypatch.setattr(module, "MOST_LINES", 2)
    for n in range(1, 5):
        item(fonds, n)

    with pytest.raises(TooMuchToPrint):
        printed(fonds)


def test_a_date_wider_than_its_column_goes_on_in_the_next_line_and_is_copied_whole(fonds):
    item(fonds, 1, title="会议记录", date_text="1987.3.5-1987.12.31")

    made = printed(fonds)

    assert "1987.3.5-1987.12.31" in words_of(made)
    assert "1987.3.5-1987.12.31" not in "".join(pages_of(made))


def test_a_cover_is_one_sheet_however_long_its_title(fonds):
    volume = volume_of(fonds)
    volume.title = "关于" + "进一步加强和改进" * 45 + "的意见"
    volume.save()

    made = printed(fonds, "volume_cover", volume=volume)

    assert made.pages == 1
    assert volume.title in words_of(made)


def test_a_long_list_is_left_to_a_worker(fonds, archivist, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(actions, "AT_ONCE", 1)
    item(fonds, 1)
    item(fonds, 2)

    printout = printed(fonds, actor=archivist)
    assert (printout.state, printout.lines, file_of(printout).exists()) == ("ordered", 2, False)
    print_ordered.func(printout.pk, archivist.user_id)

    printout.refresh_from_db()
    assert (printout.state, printout.job.state, printout.pages) == ("made", "done", 2)
    assert print_ordered.func(printout.pk, archivist.user_id) == "made"
    assert Event.objects.filter(verb="print:make").count() == 1


def test_two_workers_with_one_order_leave_one_event(fonds, archivist, monkeypatch):
    monkeypatch.setattr(actions, "AT_ONCE", 0)
    item(fonds, 1)
    one = printed(fonds, actor=archivist)
    other = Printout.objects.get(pk=one.pk)

    actions.make_printout(actor=archivist, printout=one)
    again = actions.make_printout(actor=archivist, printout=other)

    assert (again.state, again.sha512) == ("made", one.sha512)
    assert file_of(again).exists()
    assert Event.objects.filter(verb="print:make").count() == 1


def test_a_list_that_is_empty_by_the_time_it_is_printed_says_so(fonds, archivist, monkeypatch):
    monkeypatch.setattr(actions, "AT_ONCE", 0)
    record = item(fonds, 1)
    printout = printed(fonds, actor=archivist)
    record.delete()

    assert print_ordered.func(printout.pk, archivist.user_id) == "failed"

    printout.refresh_from_db()
    assert printout.job.state == "failed"
    assert printout.message


def test_a_printout_that_takes_too_long_is_stopped_in_words(fonds, monkeypatch):
    monkeypatch.setattr(actions, "SECONDS_AT_ONCE", 0.01)
    for n in range(1, 200):
        item(fonds, n)

    with pytest.raises(PrintingFailed) as said:
        printed(fonds)

    assert said.value.exit_code == 4
    assert list(file_of(Printout()).parent.glob("*")) == []


@pytest.mark.parametrize("form", sorted(printed_forms()))
def test_every_form_can_be_printed(fonds, form):
    volume = volume_of(fonds, [{"pages_declared": 3}])
    item(fonds, 1, title="长题名" * 900)
    said = Entry("use", "利用情况", parse_date("2001"), "长文" * 900)
    add_file_entry(actor=OPERATOR, fonds=fonds, entry=said)

    one = volume if printed_forms()[form].of == "volume" else None

    assert printed(fonds, form, volume=one).pages >= 1
