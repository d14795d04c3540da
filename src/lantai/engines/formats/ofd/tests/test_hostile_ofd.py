"""Files that are broken or mean harm: each gives findings with sentences, or a refusal, and nothing else."""

from __future__ import annotations

import time
import zipfile

import pytest

from lantai.base.common.findings import Severity
from lantai.engines.formats.ofd import OfdUnreadable, ofd_metadata, page_count, read_ofd, render_ofd_page
from lantai.engines.formats.ofd.package import MEGABYTE, Package
from lantai.engines.formats.ofd.problems import OfdIsTooLarge
from lantai.engines.formats.ofd.tests.pixels import at
from tests.support.ofd_writer import OfdFile, filled, font, image, layer, media, rectangle, text, write_zip, xml

RED, WHITE = (255, 0, 0), (255, 255, 255)
CONTENT = "Doc_0/Pages/Page_0/Content.xml"
PAGE = layer(filled(rectangle(0, 0, 20, 20)) + text("正文", 30, 50, 5))


def findings_of(path):
    """Code by code, each with its sentence made, which fails when a placeholder is missing."""
    _pages, findings = read_ofd(path)
    for one in findings:
        assert one.sentence()
        assert one.remedy()
        assert one.path == path.name
    return [one.code for one in findings]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "ofd.not_a_package"),
        (b"PK\x03\x04 and then nothing", "ofd.not_a_package"),
        (b"%PDF-1.7", "ofd.not_a_package"),
    ],
)
def test_it_refuses_what_is_no_package(tmp_path, data, code):
    file = tmp_path / "a.ofd"
    file.write_bytes(data)

    assert findings_of(file) == [code]
    assert ofd_metadata(file) == {}
    with pytest.raises(OfdUnreadable) as refused:
        render_ofd_page(file, 1)
    assert refused.value.code == code
    assert str(refused.value)
    assert refused.value.remedy()


def test_it_refuses_a_file_that_is_not_there(tmp_path):
    assert findings_of(tmp_path / "none.ofd") == ["ofd.not_a_package"]


@pytest.mark.parametrize(
    ("without", "codes"),
    [
        (("OFD.xml",), ["ofd.not_a_package"]),
        (("Doc_0/Document.xml",), ["ofd.part_missing"]),
        ((CONTENT,), ["ofd.part_missing"]),
        (("Doc_0/PublicRes.xml",), ["ofd.part_missing"]),
    ],
)
def test_it_says_which_part_is_missing(tmp_path, without, codes):
    assert findings_of(OfdFile([PAGE], without=without).write(tmp_path / "a.ofd")) == codes


def test_it_reads_the_other_pages_when_one_is_missing(tmp_path):
    file = OfdFile([PAGE, PAGE, PAGE], without=("Doc_0/Pages/Page_1/Content.xml",)).write(tmp_path / "a.ofd")

    pages, _ = read_ofd(file)

    assert [page.text for page in pages] == ["正文", "", "正文"]
    assert at(render_ofd_page(file, 2), 10, 10) == WHITE


def test_it_reads_a_damaged_page_as_far_as_it_goes(tmp_path):
    whole = xml("Page", f"<ofd:Content>{PAGE}</ofd:Content>")
    file = OfdFile([PAGE], parts={CONTENT: whole[: whole.index(b"</ofd:Layer>")]}).write(tmp_path / "a.ofd")

    pages, findings = read_ofd(file)

    assert pages[0].text == "正文"
    assert [one.code for one in findings] == ["ofd.part_damaged"]
    assert at(render_ofd_page(file, 1), 10, 10) == RED


@pytest.mark.parametrize("name", ["Encryptions.xml", "encryptions.XML"])
def test_it_names_encryption(tmp_path, name):
    file = OfdFile([PAGE], parts={name: b"<e/>"}).write(tmp_path / "a.ofd")

    assert findings_of(file) == ["ofd.encrypted"]


def test_it_names_an_encrypted_entry(tmp_path):
    file = OfdFile([PAGE]).write(tmp_path / "a.ofd")
    data = bytearray(file.read_bytes())
    entry = data.rindex(b"PK\x01\x02", 0, data.rindex(b"OFD.xml"))
    data[entry + 8] |= 1
    file.write_bytes(data)

    assert findings_of(file) == ["ofd.encrypted"]


def test_it_stops_unpacking_a_bomb_at_the_limit_whatever_the_header_says(tmp_path):
    file = OfdFile([PAGE], parts={CONTENT: b"<a>" + b" " * (200 * MEGABYTE) + b"</a>"}).write(tmp_path / "a.ofd")
    assert file.stat().st_size < MEGABYTE

    started = time.process_time()
    pages, findings = read_ofd(file)

    assert [one.code for one in findings] == ["ofd.too_large"]
    assert findings[0].severity is Severity.ERROR
    assert [page.text for page in pages] == [""]
    assert time.process_time() - started < 5


def test_it_limits_what_is_unpacked_in_all(tmp_path, monkeypatch):
    monkeypatch.setattr("lantai.engines.formats.ofd.package.MAX_TOTAL", MEGABYTE)
    write_zip(tmp_path / "a.zip", [(f"part{at}", b"\0" * (MEGABYTE // 2)) for at in range(4)])

    with Package(tmp_path / "a.zip") as package:
        package.read("part0")
        package.read("part1")
        with pytest.raises(OfdIsTooLarge):
            package.read("part2")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_it_never_expands_entities(tmp_path, encoding):
    bomb = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">'
        '<!ENTITY f SYSTEM "file:///etc/hostname">]><Page><Content>&c;&f;</Content></Page>'
    )
    file = OfdFile([PAGE], parts={CONTENT: bomb.encode(encoding)}).write(tmp_path / "a.ofd")

    pages, findings = read_ofd(file)

    assert [one.code for one in findings] == ["ofd.part_damaged"]
    assert pages[0].text == ""


def test_it_never_leaves_the_package(tmp_path):
    (tmp_path / "secret.png").write_bytes(b"secret")
    file = OfdFile(
        [layer(image(9, "50 0 0 50 0 0"))], resources=media(9, "../../../secret.png") + font(1, "宋体", "/etc/hostname")
    ).write(tmp_path / "a.ofd")

    assert findings_of(file) == ["ofd.part_missing", "ofd.part_missing"]
    assert at(render_ofd_page(file, 1), 10, 10) == WHITE


def test_it_finds_parts_whatever_the_case_slashes_and_folders(tmp_path):
    file = OfdFile([PAGE]).write(tmp_path / "a.ofd")
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["Doc_0/PAGES/Page_0/content.XML"] = parts.pop(CONTENT)
    root = parts["OFD.xml"].replace(b"Doc_0/Document.xml", rb".\Doc_0\document.xml")
    parts["/OFD.xml"] = root
    del parts["OFD.xml"]
    write_zip(tmp_path / "b.ofd", parts.items())

    pages, findings = read_ofd(tmp_path / "b.ofd")

    assert pages[0].text == "正文"
    assert findings == ()


def test_it_reads_names_written_in_gbk(tmp_path):
    file = OfdFile([layer(image(9, "50 0 0 50 0 0"))], resources=font(1, "宋体") + media(9, "印章.png"))
    file.parts["Doc_0/Res/XXXX.png"] = b"not a picture"
    file.write(tmp_path / "a.ofd")
    data = (tmp_path / "a.ofd").read_bytes().replace(b"XXXX.png", "印章".encode("gbk") + b".png")
    (tmp_path / "a.ofd").write_bytes(data)

    assert findings_of(tmp_path / "a.ofd") == ["ofd.image_unreadable"]


def test_it_survives_units_that_contain_themselves_a_thousandfold(tmp_path, monkeypatch):
    monkeypatch.setattr("lantai.engines.formats.ofd.text.MAX_RUNS", 5_000)
    monkeypatch.setattr("lantai.engines.formats.ofd.painter.MAX_OBJECTS", 5_000)
    inside = '<ofd:CompositeObject ID="8" ResourceID="7" Boundary="0 0 90 90"/>' * 40
    unit = f'<ofd:CompositeGraphicUnit ID="7" Width="9" Height="9"><ofd:Content>{inside}</ofd:Content>'
    resources = f"<ofd:CompositeGraphicUnits>{unit}</ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>"
    file = OfdFile([layer(inside)], resources=resources).write(tmp_path / "a.ofd")

    started = time.process_time()
    pages, findings = read_ofd(file)
    render_ofd_page(file, 1, width=200)

    assert pages[0].text == ""
    assert [one.code for one in findings] == ["ofd.too_complex"]
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "hurt",
    [
        'Boundary="nan inf 1e999 x"',
        'Boundary="0 0 0 0" CTM="0 0 0 0 0 0"',
        'CTM="1e9 1e9 1e9 1e9 1e9 1e9"',
        'Boundary="-1 -1 -5 -5" Alpha="-3"',
        'LineWidth="-4" DashPattern="0 0" MiterLimit="-1" Join="Other" Cap="?"',
        'DrawParam="31"',
    ],
)
def test_it_draws_and_reads_around_nonsense_values(tmp_path, hurt):
    loop = '<ofd:DrawParams><ofd:DrawParam ID="31" Relative="31"/></ofd:DrawParams>'
    data = "M 0 0 A 0 0 0 1 1 0 0 A 1 1 0 0 0 5 5 Q 1"
    code = '<ofd:TextCode X="a" DeltaX="g g g 3">文字</ofd:TextCode>'
    objects = (
        f'<ofd:PathObject ID="1" {hurt}><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'
        f'<ofd:TextObject ID="2" Font="1" Size="-2" HScale="0" {hurt}>{code}</ofd:TextObject>'
        f'<ofd:ImageObject ID="3" ResourceID="none" {hurt}/><ofd:Unknown {hurt}/>'
    )
    file = OfdFile([layer(filled(rectangle(0, 0, 20, 20)) + objects)], resources=font(1, "宋体") + loop)

    page = render_ofd_page(file.write(tmp_path / "a.ofd"), 1)

    assert at(page, 10, 10) == RED
    assert len(read_ofd(tmp_path / "a.ofd")[0]) == 1


@pytest.mark.parametrize("box", ["", "0 0 0 0", "0 0 -5 10", "0 0 1e9 1e9", "a b c d"])
def test_it_takes_a4_where_the_page_has_no_size(tmp_path, box):
    file = OfdFile([PAGE], box=box).write(tmp_path / "a.ofd")

    assert render_ofd_page(file, 1).size == (1654, 2339)
    assert page_count(file) == 1


@pytest.mark.parametrize(
    "data", [b"", b"garbage" * 50, b"\x00\x01\x00\x00\x00\x09" + b"\xff" * 300, b"\x01\x00\x04\x04" * 9]
)
def test_it_stands_in_for_a_broken_font_and_says_so(tmp_path, data):
    file = OfdFile([PAGE], resources=font(1, "宋体", "f.ttf"), parts={"Doc_0/Res/f.ttf": data}).write(
        tmp_path / "a.ofd"
    )

    pages, findings = read_ofd(file)

    assert pages[0].text == "正文"
    assert [one.code for one in findings] == ["ofd.font_unreadable"]
    assert at(render_ofd_page(file, 1), 10, 10) == RED
