"""Folders of scans as they really come (standards §9.3): how good they are, and what they are by the fonds' schemes."""

import pytest
from PIL import Image, ImageDraw

from lantai.base.accounts.access import OPERATOR
from lantai.engines.formats.tests.test_dbf import dbf
from lantai.holdings.accessions.actions import begin_transfer, carry_out
from lantai.holdings.accessions.package import open_package
from lantai.holdings.arrangement.models import CodeRule
from lantai.holdings.catalogue.models import Record
from lantai.holdings.fulltext.models import Page
from lantai.holdings.fulltext.recognition import recognise_file
from lantai.holdings.imports.tests.lists import imported, workbook
from lantai.holdings.preservation.models import Mark

pytestmark = pytest.mark.django_db

FIRST, SECOND = (f"J001-WS·1987-Y-BGS-{n:04}" for n in (1, 2))


def take_in(fonds, source, **more):
    return carry_out(actor=OPERATOR, transfer=begin_transfer(actor=OPERATOR, fonds=fonds, source=source, **more))


def page(path, *, mode="L", size=(827, 1169), dpi=100, blank=False):
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.new(mode, size, 1 if mode == "1" else 255)
    if not blank:
        ImageDraw.Draw(picture).rectangle((200, 200, 400, 300), fill=0)
    picture.save(path, dpi=(dpi, dpi))


def told(transfer, record):
    return dict(transfer.findings.filter(record__code=record).values_list("code", "params"))


def test_what_is_wrong_with_scans_is_told_with_the_intake_that_brought_them(fonds, tmp_path):
    source = tmp_path / "扫描件"
    for n in (1, 2, 4):
        page(source / FIRST / f"{n:04}.png", dpi=150 if n == 4 else 300, size=(827, 1169) if n < 4 else (1169, 827))
    page(source / FIRST / "0004 - 副本.png", dpi=300, blank=True)
    page(source / f"{SECOND}.tif", mode="1", dpi=5)
    (source / FIRST / "Thumbs.db").write_bytes(b"x")
    (source / FIRST / "0005.jpg").write_bytes(b"")
    workbook(tmp_path / "目录.xlsx", {"目录": [["档号", "题名", "页数"], [FIRST, "通知", "2"], [SECOND, "任免", "1"]]})

    transfer = take_in(fonds, source, catalogue=tmp_path / "目录.xlsx")

    first = told(transfer, FIRST)
    assert first["scan.low_resolution"] | {"place": ""} == {
        "code": FIRST, "count": 1, "found": 150, "least": 200, "place": "",
    }  # fmt: skip
    assert first["scan.on_its_side"]["place"] == f"{FIRST}/0004.png"
    assert first.keys() == {"scan.low_resolution", "scan.on_its_side", "file.empty"}  # one is empty: nobody counts
    assert told(transfer, SECOND).keys() == {"scan.bilevel", "scan.few_pixels"}
    named = set(transfer.findings.filter(record=None).values_list("code", flat=True))
    assert named == {"package.junk", "package.copy_beside", "package.pages_missing"}


def test_scans_that_come_after_their_list_are_judged_too_and_what_recognition_turns_is_told_once(fonds, tmp_path):
    rows = [["档号", "题名", "页数"], [FIRST, "通知", "3"]]
    imported(fonds, workbook(tmp_path / "目录.xlsx", {"目录": rows}))
    page(tmp_path / "扫描件" / f"{FIRST}.tif", dpi=300)

    transfer = take_in(fonds, tmp_path / "扫描件")

    differs = {"code": FIRST, "expected": 3, "found": 1, "blank": 0}
    assert told(transfer, FIRST) == {"scan.pages_differ": differs}
    read = Page.objects.get()
    Page.objects.update(state=Page.State.READY, rotation=270)
    Mark.objects.all().delete()
    for _ in range(2):
        recognise_file(read.file_id)
    turned = transfer.findings.get(code="scan.read_turned")
    assert (turned.path, turned.params["found"], turned.record.code) == (f"{FIRST}.tif", 270, FIRST)
    assert Mark.objects.filter(kind="transfer", key=transfer.pk).exists()


def test_the_schemes_of_the_fonds_say_what_is_a_volume_and_what_an_item(fonds, tmp_path):
    rules = [
        ("volume", "dat13_volume", 0),
        ("volume", "legacy_volume", 1),
        ("item", "dat13_volume", 0),
        ("item", "dat22", 1),
    ]
    for level, scheme, year in rules:
        CodeRule.objects.create(fonds=fonds, level=level, scheme=f"{scheme}/1", from_year=year)
    source = tmp_path / "移交"
    source.mkdir()
    for name in ("J001-KJ·KY·01-003", "J001-KJ·KY·01-004", "J001-KJ·KY·01-004-002", "J001-KJ·KY·01-003-001", "1_2_001"):
        (source / f"{name}.txt").write_text("一页文字", encoding="utf-8")
    rows = [["J001-KJ·KY·01-003", "卷"], ["J001-KJ·KY·01-003-001", "件"], [FIRST, "按件"]]
    workbook(source / "目录.xlsx", {"Sheet1": [["档号", "题名", "备注"], *rows]})

    take_in(fonds, source)

    made = Record.objects.order_by("code")
    provisional = made.filter(code_is_provisional=True).values_list("code", "level")
    assert list(made.filter(code_is_provisional=False).values_list("code", "level", "parent__code")) == [
        ("J001-KJ·KY·01-003", "volume", None),
        ("J001-KJ·KY·01-003-001", "item", "J001-KJ·KY·01-003"),
        ("J001-KJ·KY·01-004", "volume", None),
        ("J001-KJ·KY·01-004-002", "item", "J001-KJ·KY·01-004"),
        (FIRST, "item", None),
    ]
    assert list(provisional) == [("J001-001-002", "item")]  # 案卷_件_页: by the schemes that code is one of a volume


def test_what_systems_leave_behind_is_no_file_of_a_package(tmp_path):
    for name in ("Thumbs.db", "件/.DS_Store", "件/~$通知.docx", "@eaDir/1.jpg", ".~lock.目录.ods#", "件/0001.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")

    package = open_package(tmp_path, tmp_path)

    assert [file.name for file in package.files] == ["件/0001.jpg"]
    assert {finding.code for finding in package.findings} == {"package.junk"}


def test_the_long_texts_of_an_old_list_are_read_with_it_and_are_no_record(fonds, tmp_path):
    source = tmp_path / "移交"
    source.mkdir()
    columns = [("档号", "C", 24), ("题名", "C", 24), ("备注", "M", 10)]
    (source / "目录.dbf").write_bytes(dbf(columns, [(FIRST, "通知", f"{1:>10}")], first=0x83))
    (source / "目录.DBT").write_bytes(b"\x00" * 512 + "本件附图三张。".encode("gb18030") + b"\x1a")
    (source / f"{FIRST}.txt").write_text("一页文字", encoding="utf-8")

    take_in(fonds, source)

    assert list(Record.objects.values_list("code", "note")) == [(FIRST, "本件附图三张。")]
