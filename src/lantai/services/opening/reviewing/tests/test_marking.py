"""Text cut at hints and at what is withheld, and where it lies on the image: pure functions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lantai.engines.formats.model import Line
from lantai.holdings.withholding.grounds import grounds
from lantai.services.opening.reviewing.hints import SeenHint
from lantai.services.opening.reviewing.marking import around, boxes_of, in_fractions, marked_lines


def hint(start, end, ground="R3a"):
    return SeenHint("name", start, end, 0.9, "name@1", ground)


def line(text, top=0):
    return Line(text, tuple((10 * n, top, 9, 20) for n in range(len(text))))


def cut(lines, hints=(), withheld=()):
    """Each line as its pieces: text, number of the hint, whether it begins it, whether it is withheld."""
    return [
        [(each.text, each.hint, each.first, each.withheld) for each in row.pieces]
        for row in marked_lines(lines, hints, withheld)
    ]


def test_a_line_is_cut_where_a_hint_begins_and_ends():
    assert cut([line("关于王秀英申请")], [hint(2, 5)]) == [
        [("关于", 0, False, False), ("王秀英", 1, True, False), ("申请", 0, False, False)]
    ]


def test_a_hint_over_the_end_of_a_line_begins_once_and_the_next_line_counts_on():
    rows = marked_lines([line("甲乙王"), line("秀英丙丁", 40)], [hint(2, 6)], [])

    assert [row.start for row in rows] == [0, 4]
    assert [[(each.text, each.hint, each.first) for each in row.pieces] for row in rows] == [
        [("甲乙", 0, False), ("王", 1, True)],
        [("秀英", 1, False), ("丙丁", 0, False)],
    ]


def test_of_hints_that_overlap_the_first_is_shown():
    assert cut([line("甲乙丙丁戊")], [hint(0, 3), hint(2, 5, "R2")]) == [
        [("甲乙", 1, True, False), ("丙", 1, False, False), ("丁戊", 2, True, False)]
    ]


def test_what_is_withheld_is_cut_by_itself_and_inside_a_hint():
    assert cut([line("甲乙丙丁戊")], [hint(1, 4)], [(2, 5)]) == [
        [("甲", 0, False, False), ("乙", 1, True, False), ("丙丁", 1, False, True), ("戊", 0, False, True)]
    ]


def test_an_empty_line_has_no_pieces_and_takes_one_character():
    rows = marked_lines([line(""), line("甲")], [hint(1, 2)], [])

    assert [(row.start, len(row.pieces), row.place) for row in rows] == [(0, 0, ""), (1, 1, "0,0,9,20")]
    assert rows[1].pieces[0].hint == 1


def test_a_span_has_one_box_for_each_line_it_touches():
    lines = [line("甲乙丙"), line("丁戊", 40)]

    assert boxes_of(lines, (1, 6)) == ((10, 0, 19, 20), (0, 40, 19, 20))
    assert boxes_of(lines, (3, 4)) == ()  # the end of a line is no place
    assert boxes_of([Line("甲乙丙")], (0, 2)) == ()  # nobody knows where it stands


def test_boxes_become_parts_of_the_page_and_stay_inside_it():
    assert in_fractions([(10, 20, 30, 40)], 100, 200) == [[0.1, 0.1, 0.3, 0.2]]
    assert in_fractions([(90, 190, 30, 40)], 100, 200) == [[0.9, 0.95, 0.1, 0.05]]
    assert in_fractions([(1, 2, 3, 4)], 0, 200) == []
    assert around([]) is None


SHEET = (Path(__file__).parents[2] / "static/opening/review.css").read_text(encoding="utf-8")
COLOURS = {"--indigo": "#26547c", "--hit-edge": "#b23a2e", "--deferred": "#835808"}
"""Those of the light look: the image of a page is light in every look."""


@pytest.mark.parametrize("ground", grounds())
def test_a_ground_has_one_line_in_the_text_and_on_the_image(ground):
    of_text = re.search(rf"mark\.ground-{ground} {{.*?border-bottom: (\dpx \w+) var\((--[\w-]+)\)", SHEET)
    of_image = re.search(rf"\.review-box\.ground-{ground} {{ outline: (\dpx \w+) (#\w+);", SHEET)

    assert of_text
    assert of_image
    assert (of_text[1], COLOURS[of_text[2]]) == (of_image[1], of_image[2])


def test_the_hint_that_is_lit_keeps_the_line_of_its_ground():
    lit = re.search(r"\.review-box\.is-now {(.*?)}", SHEET)

    assert lit
    assert "box-shadow" in lit[1]
    assert not re.search(r"outline(-width|-style|-color)?:", lit[1])
