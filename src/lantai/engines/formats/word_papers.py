"""Papers as Word documents that people go on writing in: the same plain values that `deed.typ` sets, in DOCX.

The only writer of DOCX. Meant to run in a limited process, as setting does. Nothing in a value is ever a field or a
link; rows of tables are made as XML at once, because a table of two thousand rows takes minutes cell by cell.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

_TWIPS = 1440 / 25.4
_NOT_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_BODY, _TABLE, _LATIN = "FangSong", "SimSun", "Times New Roman"
_FACTS = (34, 0, 34, 0)
_SIZES = {"title": 40, "text": 28, "head": 21, "cell": 20}
"""Half points: 20 pt, 14 pt, 10.5 pt, 10 pt."""
_FONTS = {
    "FangSong": ("仿宋,FangSong_GB2312,仿宋_GB2312,STFangsong,Noto Serif CJK SC,Noto Serif SC", "modern"),
    "SimSun": ("宋体,STSong,Noto Serif CJK SC,Noto Serif SC", "auto"),
}
"""What a machine without the font takes in its place, in this order; then its family (GB/T 9704 asks for 仿宋)."""
_BORDERS = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in (
    "top", "left", "bottom", "right", "insideH", "insideV",
))  # fmt: skip


def write_word(values: Mapping[str, Any], target: Path, *, made: dt.datetime) -> int:
    """Write the values of `layouts/deed.typ` to `target`; gives the size. Tables repeat their head on every page.

    With `sheets` in place of `parts` and `head`, as `layouts/sheets.typ` has them, each begins a page of its own.
    """
    from docx import Document  # with lxml it takes half a second that others need not wait for

    document = Document()
    _set_up(document, values, made)
    paper = values["paper"]
    inside = paper["width"] - paper["margins"][1] - paper["margins"][3]
    body = document.element.body
    for xml in _blocks(values, inside):
        body.insert(len(body) - 1, _parsed(xml))  # the last child says how the page lies
    document.save(str(target))
    return target.stat().st_size


def _parsed(xml: str) -> Any:
    from docx.oxml import parse_xml

    return parse_xml(xml)


def _set_up(document: Any, values: Mapping[str, Any], made: dt.datetime) -> None:
    from docx.shared import Mm, Pt

    section, paper = document.sections[0], values["paper"]
    section.page_width, section.page_height = Mm(paper["width"]), Mm(paper["height"])
    if paper["width"] > paper["height"]:
        section.orientation = 1
    top, right, bottom, left = (Mm(each) for each in paper["margins"])
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = top, right, bottom, left
    _number_pages(section)
    normal, heading = document.styles["Normal"], document.styles["Heading 1"]
    normal.font.size = Pt(_SIZES["text"] / 2)
    _write_with(normal.element, _BODY)
    heading.font.size, heading.font.bold, heading.font.color.rgb = Pt(_SIZES["title"] / 2), True, _black()
    _write_with(heading.element, _TABLE)
    said = document.core_properties
    said.title, said.keywords, said.author = _clean(values["title"]), _clean(values["standard"]), "Lantai"
    said.language, said.comments, said.created, said.modified = "zh-CN", "", made, made
    _name_fallbacks(document)


def _black() -> Any:
    from docx.shared import RGBColor

    return RGBColor(0, 0, 0)


def _write_with(style: Any, font: str) -> None:
    """Name the fonts of a style; a theme's fonts would go before them."""
    from docx.oxml.ns import qn

    fonts = style.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name, value in (("ascii", _LATIN), ("hAnsi", _LATIN), ("eastAsia", font), ("hint", "eastAsia")):
        fonts.set(qn(f"w:{name}"), value)


def _name_fallbacks(document: Any) -> None:
    """Say in the table of fonts what stands in for a Chinese font that a machine does not have."""
    rows = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/><w:family w:val="{family}"/>'
        '<w:pitch w:val="variable"/></w:font>'
        for name, (others, family) in _FONTS.items()
    )
    xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {_W}>{rows}</w:fonts>'
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/fontTable"):
            relation.target_part._blob = xml.encode()


def _number_pages(section: Any) -> None:
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = 1
    for field in ("PAGE", "", "NUMPAGES"):
        run = f'<w:r {_W}><w:t xml:space="preserve"> / </w:t></w:r>'
        told = f'<w:fldSimple {_W} w:instr="{field}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        paragraph._p.append(_parsed(told if field else run))


def _blocks(values: Mapping[str, Any], inside: float) -> Iterator[str]:
    """Everything that stands on the pages, in order, as XML."""
    for number, sheet in enumerate(values.get("sheets", [values])):
        yield _paragraph(values["title"], style="Heading1", align="center", breaks=bool(number))
        yield _table([_head(sheet)], [inside / 2, inside / 2], framed=False)
        yield _paragraph("", size="head")  # between tables: two that touch are one to a word processor
        for part in sheet["parts"]:
            yield from _PARTS[part["kind"]](part, inside)


def _head(values: Mapping[str, Any]) -> list[str]:
    head = values["head"]
    return [_paragraph(head["left"], size="head"), _paragraph(head["right"], size="head", align="right")]


def _facts(part: Mapping[str, Any], inside: float) -> Iterator[str]:
    """Two facts a row, or one that is wide; where a wide one comes, the row before it ends."""
    widths, rows = _widths(_FACTS, inside), list[str]()
    row = list[tuple[str, int]]()
    for fact in part["facts"]:
        if fact["wide"] and row:
            rows.append(_row([*row, ("", 2)], widths))
            row = []
        row += [(fact["label"], 1), (fact["value"], 3 if fact["wide"] else 1)]
        if fact["wide"] or len(row) == len(_FACTS):
            rows.append(_row(row, widths))
            row = []
    if row:
        rows.append(_row([*row, ("", 2)], widths))
    yield _framed(rows, widths, "")
    yield _paragraph("", size="cell")


def _text(part: Mapping[str, Any], _inside: float) -> Iterator[str]:
    yield _paragraph(part["text"], indent=True)


def _listing(part: Mapping[str, Any], inside: float) -> Iterator[str]:
    widths = _widths(part["widths"], inside)
    if part["title"]:
        yield _paragraph(part["title"], size="head")
    rows = [_row([(each, 1) for each in part["columns"]], widths, heads=True)]
    rows += [_row([(each, 1) for each in row["cells"]], widths) for row in part["rows"]]
    yield _framed(rows, widths, part["title"])
    yield _paragraph("", size="cell")


def _signatures(part: Mapping[str, Any], inside: float) -> Iterator[str]:
    widths = [inside / len(part["blocks"])] * len(part["blocks"])
    yield _table([[_block(each) for each in part["blocks"]]], widths)
    yield _paragraph("", size="cell")


def _block(block: Mapping[str, Any]) -> str:
    lines = [f"{line['label']}{line['value']}" for line in block["lines"]]
    room = round(block["room"] * _TWIPS)
    said = [block["title"], "", *lines, *([block["note"]] if block["note"] else [])]
    return "".join(
        _paragraph(each, size="cell", after=room if n == len(said) else 60) for n, each in enumerate(said, 1)
    )


_PARTS = {"facts": _facts, "text": _text, "table": _listing, "signatures": _signatures}


def _widths(said: Sequence[float], inside: float) -> list[float]:
    """Millimetres; what is 0 shares what the others leave."""
    free = max(inside - sum(said), 0) / (sum(not each for each in said) or 1)
    return [each or free for each in said]


def _table(cells: Sequence[Sequence[str]], widths: Sequence[float], *, framed: bool = True) -> str:
    """A table of cells whose paragraphs are ready."""
    told = ("".join(map(_cell, row, widths)) for row in cells)
    rows = [f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{row}</w:tr>" for row in told]
    return _framed(rows, widths, "", framed=framed)


def _framed(rows: Sequence[str], widths: Sequence[float], caption: str, *, framed: bool = True) -> str:
    borders = f"<w:tblBorders>{_BORDERS}</w:tblBorders>" if framed else ""
    named = f'<w:tblCaption w:val="{_attribute(caption)}"/>' if caption else ""
    grid = "".join(f'<w:gridCol w:w="{round(width * _TWIPS)}"/>' for width in widths)
    return (
        f'<w:tbl {_W}><w:tblPr><w:tblW w:w="{round(sum(widths) * _TWIPS)}" w:type="dxa"/>{borders}'
        f'<w:tblLayout w:type="fixed"/>{named}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )


def _row(cells: Sequence[tuple[str, int]], widths: Sequence[float], *, heads: bool = False) -> str:
    """Texts, each over so many columns. A row is not torn between pages; `heads` are said again on each."""
    told, at = list[str](), 0
    for text, columns in cells:
        paragraph = _paragraph(text, size="cell", align="center" if heads else "")
        told.append(_cell(paragraph, sum(widths[at : at + columns]), columns))
        at += columns
    head = "<w:tblHeader/>" if heads else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{''.join(told)}</w:tr>"


def _cell(paragraphs: str, width: float, columns: int = 1) -> str:
    span = f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{round(width * _TWIPS)}" w:type="dxa"/>{span}<w:vAlign w:val="center"/></w:tcPr>'
        f"{paragraphs}</w:tc>"
    )


def _paragraph(  # noqa: PLR0913 - how a paragraph stands
    text: str,
    *,
    style: str = "",
    size: str = "",
    align: str = "",
    indent: bool = False,
    after: int = 0,
    breaks: bool = False,
) -> str:
    kind = (f'<w:pStyle w:val="{style}"/>' if style else "") + ("<w:pageBreakBefore/>" if breaks else "")
    space = f'<w:spacing w:before="0" w:after="{after or (160 if not size else 0)}"/>'
    first = '<w:ind w:firstLineChars="200" w:firstLine="560"/>' if indent else ""
    side = f'<w:jc w:val="{align}"/>' if align else ""
    fonts = f'<w:rFonts w:ascii="{_LATIN}" w:hAnsi="{_LATIN}" w:eastAsia="{_TABLE}" w:hint="eastAsia"/>'
    run = f'<w:rPr>{fonts}<w:sz w:val="{_SIZES[size]}"/><w:szCs w:val="{_SIZES[size]}"/></w:rPr>' if size else ""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in _clean(text).split("\n"))
    told = f"<w:r>{run}{lines}</w:r>" if text else ""
    return f"<w:p {_W}><w:pPr>{kind}{space}{first}{side}</w:pPr>{told}</w:p>"


def _clean(text: str) -> str:
    """Without what XML cannot say: control characters, halves of characters."""
    return _NOT_XML.sub("", text)


def _attribute(text: str) -> str:
    return escape(_clean(text), {'"': "&quot;"})
