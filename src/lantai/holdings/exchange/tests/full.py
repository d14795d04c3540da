"""A made-up fonds that says everything a fonds can say: two levels of series, a volume with items, persons, parts."""

from __future__ import annotations

from lantai.base.accounts.access import OPERATOR
from lantai.base.common.dates import parse_date
from lantai.base.common.ids import new_ulid
from lantai.holdings.catalogue.actions import Description, Person, describe_records
from lantai.holdings.catalogue.elements import element_set
from lantai.holdings.catalogue.models import Component, Fonds, Record, Series

LISTS = {"keywords": ["水利", "修缮 & 预算", "<堤>"], "annexes": ["预算表", "图纸\t一张"]}


def elements_at(level: str) -> dict[str, object]:
    return {
        each.code: LISTS.get(each.code, f"{each.labels['zh']}：𬀩镇 “甲”\n  第二行 <a&b>")
        for each in element_set().further(level)
    }


def fill(fonds: Fonds) -> dict[str, Record]:
    """Series, volumes, items; gives the records by what they are here for."""
    fonds.unit, fonds.guide = "临江区人民政府办公室", "起于一九四九年。\n\n终于一九九九年。"
    fonds.year_from, fonds.year_to = 1949, 1999
    fonds.elements = elements_at("fonds") | {"other": [1, {"a": None}], "note": "附注"}
    fonds.save()
    party = Series.objects.create(fonds=fonds, code="01", title="党群类", elements=elements_at("series"))
    office = Series.objects.create(fonds=fonds, parent=party, code="02", title="组织", position=3)
    Series.objects.create(fonds=fonds, code="9", title="空类", scheme_version=2, elements={"date": "1950—1960年"})
    volume = enter(fonds, "J001-1-001", level="volume", series=office, elements=elements_at("volume"))
    item = enter(
        fonds,
        "J001-1-001-002",
        series=office,
        elements=elements_at("item"),
        secrecy="内部",
        fields={"盒号": "7", "页号": "1-3", "n": [1, "二"], "空": ""},
        note="同上",
        persons=(
            Person(
                "程志远", "groom", former_names="程小远", sex="男", birth=parse_date("民国三十七年"), unit="粮站;甲=乙"
            ),
            Person("柳文澜", "bride", place="=1+1"),
        ),
        opening_state="restricted",
    )
    item.parent = volume
    item.save(update_fields=["parent"])
    Component.objects.create(record=item, position=1, kind="fair_copy", title="正本", page_from=1, page_to=2)
    Component.objects.create(record=item, position=2, kind="annex", note="缺页")
    alone = enter(fonds, "J001-WS·1987-D30-0001", opening_state="open", date=parse_date("198703"), retention="D30")
    odd = enter(fonds, "'=cmd|' /C calc'!A1", provisional=True, title="=HYPERLINK(1) \t ]]> &amp; 结尾空格 ", year=1951)
    return {"volume": volume, "item": item, "alone": alone, "odd": odd}


def enter(fonds: Fonds, code: str, **said: object) -> Record:
    values = {"title": f"关于{code}的批复", "creator": "临江区水利局", "document_number": "临政发〔1987〕3号",
              "date": parse_date("约1987年春"), "pages_declared": 12, "record_type": "document"} | said  # fmt: skip
    described = Description(code=code, **values)  # type: ignore[arg-type]
    return describe_records(actor=OPERATOR, fonds=fonds, descriptions=[(new_ulid(), described)])[0]
