"""One catalogue row into a description: codes built, dates read, words of the field mapped to the standard's codes."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.common.dates import ArchivalDate, numeral, parse_date
from lantai.base.common.findings import Finding, Severity, declare
from lantai.holdings.catalogue.actions import Description, Person
from lantai.holdings.catalogue.codes import parse_code
from lantai.holdings.catalogue.elements import element_set
from lantai.holdings.catalogue.grades import GRADE, grades, read_grade
from lantai.holdings.catalogue.models import OpeningState, Record
from lantai.holdings.catalogue.nations import nation_of
from lantai.holdings.catalogue.record_types import record_types, type_of
from lantai.holdings.catalogue.secrecy import is_classified, is_secret as is_secret_level
from lantai.holdings.imports.headers import field_of
from lantai.holdings.imports.people import number_doubts, people_of
from lantai.holdings.imports.rows import CatalogueRow

IMPOSSIBLE_DATE = declare(
    "catalogue.impossible_date",
    gettext_noop("“%(date)s” is not a possible date; the text is kept, the record has no date to sort by."),
    gettext_noop("Look at the paper and correct the date, in the list before it is entered or in the record after."),
)
UNREADABLE_DATE = declare(
    "catalogue.unreadable_date",
    gettext_noop("The date “%(date)s” could not be read; the text is kept."),
    gettext_noop("Correct the date in the record, or add its form to the rules if the list always writes it so."),
)
NO_TITLE = declare(
    "catalogue.no_title",
    gettext_noop("The entry %(code)s has no title; its code stands in for it."),
    gettext_noop("Give the record a title from the paper."),
)
SECRET_ROW = declare(
    "catalogue.secret_row",
    gettext_noop("Row %(row)s of sheet “%(sheet)s” is classified; neither the entry nor its files were taken in."),
    gettext_noop("Take the item out of this package and hand it over by the way for classified records."),
)

UNKNOWN_SECRECY = declare(
    "catalogue.unknown_secrecy",
    gettext_noop("“%(level)s” is no known secrecy level; the entry says it is open, and it was taken in unreviewed."),
    gettext_noop(
        "Find out what the level means; if it is no state secret, correct it, and open the record by a review."
    ),
)
LIST_DECIDES_NOT = declare(
    "catalogue.list_decides_not",
    gettext_noop("The list says that %(code)s is open or delayed; it is entered unreviewed, with what the list says."),
    gettext_noop(
        "What a list says is its unit's opinion: the review shows it. Decided before it came? Let who approves opening"
        " enter the list, or enter the decision by hand with its number, day and body."
    ),
)
UNKNOWN_NATION = declare(
    "person.unknown_nation",
    gettext_noop("“%(text)s” is no code or name of an ethnic group (GB/T 3304); it was kept as written."),
    gettext_noop("Look at the paper and correct it in the record."),
)
_AS_ELEMENTS = ("class_no", "keywords", "location")
_FURTHER = (*_AS_ELEMENTS, "box", "class", "file_name", "organisation", "page_numbers", "unit_number")
PAGES_AS_WRITTEN, SHEETS = "页数原文", "张"
_BETWEEN_WORDS = re.compile(r"\s*[;；,，、\n]\s*|[ \u3000]{2,}|\u3000")
Built = Callable[[Mapping[str, str], Mapping[str, str], str], str]
"""Makes a code of this level of what it must say and what it may say besides; empty where nobody laid down how."""
_PLAINLY_OPEN = re.compile(
    r"(?:(?:已|已经|全部|全文|准予|予以|可以|可)?(?:开放|公开)(?:类|件|档案|利用|级)?|是|[(]?\d{4}年?[)]?(?:已)?开放)"
    r"(?:[(]?(?:19|20)\d\d(?:年|[-./]?\d\d?(?:月|[-./]?\d\d?日?)?)?[)]?)?[。.]?$"
)
"""The whole cell: 开放审核中, 开放时间待定 and 是否开放待定 begin with the same words and open nothing."""
_OPENING = (
    (re.compile(r"^(延期|延期开放)"), OpeningState.DEFERRED),
    (re.compile(r"^(不开放|未开放|控制|限制|不予|不宜|不公开|受控|否)"), OpeningState.RESTRICTED),
    (_PLAINLY_OPEN, OpeningState.OPEN),
)


def by_nobody(_must: Mapping[str, str], _may: Mapping[str, str], _level: str) -> str:
    """For a fonds whose codes nobody has laid down: they are built in the standards' usual form."""
    return ""


def describe_row(
    row: CatalogueRow, fonds_code: str, *, kind: str = "", list_mark: str = "", latest: dt.date | None = None,
    built: Built = by_nobody,
) -> tuple[Description, list[Finding]]:  # fmt: skip
    """The description of one entry and what is doubtful in it.

    `kind`: the record type, when somebody said it. `list_mark`: what tells this list from others, for provisional codes
    of entries without any number: the same list always gives the same codes. No date lies after `latest`, or today.
    `built`: how the fonds builds its codes.
    """
    findings: list[Finding] = []
    code, is_built = code_of(row, fonds_code, built)
    provisional = bool(list_mark) and not _is_numbered(row)
    if provisional:
        code = f"{fonds_code}-~{list_mark}-{row.sheet}-{row.number}"
    parsed = parse_code(code)
    year = _year(row.get("year")) or parsed.year
    date = _date(row, year, latest or timezone.localdate(), findings)
    record_class = parsed.parts.get("cat") or parsed.parts.get("cls", "")[:2]
    record_type = kind or type_of(row.get("title"), record_class, frozenset(row.people))
    people = tuple(people_of(row, record_types()[record_type or "document"]))
    title = row.get("title") or title_from(row, record_type, people)
    if not title:
        findings.append(Finding(NO_TITLE, Severity.WARNING, row.place, {"code": code}))
    findings += [doubt for person in people for doubt in number_doubts(person, row.place)]
    level = row.level or Record.Level.ITEM
    grade, row = _graded(row, record_type, level)
    elements = _elements(row, level) | ({GRADE: grade} if grade else {})
    description = Description(
        code=code,
        title=title or code,
        record_type=record_type,
        level=level,
        provisional=provisional,
        creator=row.get("creator"),
        document_number=row.get("document_number"),
        date=date,
        year=year,
        retention=retention_code(row.get("retention")) or parsed.retention,
        secrecy=row.get("secrecy"),
        opening_state=_opening(row, findings),
        pages_declared=_pages(row.get("pages")),
        note=row.get("note"),
        persons=people,
        elements=elements,
        fields=_in_words(row, findings)
        | _sheets(row)
        | {name: row.get(name) for name in _FURTHER if row.get(name) and name not in elements},
        lineage={"file": row.file, "sheet": row.sheet, "row": row.number, "code_built": is_built} | _counted(row),
    )
    return description, findings


def _in_words(row: CatalogueRow, findings: list[Finding]) -> dict[str, str]:
    """Cells under headers of the list's own; codes and spellings of 民族 as its name, as written beside it."""
    found = dict(row.extra)
    for header, text in row.extra.items():
        if not header.endswith("民族") or not text:
            continue
        if name := nation_of(text):
            found |= {header: name} | ({f"{header}原文": text} if name.removesuffix("族") != text != name else {})
        else:
            findings.append(Finding(UNKNOWN_NATION, Severity.WARNING, row.place, {"text": text[:40]}))
    return found


def _elements(row: CatalogueRow, level: str) -> dict[str, Any]:
    """Columns that are elements of DA/T 18-2022 without a column of ours, as far as this level has them."""
    found: dict[str, Any] = {}
    for element in element_set().further(level):
        text = row.get(element.code) if element.code in _AS_ELEMENTS else ""
        if text:
            found[element.code] = (
                [word for word in _BETWEEN_WORDS.split(text) if word] if element.kind == "list" else text
            )
    return found


def _graded(row: CatalogueRow, record_type: str, level: str) -> tuple[str, CatalogueRow]:
    """The grade of the holding, and the row without the columns that said it.

    A column headed 等级 or 级别 is one of holdings where its record type asks for none of its own and it says a grade
    in full; everything else in it stays under its own header.
    """
    if not row.get(GRADE) or not grades(level):
        return "", row
    headers = [header for header in row.extra if field_of(header) == GRADE]
    kind = record_types().get(record_type)
    if kind and any(kind.field_of(header) for header in headers):
        return "", row
    said = {header: read_grade(row.extra[header], is_sure="档案" in header or "馆藏" in header) for header in headers}
    grade = next((each for each in said.values() if each), "")
    kept = {header: text for header, text in row.extra.items() if not grade or said.get(header) != grade}
    return grade, replace(row, extra=kept)


def _opening(row: CatalogueRow, findings: list[Finding]) -> str:
    """What the list says; but what may be a state secret is not opened by a list (保守国家秘密法)."""
    state, level = opening_state(row.get("opening")), row.get("secrecy")
    if state != OpeningState.OPEN or not is_secret_level(level):
        return state
    findings.append(Finding(UNKNOWN_SECRECY, Severity.WARNING, row.place, {"level": level[:40]}))
    return OpeningState.UNREVIEWED


def title_from(row: CatalogueRow, record_type: str, people: Sequence[Person]) -> str:
    """A title by the template of the type: what a list of persons has no column for."""
    if record_type not in record_types():
        return ""
    kind = record_types()[record_type]
    named: dict[str, list[str]] = {}
    for person in people:
        named.setdefault(person.role or (kind.roles[0].code if kind.roles else ""), []).append(person.name)
    fields = {asked.code: value for header, value in row.extra.items() if (asked := kind.field_of(header))}
    return kind.title_for(named, fields)


def _is_numbered(row: CatalogueRow) -> bool:
    """Whether the entry has a code, or the parts one is built from; a running number alone is none."""
    parts = [row.get(name) for name in ("year", "retention", "item_number")]
    in_volume = row.get("volume_number") and row.get("list_number")
    if row.level == Record.Level.ITEM:
        in_volume = in_volume and (row.get("item_number") or row.get("sequence"))
    return bool(row.get("code") or in_volume or all(parts))


def is_secret(row: CatalogueRow) -> bool:
    """密级 秘密 and above: such a row is stopped before any of its text is kept."""
    return is_classified(row.get("secrecy"))


def code_of(row: CatalogueRow, fonds_code: str, built: Built = by_nobody) -> tuple[str, bool]:
    """The 档号 of an entry: as written, or built of its parts as the fonds builds them. The flag says it was built."""
    if row.get("code"):
        return row.get("code"), False
    return (_laid_down(row, fonds_code, built) or _usual(row, fonds_code)), True


def _laid_down(row: CatalogueRow, fonds_code: str, built: Built) -> str:
    """The code by the fonds's own scheme, with its segments and their widths; empty where its parts are not there.

    By volume it is catalogue, volume and number that tell entries apart, by item year, organisation and number.
    """
    volume, item = row.get("volume_number"), row.get("item_number")
    if volume and row.level == Record.Level.ITEM:
        item = item or row.get("sequence")
    if row.level == Record.Level.VOLUME:
        item = ""
    elif not item and (row.level == Record.Level.ITEM or not volume):
        return ""
    year, organisation = str(_year(row.get("year")) or ""), row.get("organisation")
    may = {"class": row.get("class") or ("" if volume else "WS"), "retention": retention_code(row.get("retention"))}
    must = {"fonds": row.get("fonds") or fonds_code, "item": item}
    if volume:
        must |= {"catalogue": row.get("list_number"), "volume": volume}
        may |= {"year": year, "organisation": organisation}
    elif year:
        must |= {"year": year, "organisation": organisation}
    else:
        return ""
    return built(_filled(must), _filled(may), "item" if item else "volume")


def _filled(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def _usual(row: CatalogueRow, fonds_code: str) -> str:
    """In the form of DA/T 22 or GB/T 9705, where nobody has laid down another."""
    fonds = row.get("fonds") or fonds_code
    year, term, organisation = row.get("year"), retention_code(row.get("retention")), row.get("organisation")
    item, volume, listing = row.get("item_number"), row.get("volume_number"), row.get("list_number")
    if volume:
        if row.level == Record.Level.ITEM:
            item = item or row.get("sequence")
        inside = item.zfill(3) if item and row.level != Record.Level.VOLUME else ""
        parts = [fonds, listing, volume.zfill(3), inside]
        return "-".join(part for part in parts if part)
    if year and term and item:
        return "-".join(p for p in (fonds, f"WS·{_year(year) or year}", term, organisation, item.zfill(4)) if p)
    number = item or row.get("sequence") or f"{row.sheet}-{row.number}"
    return f"{fonds}-{number}"


@lru_cache(maxsize=1024)
def retention_code(text: str) -> str:
    """永久/永/Y → Y, 30年/定期（30年）/三十年/卅年 → D30. 长期 and 短期 are older terms: they stay as they are.

    So does whatever is none of these, as it was written: 16-50年, or a bare figure of one digit, which is a code.
    """
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    bare = _BESIDE_TERM.sub("", text)
    if bare in {"Y", "永久", "永", "001", "永久Y", "Y永久"}:
        return "Y"
    if (m := re.fullmatch(r"D?(\d{1,3})年?", bare)) and (bare != m[1] or len(bare) > 1 or bare != text):
        return f"D{int(m[1])}"
    if m := re.fullmatch(r"([一二三四五六七八九十百廿卅]{1,4})(年?)", bare.translate(_FORMAL)):
        years = _hundred(m[1])
        return f"D{years}" if 0 < years <= _LONGEST_TERM and (m[2] or years >= _TENS) else text
    return {"长": "长期", "短": "短期", "002": "长期", "003": "短期"}.get(text, text)


_BESIDE_TERM = re.compile(r"^保管期限:?|保[存管]$|定期|[()/]")
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰", "一二三四五六七八九十百")
_TENS, _LONGEST_TERM = 10, 100


def _hundred(text: str) -> int:
    """三十 → 30, 卅 → 30, 一百 → 100; nothing for what is no such number."""
    hundreds, mark, rest = text.partition("百")
    return (numeral(hundreds) or 1) * 100 + numeral(rest) if mark else numeral(text)


@lru_cache(maxsize=1024)
def opening_state(text: str) -> OpeningState:
    """开放标识 as written into the standard's four values; what is not plainly open is not open.

    Nor what names a year that is not over (2040年开放): it may say when it is to be opened.
    """
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    state = next((state for pattern, state in _OPENING if pattern.match(text)), OpeningState.UNREVIEWED)
    if state == OpeningState.OPEN and any(int(y) >= timezone.localdate().year for y in re.findall(r"\d{4}", text)):
        return OpeningState.UNREVIEWED
    return state


def _date(row: CatalogueRow, year: int | None, latest: dt.date, findings: list[Finding]) -> ArchivalDate:
    date = parse_date(row.get("date"), year_hint=year, latest=latest)
    code = {"impossible": IMPOSSIBLE_DATE, "unreadable": UNREADABLE_DATE}.get(date.problem)
    if code:
        findings.append(Finding(code, Severity.WARNING, row.place, {"date": date.raw}))
    return date


@lru_cache(maxsize=1024)
def _year(text: str) -> int | None:
    m = re.search(r"(?:1[0-9]|20)\d\d", text)
    return int(m[0]) if m else parse_date(text).year if text else None


@lru_cache(maxsize=1024)
def _pages(text: str) -> int | None:
    m = re.fullmatch(r"(\d{1,6})\s*[页张]?", text)
    return int(m[1]) if m else None


def _sheets(row: CatalogueRow) -> dict[str, str]:
    """Old lists count sheets (张) where others count pages: what was counted stays beside the number."""
    written = row.get("pages")
    return {PAGES_AS_WRITTEN: written} if written.endswith(SHEETS) else {}


def _counted(row: CatalogueRow) -> dict[str, str]:
    """That the pages were counted from page numbers, where they were."""
    return {"pages_from": row.get("pages_from")} if row.get("pages_from") else {}
