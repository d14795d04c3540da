"""One printed form painted, aged and really recognised: what is proposed from it is what stands on it."""

from __future__ import annotations

import pytest
from PIL import Image

from demo.fonds import civil
from demo.paper.layout import set_pages
from demo.paper.scan import scan
from demo.world import make_world
from lantai.base.common.text import fold
from lantai.engines.formats.ocr.reading import read_image
from lantai.holdings.entry.proposals import proposals
from lantai.holdings.entry.tests.forms import marriage


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_names_of_a_painted_marriage_form_are_proposed_with_boxes_around_them():
    records = civil.compose(make_world("tiny")).records
    record = next(each for each in records if each.doc and each.doc.title == "结婚登记申请书")
    (sheet, *_) = set_pages(record.doc)

    lines = read_image(Image.fromarray(scan(sheet, record.code))).lines
    found = {each.name: each for each in proposals([(1, lines)], marriage())}

    names = [found[f"p.{role}.0.name"] for role in ("groom", "bride")]
    assert [fold(each.value) for each in names] == [fold(record.columns[f"{side}方姓名"]) for side in "男女"]
    assert all(each.score > 0.8 and each.boxes for each in names)
