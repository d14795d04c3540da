"""Every pattern of dirt that district lists come with (standards §9.2), each in a list made for it."""

import datetime as dt
import zipfile

import pytest

from lantai.base.accounts.access import OPERATOR
from lantai.holdings.arrangement.models import CodeRule
from lantai.holdings.authority.actions import NameSaid, add_name, enter_authority
from lantai.holdings.catalogue.tests.factories import FondsFactory
from lantai.holdings.imports.tests.lists import HEADER, checked, codes, csv_file, imported, records, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


@pytest.fixture
def fonds():
    return FondsFactory(code="J001")


@pytest.fixture
def take(fonds, tmp_path):
    """Import rows under the usual header; gives the records and the batch."""

    def take(*rows, header=HEADER, dress=None, sheet="目录", **choices):
        path = workbook(tmp_path / "目录.xlsx", {sheet: [header, *rows]}, dress)
        batch = imported(fonds, path, **choices)
        return records(batch), batch

    return take


YOUTH = ("姓名", "民族", "下乡时间")


def row(number=1, **cells):
    """A row that is in order, except for what is said."""
    plain = {"档号": f"J001-WS·1987-Y-BGS-{number:04}", "题名": f"第{number}号通知", "年度": "1987", "保管期限": "永久"}
    plain |= {"件号": str(number)} | cells
    return [plain.get(name, "") for name in HEADER]


@pytest.mark.parametrize(
    ("written", "key", "precision"),
    [("19870300", 19870300, "month"), ("19870000", 19870000, "year"), ("1987-00-00", 19870000, "year")],
)
def test_1_unknown_days_and_months_are_no_error(take, written, key, precision):
    (made,), batch = take(row(日期=written))

    assert (made.date_text, made.date_precision) == (written, precision)
    assert made.date_start.year == 1987
    assert batch.held_back == 0


@pytest.mark.parametrize("written", ["00000000", "0000.00.00", "不详"])
def test_1_a_date_nobody_knew_is_no_error(take, written):
    (made,), batch = take(row(日期=written))

    assert (made.date_text, made.date_start) == (written, None)
    assert codes(batch) == {"catalogue.unreadable_date": 1}


@pytest.mark.parametrize(
    "written",
    ["1987.3.5", "87/3/5", "1987年3月5日", "一九八七年三月五日", "1987-03-05 00:00:00", "3月5日"],
)
def test_2_dates_in_other_forms_are_one_day(take, written):
    (made,), _ = take(row(日期=written))

    assert made.date_start == made.date_end == dt.date(1987, 3, 5)


def test_2_a_day_count_in_a_column_of_dates_is_its_day(take):
    made, batch = take(row(1, 日期="1987.3.4"), row(2, 日期=31841), row(3, 日期="19870306"))

    assert made[1].date_start == dt.date(1987, 3, 5)
    assert codes(batch)["catalogue.day_count"] == 1


def test_2_years_of_the_republic(take):
    (made,), _ = take(row(日期="民国三十七年", 年度="1948"))

    assert made.date_start.year == 1948


@pytest.mark.parametrize("written", ["19870231", "20110931", "2099"])
def test_3_impossible_dates_are_errors_and_the_text_is_kept_of_who_takes_them(take, written):
    made, batch = take(row(日期=written, 年度=""))
    assert (made, batch.held_back) == ([], 1)

    (made,), batch = take(row(日期=written, 年度=""), with_errors=True)

    assert made.date_text == written
    assert made.date_start is None
    assert codes(batch)["catalogue.impossible_date"] == 1


def test_4_a_range_in_one_cell_has_both_ends(take):
    (made,), _ = take(row(日期="1985.3–1986.12", 年度=""))

    assert (made.date_start, made.date_end) == (dt.date(1985, 3, 1), dt.date(1986, 12, 31))


def test_5_ditto_marks_are_filled_and_blanks_are_not(take):
    made, _ = take(row(1, 责任者="县政府"), row(2, 责任者="〃"), row(3, 责任者="同上"), row(4))

    assert [each.creator for each in made] == ["县政府", "县政府", "县政府", ""]


@pytest.mark.parametrize("mark", ["同上", "同 上", "—〃—", "“", "''", "＂"])
def test_5_marks_stand_for_names_and_for_columns_of_the_list_s_own(take, mark):
    rows = [["单秀珍", "红旗公社", "430000195611205429", "1969"], [mark, mark, mark, "1971"]]
    made, _ = take(*rows, header=("姓名", "下乡地点", "身份证号", "下乡时间"), sheet="知青")

    assert [each.persons.get().name for each in made] == ["单秀珍", "单秀珍"]
    assert [each.fields["下乡地点"] for each in made] == ["红旗公社", "红旗公社"]
    assert [bool(each.persons.get().id_hash) for each in made] == [True, False]


def numbered(rows):
    return ([*row(n, 责任者=creator), number] for n, number, creator in rows)


NUMBERED = [*((n, f"云政发〔1987〕{n}号", "云溪县人民政府") for n in (1, 2, 3)), (4, "云政发[1987]4号", "")]


def test_5_a_creator_left_out_is_offered_from_the_document_number(take):
    made, batch = take(*numbered(NUMBERED), header=(*HEADER, "文号"))

    assert made[3].creator == ""
    assert codes(batch)["catalogue.creator_meant"] == 1


def test_5_and_taken_when_somebody_wants_it(take):
    made, batch = take(*numbered(NUMBERED), header=(*HEADER, "文号"), infer_creators=True)

    assert (made[3].creator, made[3].lineage["creator_from"]) == ("云溪县人民政府", "云政发")
    assert "creator_from" not in made[0].lineage
    assert codes(batch)["catalogue.creator_taken"] == 1


def test_5_a_prefix_of_two_creators_speaks_for_neither(take):
    rows = [*NUMBERED[:3], (5, "云政发〔1987〕5号", "云溪县委"), (6, "云政发〔1987〕6号", "")]
    made, batch = take(*numbered(rows), header=(*HEADER, "文号"), infer_creators=True)

    assert made[4].creator == ""
    assert not {"catalogue.creator_meant", "catalogue.creator_taken"} & set(codes(batch))


def test_6_full_width_is_folded_in_codes_and_kept_in_titles(take):
    (made,), _ = take(
        row(档号="Ｊ００１－ＷＳ·１９８７－Ｙ－ＢＧＳ－０００１", 题名="关于“两户一体”的通知（试行）", 年度="１９８７")
    )

    assert made.code_key == "J001-WS·1987-Y-BGS-0001"
    assert made.title == "关于“两户一体”的通知（试行）"
    assert made.year == 1987


def test_7_mixed_dashes_and_dots_are_one_code(take, fonds, tmp_path):
    take(row(1))
    again = workbook(tmp_path / "again.xlsx", {"s": [HEADER, row(档号="J001–WS．1987—Y-BGS－0001", 题名="第1号通知")]})

    batch = imported(fonds, again)

    assert (batch.created, batch.same) == (0, 1)


def test_8_merged_cells_run_down_columns_of_identification_only(take):
    def dress(book, sheets):
        sheets["目录"].merge_range(1, 4, 3, 4, "1987")
        sheets["目录"].merge_range(1, 8, 3, 8, "缺页")

    made, batch = take(row(1), row(2, 年度=""), row(3, 年度=""), dress=dress)

    assert [each.year for each in made] == [1987] * 3
    assert [each.note for each in made] == ["缺页", "", ""]
    assert codes(batch)["catalogue.merged_cells_filled"] == 1


def test_9_titles_above_two_rows_of_headers_footers_and_subtotals(fonds, tmp_path):
    rows = [
        ["云溪县民政局婚姻登记目录"],
        [],
        ["档号", "男方", "", "女方", "", "登记日期"],
        ["", "姓名", "住址", "姓名", "住址", ""],
        ["J001-HY-0001", "曾援朝", "东升街", "单秀珍", "文庙街", "1982.10.1"],
        ["", "", "第1页 共9页"],
        ["合计", "1"],
    ]

    batch = imported(fonds, workbook(tmp_path / "婚姻.xlsx", {"婚姻登记": rows}))
    (made,) = records(batch)

    assert made.title == "曾援朝与单秀珍登记"
    assert [(p.name, p.role, p.place) for p in made.persons.all()] == [
        ("曾援朝", "groom", "东升街"),
        ("单秀珍", "bride", "文庙街"),
    ]


def test_9_what_a_form_says_behind_its_headers_is_no_part_of_them(take):
    header = ("档号（必填）", "题名*", "日期(YYYYMMDD)", "保管期限[选填]")
    (made,), _ = take(["J001-1-1", "通知", "19870305", "永久"], header=header)

    assert (made.code, made.title, made.date_text, made.retention) == ("J001-1-1", "通知", "19870305", "Y")


def test_10_headers_repeated_on_every_page_are_dropped(take):
    made, _ = take(row(1), HEADER, row(2), HEADER, row(3))

    assert [each.title for each in made] == ["第1号通知", "第2号通知", "第3号通知"]


def test_11_lost_zeros_come_back_and_lost_digits_are_an_error(take):
    (made,), _ = take(["", "通知", "", "", "1987", "永久", "'7 ", "", ""])
    header = ("姓名", "身份证号", "下乡地点", "下乡时间")
    _, batch = take(["单秀珍", "3.3E+17", "红旗公社", "1969"], header=header, sheet="知青")

    assert made.code == "J001-WS·1987-Y-0007"
    assert codes(batch)["person.id_number_lost"] == 1
    assert batch.held_back == 1


def test_11_the_width_of_a_number_is_that_of_the_fonds_s_own_scheme(take, fonds):
    """By volume and by item side by side, as the rules of the fonds say."""
    for year, scheme in ((0, "legacy_volume/1"), (1985, "dat22/1"), (2022, "dat13_item/1")):
        CodeRule.objects.create(fonds=fonds, level="item", scheme=scheme, from_year=year)
    header = ("题名", "目录号", "案卷号", "件号", "年度", "保管期限")
    made, _ = take(
        ["通知", "2", "15", "3", "1962", "永久"],
        ["报告", "", "", "7", "1987", "30年"],
        ["简报", "", "", "7", "2022", "30年"],
        ["函", "", "", "8", "1987", "长期"],
        header=header,
    )

    assert [each.code for each in made] == [
        "J001-002-015-003", "J001-WS·1987-D30-0007", "J001-WS·2022·D30-0007", "J001-WS·1987-长期-0008",
    ]  # fmt: skip


def test_12_gaps_and_repeated_numbers_are_reported_and_nothing_is_renumbered(take):
    made, batch = take(row(1), row(2), row(4), row(5, 件号="4"), row(6, 件号="5"))

    assert codes(batch)["catalogue.number_gap"] == 1
    assert codes(batch)["catalogue.number_again"] == 1
    assert [each.code[-4:] for each in made] == ["0001", "0002", "0004", "0005", "0006"]


def test_12_a_code_that_stands_twice_is_held_back_the_second_time(take):
    made, batch = take(row(1), row(1, 题名="另一件"))

    assert [each.title for each in made] == ["第1号通知"]
    assert codes(batch)["catalogue.code_again"] == 1
    assert batch.held_back == 1


def test_13_pages_are_kept_as_declared(take):
    header = (*HEADER, "页数")
    (made,), _ = take([*row(1), "5页"], header=header)

    assert made.pages_declared == 5


def test_13_sheets_are_not_taken_for_pages(take):
    """The header says what is counted; both numbers are kept, and two sheets of three pages quarrel with nobody."""
    (made,), batch = take([*row(1), "2", "1-3"], header=(*HEADER, "张数", "页号"))

    assert (made.pages_declared, made.fields["页数原文"], made.fields["page_numbers"]) == (2, "2张", "1-3")
    assert "catalogue.pages_differ" not in codes(batch)


@pytest.mark.parametrize(("pages", "numbers", "warned"), [("3", "1-3", 0), ("2张", "1-3", 0), ("5", "1-3", 1)])
def test_13_pages_that_quarrel_with_page_numbers_are_told_and_both_kept(take, pages, numbers, warned):
    """Sheets bear two pages: two sheets are three pages when the last back is blank."""
    (made,), batch = take([*row(1), pages, numbers], header=(*HEADER, "页数", "页号"))

    assert (made.pages_declared, made.fields["page_numbers"]) == (int(pages[0]), numbers)
    assert codes(batch).get("catalogue.pages_differ", 0) == warned


def test_14_page_numbers_are_kept_in_any_style_and_counted(take):
    header = (*HEADER, "页号")
    made, _ = take([*row(1), "1-3"], [*row(2), "4~6"], [*row(3), "起页 7"], header=header)

    assert [each.fields["page_numbers"] for each in made] == ["1-3", "4~6", "起页 7"]
    assert [each.pages_declared for each in made] == [3, 3, None]
    assert made[0].lineage["pages_from"] == "1-3"


def test_14_pages_run_to_where_the_next_of_the_volume_begins(take):
    """GB/T 9705: only the last document of a volume says where it ends."""
    header = (*HEADER, "目录号", "案卷号", "页号")
    rows = [(1, "1", "1"), (2, "1", "5"), (3, "1", "5"), (4, "1", "9-12"), (5, "2", "1"), (6, "2", "99999")]
    made, _ = take(*([*row(n), "3", volume, page] for n, volume, page in rows), header=header)

    assert [each.pages_declared for each in made] == [4, 1, 4, 4, None, None]


def test_15_terms_are_mapped_but_the_old_ones_are_not(take):
    spelled = ("永久", "永", "Y", "30年", "定期30年", "D30", "三十年", "长期")

    made, batch = take(*(row(n, 保管期限=term, 档号=f"J001-{n}") for n, term in enumerate(spelled, start=1)))

    assert [each.retention for each in made] == ["Y"] * 3 + ["D30"] * 4 + ["长期"]
    assert codes(batch)["catalogue.old_term"] == 1


def test_15_a_term_nobody_knows_is_told_and_kept(take):
    spelled = ("16-50年", "1", "短期", "")
    made, batch = take(*(row(n, 保管期限=term, 档号=f"J001-{n}") for n, term in enumerate(spelled, start=1)))

    assert [each.retention for each in made] == ["16-50年", "1", "短期", ""]
    assert (codes(batch)["catalogue.unknown_term"], codes(batch)["catalogue.old_term"]) == (2, 1)


def test_16_a_year_beside_a_date_of_another_decade_is_a_warning(take):
    _, batch = take(row(1, 年度="2001", 日期="20001225"), row(2, 年度="1987", 日期="19950301"))

    assert codes(batch)["catalogue.year_apart"] == 1
    assert batch.created == 2


def test_17_bodies_are_kept_under_the_name_of_their_time(take):
    made, _ = take(row(1, 责任者="县革委会办公室"), row(2, 责任者="县政府办"))

    assert [each.creator for each in made] == ["县革委会办公室", "县政府办"]


def test_17_a_name_the_body_did_not_bear_then_is_told_and_kept(take, fonds):
    old, new = NameSaid("云溪县革命委员会办公室", 1968, 1980), NameSaid("云溪县人民政府办公室", 1981, None)
    body = enter_authority(actor=OPERATOR, institution=fonds.institution, kind="body", name=old)
    add_name(actor=OPERATOR, authority=body, name=new, version=body.version)

    made, batch = take(
        row(1, 责任者="云溪县革命委员会办公室", 日期="19870305"),
        row(2, 责任者="云溪县革命委员会办公室", 日期="19750305", 年度="1975"),
        row(3, 责任者="云溪县人民政府办公室", 日期="19870305"),
        row(4, 责任者="别处的办公室", 日期="19870305"),
    )

    assert [each.creator for each in made][:1] == ["云溪县革命委员会办公室"]
    assert codes(batch)["catalogue.name_out_of_time"] == 1


def test_18_noise_in_titles_goes_and_words_stay(take):
    made, batch = take(row(1, 题名=" 关于春耕\n生产的通知 "), row(2, 题名="[拟]关于水渠的报告"), row(3, 题名=""))

    assert [each.title for each in made[:2]] == ["关于春耕生产的通知", "[拟]关于水渠的报告"]
    assert codes(batch)["catalogue.no_title"] == 1


def test_18_the_full_stop_behind_a_title_goes_and_those_within_stay(take):
    made, _ = take(row(1, 题名="关于春耕的通知。"), row(2, 题名="先报。后批。"), row(3, 题名="通知……。。"))

    assert [each.title for each in made] == ["关于春耕的通知", "先报。后批", "通知……。。"]


def test_19_signs_in_place_of_characters_are_told_and_illegible_ones_are_no_fault(take):
    made, batch = take(row(1, 题名="关于李?贵的批复"), row(2, 题名="往哪里走？谈春耕"), row(3, 题名="□□公社收据"))

    assert made[0].title == "关于李?贵的批复"
    assert codes(batch) == {"catalogue.character_missing": 1}


def test_19_of_names_too(take):
    _, batch = take(["李?贵", "1969"], ["\ue123村生", "1969"], header=("姓名", "下乡时间"), sheet="知青")

    assert {"catalogue.character_missing": 1, "catalogue.private_character": 1}.items() <= codes(batch).items()


def test_19_rare_characters_stay_and_private_ones_are_told(take):
    made, batch = take(row(1, 题名="𬀩村土地证"), row(2, 题名="\ue123村土地证"))

    assert made[0].title == "𬀩村土地证"
    assert codes(batch) == {"catalogue.private_character": 1}


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("999999195611205429", "region"),
        ("999999561120542", "region"),
        ("99999919561120542O", "checksum"),
        ("999999195611205428", "checksum"),
        ("999999195613205428", "date"),
    ],
)
def test_20_id_numbers_are_judged_and_kept_sealed(take, number, problem):
    (made,), _ = take(["单秀珍", number, "1969"], header=("姓名", "身份证号", "下乡时间"), sheet="知青")
    entry = made.persons.get()

    assert entry.id_problem == problem
    assert number not in str(made.fields)
    assert entry.id_hash


def test_20_fifteen_digits_and_eighteen_are_one(take):
    made, _ = take(
        ["单秀珍", "999999561120542", "1969"], ["单秀真", "999999195611205429", "1969"],
        header=("姓名", "身份证号", "下乡时间"), sheet="知青",
    )  # fmt: skip

    assert len({each.persons.get().id_hash for each in made}) == 1


def test_21_codes_for_sex_are_words(take):
    rows = [["甲某", "1", "1969"], ["乙某", "女", "1969"], ["丙某", "M", "1969"]]

    made, _ = take(*rows, header=("姓名", "性别", "下乡时间"), sheet="知青")

    assert [each.persons.get().sex for each in made] == ["male", "female", "male"]


def test_21_codes_and_spellings_of_nations_are_words(take):
    spelled = ("01", "汉", "漢族", "HU", "崩龙族", "火星")

    made, batch = take(*([f"甲{n}", text, "1969"] for n, text in enumerate(spelled)), header=YOUTH, sheet="知青")

    assert [each.fields["民族"] for each in made] == ["汉族", "汉族", "汉族", "回族", "德昂族", "火星"]
    assert [each.fields.get("民族原文") for each in made] == ["01", None, "漢族", "HU", "崩龙族", None]
    assert codes(batch)["person.unknown_nation"] == 1


def test_22_the_same_name_twice_is_two_entries(take):
    made, _ = take(["单秀珍", "1969"], ["单秀珍", "1969"], header=("姓名", "下乡时间"), sheet="知青")

    assert len(made) == len({each.code for each in made}) == 2


def test_23_every_sheet_is_read_and_a_sheet_named_by_a_year_gives_it(fonds, tmp_path):
    header = ("题名", "保管期限", "件号")
    sheets = {f"{year}年": [header, ["通知", "永久", "1"], ["报告", "永久", "2"]] for year in (1987, 1988)}

    made = records(imported(fonds, workbook(tmp_path / "文书.xlsx", sheets)))

    assert [each.year for each in made] == [1987, 1987, 1988, 1988]
    assert len({each.code for each in made}) == 4


def test_23_a_sheet_for_each_volume_says_which_above_its_table_or_in_its_name(fonds, tmp_path):
    header = ("顺序号", "文号", "题名", "页号")
    sheets = {
        "第3卷": [["卷内文件目录"], ["全宗号：J001 目录号：2"], header, ["1", "", "通知", "1"], ["2", "", "报告", "4"]],
        "Sheet2": [["卷内文件目录"], ["目录号", "2", "案卷号：", "4"], header, ["1", "", "批复", "1"]],
    }

    made = records(imported(fonds, workbook(tmp_path / "1962年卷内目录.xlsx", sheets)))

    assert [each.code for each in made] == ["J001-2-003-001", "J001-2-003-002", "J001-2-004-001"]
    assert {each.year for each in made} == {1962}


def test_24_hidden_rows_are_read_and_hiding_colours_and_notes_are_told(take):
    def dress(book, sheets):
        sheet = sheets["目录"]
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(3, 3, None, None, {"hidden": True})
        sheet.write_string(1, 8, "缺", book.add_format({"bg_color": "red"}))
        sheet.write_comment(1, 1, "借出")

    made, batch = take(row(1), row(2), dress=dress)

    assert len(made) == 2
    assert {"catalogue.hidden_cells", "catalogue.coloured_rows", "catalogue.cell_notes"} <= set(codes(batch))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_25_encodings_are_seen(fonds, tmp_path, encoding):
    path = csv_file(tmp_path / "目录.csv", [HEADER, row(1, 题名="云溪县关于䶮村的通知")], encoding)

    (made,) = records(imported(fonds, path))

    assert made.title == "云溪县关于䶮村的通知"
    assert made.lineage["sheet"] == "目录"


def test_25_a_list_in_big5_is_read_with_its_own_headers(fonds, tmp_path):
    header = ("檔號", "題名", "責任者", "年度", "保管期限", "密級")
    rows = [
        ("J001-WS·1948-Y-1-0001", "雲溪縣政府關於糧食徵購工作的通知", "雲溪縣政府", "1948", "永久", ""),
        ("J001-WS·1948-Y-1-0002", "關於某工程的決定", "雲溪縣政府", "1948", "永久", "機密"),
    ]

    batch = imported(fonds, csv_file(tmp_path / "目錄.csv", [header, *rows], "big5"))
    (made,) = records(batch)

    assert (made.title, made.creator, made.year) == (rows[0][1], "雲溪縣政府", 1948)
    assert (batch.created, batch.secret) == (1, 1)
    assert "某工程" not in str(batch.findings)


def test_25_what_was_destroyed_before_is_held_back(take):
    made, batch = take(row(1, 题名="锟斤拷锟斤拷通知"), row(2, 题名="通\ufffd"), row(3))

    assert len(made) == 1
    assert codes(batch)["catalogue.lost_characters"] == 2
    assert batch.held_back == 2


def test_25_destroyed_names_are_held_back_as_well(take):
    _, batch = take(["锟斤拷", "1969"], ["单秀珍", "1969"], header=("姓名", "下乡时间"), sheet="知青")

    assert (batch.held_back, batch.created) == (1, 1)


def test_26_in_a_list_of_plain_text_a_cell_in_error_is_a_word(fonds, tmp_path):
    rows = [HEADER, row(1, 年度="#REF!"), row(2, 日期="########"), row(3, 题名="#1井工程")]

    batch = imported(fonds, csv_file(tmp_path / "目录.csv", rows, "gb18030"))

    told = {each["code"]: each["examples"][0]["params"] for each in batch.findings}
    assert told["catalogue.cell_in_error"] == {"cell": "年度 2", "text": "#REF!"}
    assert told["catalogue.cell_too_narrow"] == {"cell": "日期 3", "text": "########"}
    assert [each.title for each in records(batch)] == ["#1井工程"]


def test_26_values_of_formulas_are_read_and_cells_in_error_held_back(take):
    def dress(book, sheets):
        sheets["目录"].write_formula(1, 4, "=1986+1", None, 1987)
        sheets["目录"].write_formula(2, 4, "=A1/0", None, "#DIV/0!")

    made, batch = take(row(1, 年度=""), row(2), dress=dress)

    assert [each.year for each in made] == [1987]
    assert codes(batch)["catalogue.cell_in_error"] == 1
    assert "E3" in batch.findings[0]["examples"][0]["params"]["cell"]


@pytest.mark.parametrize("level", ["秘密", "机密★20年", "绝密", "JM"])
def test_27_classified_rows_are_stopped_and_none_of_their_text_is_kept(fonds, tmp_path, level, settings):
    rows = [HEADER, row(1), row(2, 题名="关于某工程的决定", 密级=level)]

    batch = imported(fonds, workbook(tmp_path / "目录.xlsx", {"目录": rows}), with_errors=True)

    assert (batch.created, batch.secret) == (1, 1)
    assert "某工程" not in str(batch.findings)
    assert words_in(settings.STORAGE["PATH"], settings.WORK_FOLDER).count("第1号通知") > 0
    assert "某工程" not in words_in(settings.STORAGE["PATH"], settings.WORK_FOLDER)


def words_in(*folders):
    """Everything these folders hold, workbooks opened: a compressed word would be found by nobody."""
    found = []
    for path in (each for folder in folders for each in folder.rglob("*") if each.is_file()):
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as book:
                found += [book.read(name).decode("utf-8", "replace") for name in book.namelist()]
        else:
            found.append(path.read_text(encoding="utf-8", errors="replace"))
    return "\n".join(found)


def test_dry_runs_touch_nothing(fonds, tmp_path):
    batch = checked(fonds, workbook(tmp_path / "目录.xlsx", {"目录": [HEADER, row(1)]}))

    assert (batch.state, batch.created) == ("checked", 1)
    assert fonds.records.count() == 0
