"""Seals and signatures: the picture where the signature puts it, and whether what was signed is still the same."""

from __future__ import annotations

import zipfile

import pytest

from lantai.engines.formats.ofd import ofd_metadata, read_ofd, render_ofd_page
from lantai.engines.formats.ofd.tests.pixels import at, near
from tests.support.ofd_writer import OfdFile, filled, layer, picture, rectangle, seal_value, stamp, text, write_zip

WHITE, RED, GREEN = (255, 255, 255), (255, 0, 0), (0, 255, 0)


def signed(tmp_path, value, *, stamps=None, inside="", **more):
    file = OfdFile([layer(inside), layer("")], signatures=[(stamps or stamp("40 40 30 20"), value)], **more)
    return file.write(tmp_path / "a.ofd")


def codes(path):
    return [one.code for one in read_ofd(path)[1]]


@pytest.mark.parametrize("version", [1, 4])
@pytest.mark.parametrize("kind", ["PNG", "GIF", "BMP", "JPEG"])
def test_it_lays_the_seal_on_its_page_in_its_box(tmp_path, version, kind):
    file = signed(tmp_path, seal_value(kind, picture(kind, RED), version=version))

    first, second = (render_ofd_page(file, number) for number in (1, 2))

    assert near(at(first, 55, 50), RED, 4)
    assert (at(first, 38, 50), at(first, 72, 50), at(second, 55, 50)) == (WHITE, WHITE, WHITE)
    assert codes(file) == ["ofd.signature"]


def test_it_does_not_hide_the_text_below_a_seal_without_transparency(tmp_path):
    file = signed(
        tmp_path, seal_value("JPEG", picture("JPEG", WHITE)), inside=filled(rectangle(0, 0, 100, 100), "0 255 0")
    )

    assert at(render_ofd_page(file, 1), 55, 50) == GREEN


def test_it_draws_a_seal_that_is_an_ofd_itself_over_the_page(tmp_path):
    OfdFile([layer(filled(rectangle(0, 0, 20, 40)))], box="0 0 40 40").write(tmp_path / "seal.ofd")
    value = seal_value("ofd", (tmp_path / "seal.ofd").read_bytes())
    file = signed(tmp_path, value, inside=filled(rectangle(0, 0, 100, 100), "0 255 0"))

    page = render_ofd_page(file, 1)

    assert (at(page, 45, 50), at(page, 65, 50), at(page, 75, 50)) == (RED, GREEN, GREEN)


def test_it_does_not_follow_a_seal_inside_a_seal(tmp_path):
    inner = OfdFile(
        [layer("")], box="0 0 40 40", signatures=[(stamp("0 0 40 40"), seal_value("PNG", picture("PNG", RED)))]
    )
    inner.write(tmp_path / "seal.ofd")
    file = signed(tmp_path, seal_value("ofd", (tmp_path / "seal.ofd").read_bytes()))

    assert at(render_ofd_page(file, 1), 55, 50) == WHITE


def test_it_shows_only_the_cut_part_of_a_seal_across_pages(tmp_path):
    value = seal_value("PNG", picture("PNG", RED))
    page = render_ofd_page(signed(tmp_path, value, stamps=stamp("40 40 30 20", 'Clip="0 0 10 20"')), 1)

    assert (at(page, 45, 50), at(page, 60, 50)) == (RED, WHITE)


def test_it_finds_the_picture_in_the_separate_seal_when_the_value_has_none(tmp_path):
    stamps = "<ofd:Seal><ofd:BaseLoc>Seal.esl</ofd:BaseLoc></ofd:Seal>" + stamp("40 40 30 20")
    seal = seal_value("PNG", picture("PNG", RED))
    file = signed(tmp_path, b"\x04\x03abc", stamps=stamps, parts={"Doc_0/Signs/Sign_0/Seal.esl": seal})

    assert at(render_ofd_page(file, 1), 55, 50) == RED
    assert codes(file) == ["ofd.signature"]


@pytest.mark.parametrize(
    "value",
    [b"", b"\x30\x84\xff\xff\xff\xff", b"no DER at all", b"\x30\x80\x00\x00", seal_value("PNG", b"no picture")],
)
def test_it_says_when_a_seal_cannot_be_shown_and_draws_the_page(tmp_path, value):
    file = signed(tmp_path, value, inside=filled(rectangle(0, 0, 20, 20)))

    assert at(render_ofd_page(file, 1), 10, 10) == RED
    assert codes(file) == ["ofd.signature", "ofd.seal_unreadable"]


def test_it_accepts_what_is_still_as_signed_and_names_what_is_not(tmp_path):
    value = seal_value("PNG", picture("PNG", RED))
    untouched = signed(tmp_path, value, inside=text("原文", 10, 20, 5))
    assert codes(untouched) == ["ofd.signature"]

    with zipfile.ZipFile(untouched) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    changed = "Doc_0/Pages/Page_0/Content.xml"
    parts[changed] = parts[changed].replace("原文".encode(), "改文".encode())
    write_zip(tmp_path / "b.ofd", parts.items())

    found = {one.code: one.params for one in read_ofd(tmp_path / "b.ofd")[1]}
    assert found["ofd.signed_part_changed"] == {"part": f"/{changed}", "number": "1"}
    assert found["ofd.signature"]["provider"] == "试验"


def test_it_lists_signatures_in_the_description(tmp_path):
    file = signed(tmp_path, seal_value("PNG", picture("PNG", RED)))

    assert ofd_metadata(file)["ofd:Signatures"] == "20200101000000Z 试验"
