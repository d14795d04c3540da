import zipfile

import pytest
from hypothesis import given, settings, strategies as st

from lantai.engines.formats.identify import FormatKind, identify, identify_many, mismatch
from lantai.engines.formats.tests import samples
from tests.support.shared import shared_data


def test_it_names_a_pdf_by_its_content(tmp_path):
    path = samples.pdf(tmp_path / "扫描件.doc", "档案")

    identity = identify(path)

    assert (identity.kind, identity.mime) == (FormatKind.PDF, "application/pdf")


def test_it_reports_an_ending_that_belongs_to_another_format(tmp_path):
    path = samples.pdf(tmp_path / "a.doc", "档案")

    finding = mismatch(path.name, identify(path))

    assert finding is not None
    assert finding.code == "file.extension_mismatch"
    assert ".pdf" in finding.sentence()
    assert finding.remedy()


@pytest.mark.parametrize("name", ["a.pdf", "a.PDF", "a", "1.2.3-附件"])
def test_it_keeps_quiet_about_fitting_and_unknown_endings(tmp_path, name):
    assert mismatch(name, identify(samples.pdf(tmp_path / "a.pdf", "档案"))) is None


def test_it_knows_ofd_by_its_root_element(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("OFD.xml", '<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"/>')

    assert identify(path).kind is FormatKind.OFD
    assert mismatch("a.zip", identify(path)) is not None


def test_it_does_not_take_any_zip_with_such_a_name_for_ofd(tmp_path):
    path = tmp_path / "a.ofd"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("OFD.xml", "<note/>")

    assert identify(path).kind is not FormatKind.OFD or identify(path).mime == "application/ofd"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", FormatKind.EMPTY),
        (bytes(range(256)) * 8, FormatKind.UNKNOWN),
        ("关于安置工作的通知\r\n各公社：".encode("gb18030"), FormatKind.TEXT),
        ("關於安置工作的通知\r\n各公社：".encode("big5"), FormatKind.TEXT),
        ("关于安置工作的通知".encode("utf-16-le"), FormatKind.TEXT),
        (b"From: a@example.org\r\nTo: b@example.org\r\nSubject: x\r\n\r\nbody", FormatKind.MAIL),
        ("<!DOCTYPE html><html><body>档案".encode("gb18030"), FormatKind.HTML),
        (b"{\\rtf1\\ansi x}", FormatKind.RTF),
        (b"\xff\xd8\xff\xe0cut off", FormatKind.IMAGE),
        (b"%PDF-1.4 cut off", FormatKind.PDF),
        (b"\x1f\x8b\x08\x00cut off", FormatKind.ARCHIVE),
    ],
)
def test_it_tells_kinds_apart_without_a_name_to_help(tmp_path, data, kind):
    path = tmp_path / "nameless"
    path.write_bytes(data)

    assert identify(path).kind is kind


def test_it_still_knows_a_word_file_whose_end_is_missing(tmp_path):
    whole = samples.docx(tmp_path / "a.docx", samples.paragraph("档案" * 500)).read_bytes()
    path = tmp_path / "b.docx"
    path.write_bytes(whole[: len(whole) // 2])

    assert identify(path).kind is FormatKind.WORD


def test_it_takes_names_that_are_not_utf8(tmp_path):
    raw = bytes(tmp_path) + b"/\xd6\xd0\xb9\xfa.pdf"
    samples.pdf(tmp_path / "a.pdf", "档案").rename(raw.decode("utf-8", "surrogateescape"))

    path = next(tmp_path.iterdir())

    assert identify(path).kind is FormatKind.PDF


def test_it_identifies_a_folder_in_order(tmp_path):
    (tmp_path / "a.txt").write_text("档案")
    samples.pdf(tmp_path / "b.pdf", "档案")

    kinds = [found.kind for found in identify_many(sorted(tmp_path.iterdir()))]

    assert kinds == [FormatKind.TEXT, FormatKind.PDF]


@settings(max_examples=150, deadline=None)
@given(st.binary(min_size=1, max_size=400))
def test_it_never_raises_for_any_bytes(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("bytes") / "x.bin"
    path.write_bytes(data)

    assert identify(path).mime


def test_it_names_all_real_ofd_files():
    paths = sorted(shared_data("formats", "ofd").glob("*.ofd"))

    assert {identify(path).kind for path in paths} == {FormatKind.OFD}


@pytest.mark.parametrize("before", ["", "a", "ab"])
def test_a_long_text_whose_first_part_ends_inside_a_character_is_text(tmp_path, before):
    path = tmp_path / "rare"
    path.write_text(f"{before}\x01" + "龘靐龗" * 12_000, encoding="utf-8")

    assert identify(path).kind is FormatKind.TEXT
