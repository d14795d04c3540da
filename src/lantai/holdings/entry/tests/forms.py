"""Records with pages as forms are printed, and what a person types of them. Everybody is made up."""

from __future__ import annotations

from typing import Any

from lantai.engines.formats.model import Line, pack_lines
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.record_types import RecordType, record_types
from lantai.holdings.catalogue.tests.factories import RecordFactory
from lantai.holdings.fulltext.models import PageLayout
from lantai.holdings.fulltext.tests.factories import PageFactory
from lantai.holdings.preservation.tests.factories import StoredFileFactory

NUMBER = "999999195611205429"
"""Of a region that does not exist, a woman born on 20 November 1956, with the right last digit."""
STEP, HIGH = 30, 32


def marriage() -> RecordType:
    return record_types()["marriage"]


def placed_line(text: str, x: int, y: int, score: float = 0.98) -> Line:
    """One line of characters side by side; a blank leaves a gap, as a ruling between two cells does."""
    return Line(text, tuple((x + n * STEP, y, STEP - 2, HIGH) for n in range(len(text))), score)


def page_with(lines: list[Line], record: Record | None = None, position: int = 1) -> Record:
    """A record with a page on which these lines were read."""
    record = record or RecordFactory(record_type="marriage")
    stored = StoredFileFactory(stored__record=record, position=position)
    page = PageFactory(file=stored, record=record, position=position, text="\n".join(line.text for line in lines))
    PageLayout.objects.filter(page=page).update(lines=pack_lines(tuple(lines)))
    return record


def application() -> list[Line]:
    """结婚登记申请书 as it is printed: a column for each spouse."""
    rows = [
        ("项目", "男方", "女方"),
        ("姓名", "程志远", "单秀珍"),
        ("出生年月日", "1955年3月12日", "1956年11月20日"),
        ("民族", "汉族", "汉族"),
        ("住址", "云溪区红旗公社三大队", "云溪区城关镇南街五号"),
        ("身份证号", "", NUMBER),
    ]
    lines = [placed_line("结婚登记申请书", 480, 60)]
    for n, (label, left, right) in enumerate(rows):
        y = 160 + n * 70
        heads = (60, 300, 840) if n else (60, 400, 940)
        lines += [placed_line(text, x, y) for text, x in zip((label, left, right), heads, strict=True) if text]
    lines.append(placed_line("结婚证号", 60, 620))
    lines.append(placed_line("81云婚字第015号", 300, 620))
    lines.append(placed_line("云溪区红旗人民公社管理委员会", 640, 760))
    lines.append(placed_line("一九八一年五月四日", 740, 830))
    return lines


def typed(**changes: str) -> dict[str, str]:
    """What a form of a marriage posts: names with underscores stand for places (`groom_name`, `registered`)."""
    told = {
        "f.nature": "marriage",
        "f.registered": "1981年5月4日",
        "f.office": "红旗公社",
        "p.groom.0.name": "程志远",
        "p.groom.0.birth": "19550312",
        "p.bride.0.name": "单秀珍",
        "p.bride.0.birth": "19561120",
    }
    for name, value in changes.items():
        role, _, attribute = name.partition("_")
        told[f"p.{role}.0.{attribute}" if role in {"groom", "bride"} else f"f.{name}"] = value
    return told


def posted(record: Record, **more: Any) -> dict[str, Any]:
    return typed() | {"version": record.version, "type": "marriage", "do": "next"} | more
