import numpy as np
import pytest

from lantai.engines.formats.legibility import fits_image, judge
from lantai.engines.formats.tests.samples import OTHER, PARAGRAPH

TRADITIONAL = "關於縣政府檔案室點收婚姻登記簿冊事，業經查核，數目相符，應准備案，此令。中華民國三十七年五月"
ENGLISH = "The archives hold the registers of marriages and the lists of young people sent to the villages. " * 4


@pytest.mark.parametrize(
    "text", ["", "12", PARAGRAPH, OTHER, TRADITIONAL, ENGLISH, "\uf0b7 一、会议", "王五\n赵六\n钱七"]
)
def test_it_lets_honest_text_pass(text):
    assert judge(text).legible


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("".join(chr(0xE000 + i) for i in range(40)), "private-use"),
        ("档案\ufffd\ufffd\ufffd\ufffd馆", "unmapped"),
        (PARAGRAPH.encode().decode("latin-1"), "mojibake"),
        (PARAGRAPH.encode("gbk").decode("latin-1"), "mojibake"),
        (PARAGRAPH.encode().decode("gbk", "ignore"), "mojibake"),
        ("".join(chr(ord(c) + 0x333) for c in PARAGRAPH if "\u4e00" < c < "\u9f00"), "mojibake"),
        ("".join(chr(ord(c) - 29) if c.isalpha() else c for c in ENGLISH), "gibberish"),
    ],
)
def test_it_sees_through_broken_text(text, reason):
    verdict = judge(text)

    assert not verdict.legible
    assert verdict.reason == reason


def test_it_mistrusts_glyphs_without_characters():
    assert judge(PARAGRAPH, unmapped=0.5).reason == "unmapped"
    assert judge(PARAGRAPH, unmapped=0.05).legible


def page_with_ink(top, bottom):
    page = np.full((700, 500), 250, dtype=np.uint8)
    page[top:bottom:8, 60:440] = 20
    return page


def test_it_accepts_a_layer_that_lies_on_the_ink():
    boxes = [(120, y, 760, 16) for y in range(200, 600, 16)]

    assert fits_image(boxes, page_with_ink(100, 300), width=1000, height=1400).legible


def test_it_refuses_a_layer_that_lies_on_blank_paper():
    boxes = [(120, y, 760, 16) for y in range(900, 1300, 16)]

    assert fits_image(boxes, page_with_ink(100, 300), width=1000, height=1400).reason == "misplaced"


def test_it_refuses_a_layer_that_knows_only_a_corner():
    boxes = [(120, 200, 100, 16)]

    assert fits_image(boxes, page_with_ink(100, 600), width=1000, height=1400).reason == "incomplete"
