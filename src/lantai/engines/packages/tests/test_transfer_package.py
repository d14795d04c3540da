"""Transfer packages by annex 2 of 档发〔2012〕7号: what offices send, in every encoding, and what is wrong with it."""

from __future__ import annotations

import subprocess
from collections import Counter
from pathlib import Path

import jsonschema
import pytest
import yaml

from lantai.base.common.findings import Severity
from lantai.engines.packages.detect import form_of
from lantai.engines.packages.errors import NameCannotBeWritten, NameIsTaken, TargetIsThere
from lantai.engines.packages.model import PackageForm
from lantai.engines.packages.transfer import rules
from lantai.engines.packages.transfer.package import TransferPackage
from lantai.engines.packages.transfer.statement import counts, read_statement
from lantai.engines.packages.transfer.write import Layout, NewEntry, write_transfer_package
from lantai.engines.packages.writing import NewFile

STATEMENT = {
    "移交单位": "云溪区民政局",
    "内容描述": "2019年度文书档案",
    "起止档号": "X001-WS·2019-Y-0001—0002",
    "档案数量": "2件",
    "软硬件环境": "任何能阅读 PDF 的环境",
    "载体编号": "C1",
}
ENTRY = (
    "<文件><顺序号>{n}</顺序号><档号>{code}</档号><责任者>云溪区民政局</责任者><题名>{title}</题名>"
    "<日期>20190305</日期><密级></密级><电子档案名称>{name}</电子档案名称><备注/></文件>"
)


def xml(*names: str, encoding: str = "UTF-8", root: str = "文件目录") -> str:
    entries = "".join(
        ENTRY.format(n=n, code=f"X001-2019-{n:04}", title=f"关于春节值班的通知之{n}", name=name)
        for n, name in enumerate(names, 1)
    )
    return f'<?xml version="1.0" encoding="{encoding}"?>\n<{root}>{entries}</{root}>'


@pytest.fixture
def folder(tmp_path) -> Path:
    """A package as an office's program makes it, without digests."""
    path = tmp_path / "C1"
    for name, data in {
        "电子档案/2019/1.pdf": b"one",
        "电子档案/2019/2.pdf": b"two",
        "其他/登记表.pdf": b"form",
    }.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    (path / "说明文件.TXT").write_text("".join(f"{k}：{v}\n" for k, v in STATEMENT.items()), encoding="utf-8")
    (path / "文件目录.XML").write_text(xml("2019/1.pdf", "2019/2.pdf"), encoding="utf-8")
    return path


def codes(path: Path) -> Counter[str]:
    return Counter(finding.code for finding in TransferPackage(path).judge())


def test_it_knows_the_form(folder):
    assert form_of(folder) is PackageForm.TRANSFER
    assert form_of(folder.parent) is PackageForm.TRANSFER  # a transfer of one carrier
    assert form_of(folder / "电子档案") is PackageForm.PLAIN


def test_it_reads_statement_entries_and_files(folder):
    package = TransferPackage(folder)
    entries = list(package.entries())

    assert package.statement().get("移交单位") == "云溪区民政局"
    assert [entry.fields["题名"] for entry in entries] == ["关于春节值班的通知之1", "关于春节值班的通知之2"]
    assert [entry.files for entry in entries] == [("电子档案/2019/1.pdf",), ("电子档案/2019/2.pdf",)]
    assert [entry.level for entry in entries] == ["文件", "文件"]
    assert codes(folder) == {"transfer.no_digests": 1}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gb2312", "utf-16"])
def test_it_reads_a_statement_in_any_encoding_with_either_colon(tmp_path, encoding):
    path = tmp_path / "说明文件.TXT"
    text = "一、移 交 单 位:云溪区民政局\r\n2. 载体编号：C1\r\n软硬件环境：Windows\r\n及阅读软件\r\n时间： 10:30\r\n"
    path.write_bytes(text.encode(encoding))

    read = read_statement(lambda: path.open("rb"), "说明文件.TXT")

    assert read.statement.get("移交单位") == "云溪区民政局"
    assert read.statement.get("载体编号") == "C1"
    assert read.statement.get("软硬件环境") == "Windows\n及阅读软件"
    assert read.statement.get("时间") == "10:30"


@pytest.mark.parametrize(
    ("declared", "real", "told"),
    [
        ("GB18030", "gb18030", 0),
        ("GB2312", "gb18030", 0),
        ("GB2312", "utf-8", 1),
        ("UTF-8", "gb18030", 1),
        ("UTF-16", "utf-16", 0),
        ("nonsense", "utf-8-sig", 1),
    ],
)
def test_it_reads_a_catalogue_whatever_its_encoding_claims(folder, declared, real, told):
    (folder / "文件目录.XML").write_bytes(xml("1.pdf", "2.pdf", encoding=declared).encode(real))

    assert [entry.fields["题名"] for entry in TransferPackage(folder).entries()][1] == "关于春节值班的通知之2"
    assert codes(folder)["packages.bad_encoding"] == told


@pytest.mark.parametrize(
    ("name", "files", "code"),
    [
        ("电子档案/2019/1.pdf", 1, ""),
        ("1.pdf", 1, ""),
        ("2019", 2, ""),
        ("1.pdf；2.pdf", 2, ""),
        ("2019\\1.PDF", 1, "transfer.record_guessed"),
        ("3.pdf", 0, "transfer.record_missing"),
        ("../../secret.pdf", 0, "packages.outside"),
    ],
)
def test_it_finds_what_an_entry_names(folder, name, files, code):
    (folder / "文件目录.XML").write_text(xml(name), encoding="utf-8")
    found = codes(folder)

    assert [len(entry.files) for entry in TransferPackage(folder).entries()] == [files]
    assert {each for each in found if "record" in each or "outside" in each} == ({code} if code else set())
    assert found["packages.file_undeclared"] == 2 - files


def test_it_does_not_choose_between_two_files_of_one_name(folder):
    (folder / "电子档案/2020").mkdir()
    (folder / "电子档案/2020/1.pdf").write_bytes(b"other")
    (folder / "文件目录.XML").write_text(xml("1.pdf", "2.pdf"), encoding="utf-8")

    assert codes(folder)["transfer.record_ambiguous"] == 1


def test_it_tells_all_that_is_wrong_at_once(folder):
    text = xml("2019/1.pdf", "2019/2.pdf", "2019/2.pdf")
    text = text.replace("0002</档号>", "0001</档号>").replace("<顺序号>3", "<顺序号>5").replace("通知之3", "")
    text = text.replace("<题名>关于春节值班的</题名>", "<题名/>")
    (folder / "文件目录.XML").write_text(text, encoding="utf-8")
    (folder / "说明文件.TXT").write_text("移交单位：甲\n载体数量：3\n档案数量：7件\n", encoding="utf-8")
    (folder / "其他/setup.exe").touch()
    (folder / "Thumbs.db").touch()
    (folder / "杂.txt").touch()

    found = codes(folder)

    for code in ("code_twice", "order_broken", "entry_incomplete", "count_differs", "carriers_missing", "other_format"):
        assert found[f"transfer.{code}"] == 1, code
    assert found["transfer.field_absent"] == 4
    assert found["transfer.stray"] == found["packages.leftover"] == 1


def test_it_reads_volumes_with_documents_in_them(folder):
    inner = xml("2019/1.pdf").partition("<文件目录>")[2].removesuffix("</文件目录>")
    text = f"<案卷目录><案卷><顺序号>1</顺序号><档号>X-1</档号><题名>案卷一</题名>{inner}</案卷></案卷目录>"
    (folder / "文件目录.XML").rename(folder / "案卷目录.xml")
    (folder / "案卷目录.xml").write_text(text, encoding="utf-8")

    volume, item = TransferPackage(folder).entries()

    assert (volume.level, volume.fields["题名"], volume.within) == ("案卷", "案卷一", None)
    assert (item.level, item.within, item.files) == ("文件", 1, ("电子档案/2019/1.pdf",))


def test_it_reads_several_carriers_as_one_transfer(folder, tmp_path):
    second = tmp_path / "C2"
    write_transfer_package(
        second,
        statement=STATEMENT | {"载体编号": "C9", "载体数量": "2张", "档案数量": "3"},
        entries=[NewEntry({"档号": "X-9", "题名": "九"}, [NewFile("9.pdf", folder / "其他/登记表.pdf")])],
    )
    package = TransferPackage(tmp_path)

    assert [entry.files for entry in package.entries()][-1] == ("C2/电子档案/9.pdf",)
    assert codes(tmp_path) == {
        "transfer.no_digests": 1, "transfer.carrier_number": 1, "transfer.entry_incomplete": 2
    }  # fmt: skip


def test_it_finds_a_name_on_its_own_carrier_though_others_have_it_too(folder, tmp_path):
    for number in (1, 2, 3):
        file = NewFile("深/001.pdf", folder / "其他/登记表.pdf")
        write_transfer_package(tmp_path / "many" / f"D{number}", statement=STATEMENT, entries=[NewEntry({}, [file])])
        catalogue = tmp_path / "many" / f"D{number}" / "文件目录.XML"
        catalogue.write_text(catalogue.read_text(encoding="utf-8").replace("深/001", "001"), encoding="utf-8")

    entries = list(TransferPackage(tmp_path / "many").entries())

    assert [entry.files for entry in entries] == [(f"D{n}/电子档案/深/001.pdf",) for n in (1, 2, 3)]


def test_it_reads_a_statement_without_end_to_where_none_goes(folder):
    (folder / "说明文件.TXT").write_text("移交单位：甲\n" + "说明：很长\n" * 20_000, encoding="utf-8")

    assert codes(folder)["transfer.statement_too_large"] == 1


def test_it_checks_digests(folder):
    written = folder.parent / "written"
    entry = NewEntry({"档号": "1", "题名": "t"}, [NewFile("a.pdf", folder / "其他/登记表.pdf")])
    write_transfer_package(written, statement=STATEMENT, entries=[entry])
    (written / "电子档案/a.pdf").write_bytes(b"forM")
    (written / "说明文件.TXT").unlink()

    found = codes(written)

    assert found["packages.digest_differs"] == 2  # SM3 and SHA-256
    assert found["packages.file_missing"] == 2
    assert found["transfer.no_statement"] == 1


@pytest.mark.parametrize("layout", [Layout(), Layout(volumes=True, encoding="gb18030")])
def test_what_it_writes_it_reads_without_a_finding(folder, layout):
    target = folder.parent / "out"
    names = ["2019/文书/通知；附件.pdf", "2019/文书/𠮷田.pdf", "长" * 80 + ".pdf"]
    fields = {"档号": "X-1", "题名": "关于<甲>&乙的\x01通知", "责任者": "甲", "日期": "20190305"}
    one = folder / "电子档案/2019/1.pdf"
    entries = [
        NewEntry(fields, [NewFile(name, one) for name in names[:2]]),
        NewEntry(fields | {"档号": "X-2"}, [NewFile(names[2], lambda: (folder / "电子档案/2019/2.pdf").open("rb"))]),
    ]
    statement = STATEMENT | {"档案数量": f"2{'卷' if layout.volumes else '件'}", "其他说明": "第一行\n注意: 第二行"}

    other = [NewFile("登记表.pdf", folder / "其他/登记表.pdf")]
    done = write_transfer_package(target, statement=statement, entries=entries, other=other, layout=layout)
    package = TransferPackage(target)

    assert (done.entries, done.files, done.size) == (2, 3, 9)
    assert list(package.judge()) == []
    assert [entry.fields["题名"] for entry in package.entries()] == ["关于<甲>&乙的�通知"] * 2
    assert [entry.files for entry in package.entries()] == [
        tuple(f"电子档案/{name}" for name in names[:2]), (f"电子档案/{names[2]}",)
    ]  # fmt: skip
    assert package.statement().get("其他说明") == "第一行\n注意， 第二行"
    check = ["sha256sum", "--check", "--quiet", "其他/数字摘要清单_SHA256.TXT"]
    assert subprocess.run(check, cwd=target, check=False).returncode == 0


def test_it_leaves_nothing_behind_when_writing_fails(folder, tmp_path):
    def write(name: str, target: Path = tmp_path / "new") -> None:
        file = NewFile(name, folder / "其他/登记表.pdf")
        write_transfer_package(
            target, statement=STATEMENT, entries=[NewEntry({}, [file, NewFile("b.pdf", file.source)])]
        )

    for name in ("../x", "/x", "a/../b", "长" * 90, "a\nb"):
        with pytest.raises(NameCannotBeWritten):
            write(name)
    with pytest.raises(NameIsTaken):
        write("B.PDF")
    with pytest.raises(TargetIsThere):
        write("a", folder)

    assert {path.name for path in tmp_path.iterdir()} == {"C1"}


def test_it_reads_hostile_catalogues_to_the_break(folder):
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    text = xml("2019/1.pdf", "2019/2.pdf").replace("<文件目录>", f"{bomb}<文件目录>", 1)
    (folder / "文件目录.XML").write_text(text.replace("通知之1", "&b;&f;通知", 1), encoding="utf-8")

    assert next(TransferPackage(folder).entries()).fields["题名"] == "关于春节值班的通知"
    assert codes(folder)["packages.doctype"] == 1

    (folder / "文件目录.XML").write_text(xml("2019/1.pdf", "2019/2.pdf")[:-40], encoding="utf-8")

    assert len(list(TransferPackage(folder).entries())) == 1
    assert codes(folder)["packages.not_xml"] == 1


def test_it_reads_elements_without_end_in_time_that_grows_with_them(folder):
    text = xml("2019/1.pdf").replace("关于春节", "<b/>" * 5_000)
    (folder / "文件目录.XML").write_text(text.replace("<文件>", "<x/>" * 5_000 + "<文件>"), encoding="utf-8")

    assert next(TransferPackage(folder).entries()).files == ("电子档案/2019/1.pdf",)
    assert codes(folder)["transfer.not_an_entry"] == 5_000


def test_it_survives_bytes_that_are_no_text(folder):
    (folder / "文件目录.XML").write_bytes(xml("2019/1.pdf").encode().replace("春".encode(), b"\xff\xfe\x80"))
    (folder / "说明文件.TXT").write_bytes(b"\xff\x00\x80" * 100_000)

    found = codes(folder)

    assert found["packages.lost_characters"] >= 1
    assert found["transfer.field_absent"] == 6


@pytest.mark.parametrize(
    ("text", "expected"),
    [("10卷120件", {"卷": 10, "件": 120}), ("共 １，２00 件", {"件": 1200}), ("35", {"": 35}), ("若干", {})],
)
def test_it_reads_counts(text, expected):
    assert counts(text) == expected


def test_its_rules_fit_their_schema():
    row = {
        "type": "object",
        "required": ["name", "wanted", "aliases"],
        "additionalProperties": False,
        "properties": {
            "name": {},
            "aliases": {"type": "array"},
            "wanted": {"enum": [str(Severity.ERROR), str(Severity.WARNING), "no"]},
        },
    }
    schema = {
        "type": "object",
        "required": ["schema", "version", "standard", "statement", "catalogue", "other_endings"],
        "additionalProperties": False,
        "properties": {
            "schema": {"const": "lantai/transfer-package"}, "version": {"type": "integer"}, "standard": {},
            "statement": {"items": row}, "catalogue": {"items": row}, "other_endings": {"items": {"type": "string"}},
        },
    }  # fmt: skip

    jsonschema.validate(yaml.safe_load(rules.FILE.read_text(encoding="utf-8")), schema)
