"""What may be said of a record on paper, and of the bundle it lies in: the words that forms name, and their answers.

Every answer is text as the catalogue has it. What is not known is empty, never guessed: a blank is filled by the pen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation

from lantai.holdings.catalogue.codes import ParsedCode, parse_code
from lantai.holdings.catalogue.labels import retention_label
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.catalogue.models.record import PERSONAL_NUMBER

_IN_VOLUME = {"dat13-volume", "legacy-volume"}
_YEAR = re.compile(r"(?:19|20)\d\d")
_TERM = re.compile(r"Y|D\d{1,3}")
_UNIT_FIELDS = ("organisation", "机构", "机构或问题", "机构(问题)", "机构（问题）", "部门", "归档部门")
_BOX_FIELDS = ("box", "盒号", "HH")
_PAGE_FIELDS = ("page_numbers", "页号", "起止页号")
_CLASS_FIELDS = ("类目名称", "类别名称", "class")


@dataclass(frozen=True, slots=True)
class Line:
    """One record as a line of a form. `number` counts from 1 within its bundle; `paged` is its 页号."""

    record: Record
    code: ParsedCode
    number: int = 0
    paged: str = ""
    items: int | None = None
    pages: int | None = None

    def say(self, word: str) -> str:
        """The answer to one word of a form; `field:NAME` is a further column, but never one of personal numbers."""
        if word.startswith("field:"):
            name = word.removeprefix("field:")
            return "" if PERSONAL_NUMBER.search(name) else tidy(str(self.record.fields.get(name) or ""))
        return tidy(LINE_WORDS[word](self))

    @property
    def place(self) -> str:
        """Where a character is that nobody could show."""
        return self.record.code

    @property
    def unit(self) -> str:
        """机构(问题): in the code where the scheme has it, else as a list's own column says."""
        if org := self.code.parts.get("org"):
            return org
        elements = self.code.parts.get("cls", "").split("·")[1:]
        named = [each for each in elements if not (_YEAR.fullmatch(each) or _TERM.fullmatch(each))]
        stands_behind = bool(named) and elements[-1] == named[-1] and len(elements) > len(named)
        return named[-1] if stands_behind else _field(self.record, _UNIT_FIELDS)

    @property
    def box(self) -> str:
        return _field(self.record, _BOX_FIELDS)

    @property
    def item_number(self) -> str:
        """件号, as the code writes it."""
        return self.code.parts.get("item", "")

    @property
    def volume_number(self) -> str:
        """案卷号: of a volume whose code looks like an item's, its last number."""
        parts = self.code.parts
        return parts.get("vol") or (parts.get("item", "") if self.record.level == Record.Level.VOLUME else "")

    @property
    def is_in_volume(self) -> bool:
        """Whether this item belongs to a volume, by its parent or by a code that names one."""
        coded = self.code.scheme in _IN_VOLUME and "item" in self.code.parts
        return self.record.parent_id is not None or coded

    @property
    def first_year(self) -> str:
        return str(self.record.year or self.code.year or "")


@dataclass(frozen=True, slots=True)
class Bundle:
    """What lies together: a section of a list, a box, or a volume, with its lines."""

    fonds: Fonds
    lines: tuple[Line, ...] = ()
    year: str = ""
    retention: str = ""
    unit: str = ""
    list_number: str = ""
    box: str = ""
    volume: Line | None = None

    def say(self, word: str) -> str:
        """The answer to one word of a form; an empty word is a blank."""
        return tidy(BUNDLE_WORDS[word](self)) if word else ""

    @property
    def pages(self) -> int | None:
        """All pages together; None where one line does not say: a sum of some would be wrong on paper."""
        known = [line.pages for line in self.lines]
        return sum(n for n in known if n is not None) if None not in known else None


def line_of(record: Record, **more: Any) -> Line:
    return Line(record, parse_code(record.code), pages=more.pop("pages", record.pages_declared), **more)


def tidy(text: str) -> str:
    """One line without doubled blanks: breaks of a cell are not breaks of a form."""
    return re.sub(r"\s+", " ", text).strip()


def term(code: str) -> str:
    """保管期限 in the words of the form, which is Chinese whatever language the page is in.

    The interface writes 30 年 with a blank, as its style is; forms write 30年.
    """
    with translation.override("zh-hans"):
        return retention_label(code).replace(" ", "")


def _field(record: Record, names: tuple[str, ...]) -> str:
    return next((str(record.fields[name]) for name in names if record.fields.get(name)), "")


def own_pages(record: Record) -> str:
    """页号 as a list has written it."""
    return _field(record, _PAGE_FIELDS)


def _counted(number: int | None) -> str:
    return "" if number is None else str(number)


def _span(bundle: Bundle) -> str:
    numbers = [line.item_number for line in bundle.lines if line.item_number]
    if not numbers:
        return ""
    return numbers[0] if numbers[0] == numbers[-1] else f"{numbers[0]}-{numbers[-1]}"


def _dates(bundle: Bundle) -> str:
    """起止日期: what the volume says, else from the earliest to the latest of its lines."""
    if bundle.volume and bundle.volume.record.date_text:
        return bundle.volume.record.date_text
    starts = [line.record.date_start for line in bundle.lines if line.record.date_start]
    ends = [line.record.date_end or line.record.date_start for line in bundle.lines if line.record.date_start]
    if not starts:
        return ""
    first, last = min(starts), max(each for each in ends if each)
    return f"{first:%Y%m%d}" if first == last else f"{first:%Y%m%d}-{last:%Y%m%d}"


def _of_volume(word: str) -> Callable[[Bundle], str]:
    return lambda bundle: bundle.volume.say(word) if bundle.volume else ""


LINE_WORDS: Mapping[str, Callable[[Line], str]] = {
    "number": lambda line: str(line.number),
    "code": lambda line: line.record.code,
    "document_number": lambda line: line.record.document_number,
    "creator": lambda line: line.record.creator,
    "title": lambda line: line.record.title,
    "date": lambda line: line.record.date_text,
    "year": lambda line: line.first_year,
    "year_or_date": lambda line: line.record.date_text or line.first_year,
    "secrecy": lambda line: line.record.secrecy,
    "pages": lambda line: _counted(line.pages),
    "items": lambda line: _counted(line.items),
    "page_numbers": lambda line: line.paged,
    "note": lambda line: line.record.note,
    "retention": lambda line: term(line.record.retention),
    "unit": lambda line: line.unit,
    "box": lambda line: line.box,
    "fonds_code": lambda line: line.record.fonds.code,
    "item_number": lambda line: line.item_number,
    "volume_number": lambda line: line.volume_number,
    "list_number": lambda line: line.code.parts.get("cata", ""),
}
"""Words of columns and stamps: each is answered for one record."""

BUNDLE_WORDS: Mapping[str, Callable[[Bundle], str]] = {
    "fonds_code": lambda bundle: bundle.fonds.code,
    "fonds_title": lambda bundle: bundle.fonds.title,
    "archive": lambda bundle: bundle.fonds.institution.name,
    "year": lambda bundle: bundle.year,
    "retention": lambda bundle: term(bundle.retention),
    "unit": lambda bundle: bundle.unit,
    "list_number": lambda bundle: bundle.list_number,
    "box": lambda bundle: bundle.box,
    "items": lambda bundle: str(len(bundle.lines)),
    "pages": lambda bundle: _counted(bundle.pages),
    "item_span": _span,
    "dates": _dates,
    "volume_code": _of_volume("code"),
    "volume_number": _of_volume("volume_number"),
    "volume_title": _of_volume("title"),
    "volume_retention": _of_volume("retention"),
    "volume_year": _of_volume("year"),
    "volume_class": lambda bundle: _field(bundle.volume.record, _CLASS_FIELDS) if bundle.volume else "",
    "volume_pages": lambda bundle: _counted(
        bundle.pages if bundle.lines and bundle.pages is not None else bundle.volume.pages if bundle.volume else None
    ),
}
"""Words of headings, covers, notes and spines: each is answered for what lies together."""
