"""Packages in the forms of the standards: their entries become the records, their own papers are kept beside."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile

import pytest

from lantai.base.accounts.access import OPERATOR
from lantai.base.audit.models import Event
from lantai.engines.packages.eark.write import Metadata, Representation, Sip, write_sip
from lantai.engines.packages.eep.tests.samples import written
from lantai.engines.packages.writing import NewFile
from lantai.engines.storage.current import blob_store
from lantai.holdings.accessions.actions import begin_transfer, carry_out, intake
from lantai.holdings.accessions.models import Transfer, TransferItem
from lantai.holdings.catalogue.models import Record
from lantai.holdings.preservation.models import StoredFile
from lantai.holdings.preservation.ocfl.read import has_object, read_inventory

pytestmark = pytest.mark.django_db

TEXT = "各科室：春节期间值班安排如下。\n"
FIRST, SECOND, THIRD = (f"J001-WS·2019-Y-{n:04}" for n in (1, 2, 3))


def entry(code, title, name, secrecy="", more=""):
    return (
        f"<文件><档号>{code}</档号><责任者>云溪区民政局</责任者><题名>{title}</题名><日期>20190125</日期>"
        f"<密级>{secrecy}</密级><电子档案名称>{name}</电子档案名称><备注>原件一份</备注>{more}</文件>"
    )


def annex2(folder, *entries, files, root="文件目录", encoding="GB18030"):
    """A carrier as an office's program makes it."""
    for name, text in {
        "其他/登记表.txt": "登记表",
        **{f"电子档案/{name}": text for name, text in files.items()},
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "说明文件.TXT").write_text("移交单位：云溪区民政局\n", encoding="gb18030")
    text = f'<?xml version="1.0" encoding="{encoding}"?>\n<{root}>{"".join(entries)}</{root}>'
    (folder / f"{root}.XML").write_bytes(text.encode(encoding))
    return folder


def take_in(fonds, source, **more):
    return carry_out(actor=OPERATOR, transfer=begin_transfer(actor=OPERATOR, fonds=fonds, source=source, **more))


def codes(transfer):
    return sorted(transfer.findings.exclude(severity="info").values_list("code", flat=True))


def kept_with(transfer):
    name = f"urn:lantai:transfer:{transfer.ulid}"
    if not has_object(blob_store(), name):
        return []
    return sorted(path for path in read_inventory(blob_store(), name).state() if path.startswith("package/"))


def files_of(record):
    return sorted(StoredFile.objects.filter(stored__record=record).values_list("original_name", flat=True))


def words_left(home):
    """Every byte of the store, and what the database says of the intake."""
    stored = b"".join(path.read_bytes() for path in (home / "storage").rglob("*") if path.is_file())
    rows = [*TransferItem.objects.values_list("plan", flat=True), *Event.objects.values_list("data", flat=True)]
    return stored.decode("utf-8", "ignore") + json.dumps(rows, ensure_ascii=False, default=str)


def test_the_entries_of_annex_2_become_the_records(fonds, tmp_path):
    source = annex2(
        tmp_path / "C1",
        entry(FIRST, "关于值班安排的通知", "2019/甲.txt"),
        entry(SECOND, "关于救灾物资的决定", "2019/乙.txt;2019/丙.txt"),
        entry(THIRD, "没有随来的一件", "2019/丁.txt"),
        files={"2019/甲.txt": TEXT, "2019/乙.txt": "乙", "2019/丙.txt": "丙", "2019/无名.txt": "没有条目"},
    )

    transfer = take_in(fonds, source)

    first, second = (Record.objects.get(code_key=code) for code in (FIRST, SECOND))
    assert (first.title, first.creator, str(first.date_start), first.retention, first.note, first.year) == (
        "关于值班安排的通知", "云溪区民政局", "2019-01-25", "Y", "原件一份", 2019,
    )  # fmt: skip
    assert (files_of(first), len(files_of(second))) == (["电子档案/2019/甲.txt"], 2)
    assert sorted(Record.objects.values_list("title", flat=True)) == sorted(
        ["关于值班安排的通知", "关于救灾物资的决定", "没有随来的一件", "无名"]
    )
    assert codes(transfer) == ["package.file_without_row"]
    assert transfer.findings.filter(code="package.row_without_file", path=THIRD).exists()
    assert kept_with(transfer) == ["package/其他/登记表.txt", "package/文件目录.XML", "package/说明文件.TXT"]


def test_what_lies_in_a_volume_is_put_below_it_whatever_is_read_first(fonds, tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "ROWS_AT_ONCE", 1)
    inner = entry("J001-1-007-001", "卷内第一件", "007/001.txt")
    volume = "<案卷><档号>J001-1-007</档号><题名>值班卷</题名><电子档案名称>007</电子档案名称>" + inner + "</案卷>"
    source = annex2(tmp_path / "C1", volume, files={"007/001.txt": TEXT, "007/002.txt": "卷的封面"}, root="案卷目录")

    transfer = take_in(fonds, source)

    item = Record.objects.select_related("parent").get(code_key="J001-1-007-001")
    assert (item.parent.title, item.parent.level, item.level) == ("值班卷", "volume", "item")
    assert (files_of(item), files_of(item.parent)) == (["电子档案/007/001.txt"], ["电子档案/007/002.txt"])
    assert codes(transfer) == []


def test_classified_entries_of_a_catalogue_are_stopped_with_their_files_and_its_words(fonds, tmp_path, home):
    hidden = [
        entry(FIRST, "绝不能留下的题名", "2019/甲.txt", "机密★10年"),
        entry(SECOND, "也不能留下的题名", "没有的文件夹/乙.txt", "公开", "<密级>秘密</密级>"),
    ]
    files = {"2019/甲.txt": "机密内容", "别处/乙.txt": "秘密内容", "2019/丙.txt": TEXT}
    source = annex2(tmp_path / "C1", *hidden, entry(THIRD, "公开的一件", "2019/丙.txt", "公开"), files=files)

    transfer = take_in(fonds, source)

    assert list(Record.objects.values_list("code_key", flat=True)) == [THIRD]
    assert codes(transfer) == [
        "catalogue.secret_row", "catalogue.secret_row", "package.about_not_kept", "package.secret_file",
        "package.secret_file",
    ]  # fmt: skip
    left = words_left(home)
    assert not any(word in left for word in ("绝不能留下", "也不能留下", "机密内容", "秘密内容", FIRST))
    assert kept_with(transfer) == []


def test_it_goes_on_after_a_kill_and_changes_nothing_when_run_again(fonds, tmp_path, monkeypatch):
    source = annex2(
        tmp_path / "C1",
        *[entry(f"J001-WS·2019-Y-{n:04}", f"第{n}件", f"{n}.txt") for n in range(1, 6)],
        files={f"{n}.txt": f"第{n}件的内容" for n in range(1, 6)},
    )
    with zipfile.ZipFile(tmp_path / "C1.zip", "w") as archive:
        for path in sorted(source.rglob("*")):
            archive.write(path, f"移交/{path.relative_to(source)}")
    monkeypatch.setattr(intake, "FIRST_BATCH", 2)
    stored = intake._store_together

    def killed(transfer, batch, run):
        if Record.objects.exists():
            raise KeyboardInterrupt
        stored(transfer, batch, run)

    monkeypatch.setattr(intake, "_store_together", killed)
    transfer = begin_transfer(actor=OPERATOR, fonds=fonds, source=tmp_path / "C1.zip")
    with pytest.raises(KeyboardInterrupt):
        carry_out(actor=OPERATOR, transfer=transfer)
    before = kept_with(transfer)
    monkeypatch.setattr(intake, "_store_together", stored)
    carry_out(actor=OPERATOR, transfer=begin_transfer(actor=OPERATOR, fonds=fonds, source=tmp_path / "C1.zip"))
    again = take_in(fonds, source)

    assert Record.objects.filter(title__startswith="第").count() == Record.objects.count() == 5
    assert Transfer.objects.count() == 2
    assert set(again.items.values_list("state", flat=True)) == {TransferItem.State.HELD}
    assert before == kept_with(transfer) == [f"package/移交/{name}" for name in (
        "其他/登记表.txt", "文件目录.XML", "说明文件.TXT",
    )]  # fmt: skip


def test_the_first_are_stored_when_few_bytes_have_been_read(fonds, tmp_path, monkeypatch):
    names = [f"{n}.txt" for n in range(1, 10)]
    source = annex2(
        tmp_path / "C1",
        *[entry(f"J001-WS·2019-Y-000{name[0]}", "同样长的", name) for name in names],
        files={name: f"第{name[0]}件的内容" for name in names},
    )
    size = len("第1件的内容".encode())
    monkeypatch.setattr(intake, "FIRST_BYTES", size)
    monkeypatch.setattr(intake, "BATCH_BYTES", 3 * size)
    stored = []

    def progress(step, done, total):
        if step == "store":
            stored.append((done, total))

    transfer = begin_transfer(actor=OPERATOR, fonds=fonds, source=source)
    carry_out(actor=OPERATOR, transfer=transfer, progress=progress)

    assert stored == [(done, 9) for done in (0, 1, 3, 6, 9)]  # batches of one, two, and never more than three


@pytest.fixture
def sealed(tmp_path):
    """Two sealed packages: one as it is, one whose record is classified."""
    source = tmp_path / "p"
    source.mkdir()
    written(tmp_path / "a", {"正文.txt": TEXT.encode(), "附件.txt": b"x" * 70_000}).rename(source / "0001.eep")
    hidden = written(tmp_path / "b", {"机密.txt": "机密内容".encode()}, signed=False)
    text = hidden.read_text(encoding="utf-8").replace("<密级>公开", "<密级>机密").replace("土地承包", "绝密之事")
    (source / "0002.XML").write_text(text, encoding="utf-8")
    return source


def test_a_sealed_package_is_opened_and_kept_and_a_classified_one_is_neither(fonds, sealed, home, settings):
    transfer = take_in(fonds, sealed)

    record = Record.objects.get()
    assert (record.title, record.creator, str(record.date_start), record.retention, record.secrecy) == (
        "关于农村土地承包的通知", "临江县农业局", "1983-05-12", "Y", "",
    )  # fmt: skip
    assert files_of(record) == ["0001/正文.txt", "0001/附件.txt"]
    assert StoredFile.objects.get(original_name="0001/附件.txt").size == 70_000
    assert TEXT.strip() in record.pages.first().text
    assert {"catalogue.secret_row", "package.secret_file"} <= set(codes(transfer))
    assert kept_with(transfer) == ["package/0001.eep"]
    assert not any(word in words_left(home) for word in ("绝密之事", "机密内容", "机密.txt"))
    assert list((settings.WORK_FOLDER / "transfers").iterdir()) == []


def test_a_sealed_package_that_breaks_off_is_taken_in_unopened(fonds, tmp_path):
    whole = written(tmp_path / "a", {"正文.txt": TEXT.encode() * 100}, signed=False).read_bytes()
    (tmp_path / "断.eep").write_bytes(whole[: len(whole) // 2])

    transfer = take_in(fonds, tmp_path / "断.eep")

    assert "package.eep_not_whole" in codes(transfer)
    assert files_of(Record.objects.get()) == ["断.eep"]


def test_an_entry_of_annex_2_that_names_a_sealed_package_has_what_is_in_it(fonds, tmp_path):
    source = annex2(tmp_path / "C1", entry(FIRST, "目录里的题名", "1.eep"), files={})
    (source / "电子档案").mkdir()
    written(tmp_path / "a", {"正文.txt": TEXT.encode()}).rename(source / "电子档案" / "1.eep")

    take_in(fonds, source)

    record = Record.objects.get()
    assert (record.code, record.title, files_of(record)) == (FIRST, "目录里的题名", ["电子档案/1/正文.txt"])
    assert record.elements["keywords"] == ["土地", "承包"]


def dc(**values):
    inner = "".join(f"<dc:{name}>{value}</dc:{name}>" for name, value in values.items())
    text = f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{inner}</metadata>'
    return [Metadata("dc.xml", "DC", lambda: io.BytesIO(text.encode()))]


def file(name, text):
    return NewFile(name, lambda: io.BytesIO(text.encode()))


def eark(target, *representations, **description):
    write_sip(
        target,
        sip=Sip("云溪区民政局", "1", description),
        representations=representations,
        others={"documentation": [file("说明.txt", "怎样阅读")], "schemas": [file("dc.xsd", "<schema/>")]},
        now=dt.datetime(2026, 11, 29, 12, tzinfo=dt.UTC),
    )
    return target


def test_representations_with_descriptions_of_their_own_are_records(fonds, tmp_path, home):
    source = eark(
        tmp_path / "SIP1",
        Representation(
            "r1", [file("甲.txt", TEXT)], dc(identifier=FIRST, title="甲件", creator="民政局", date="2019-01")
        ),
        Representation("r2", [file("甲.pdf.txt", "另一种样子")], dc(identifier=FIRST, title="甲件")),
        Representation("r3", [file("乙.txt", "机密内容")], dc(identifier=SECOND, title="绝不能留", rights="机密")),
    )

    transfer = take_in(fonds, source)

    record = Record.objects.get()
    assert (record.code, record.title, record.creator, record.date_text) == (FIRST, "甲件", "民政局", "2019-01")
    assert files_of(record) == ["representations/r1/data/甲.txt", "representations/r2/data/甲.pdf.txt"]
    assert codes(transfer) == ["catalogue.secret_row", "package.about_not_kept", "package.secret_file"]
    assert not any(word in words_left(home) for word in ("绝不能留", "机密内容"))


def test_an_eark_package_of_one_description_is_one_record_with_all_data(fonds, tmp_path):
    source = eark(
        tmp_path / "SIP1",
        Representation("r1", [file("甲.txt", TEXT)]),
        Representation("r2", [file("乙.txt", "乙")]),
        identifier=FIRST,
        title="整包一件",
    )

    transfer = take_in(fonds, source)

    record = Record.objects.get()
    assert (record.code, record.title, len(files_of(record))) == (FIRST, "整包一件", 2)
    kept = kept_with(transfer)
    assert {"package/METS.xml", "package/documentation/说明.txt", "package/schemas/dc.xsd"} <= set(kept)
    assert not any("/data/" in path for path in kept)


def test_ead_of_the_whole_describes_every_unit_and_names_of_files_tell_whose_they_are(fonds, tmp_path):
    units = "".join(
        f'<c level="item"><did><unitid>{code}</unitid><unittitle>{title}</unittitle></did></c>'
        for code, title in ((FIRST, "甲件"), (SECOND, "乙件"))
    )
    text = (
        '<ead xmlns="urn:isbn:1-931666-22-9"><eadheader><eadid>1</eadid><filedesc><titlestmt><titleproper>全宗'
        '</titleproper></titlestmt></filedesc></eadheader><archdesc level="fonds"><did><unittitle>全宗</unittitle>'
        f"</did><dsc>{units}</dsc></archdesc></ead>"
    )
    target = tmp_path / "AIP1"
    write_sip(
        target,
        sip=Sip("云溪区档案馆", "1", metadata=[Metadata("ead.xml", "EAD", lambda: io.BytesIO(text.encode()))]),
        representations=[Representation("r1", [file(f"{FIRST}.txt", TEXT), file(f"{SECOND}.txt", "乙")])],
        now=dt.datetime(2026, 11, 29, 12, tzinfo=dt.UTC),
    )

    take_in(fonds, target)

    told = {record.code: (record.title, len(files_of(record))) for record in Record.objects.all()}
    assert told == {FIRST: ("甲件", 1), SECOND: ("乙件", 1)}
