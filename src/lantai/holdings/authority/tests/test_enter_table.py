"""A table of names: which rows are one place, which are linked, what is wrong with the rest, and never a double."""

import json

import pytest
import xlsxwriter
from django.core.management import call_command

from lantai.base.accounts.access import OPERATOR
from lantai.base.accounts.tests.factories import InstitutionFactory
from lantai.base.audit.models import Event
from lantai.holdings.authority.actions import enter_table
from lantai.holdings.authority.models import Authority, DatedName, Succession
from lantai.holdings.authority.queries import names_of
from lantai.holdings.authority.table_files import TableTooLong, TableUnreadable, read_table
from lantai.holdings.authority.tests.factories import place

pytestmark = pytest.mark.django_db

HEADER = ("名称", "别名", "起年", "止年", "前身", "类型")
HONGQI = (
    ("红旗公社", "红旗人民公社", "1958", "1983", "", "地名"),
    ("红旗乡", "", "1983年", "2001", "红旗公社", "地名"),
    ("红旗镇", "", "2001", "至今", "红旗乡", ""),
)
BODIES = (
    ("县革命委员会", "县革委", "1968", "1981", "", "机构"),
    ("县人民政府", "", "1981", "", "县革命委员会", "机构"),
)
COLUMNS = ("name", "aliases", "since", "until", "earlier", "kind")


def enter(*rows):
    cells = [(n, dict(zip(COLUMNS, row, strict=True))) for n, row in enumerate(rows, start=2)]
    return enter_table(actor=OPERATOR, institution=InstitutionFactory(), rows=cells)


def names(heading):
    found = Authority.objects.get(heading=heading).names.all()
    return [(each.name, each.years) for each in sorted(found, key=lambda each: each.place_in_time)]


def links():
    return list(
        Succession.objects.order_by("pk").values_list("predecessor__heading", "successor__heading", "kind", "year")
    )


def counts():
    return Authority.objects.count(), DatedName.objects.count(), Succession.objects.count()


@pytest.mark.parametrize("rows", [HONGQI, HONGQI[::-1]], ids=["in order", "in any order"])
def test_a_place_renamed_is_one_place_under_its_names(rows):
    entered = enter(*rows)

    assert names("红旗镇") == [
        ("红旗公社", "1958–1983"), ("红旗人民公社", "1958–1983"), ("红旗乡", "1983–2001"), ("红旗镇", "2001–"),
    ]  # fmt: skip
    assert entered.counts == {"rows": 3, "authorities": 1, "names": 4, "links": 0, "there": 0}


def test_a_body_renamed_is_another_body():
    enter(*BODIES)

    assert links() == [("县革命委员会", "县人民政府", "renamed", 1981)]
    assert set(names_of("县人民政府")) == {"县人民政府", "县革命委员会", "县革委"}


def test_places_merged_and_split_are_linked():
    enter(
        ("东红乡", "", "1961", "1983", "红旗公社", ""),
        ("西红乡", "", "1961", "1983", "红旗公社", ""),
        ("红旗公社", "", "1958", "1961", "", ""),
        ("红旗镇", "", "1983", "", "东红乡、西红乡", ""),
    )

    assert sorted(links()) == [
        ("东红乡", "红旗镇", "merged", 1983),
        ("红旗公社", "东红乡", "split", 1961),
        ("红旗公社", "西红乡", "split", 1961),
        ("西红乡", "红旗镇", "merged", 1983),
    ]


def test_a_name_taken_up_again_is_the_same_place():
    enter(
        ("石桥乡", "", "1950", "1958", "", ""),
        ("红旗公社", "", "1958", "1984", "石桥乡", ""),
        ("石桥乡", "", "1984", "", "红旗公社", ""),
    )

    assert names("石桥乡") == [("石桥乡", "1950–1958"), ("红旗公社", "1958–1984"), ("石桥乡", "1984–")]


def test_entered_again_nothing_is_entered_twice():
    enter(*HONGQI, *BODIES)
    before, versions = counts(), list(Authority.objects.values_list("version", flat=True))

    again = enter(*HONGQI, *BODIES)

    assert counts() == before
    assert list(Authority.objects.values_list("version", flat=True)) == versions
    assert again.counts == {"rows": 5, "authorities": 0, "names": 0, "links": 0, "there": 5}


def test_later_rows_go_on_with_what_was_entered_before():
    first = place(("红旗公社", 1958, 1983))

    enter(*HONGQI[1:])

    first.refresh_from_db()
    assert (first.heading, first.version, Authority.objects.count()) == ("红旗镇", 2, 1)


def test_two_that_were_entered_each_for_itself_are_linked_and_not_made_one():
    place(("红旗公社", 1958)), place(("红旗乡", 1983))

    enter(*HONGQI[:2])

    assert links() == [("红旗公社", "红旗乡", "renamed", 1983)]


def test_one_split_off_later_does_not_join_what_has_another_name_since():
    enter(*HONGQI)

    enter(("东红乡", "", "1985", "", "红旗公社", ""))

    assert links() == [("红旗镇", "东红乡", "renamed", 1985)]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("", "别名", "", "", "", ""), "authority.no_name"),
        (("长" * 201, "", "", "", "", ""), "authority.name_too_long"),
        (("红旗乡", "", "不详", "", "", ""), "authority.year_unreadable"),
        (("红旗乡", "", "2001", "1983", "", ""), "authority.years_crossed"),
        (("红旗乡", "", "", "", "", "河流"), "authority.kind_unknown"),
        (("红旗公社", "", "1958", "", "", "地名"), "authority.twice"),
    ],
)
def test_a_row_that_is_wrong_is_told_and_the_others_are_entered(row, code):
    entered = enter(HONGQI[0], row)

    (finding,) = entered.findings
    assert (finding.code, finding.path) == (code, "3")
    assert finding.sentence()
    assert finding.remedy()
    assert Authority.objects.count() == 1


def test_a_predecessor_entered_nowhere_is_told_and_linked_the_next_time():
    entered = enter(BODIES[1])
    assert [finding.code for finding in entered.findings] == ["authority.earlier_unknown"]

    enter(*BODIES)

    assert [link[:2] for link in links()] == [("县革命委员会", "县人民政府")]


def test_it_writes_rows_in_batches(django_assert_max_num_queries):
    rows = [(f"第{n}厂", f"{n}厂", "1958", "", f"第{n - 1}厂" if n else "", "机构") for n in range(400)]
    enter(*HONGQI)
    events = Event.objects.count()

    with django_assert_max_num_queries(25):
        enter(*rows)

    assert Event.objects.count() == events + 1


def csv(folder, *rows, encoding="utf-8"):
    path = folder / "沿革.csv"
    path.write_bytes("\n".join(",".join(row) for row in rows).encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_it_reads_csv_with_a_title_above_the_header(tmp_path, encoding):
    rows = read_table(csv(tmp_path, ("红旗镇沿革表", "", "", "", "", ""), HEADER, *HONGQI, encoding=encoding))

    assert [(number, cells["name"], cells["since"]) for number, cells in rows] == [
        (3, "红旗公社", "1958"), (4, "红旗乡", "1983年"), (5, "红旗镇", "2001"),
    ]  # fmt: skip


def test_it_reads_a_workbook(tmp_path):
    book = xlsxwriter.Workbook(str(tmp_path / "沿革.xlsx"))
    sheet = book.add_worksheet()
    for n, row in enumerate((HEADER, *HONGQI)):
        sheet.write_row(n, 0, row)
    book.close()

    assert len(read_table(tmp_path / "沿革.xlsx")) == 3


def test_it_reads_yaml_with_numbers_and_lists(tmp_path):
    path = tmp_path / "沿革.yaml"
    path.write_text("- {名称: 红旗公社, 别名: [红旗人民公社, 红社], 起年: 1958}\n- {名称: 红旗乡, 前身: 红旗公社}\n")

    rows = read_table(path)

    assert rows[0] == (1, {"name": "红旗公社", "aliases": "红旗人民公社、红社", "since": "1958"})
    assert rows[1][1]["earlier"] == "红旗公社"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.yaml", b"{"),
        ("a.yaml", b"\xff\xfe\xfa"),
        ("a.yml", b"just words"),
        ("a.yaml", b"- 1\n- 2\n"),
        ("a.csv", b"one,two\n1,2\n"),
        ("a.csv", b""),
        ("a.xlsx", b"PK\x03\x04 no workbook"),
    ],
)
def test_it_refuses_what_is_no_table_of_names(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(TableUnreadable) as refused:
        read_table(path)
    assert str(refused.value)


def test_it_refuses_what_is_not_there_and_what_is_too_long(tmp_path, monkeypatch):
    monkeypatch.setattr("lantai.holdings.authority.table_files.MOST_ROWS", 2)
    monkeypatch.setattr("lantai.holdings.authority.table_files.LARGEST_YAML", 10)
    (tmp_path / "long.yaml").write_text("- {名称: 红旗公社}\n")

    with pytest.raises(TableUnreadable):
        read_table(tmp_path / "nothing.csv")
    for path in (csv(tmp_path, HEADER, *HONGQI), tmp_path / "long.yaml"):
        with pytest.raises(TableTooLong):
            read_table(path)


def test_the_command_says_what_is_new(tmp_path, capsys):
    InstitutionFactory()

    call_command("authorities", str(csv(tmp_path, HEADER, *HONGQI, *BODIES)), "--institution", "LT01")
    told = capsys.readouterr().out

    assert "5 rows: 3 places and bodies, 7 names and 1 links are new; 0 rows were there" in told
    assert Event.objects.get().verb == "authority:table:enter"


def test_its_json_has_counts_and_findings_and_findings_are_exit_code_1(tmp_path, capsys):
    InstitutionFactory()
    path = csv(tmp_path, HEADER, ("", "某", "", "", "", ""), *HONGQI)

    for arguments in ([], ["--json"]):
        with pytest.raises(SystemExit) as ended:
            call_command("authorities", str(path), "--institution", "LT01", *arguments)
        assert ended.value.code == 1
    told = json.loads(capsys.readouterr().out.splitlines()[-1])

    assert told["findings"][0]["code"] == "authority.no_name"
    assert (told["rows"], told["there"]) == (4, 3)


def test_an_unknown_institution_is_refused_with_those_that_are_known(tmp_path, capsys):
    InstitutionFactory()

    with pytest.raises(SystemExit) as ended:
        call_command("authorities", str(csv(tmp_path, HEADER)), "--institution", "X")

    assert ended.value.code == 3
    assert "LT01" in capsys.readouterr().err
