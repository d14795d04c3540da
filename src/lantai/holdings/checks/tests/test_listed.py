"""A plain folder with a list: its entries are metadata; and the numbers of PDF/A are PRONOM's."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter
from PIL import Image, ImageDraw

from lantai.base.accounts.access import OPERATOR
from lantai.engines.formats.identify import identify
from lantai.engines.formats.workers import ReaderPool
from lantai.holdings.checks.items import Link
from lantai.holdings.checks.judging.whole import Means, judge_package
from lantai.holdings.checks.opening import opened
from lantai.holdings.checks.results import Status
from lantai.holdings.checks.schemes import scheme_named
from lantai.holdings.checks.tests.packages import TEXT
from lantai.holdings.imports.scan_rules import scan_rules

HEADS = ["档号", "题名", "责任者", "日期", "年度", "保管期限", "页数"]
ROWS = [
    ["X001-WS·2019-Y-0001", "关于春节期间值班安排的通知", "云溪区民政局", "20190125", "2019", "永久", ""],
    ["X001-WS·2019-Y-0002", "关于救灾物资分配的决定", "云溪区民政局", "20190612", "2019", "永久", ""],
]
METADATA = ("1-2", "1-3", "1-4", "1-5", "1-6", "1-7", "1-8", "2-3", "2-4", "2-6")


@pytest.fixture(scope="module")
def pool():
    with ReaderPool(1) as pool:
        yield pool


def folder(path: Path, rows: list[list[str]], names=("X001-WS·2019-Y-0001", "X001-WS·2019-Y-0002")) -> Path:
    place = path / "移交"
    place.mkdir()
    book = xlsxwriter.Workbook(str(place / "目录.xlsx"))
    sheet = book.add_worksheet("目录")
    for n, row in enumerate([HEADS, *rows]):
        sheet.write_row(n, 0, row)
    book.close()
    for name in names:
        (place / f"{name}.txt").write_text(TEXT, encoding="utf-8")
    return place


def judged(place: Path, pool, *, scheme="", **means):
    with opened(place, pool) as (package, _said):
        report = judge_package(package, scheme=scheme_named(scheme), link=Link("YJ"), means=Means(pool, **means))
    return {each.item.number: each for each in report.results}, report.package.units


def test_a_listed_folder_in_order_has_its_metadata_checked(pool, tmp_path):
    found, units = judged(folder(tmp_path, ROWS), pool)

    assert {n: str(found[n].status) for n in METADATA} == {n: "na" if n == "1-2" else "pass" for n in METADATA} | {
        "1-2": str(found["1-2"].status)
    }
    assert (found["1-11"].status, units) == (Status.PASS, 2)
    assert found["2-10"].status is Status.NOT_RUN  # a form it has none


def test_what_is_wrong_with_its_list_is_told_item_by_item(pool, tmp_path):
    wrong = [
        ["X001-WS·2019-Y-0001", "关于春节期间值班安排的通知", "", "20190231", "2019", "很久", ""],
        ["X001-WS·2019-Y-0001", "关于救灾物资分配的决定", "云溪区民政局", "20190612", "2019", "永久", ""],
        ["X001-WS·2019-Y-0004", "关于评比的通报", "云溪区民政局", "20190712", "2019", "永久", ""],
    ]
    found, _units = judged(folder(tmp_path, wrong, names=("X001-WS·2019-Y-0004", "闲文")), pool)

    failed = {n for n, each in found.items() if each.status is Status.FAIL}
    assert failed >= {"1-4", "1-5", "1-8", "1-11", "2-4"}
    assert found["4-3"].tally.first[0].finding.path == "闲文.txt"
    assert found["1-5"].tally.first[0].finding.path.startswith("目录.xlsx#目录:")


def test_a_folder_without_a_list_describes_nothing(pool, tmp_path):
    place = folder(tmp_path, ROWS)
    (place / "目录.xlsx").unlink()

    assert {judged(place, pool)[0][n].status for n in METADATA} == {Status.NOT_RUN}


def scans(place: Path, *pages) -> None:
    """Pages of the first entry: size, mode and resolution of each."""
    (place / "X001-WS·2019-Y-0001.txt").unlink()
    (place / "X001-WS·2019-Y-0001").mkdir()
    for number, (mode, size, dpi) in enumerate(pages, start=1):
        picture = Image.new(mode, size, 1 if mode == "1" else 255)
        ImageDraw.Draw(picture).rectangle((20, 20, 60, 60), fill=0)
        picture.save(place / "X001-WS·2019-Y-0001" / f"{number:04}.png", dpi=(dpi, dpi))


def test_scans_are_judged_by_the_measures_and_rules_of_intake(pool, tmp_path):
    rows = [[*ROWS[0][:6], "4"], ROWS[1]]
    place = folder(tmp_path, rows)
    upright = ("L", (630, 890), 300)
    scans(place, upright, upright, ("1", (890, 630), 150))

    found, _units = judged(place, pool, scans=scan_rules())

    told = {each.finding.code: each.finding.path for each in found["3-4"].tally.first}
    lying = "X001-WS·2019-Y-0001/0003.png"
    assert told == {"scan.low_resolution": lying, "scan.bilevel": lying, "scan.on_its_side": lying}
    assert (found["3-4"].status, found["2-7"].tally.first[0].finding.code) == (Status.WARN, "checks.pages_differ")
    assert not judged(place, pool, scans=scan_rules(), scheme="photos")[0]["3-4"].tally.first
    assert not judged(place, pool)[0]["3-4"].tally.first


def test_boxes_place_files_as_intake_does_and_an_item_of_an_old_volume_lacks_its_file(pool, tmp_path):
    place = folder(tmp_path, [], names=())
    with xlsxwriter.Workbook(str(place / "目录.xlsx")) as book:
        sheet = book.add_worksheet("目录")
        rows = [["X001-WS·2019-Y-0012", "通知", "3"], ["X001-1-001-002", "批复", ""], ["X001-1-001", "卷", ""]]
        for n, row in enumerate([["档号", "题名", "盒号"], *rows]):
            sheet.write_row(n, 0, row)
    (place / "3盒").mkdir()
    (place / "3盒" / "12.txt").write_text(TEXT, encoding="utf-8")

    found, _units = judged(place, pool)

    assert not found["4-3"].tally.first
    assert [each.finding.params["entry"] for each in found["1-11"].tally.first] == ["X001-1-001-002"]


PDF_A = {"1A": "fmt/95", "1B": "fmt/354", "2A": "fmt/476", "2B": "fmt/477", "2U": "fmt/478", "4": "fmt/1910"}


def test_the_numbers_of_pdf_a_are_those_of_pronom(tmp_path):
    """The signatures of PRONOM that come with the program name small files of each level."""
    found = {}
    for level in PDF_A:
        ident = f"<pdfaid:part>{level[0]}</pdfaid:part>" + (
            level[1:] and f"<pdfaid:conformance>{level[1:]}</pdfaid:conformance>"
        )
        xmp = (
            '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
            'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
            f'xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">{ident}</rdf:Description></rdf:RDF></x:xmpmeta>'
        )
        version = {"1": "1.4", "2": "1.7", "4": "2.0"}[level[0]]
        body = f"%PDF-{version}\n1 0 obj\n<</Type/Metadata>>\nstream\n{xmp}\nendstream\nendobj\nstartxref\n0\n%%EOF\n"
        path = tmp_path / f"{level}.pdf"
        path.write_text(body, encoding="utf-8")
        found[level] = identify(path).puid

    assert found == PDF_A
    numbers = {each for each in scheme_named("").long_term if each.startswith("fmt/")}
    assert numbers == set(PDF_A.values())


def test_a_list_of_our_own_is_checked_by_its_sheet_in_full_and_its_digests_are_compared(pool, world, tmp_path):
    from lantai.holdings.exchange.files import Subject
    from lantai.holdings.handing_out.actions import hand_out

    place, _ = hand_out(actor=OPERATOR, subject=Subject(world.fonds), format="folder", path=tmp_path / "out")

    found, units = judged(place, pool)

    assert units == 2
    assert {n: str(found[n].status) for n in ("1-1", "1-10", "1-11", "2-11", "4-3")} == {
        "1-1": "pass", "1-10": "na", "1-11": "pass", "2-11": "pass", "4-3": "pass",
    }  # fmt: skip
