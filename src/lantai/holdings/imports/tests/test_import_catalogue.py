"""An import from the list to the record and back: checked, committed once however often it is killed, undone."""

import io
import json
import random
import zipfile

import pytest
from django.core.management import call_command
from django.utils import translation

from lantai.base.accounts.access import OPERATOR, Role, actor_of
from lantai.base.accounts.tests.factories import person
from lantai.base.audit.models import Event
from lantai.engines.formats.tables import read_tables
from lantai.engines.formats.tests.test_dbf import dbf
from lantai.engines.storage.current import blob_store
from lantai.holdings.catalogue.actions import (
    CodeChange,
    RecordChange,
    change_codes,
    change_records,
    set_opening_state,
)
from lantai.holdings.catalogue.codes import parse_code
from lantai.holdings.catalogue.models import PersonEntry
from lantai.holdings.catalogue.tests.factories import ON_PAPER, FondsFactory
from lantai.holdings.imports.actions import (
    ListUnreadable,
    NotChecked,
    NotCommitted,
    check_import,
    commit_import,
    receive_list,
    remember_mapping,
    undo_import,
)
from lantai.holdings.imports.models import ImportBatch
from lantai.holdings.imports.queries import report_of
from lantai.holdings.imports.received import work_folder
from lantai.holdings.imports.tests.lists import HEADER, checked, codes, imported, records, workbook
from lantai.holdings.preservation.mets import PREMIS
from lantai.holdings.preservation.ocfl.read import open_file
from lantai.holdings.preservation.tests.ocfl_objects import outside_judgement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


@pytest.fixture
def fonds():
    return FondsFactory(code="J001")


def entry(number, title="", **cells):
    plain = {"档号": f"J001-WS·1987-Y-BGS-{number:04}", "题名": title or f"第{number}号通知", "年度": "1987"}
    return [(plain | cells).get(name, "") for name in HEADER]


@pytest.fixture
def listed(tmp_path):
    """Write a list of entries; each call writes another file."""
    count = iter(range(100))

    def listed(*rows, header=HEADER, sheet="目录"):
        return workbook(tmp_path / f"目录{next(count)}.xlsx", {sheet: [header, *rows]})

    return listed


def test_every_record_knows_file_sheet_and_row_and_leaves_an_event(fonds, listed):
    batch = imported(fonds, listed(entry(1), entry(2)))
    made = records(batch)

    assert [record.lineage for record in made] == [
        {"file": "目录0.xlsx", "sheet": "目录", "row": n, "code_built": False, "import": batch.ulid} for n in (2, 3)
    ]
    assert Event.objects.filter(verb="record:import").count() == 2
    told = Event.objects.get(verb="import:commit")
    assert (told.data["created"], told.data["sha512"]) == (2, batch.sha512)


def test_what_no_list_says_of_retention_the_type_says_and_a_list_again_does_not_contradict_a_person(fonds, tmp_path):
    header = ["档号", "男方", "女方", "保管期限"]
    rows = [["J001-7-001", "甲大川", "乙小河", ""], ["J001-7-002", "丙水生", "丁春兰", "永久"]]
    path = workbook(tmp_path / "婚姻.xlsx", {"目录": [header, *rows]})

    dry = checked(fonds, path)
    assert [(each["code"], each["count"]) for each in dry.findings] == [("catalogue.retention_of_type", 1)]
    assert dry.findings[0]["examples"][0]["params"]["code"] == "J001-7-001"

    batch = imported(fonds, path)
    first, second = records(batch)

    assert [(each.record_type, each.retention) for each in (first, second)] == [("marriage", "D100"), ("marriage", "Y")]
    assert (first.lineage["retention_from_type"], "retention_from_type" in second.lineage) == ("marriage@2", False)
    change_records(actor=OPERATOR, fonds=fonds, changes=[RecordChange(first, {"retention": "Y"})], reason="改正")
    again = imported(fonds, path)
    assert (again.changed, again.same) == (0, 2)


def test_the_list_is_kept_in_storage_with_what_came_of_it(fonds, listed, settings):
    path = listed(entry(1), entry(2))

    batch = imported(fonds, path)

    kept = {each.name: each for each in settings.STORAGE["PATH"].rglob("*") if each.is_file()}
    assert kept[path.name].read_bytes() == path.read_bytes()
    lines = [json.loads(line) for line in kept["records.jsonl"].read_text("utf-8").splitlines()]
    assert [line["code"] for line in lines] == [record.code for record in records(batch)]
    assert json.loads(kept["import.json"].read_text())["sha512"] == batch.sha512
    assert outside_judgement(settings.STORAGE["PATH"])[0]


def test_the_same_list_again_finds_everything_held(fonds, listed):
    path = listed(entry(1), entry(2))
    imported(fonds, path)

    again = imported(fonds, path)

    assert (again.created, again.changed, again.same) == (0, 0, 2)
    assert fonds.records.count() == 2


def test_a_corrected_list_changes_what_it_says_and_blanks_change_nothing(fonds, listed):
    imported(fonds, listed(entry(1, 责任者="县政府", 备注="缺页"), entry(2)))

    batch = imported(fonds, listed(entry(1, title="更正的通知", 日期="19870305"), entry(2)))
    record = fonds.records.get(code_key__endswith="0001")

    assert (batch.changed, batch.same) == (1, 1)
    assert (record.title, record.creator, record.note, record.date_text) == ("更正的通知", "县政府", "缺页", "19870305")
    assert record.version == 2


def test_new_entries_only_leaves_what_is_held(fonds, listed):
    imported(fonds, listed(entry(1)))

    batch = imported(fonds, listed(entry(1, title="别的"), entry(2)), take=ImportBatch.Take.ADD)

    assert (batch.created, batch.changed, batch.skipped) == (1, 0, 1)
    assert fonds.records.get(code_key__endswith="0001").title == "第1号通知"


def test_undoing_takes_out_what_was_made_and_puts_back_what_was_changed(fonds, listed):
    header = ("档号", "男方", "女方", "登记日期")
    imported(fonds, listed(["J001-HY-0001", "曾援朝", "单秀珍", "1982.10.1"], header=header))
    changed = ["J001-HY-0001", "曾援朝", "单秀贞", "1982.10.2"], ["J001-HY-0002", "王建国", "李秀英", "1983"]
    batch = imported(fonds, listed(*changed, header=header))
    assert (batch.created, batch.changed) == (1, 1)

    stayed = undo_import(actor=OPERATOR, batch=batch, reason="目录有误")

    record = fonds.records.get()
    assert stayed == 0
    assert (record.date_text, record.title) == ("1982.10.1", "曾援朝与单秀珍登记")
    assert [person.name for person in record.persons.all()] == ["曾援朝", "单秀珍"]
    assert str(record.date_start) == "1982-10-01"
    assert ImportBatch.objects.get(pk=batch.pk).state == "undone"
    assert Event.objects.filter(verb="import:undo", data__reason="目录有误").count() == 1


def test_undoing_leaves_what_somebody_has_touched_since(fonds, listed):
    batch = imported(fonds, listed(entry(1), entry(2)))
    first = records(batch)[0]
    change_records(actor=OPERATOR, fonds=fonds, changes=[RecordChange(first, {"title": "由人改过"})])

    assert undo_import(actor=OPERATOR, batch=batch) == 1
    assert [record.title for record in fonds.records.all()] == ["由人改过"]


def test_nothing_of_the_list_stays_in_the_work_folder(fonds, listed, settings):
    batch = imported(fonds, listed(entry(1), entry(2, 密级="机密")))

    assert [path.name for path in (settings.WORK_FOLDER / "imports" / batch.ulid).iterdir()] == ["report.xlsx"]


def test_what_a_kill_left_behind_is_swept_when_the_next_list_comes(fonds, listed, settings):
    batch = imported(fonds, listed(entry(1)))
    left = settings.WORK_FOLDER / "imports" / batch.ulid / "rows.jsonl"
    left.write_text("[]\n")

    receive_list(actor=OPERATOR, fonds=fonds, path=listed(entry(2)))

    assert not left.exists()


def test_what_is_undone_can_be_imported_again(fonds, listed):
    path = listed(entry(1))
    undo_import(actor=OPERATOR, batch=imported(fonds, path))

    assert imported(fonds, path).created == 1


def test_a_list_is_committed_once_and_only_when_checked(fonds, listed):
    batch = receive_list(actor=OPERATOR, fonds=fonds, path=listed(entry(1)))
    with pytest.raises(NotChecked):
        commit_import(actor=OPERATOR, batch=batch)
    commit_import(actor=OPERATOR, batch=batch, unchecked=True)

    with pytest.raises(NotChecked):
        commit_import(actor=OPERATOR, batch=batch)
    undo_import(actor=OPERATOR, batch=batch)
    with pytest.raises(NotCommitted):
        undo_import(actor=OPERATOR, batch=batch)


def zipped():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("读我.txt", "不是工作簿")
    return held.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("目录.xlsx", b""),
        ("目录.xlsx", b"PK\x03\x04 broken"),
        ("目录.xlsx", random.Random(7).randbytes(5000)),
        ("目录.xls", random.Random(8).randbytes(60)),
        ("目录.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + random.Random(9).randbytes(2000)),
        ("目录.csv", "档号,题名,年度\nJ001-1,通\0知,1987\n".encode()),
        ("目录.xlsx", zipped()),
    ],
    ids=["empty", "broken", "random", "random xls", "random compound file", "NULs", "zip"],
)
def test_what_is_no_list_is_refused_with_a_reason_and_leaves_nothing(fonds, tmp_path, name, data, settings):
    path = tmp_path / name
    path.write_bytes(data)

    with pytest.raises(ListUnreadable) as refused:
        receive_list(actor=OPERATOR, fonds=fonds, path=path)

    assert not ImportBatch.objects.exists()
    assert not any((settings.WORK_FOLDER / "imports").iterdir())
    assert "NotATable" not in str(refused.value)  # a list that is none is foreseen, and said in words


@pytest.mark.parametrize(("data", "said"), [(b"\x00" * 3000, "既不是电子表格，也不是文本"), (b" \n", "没有任何文字")])
def test_the_reason_is_said_in_the_language_of_the_reader(fonds, tmp_path, data, said):
    (tmp_path / "目录.csv").write_bytes(data)

    with pytest.raises(ListUnreadable) as refused, translation.override("zh-hans"):
        receive_list(actor=OPERATOR, fonds=fonds, path=tmp_path / "目录.csv")

    with translation.override("zh-hans"):
        assert said in str(refused.value)


def test_the_command_says_so_and_ends_as_for_bad_input(fonds, tmp_path, capsys):
    path = tmp_path / "目录.xlsx"
    path.write_bytes(random.Random(7).randbytes(5000))

    with pytest.raises(SystemExit) as ended:
        call_command("import_catalogue", str(path), "--fonds", fonds.code)

    assert ended.value.code == 3
    assert "目录.xlsx" in capsys.readouterr().err
    assert not ImportBatch.objects.exists()


def test_words_without_headers_are_no_entries(fonds, tmp_path):
    path = tmp_path / "目录.csv"
    path.write_text("云溪县\n民政局\n", encoding="utf-8")

    assert codes(checked(fonds, path)) == {"catalogue.no_header": 1}


def test_columns_of_a_unit_are_remembered_for_its_next_list(fonds, listed):
    header = ("编目号", "内容", "何年")
    first = listed(["J001-1", "通知", "1987"], header=header)
    batch = receive_list(
        actor=OPERATOR, fonds=fonds, path=first, names={"编目号": "档号", "内容": "题名", "何年": "年度"}
    )
    remember_mapping(actor=OPERATOR, batch=batch, name="粮站")
    commit_import(actor=OPERATOR, batch=batch, unchecked=True)

    second = imported(fonds, listed(["J001-2", "报告", "1988"], header=header))

    assert [(record.code, record.title, record.year) for record in records(second)] == [("J001-2", "报告", 1988)]


def test_a_column_can_be_left_out(fonds, listed):
    batch = imported(fonds, listed(entry(1, 备注="不要")), names={"备注": ""})

    assert records(batch)[0].note == ""


def test_lists_of_persons_without_any_number_get_codes_of_their_own(fonds, listed):
    header = ("姓名", "性别", "学校", "下乡时间", "下乡地点")
    batch = imported(fonds, listed(["单秀珍", "女", "县一中", "1969.1", "红旗公社"], header=header))
    (record,) = records(batch)

    assert record.code_is_provisional
    assert (record.title, record.record_type) == ("单秀珍上山下乡登记", "sent_down_youth")
    assert record.fields["下乡地点"] == "红旗公社"
    assert PersonEntry.objects.get().sex == "female"


def test_entries_with_errors_are_taken_when_somebody_says_so(fonds, listed):
    path = listed(entry(1, title="通\ufffd"))

    assert imported(fonds, path).created == 0
    assert imported(fonds, path, with_errors=True).created == 1


def test_imported_records_are_unreviewed_unless_the_list_says_open(fonds, listed):
    header = (*HEADER, "开放状态")
    batch = imported(fonds, listed([*entry(1), "开放"], [*entry(2), ""], header=header))

    assert [record.opening_state for record in records(batch)] == ["open", "unreviewed"]
    set_opening_state(actor=OPERATOR, record=records(batch)[0], state="restricted", decision=ON_PAPER, reason="复核")
    assert imported(fonds, listed([*entry(1), "开放"], header=header)).same == 1


def test_what_a_list_says_is_open_is_the_units_opinion_until_somebody_who_decides_enters_it(fonds, listed):
    header = (*HEADER, "开放状态")
    path = listed([*entry(1), "开放"], [*entry(2), "延期开放"], [*entry(3), "控制"], header=header)
    archivist = actor_of(person(Role.ARCHIVIST, fonds.institution))

    batch = check_import(actor=archivist, batch=receive_list(actor=archivist, fonds=fonds, path=path))
    told = {each["code"]: each["count"] for each in batch.findings}
    batch = commit_import(actor=archivist, batch=batch)

    assert told["catalogue.list_decides_not"] == 2
    assert {each["code"]: each["count"] for each in batch.findings} == told
    assert [record.opening_state for record in records(batch)] == ["unreviewed", "unreviewed", "restricted"]
    assert [record.lineage.get("opening_said") for record in records(batch)] == ["open", "deferred", None]


def sheet_of_report(batch, number):
    return [list(row) for row in read_tables(report_of(batch))[number].rows]


def test_the_report_lists_what_would_change_old_beside_new(fonds, listed):
    header = (*HEADER, "姓名", "主题词", "盒号")
    first = [*entry(1, 责任者="县政府", 日期="19870305", 保管期限="永久"), "甲某", "土地", "3"]
    second = [*entry(1, title="更正", 责任者="县政府", 日期="19870306", 保管期限="30年"), "乙某", "土地；山林", "4"]
    imported(fonds, listed(first, entry(2), header=header))

    rows = sheet_of_report(checked(fonds, listed(second, entry(2), entry(3), header=header)), 2)

    assert rows[0][:4] == ["档号", "著录项目", "馆藏现值", "目录所列"]
    assert {row[0] for row in rows[1:]} == {"J001-WS·1987-Y-BGS-0001"}
    assert {row[1]: (row[2], row[3]) for row in rows[1:]} == {
        "题名": ("第1号通知", "更正"), "日期": ("19870305", "19870306"), "保管期限": ("永久", "30 年"),
        "人名": ("甲某", "乙某"), "主题词或关键词": ("土地", "土地；山林"), "盒号": ("3", "4"),
    }  # fmt: skip
    assert rows[1][4:6] == ["目录!2", "已更改"]
    assert (rows[1][6], rows[1][8]) == (OPERATOR.label, "目录0.xlsx#目录!2")


def test_the_report_has_notes_on_the_cells_that_are_wrong(fonds, listed, settings):
    import zipfile

    header = ("姓名", "身份证号", "下乡时间")
    batch = checked(fonds, listed(["单秀珍", "999999195611205428", "1969"], header=header, sheet="知青"))
    with zipfile.ZipFile(settings.WORK_FOLDER / "imports" / batch.ulid / "report.xlsx") as report:
        everything = b"".join(report.read(name) for name in report.namelist())

    assert "最后一位".encode() in everything or "校验".encode() in everything or b"last digit" in everything
    assert b"<comment ref=" in everything
    assert b"999999195611205428" not in everything


def test_a_hundred_more_entries_cost_no_more_queries(fonds, listed, django_assert_max_num_queries):
    few, many = listed(entry(1)), listed(*(entry(n) for n in range(2, 202)))
    with django_assert_max_num_queries(76):
        imported(fonds, few)

    with django_assert_max_num_queries(76):
        imported(fonds, many)


def test_the_command_imports_and_undo_undoes(fonds, listed, capsys):
    path = listed(entry(1), entry(2, 密级="机密"))

    with pytest.raises(SystemExit) as ended:  # a classified row is an error
        call_command("import_catalogue", str(path), "--fonds", "J001", "--dry-run", "--json", "--level", "item")
    told = json.loads(capsys.readouterr().out)

    assert ended.value.code == 1
    assert {"batch", "rows", "created", "changed", "skipped", "findings"} <= set(told)
    assert (told["created"], told["secret"], told["state"]) == (1, 1, "checked")
    assert not fonds.records.exists()
    assert ImportBatch.objects.get().level == "item"


def test_the_command_says_what_it_does_not_know(fonds, listed, capsys):
    path = str(listed(entry(1)))
    for arguments in (["--fonds", "X999"], ["--fonds", "J001", "--mapping", "无"]):
        with pytest.raises(SystemExit) as ended:
            call_command("import_catalogue", path, *arguments)
        assert ended.value.code in (2, 3)
    with pytest.raises(SystemExit) as ended:
        call_command("undo", "0" * 26)
    assert ended.value.code == 3


def test_the_command_reads_columns_under_other_names_and_remembers_them(fonds, listed):
    header = ("档号", "来文字号", "题名", "存档人")
    path = listed(("J001-1", "云政发1号", "通知", "某人"), header=header)
    said = ["--column", "来文字号=文号", "--column", "存档人=", "--remember", "粮站"]
    call_command("import_catalogue", str(path), "--fonds", "J001", "--dry-run", *said)

    (next_one,) = records(imported(fonds, listed(("J001-2", "云政发2号", "报告", "某人"), header=header)))

    assert ImportBatch.objects.first().names == ImportBatch.objects.last().names == {"来文字号": "文号", "存档人": ""}
    assert (next_one.document_number, next_one.fields) == ("云政发2号", {})


def renumber(record, code):
    """As a renumbering leaves it: the old code in the history, the new one current."""
    change_codes(actor=OPERATOR, fonds=record.fonds, changes=[CodeChange(record, parse_code(code))], reason="重新编号")
    record.refresh_from_db()


def test_a_list_with_codes_of_before_enters_nothing_twice(fonds, tmp_path):
    path = workbook(tmp_path / "目录.xlsx", {"目录": [HEADER, entry(1), entry(2)]})
    first, _second = records(imported(fonds, path))
    renumber(first, "J001-WS·1987-Y-ZZZ-0001")

    batch = imported(fonds, path)

    assert (batch.created, batch.same) == (0, 2)
    assert codes(batch)["catalogue.code_of_the_past"] == 1


def test_a_code_that_several_bore_before_is_held_back(fonds, tmp_path):
    path = workbook(tmp_path / "目录.xlsx", {"目录": [HEADER, entry(1), entry(2)]})
    first, second = records(imported(fonds, path))
    code = first.code
    renumber(first, "J001-WS·1987-Y-ZZZ-0001")
    renumber(second, code)
    renumber(second, "J001-WS·1987-Y-ZZZ-0002")

    batch = imported(fonds, path)

    assert (batch.created, batch.same, batch.held_back) == (0, 1, 1)
    assert codes(batch)["catalogue.code_of_several"] == 1


def test_the_code_somebody_bears_now_goes_before_the_one_another_bore(fonds, tmp_path):
    path = workbook(tmp_path / "目录.xlsx", {"目录": [HEADER, entry(1), entry(2)]})
    first, second = records(imported(fonds, path))
    code = first.code
    renumber(first, "J001-WS·1987-Y-ZZZ-0001")
    renumber(second, code)

    batch = imported(fonds, workbook(tmp_path / "again.xlsx", {"目录": [HEADER, entry(1, "第2号通知")]}))

    assert (batch.created, batch.same, batch.changed) == (0, 1, 0)


def test_a_list_of_an_old_program_comes_with_its_long_texts_and_both_are_kept(fonds, tmp_path):
    long_text = "本件附图三张。".encode("gb18030")
    memo = b"\x00" * 512 + long_text + b"\x1a\x1a"
    columns = [("档号", "C", 24), ("题名", "C", 24), ("备注", "M", 10)]
    path = tmp_path / "目录.dbf"
    path.write_bytes(dbf(columns, [("J001-WS·1987-Y-BGS-0001", "通知", f"{1:>10}")], first=0x83))
    path.with_suffix(".DBT").write_bytes(memo)

    batch = imported(fonds, path)

    assert [record.note for record in records(batch)] == ["本件附图三张。"]
    name = f"urn:lantai:import:{batch.ulid}"
    with open_file(blob_store(), name, "original/目录.dbt") as kept:
        assert kept.read() == memo
    with open_file(blob_store(), name, PREMIS) as kept:
        assert "目录.dbt" in kept.read().decode()
    assert not work_folder(batch).exists() or not any(work_folder(batch).glob("original*"))
