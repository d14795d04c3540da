"""Nothing that is withheld comes back, from pages of any kind; another secret in its place gives the same bytes."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest
from PIL import Image

from lantai.engines.formats.model import Line
from lantai.engines.formats.pdfa.check import check_pdfa
from lantai.engines.formats.readers.base import Unreadable
from lantai.engines.formats.reading import read_file
from lantai.engines.formats.redacting.cover import cover_of
from lantai.engines.formats.redacting.document import redact_document
from lantai.engines.formats.redacting.errors import BoxIsWrong, NothingToRedact, PassageHasNoPlace, PassageIsOutside
from lantai.engines.formats.redacting.fonts import shown_font
from lantai.engines.formats.redacting.labels import characters_of
from lantai.engines.formats.redacting.model import Mark, PageToRedact, Unplaced, WithheldPart
from lantai.engines.formats.redacting.tests import attacks
from lantai.engines.formats.redacting.tests.pages import KINDS, page_of
from lantai.engines.formats.render import render_page

DAY = dt.date(2026, 11, 29)
MARK = Mark(
    "兰台 J001-001", dt.datetime(2026, 11, 29, 14, tzinfo=dt.UTC), grounds={"R3a": "个人隐私", "R3b": "身份号码"}
)
ALLOWED = "不予公开［］R3ab2026-1129：×"


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_comes_back_and_another_secret_in_its_place_gives_the_same_bytes(kind, tmp_path):
    page, hidden = page_of(kind, tmp_path / "in", 1)
    twin, other = page_of(kind, tmp_path / "twin", 2)
    out, beside = tmp_path / "out.pdf", tmp_path / "beside.pdf"

    redact_document([page], out, MARK)
    redact_document([twin], beside, MARK)

    assert hidden != other
    assert out.read_bytes() == beside.read_bytes()
    assert attacks.in_bytes(out, hidden.words, shown_font(characters_of(MARK))) == []
    assert attacks.in_text(out, hidden.words) == []
    assert attacks.under_paint(out, ALLOWED) == []
    assert attacks.left_over(out) == attacks.in_pictures(out) == []
    assert "请有关单位认真核实" in "".join(attacks.texts(out).split()), "what remains can be searched"
    assert check_pdfa(out).breaches == ()


def scan_page(tmp_path: Path, **more: object) -> PageToRedact:
    page, _ = page_of("scan PNG", tmp_path / "in", 1)
    return dataclasses.replace(page, **more)  # type: ignore[arg-type]


def test_a_page_withheld_whole_says_so_with_its_ground_and_day(tmp_path):
    page = scan_page(tmp_path, withheld=(WithheldPart("R3a", DAY),))

    written = redact_document([page], tmp_path / "out.pdf", MARK)

    said = attacks.texts(tmp_path / "out.pdf")
    assert written.whole_pages == (1,)
    assert attacks.pictures(tmp_path / "out.pdf") == []
    assert "本页不予公开" in said
    assert "R3a 个人隐私" in said
    assert "2026-11-29" in said
    assert "档案馆" not in said
    assert check_pdfa(tmp_path / "out.pdf").breaches == ()


def test_a_painted_page_carries_mark_ground_and_day_in_the_paint_and_at_its_foot(tmp_path):
    page = scan_page(tmp_path, withheld=(WithheldPart("R3a", DAY, boxes=((0.1, 0.5, 0.6, 0.05),)),))

    written = redact_document([page], tmp_path / "out.pdf", MARK)

    said = attacks.texts(tmp_path / "out.pdf")
    assert written.painted == 1
    assert "不予公开 R3a 2026-11-29" in said
    assert "不予公开 × 1：R3a 个人隐私（2026-11-29）" in said


def test_the_text_layer_lies_where_the_text_stood(tmp_path):
    page = scan_page(tmp_path, withheld=())
    redact_document([page], tmp_path / "out.pdf", MARK)

    line = read_file(tmp_path / "out.pdf").pages[0].lines[0]

    scale = 842 / page.height * 200 / 72
    assert line.text == page.lines[0].text
    for mine, theirs in zip(line.boxes, page.lines[0].boxes, strict=True):
        assert mine == pytest.approx([v * scale for v in theirs], abs=5)


def test_what_replaces_a_passage_tells_nothing_of_its_length(tmp_path):
    page = scan_page(tmp_path)
    first = dataclasses.replace(page, withheld=(WithheldPart("R3a", DAY, 3, 5),))
    second = dataclasses.replace(page, withheld=(WithheldPart("R3a", DAY, 3, 12),))
    redact_document([first, second], tmp_path / "out.pdf", MARK)

    lines = [read.lines[0].text for read in read_file(tmp_path / "out.pdf").pages]

    assert [line.count("［不予公开］") for line in lines] == [1, 1]
    assert all(line.startswith("本县档［不予公开］") for line in lines)


def test_a_drawn_box_takes_every_character_it_cuts_and_its_text(tmp_path):
    page = scan_page(tmp_path)
    x, y, w, h = page.lines[0].boxes[4]
    half = ((x + w / 2) / page.width, (y + h / 6) / page.height, w / page.width, h / 1.5 / page.height)
    page = dataclasses.replace(page, withheld=(WithheldPart("R3a", DAY, boxes=(half,)),))

    cover = cover_of(page, 1, Unplaced.REFUSE)

    assert {(0, 4), (0, 5)} <= cover.gone
    left, top, wide, high = cover.boxes[0][0]
    assert left * page.width <= x
    assert (left + wide) * page.width >= x + 2 * w
    assert top * page.height <= y
    assert (top + high) * page.height >= y + h


def test_a_passage_of_unknown_place_is_refused_or_takes_the_whole_page(tmp_path):
    lines = [Line(line.text) for line in scan_page(tmp_path).lines]
    page = scan_page(tmp_path, lines=lines, withheld=(WithheldPart("R3a", DAY, 2, 4),))
    out = tmp_path / "out.pdf"

    with pytest.raises(PassageHasNoPlace):
        redact_document([page], out, MARK)
    assert not out.exists()
    assert list(tmp_path.glob(".part-*")) == []

    written = redact_document([page], out, MARK, unplaced=Unplaced.WHOLE_PAGE)
    assert written.whole_pages == (1,)


def test_text_without_places_leaves_a_page_on_which_a_box_was_drawn(tmp_path):
    lines = [Line(line.text) for line in scan_page(tmp_path).lines]
    page = scan_page(tmp_path, lines=lines, withheld=(WithheldPart("R3a", DAY, boxes=((0.1, 0.1, 0.2, 0.2),)),))

    redact_document([page], tmp_path / "out.pdf", MARK)

    assert "档案馆" not in attacks.texts(tmp_path / "out.pdf")


@pytest.mark.parametrize("box", [(0, 0, 0, 1), (1.2, 0, 1, 1), (0.1, 0.1, float("nan"), 0.1), (0.5, 0.5, -0.1, 0.1)])
def test_a_box_that_would_cover_nothing_is_refused(box, tmp_path):
    page = scan_page(tmp_path, withheld=(WithheldPart("R3a", DAY, boxes=(box,)),))

    with pytest.raises(BoxIsWrong):
        redact_document([page], tmp_path / "out.pdf", MARK)


@pytest.mark.parametrize(("start", "end"), [(0, 5000), (4, 4), (-1, 3), (5, None)])
def test_a_passage_outside_the_text_is_refused(start, end, tmp_path):
    page = scan_page(tmp_path, withheld=(WithheldPart("R3a", DAY, start, end),))

    with pytest.raises(PassageIsOutside):
        redact_document([page], tmp_path / "out.pdf", MARK)


def test_pages_that_cannot_be_shown_and_no_pages_at_all_are_told(tmp_path):
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 nothing more")

    with pytest.raises(Unreadable):
        redact_document([PageToRedact(tmp_path / "broken.pdf", 1, 0, 100, 100)], tmp_path / "out.pdf", MARK)
    with pytest.raises(NothingToRedact):
        redact_document([], tmp_path / "out.pdf", MARK)
    assert list(tmp_path.glob("*out*")) == []


def test_characters_of_all_planes_can_be_found_again(tmp_path):
    picture = tmp_path / "page.png"
    Image.new("L", (900, 300), 255).save(picture)
    text = "𠮷田與𠮷野，㐂\x07a𝒳"
    boxes = tuple((50 + 60 * at, 100, 58, 60) for at in range(len(text)))
    redact_document([PageToRedact(picture, 1, 0, 900, 300, [Line(text, boxes)])], tmp_path / "out.pdf", MARK)

    assert "𠮷田與𠮷野，㐂" in attacks.texts(tmp_path / "out.pdf")


def test_letters_of_different_width_and_height_are_all_found_again(tmp_path):
    boxes = ((100, 100, 14, 20), (116, 105, 11, 15), (129, 100, 3, 20), (134, 105, 11, 21), (147, 100, 4, 20))
    picture = tmp_path / "page.png"
    Image.new("L", (900, 300), 255).save(picture)

    redact_document([PageToRedact(picture, 1, 0, 900, 300, [Line("Goiqj", boxes)])], tmp_path / "out.pdf", MARK)

    assert "Goiqj" in attacks.texts(tmp_path / "out.pdf").replace(" ", "")


def test_a_turned_scan_is_painted_where_it_is_shown(tmp_path):
    page = scan_page(tmp_path, withheld=())
    Image.open(page.source).rotate(90, expand=True).save(tmp_path / "turned.png")
    box = (0.1, 0.5, 0.3, 0.1)
    turned = dataclasses.replace(
        page, source=tmp_path / "turned.png", rotation=90, withheld=(WithheldPart("R3a", DAY, boxes=(box,)),)
    )

    redact_document([turned], tmp_path / "out.pdf", MARK)

    shown = render_page(tmp_path / "out.pdf", 1, width=500).convert("L")
    high = 500 * page.height / page.width
    assert shown.getpixel((int(0.12 * 500), int(0.52 * high))) < 20
    assert shown.getpixel((int(0.6 * 500), int(0.55 * high))) > 200
