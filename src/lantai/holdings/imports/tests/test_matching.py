import pytest
from hypothesis import given, strategies as st

from lantai.holdings.arrangement.scheme_files import scheme_named
from lantai.holdings.catalogue.actions import Description
from lantai.holdings.imports.levels import Dialect
from lantai.holdings.imports.matching import FILE_WITHOUT_ROW, NO_CODE, ROW_WITHOUT_FILE, Entry, entry_of, match

CODES = ["J001-WS·1987-Y-BGS-0001", "J001-WS·1987-Y-BGS-0002", "J001-WS·1987-D30-RSK-0001"]
VOLUMES = ["X032-001-015-003", "X032-001-015-004", "X032-001-016-003"]


def placed(names, codes=CODES, fonds="J001"):
    groups, findings = match(names, [Entry(code) for code in codes], fonds)
    return {group.code: group.files for group in groups if group.files}, [f.code for f in findings]


@pytest.mark.parametrize(
    "name",
    [
        "J001-WS·1987-Y-BGS-0001.pdf",
        "J001-WS·1987-Y-BGS-0001/0001.jpg",
        "扫描/J001-WS.1987-Y-BGS-0001/0002.jpg",
        "j001-ws_1987-y-bgs-1.PDF",
        "J001-WS1987-Y-BGS-0001 (1).pdf",
        "J001-WS·1987-Y-BGS-0001 - 副本.pdf",
        "复件 J001-WS·1987-Y-BGS-0001.pdf",
        "Ｊ００１－WS•1987－Y－BGS－0001.tif",
        "1987/Y/BGS/0001/001.jpg",
        "1987年/永久/BGS/1/001.jpg",
        "扫描/J001/1987/BGS/永久/第1件.pdf",
        "J001-WS·1987-Y-BGS-0001_003.jpg",
        "J001-WS·1987-Y-BGS-0001关于植树的通知.pdf",
        "J001-WS·1987-Y-BGS-0001 1987年第3次会议纪要.pdf",
        "j001-ws.1987-y-bgs-1_《关于防汛的通知》.pdf",
        "Ｊ００１－WS•1987－Y－BGS－０００１（附件1）.pdf",
        "J001-WS·1987-Y-BGS-0001-正本 - 副本.pdf",
        "J001-WS·1987-Y-BGS-0001关于植树的通知/0001.jpg",
    ],
)
def test_it_places_files_named_by_the_code(name):
    assert placed([name])[0] == {CODES[0]: [name]}


@pytest.mark.parametrize("name", ["X032/001/015/003/0001.tif", "015_003_0007.jpg", "1/15/3/1.jpg", "X032-1-15-3.pdf"])
def test_it_places_files_by_volume_and_item(name):
    assert placed([name], VOLUMES, "X032")[0] == {VOLUMES[0]: [name]}


def test_it_uses_the_file_name_column_first():
    entries = [Entry("A-1", "扫描件\\会议纪要.pdf"), Entry("A-2", "通知")]

    groups, _ = match(["扫描件/会议纪要.pdf", "x/通知.docx"], entries, "A")

    assert [group.files for group in groups] == [["扫描件/会议纪要.pdf"], ["x/通知.docx"]]


def test_it_tells_orphans_both_ways_and_still_takes_them():
    files, said = placed(["J001-WS·1987-Y-BGS-0001.pdf", "说明.txt"])

    assert files == {CODES[0]: ["J001-WS·1987-Y-BGS-0001.pdf"], "J001-说明.txt": ["说明.txt"]}
    assert sorted(said) == sorted([FILE_WITHOUT_ROW, ROW_WITHOUT_FILE, ROW_WITHOUT_FILE])


def test_it_never_guesses_between_two_entries():
    files, said = placed(["003/0001.jpg"], ["X1-001-003", "X2-002-003"], "X")

    assert FILE_WITHOUT_ROW in said
    assert all("003/0001.jpg" not in names for code, names in files.items() if code.startswith("X1"))


def test_it_takes_three_numbers_as_volume_item_and_page():
    codes = ["G012-1-001-002", "G012-1-002-001"]

    assert placed(["001_002_1.jpg"], codes, "G012")[0] == {codes[0]: ["001_002_1.jpg"]}


def test_it_never_takes_the_item_of_one_list_for_that_of_another():
    files, said = placed(["J045/1/001/001.pdf"], ["J045-1-001-002", "J045-2-001-001"], "J045")

    assert FILE_WITHOUT_ROW in said
    assert "J045-2-001-001" not in files


def test_it_groups_without_a_list_by_code_by_volume_and_by_page_folder():
    names = ["Z109-WS.2011-Y-BGS-0001/0001.jpg", "Z109-WS.2011-Y-BGS-0001/0002.jpg", "12_3_001.jpg", "12_3_002.jpg",
             "相册/001.jpg", "相册/002.jpg", "a.docx", "a.pdf"]  # fmt: skip

    groups, findings = match(names, [], "Z109")

    by_code = {group.code: (group.provisional, len(group.files)) for group in groups}
    assert by_code == {
        "Z109-WS·2011-Y-BGS-0001": (False, 2),
        "Z109-012-003": (False, 2),
        "Z109-相册": (True, 2),
        "Z109-a.docx": (True, 1),
        "Z109-a.pdf": (True, 1),
    }
    assert {f.code for f in findings} == {NO_CODE}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("X032/001/015/003/0001.tif", "X032-001-015-003"),
        ("扫描/X032/A1/15/3/2.jpg", "X032-A1-015-003"),
        ("X032/001/015/003.pdf", "X032-001-015-003"),
        ("1987/Y/BGS/0001/001.jpg", "X032-WS·1987-Y-BGS-0001"),
        ("1987年/永久/办公室/12/001.jpg", "X032-WS·1987-Y-办公室-0012"),
        ("X032/1987/办公室/30年/12件.pdf", "X032-WS·1987-D30-办公室-0012"),
        ("1987/D10/0012/0001 (1).jpg", "X032-WS·1987-D10-0012"),
    ],
)
def test_it_gives_the_code_that_the_path_spells(name, code):
    groups, findings = match([name], [], "X032")

    assert [(group.code, group.provisional) for group in groups] == [(code, False)]
    assert findings == []


@pytest.mark.parametrize(
    "name",
    [
        "2011/05/03/001.jpg",  # a date
        "J045/001/015/003/0001.tif",  # another fonds
        "J045/1987/Y/BGS/0001/001.jpg",
        "1987/长期/办公室/0001/001.jpg",  # a term no rule equates
        "1987/Y/12/0001/001.jpg",
        "X032/001/015/0001.tif",  # the pages of a volume, or its items
    ],
)
def test_it_spells_no_code_where_the_path_leaves_a_doubt(name):
    groups, _ = match([name], [], "X032")

    assert [group.provisional for group in groups] == [True]


def test_it_spells_codes_as_the_fonds_numbers_its_items():
    dialect = Dialect((("item", scheme_named("dat13_item"), 0), ("volume", scheme_named("legacy_volume"), 0)))
    names = ["1987/Y/BGS/0012/001.jpg", "X032/001/015/003/0001.tif"]

    groups, _ = match(names, [], "X032", spell=dialect.spell)

    assert [group.code for group in groups] == ["X032-WS·1987·Y·BGS-0012", "X032-001-015-003"]
    listed, _ = match(names[:1], [Entry("X032-WS·1987·Y·BGS-0012")], "X032", spell=dialect.spell)
    assert listed[0].files == names[:1]


BOXED = [Entry("X032-WS·1987-Y-0012", box="3", item="12"), Entry("X032-WS·1987-Y-0013", box="12", item="12")]


@pytest.mark.parametrize("code", ["X032-WS·1987-Y-0012", "X032-12"])
def test_it_takes_box_and_item_from_the_entry(code):
    entry = entry_of(Description(code=code, title="通知", fields={"box": "第003盒"}))

    assert (entry.box, entry.item) == ("3", "12")


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("3/12.pdf", 0),
        ("12盒/0012.pdf", 1),
        ("扫描/盒3/第12件.ofd", 0),
        ("003/012/0001.jpg", 0),
        ("第3盒/12.jpg", 0),
        ("3/12.jpg", None),  # page 12 of item 3, as likely
        ("4/12.pdf", None),
    ],
)
def test_it_places_files_by_box_and_item(name, row):
    groups, _ = match([name], BOXED, "X032")

    assert [group.row for group in groups if group.files] == [row]


def test_it_never_chooses_between_two_boxes_of_one_number():
    again = [*BOXED, Entry("X032-WS·1988-Y-0012", box="3", item="12")]

    groups, findings = match(["3/12.pdf"], again, "X032")

    assert [group.row for group in groups if group.files] == [None]
    assert FILE_WITHOUT_ROW in {finding.code for finding in findings}


@given(
    st.lists(
        st.text("aA 1/.·-_档号", min_size=1, max_size=12).filter(lambda s: s.strip("/ ")), unique=True, max_size=12
    )
)
def test_it_loses_no_file_doubles_none_and_gives_each_record_its_own_code(names):
    groups, _ = match(names, [Entry(code) for code in CODES], "J001")

    assert sorted(name for group in groups for name in group.files) == sorted(names)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("X032-001-015-003附件12.pdf", VOLUMES[0]),
        ("X032-001-015案卷封面.pdf", ""),
        ("扫描/X032-001-015/12月报表.pdf", ""),
        ("015-003关于招工的批复.pdf", ""),
        ("X032-001-015-00关于招工的批复.pdf", ""),
    ],
)
def test_in_front_of_a_title_only_a_whole_code_is_one(name, code):
    files, _ = placed([name], VOLUMES, "X032")
    assert files.get(code) == ([name] if code else None)


@pytest.mark.parametrize(
    ("name", "code", "title"),
    [
        ("J001-1-001-002关于防汛的通知.pdf", "J001-1-001-002", "关于防汛的通知"),
        ("J001-WS.1985-Y-BGS-0002 1985年总结.pdf", "J001-WS·1985-Y-BGS-0002", "1985年总结"),
        ("J001-1-001-02 3月报表.pdf", "J001-1-001-02", "3月报表"),
        ("J001-1-001-002关于防汛的通知/0001.jpg", "J001-1-001-002", "关于防汛的通知"),
        ("J002-1-001-002关于防汛的通知.pdf", "J001-J002-1-001-002关于防汛的通知.pdf", "J002-1-001-002关于防汛的通知"),
        ("2001-12-30会议记录.pdf", "J001-2001-12-30会议记录.pdf", "2001-12-30会议记录"),
    ],
)
def test_without_a_list_a_name_gives_its_code_and_the_title_behind_it(name, code, title):
    groups, _ = match([name], [], "J001")
    assert [(group.code, group.title) for group in groups] == [(code, title)]
