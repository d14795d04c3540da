"""Whether a list tells of volumes (案卷目录) or of items (卷内文件目录, 归档文件目录): what it says itself, and how.

1. What a person said goes before everything.
2. Words above the headers, then the name of the sheet, then that of the file.
3. Columns only the one kind of list has (GB/T 9705: 案卷题名, 件数 … beside 文号, 页号, 件号).
4. Entry by entry: the schemes the fonds is numbered by, then the code beside the number of the volume.
Where nothing of this speaks, entries are items, and what is held under their code stays of the level it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.base.common.findings import Finding, Severity, declare
from lantai.base.common.text import fold
from lantai.engines.formats.tables import Table
from lantai.holdings.arrangement.models import CodeRule
from lantai.holdings.arrangement.scheme_files import SchemeUnknown, scheme_named
from lantai.holdings.arrangement.schemes import CodeScheme, build_code, read_by
from lantai.holdings.catalogue.codes import canonical, parse_code
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.imports.headers import field_of, plain
from lantai.holdings.imports.rows import CatalogueRow
from lantai.holdings.imports.spelled import usual_code

LIST_OF_VOLUMES = declare(
    "catalogue.list_of_volumes",
    gettext_noop("The sheet “%(sheet)s” is read as a list of volumes."),
    gettext_noop("Nothing needs doing. If it tells of items, say so on the page of the import, or with --level item."),
)
VOLUME, ITEM = str(Record.Level.VOLUME), str(Record.Level.ITEM)
_OF_VOLUMES = re.compile(r"案卷级|案卷\s*(?:目录|清单|名册|台账|登记|一览)")
_OF_ITEMS = re.compile(r"卷内|归档文件|文件级|文件\s*(?:目录|清单|台账|登记|一览)")
_OF_BOTH = re.compile(r"全引目录")
_BARE = {"案卷": VOLUME, "卷内": ITEM, "文件": ITEM}
"""Names of sheets, whole."""
VOLUME_TITLES = frozenset(map(plain, ("案卷题名", "案卷标题", "案卷名称")))
_VOLUME_COLUMNS = VOLUME_TITLES | frozenset(
    map(
        plain,
        ("卷内文件起止件数", "卷内文件件数", "卷内文件份数", "卷内件数", "文件件数", "件数", "总件数", "起止件号"),
    )
)
_ITEM_COLUMNS = frozenset(map(plain, ("件号", "室编件号", "馆编件号", "JH", "文件题名", "文件标题", "成文日期")))
_ITEM_FIELDS = {"document_number", "page_numbers"}
_LOOKED_AT = 60
"""Rows of a sheet that are looked at for the form of its codes."""
TITLE_OF_VOLUME = "所属案卷题名"
"""What 案卷题名 is read as beside another title: words about the volume, not the name of the entry."""


def list_level(file: str, table: Table, first: int, names: Sequence[str]) -> str:
    """What all entries of a sheet are, `volume` or `item`; empty where the sheet does not say it.

    `first`: the row of its headers, counted from 0; `names`: what its columns are read as.
    """
    above = " ".join(cell for row in table.rows[:first] for cell in row if cell)
    for words in (above, table.name, PurePath(file).stem):
        words = fold(words)
        if _OF_BOTH.search(words):
            return ""
        of_volumes, of_items = _OF_VOLUMES.search(words), _OF_ITEMS.search(words)
        if bool(of_volumes) != bool(of_items):
            return VOLUME if of_volumes else ITEM
        if bare := _BARE.get(words.strip()):
            return bare
    return _by_columns(names) or _by_codes(table, first, names)


def _by_codes(table: Table, first: int, names: Sequence[str]) -> str:
    """Volumes, where every code that is looked at ends in the number of its volume and there is no number of items."""
    fields = [field_of(name) for name in names]
    if not {"code", "volume_number"} <= set(fields) or "item_number" in fields:
        return ""
    at, other = fields.index("code"), fields.index("volume_number")
    rows = (row for row in table.rows[first + 1 : first + 1 + _LOOKED_AT] if len(row) > max(at, other))
    pairs = [(row[at], row[other]) for row in rows if row[at].strip() and row[other].strip().isdecimal()]
    return VOLUME if pairs and all(_is_code_of_volume(code, number) for code, number in pairs) else ""


def _by_columns(names: Sequence[str]) -> str:
    headers, fields = {plain(name) for name in names}, {field_of(name) for name in names}
    is_volume, is_item = bool(headers & _VOLUME_COLUMNS), bool(headers & _ITEM_COLUMNS or fields & _ITEM_FIELDS)
    if is_volume or is_item:
        return "" if is_volume and is_item else VOLUME if is_volume else ITEM
    spans = plain("起止日期") in headers and {"volume_number", "pages"} <= fields
    return VOLUME if spans and "creator" not in fields else ""


def names_by_level(names: Sequence[str]) -> tuple[str, ...]:
    """The names with 案卷题名 told apart from the title of the entry, where a list has both."""
    titles = [name for name in names if field_of(name) == "title"]
    apart = {name for name in titles if plain(name) in VOLUME_TITLES}
    if not apart or len(apart) == len(titles):
        return tuple(names)
    return tuple(TITLE_OF_VOLUME if name in apart else name for name in names)


def about_level(file: str, sheet: str, level: str) -> list[Finding]:
    """That a sheet is taken for a list of volumes: the rarer kind, and nobody said it."""
    return [Finding(LIST_OF_VOLUMES, Severity.INFO, file, {"sheet": sheet})] if level == VOLUME else []


@dataclass(frozen=True, slots=True)
class Dialect:
    """The schemes a fonds is numbered by, each with its level and its first year. None where nobody laid that down."""

    schemes: tuple[tuple[str, CodeScheme, int], ...] = ()

    def level_of(self, code: str) -> str:
        """The one level whose codes look so; empty when several do, or none."""
        levels = {level for level, scheme, _since in self.schemes if read_by(scheme, code, level=level)}
        return levels.pop() if len(levels) == 1 else ""

    def spell(self, values: Mapping[str, str]) -> str:
        """The code of an item these values make by the one scheme that has a place for them; by the standards' forms
        where the fonds has laid down none for its items, or several that would make another code each."""
        return self.built(values, {}, ITEM) or usual_code(values)

    def built(self, must: Mapping[str, str], may: Mapping[str, str], level: str) -> str:
        """The code of this level that says all of one and what it can of the other; empty where no scheme makes one of
        them, or several make one each and none of these is the one of its year."""
        made = [
            (since, code)
            for at, scheme, since in self.schemes
            if at == level and (code := _built(scheme, must, may, level))
        ]
        year = {**may, **must}.get("year", "")
        if len(set(made)) > 1 and year.isdigit():
            latest = max((since for since, _code in made if since <= int(year)), default=0)
            made = [each for each in made if each[0] == latest]
        codes = {code for _since, code in made}
        return codes.pop() if len(codes) == 1 else ""


def _built(scheme: CodeScheme, must: Mapping[str, str], may: Mapping[str, str], level: str) -> str:
    """Empty too where a value would be left out: the code of another item."""
    segments = {each.value for each in scheme.at(level)}
    if not must.keys() <= segments:
        return ""
    try:
        return build_code(scheme, {**may, **must}, level=level).key
    except ArchiveError:
        return ""


NOTHING_LAID_DOWN = Dialect()


def dialect_of(fonds: Fonds) -> Dialect:
    """One query; rules whose scheme the archive no longer has are passed over."""
    found: list[tuple[str, CodeScheme, int]] = []
    for level, reference, since in CodeRule.objects.filter(fonds=fonds).values_list("level", "scheme", "from_year"):
        try:
            found.append((level, scheme_named(reference), since))
        except SchemeUnknown:
            continue
    return Dialect(tuple(found))


def level_of_row(row: CatalogueRow, dialect: Dialect) -> str:
    """What an entry of a sheet that says nothing is; empty where it does not say it either."""
    code, volume = row.get("code"), row.get("volume_number")
    if not code:
        return VOLUME if volume and not row.get("item_number") else ""
    if level := dialect.level_of(code):
        return level
    has_column = "item_number" in row.cells  # without it a number that is the same by chance would make a volume
    if volume and has_column and not row.get("item_number") and _is_code_of_volume(code, volume):
        return VOLUME
    return ""


def with_level(row: CatalogueRow, dialect: Dialect = NOTHING_LAID_DOWN) -> CatalogueRow:
    """The row with its level, where it says it itself and its sheet did not."""
    level = row.level or level_of_row(row, dialect)
    return row if level == row.level else replace(row, level=level)


def _is_code_of_volume(code: str, volume: str) -> bool:
    """Whether a code ends in the number of the volume (008 of J001-1-008 and 8) and has none of an item."""
    parsed = parse_code(code)
    if parsed.scheme == "dat22" or {"vol", "item"} <= parsed.parts.keys():
        return False
    last, number = canonical(code).rpartition("-")[2], canonical(volume).rpartition("-")[2]
    return bool(last) and last.lstrip("0") == number.lstrip("0")
