"""Writes the catalogues as units really hand them over: titles above headers, merged cells, ditto marks, lost zeros."""

import csv
import datetime as dt
import io
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from demo.model import Day, FondsDraft, Record
from demo.words import careless, full_width, republican

WHEN = dt.datetime(2008, 6, 1, 9, 0, 0)  # noqa: DTZ001 - workbooks keep local time without a zone
RETENTION = {
    "永久": ("永久", "永久", "永久", "永", "Y"),
    "长期": ("长期",),
    "短期": ("短期",),
    "30年": ("30年", "定期30年", "D30", "三十年"),
    "10年": ("10年", "定期10年", "D10"),
    "100年": ("100年", "100年", "D100"),
}
FILES = {
    "government": "临江区政府办归档文件目录.xlsx",
    "marriages": "婚姻登记档案目录（民政局）.xlsx",
    "labour": "LDJ_JNML.csv",
    "commune": "红旗公社卷内目录.xlsx",
    "land": "国土局档案目录2004.xlsx",
    "republic": "民国档案目录.csv",
}


def write_catalogue(folder: Path, fonds: FondsDraft, extra: Sequence["OddRow"] = ()) -> Path | None:
    """Write the fonds' catalogue, or nothing when it was delivered without one."""
    if fonds.catalogue == "none":
        return None
    path = folder / FILES[fonds.catalogue]
    rng = random.Random(f"catalogue/{fonds.code}")  # careless clerks, not secrets
    records = [record for record in fonds.records if record.in_catalogue]
    WRITERS[fonds.catalogue](path, records, rng, extra)
    return path


class OddRow:
    """A row that is wrong on purpose, standing after the record it follows."""

    def __init__(self, after: str, record: Record, *, date: str = "") -> None:
        self.after = after
        self.record = record
        self.date = date


class Sheet:
    """A worksheet written row by row, top to bottom."""

    def __init__(self, book: Any, name: str) -> None:
        self.book = book
        self.sheet = book.add_worksheet(name)
        self.row = 0
        self.bold = book.add_format({"bold": True, "border": 1, "align": "center"})
        self.plain = book.add_format({"border": 1})
        self.date = book.add_format({"border": 1, "num_format": "yyyy-mm-dd"})

    def title(self, text: str, width: int) -> None:
        self.sheet.merge_range(self.row, 0, self.row, width - 1, text, self.bold)
        self.row += 1

    def header(self, cells: Sequence[str]) -> None:
        for column, text in enumerate(cells):
            self.sheet.write_string(self.row, column, text, self.bold)
        self.row += 1

    def line(self, cells: Sequence[object]) -> None:
        for column, value in enumerate(cells):
            if isinstance(value, dt.datetime):
                self.sheet.write_datetime(self.row, column, value, self.date)
            elif isinstance(value, int):
                self.sheet.write_number(self.row, column, value, self.plain)
            elif value:
                self.sheet.write_string(self.row, column, str(value), self.plain)
        self.row += 1

    def merge_down(self, first: int, column: int, value: object) -> None:
        """Merge one column from row `first` to the last written one."""
        if self.row - first > 1:
            self.sheet.merge_range(first, column, self.row - 1, column, value, self.plain)


def _book(path: Path) -> Any:
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"created": WHEN})
    return book


def _dashes(code: str, rng: random.Random) -> str:
    """About one code in eight typed with another dash or dot."""
    if rng.random() > 0.12:
        return code
    return rng.choice(
        (code.replace("-", "－"), code.replace("-", "—", 1), code.replace("·", "・"), code.replace("·", "．"))
    )


def _with_odd(records: list[Record], extra: Sequence[OddRow]) -> list[tuple[Record, str]]:
    """Rows in order; the second value replaces the date when it is a made-up one."""
    rows: list[tuple[Record, str]] = []
    for record in records:
        replaced = next((odd.date for odd in extra if odd.record is record and odd.date), "")
        rows.append((record, replaced))
        rows += [(odd.record, odd.date) for odd in extra if odd.after == record.code and odd.record is not record]
    return rows


def _names(record: Record) -> str:
    return "、".join(record.names_in_row) + ("等" if len(record.names) > len(record.names_in_row) else "")


def _government(path: Path, records: list[Record], rng: random.Random, extra: Sequence[OddRow]) -> None:
    """Printed-page habits: the header again every 30 rows, page footers, a year merged down, a total at the end."""
    header = (
        "序号",
        "归档年度",
        "档号",
        "发文字号",
        "责任者",
        "文件题名",
        "成文日期",
        "密级",
        "页数",
        "保管期限",
        "开放状态",
        "人名",
        "备注",
    )
    with _book(path) as book:
        sheet = Sheet(book, "归档文件目录")
        sheet.title("临江区人民政府办公室归档文件目录", len(header))
        sheet.line(["编制单位：区政府办公室", "", "", "", "", "编制日期：2013年3月"])
        sheet.header(header)
        rows = _with_odd(records, extra)
        first, creator = sheet.row, ""
        for number, (record, date) in enumerate(rows, 1):
            same = record.creator == creator and rng.random() < 0.4
            creator = record.creator
            sheet.line(_government_row(number, record, date, rng, ditto=same))
            last = number == len(rows)
            if last or rows[number][0].date.year != record.date.year or number % 30 == 0:
                sheet.merge_down(first, 1, str(record.date.year))
                first = sheet.row
            if number % 30 == 0 and not last:
                sheet.line(["", "", "", "", "", f"第{number // 30}页　共{len(rows) // 30 + 1}页"])
                sheet.header(header)
                first = sheet.row
        sheet.line(["合计", "", "", "", "", f"共{len(rows)}件"])


def _government_row(number: int, record: Record, date: str, rng: random.Random, *, ditto: bool) -> list[object]:
    return [
        number,
        str(record.date.year),
        _dashes(record.code, rng),
        record.number,
        "〃" if ditto else record.creator,
        record.title + rng.choice(("", "", "", "", "。", " ")),
        date or careless(record.date, rng),
        record.secrecy,
        record.pages if rng.random() < 0.8 else full_width(str(record.pages)),
        rng.choice(RETENTION[record.retention]),
        record.opening,
        _names(record),
        record.note,
    ]


def _marriages(path: Path, records: list[Record], rng: random.Random, extra: Sequence[OddRow]) -> None:
    """Two header rows: 男方 and 女方 stand over name, birth date, home and number; general files on a second sheet."""
    top = (
        "序号",
        "档案号",
        "年度",
        "登记性质",
        "男方",
        "",
        "",
        "",
        "女方",
        "",
        "",
        "",
        "登记日期",
        "证号",
        "登记机关",
        "题名",
        "张数",
        "期限",
        "KFZT",
    )
    part = ("姓名", "出生日期", "住址", "身份证号")
    with _book(path) as book:
        sheet = Sheet(book, "婚姻登记")
        sheet.title("临江区民政局婚姻登记档案目录", len(top))
        sheet.header(top)
        sheet.header(("",) * 4 + part + part + ("",) * 7)
        for column, text in enumerate(top):
            if column < 4 or column > 11:
                sheet.sheet.merge_range(1, column, 2, column, text, sheet.bold)
        sheet.sheet.merge_range(1, 4, 1, 7, "男方", sheet.bold)
        sheet.sheet.merge_range(1, 8, 1, 11, "女方", sheet.bold)
        rows = [pair for pair in _with_odd(records, extra) if "男方姓名" in pair[0].columns]
        for number, (record, date) in enumerate(rows, 1):
            sheet.line(_marriage_row(number, record, date, rng))
        other = Sheet(book, "文书")
        other.header(("档案号", "题名", "责任者", "文号", "日期", "页数", "保管期限", "KFZT"))
        for record, date in _with_odd(records, extra):
            if "男方姓名" not in record.columns:
                row = [record.code, record.title, record.creator, record.number, date or careless(record.date, rng)]
                other.line([*row, record.pages, "永久", record.opening])


def _marriage_row(number: int, record: Record, date: str, rng: random.Random) -> list[object]:
    columns = record.columns
    sides: list[object] = []
    for side in ("男方", "女方"):
        sides += [columns[f"{side}{name}"] for name in ("姓名", "出生日期", "住址")]
        sides.append(columns.get(f"{side}身份证号", ""))
    when: object = date or careless(record.date, rng)
    if not date and rng.random() < 0.15:
        when = dt.datetime(record.date.year, record.date.month, record.date.day)  # noqa: DTZ001 - a cell without a zone
    return [
        number,
        _dashes(record.code, rng),
        str(record.date.year),
        columns["性质"],
        *sides,
        when,
        columns["证号"],
        "同上" if number > 1 and rng.random() < 0.05 else columns["登记机关"],
        record.title,
        record.pages,
        rng.choice(RETENTION[record.retention]),
        record.opening,
    ]


def _labour(path: Path, records: list[Record], rng: random.Random, extra: Sequence[OddRow]) -> None:
    """UTF-8, headers in pinyin initials from an old database, item numbers that lost their zeros."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("QZH", "MLH", "AJH", "JH", "TM", "ZRZ", "WH", "WJRQ", "YS", "BGQX", "MJ", "KFZT", "XM", "BZ"))
    for record, date in _with_odd(records, extra):
        fonds, series, volume, item = record.code.split("-")
        writer.writerow(
            (
                fonds,
                series,
                volume,
                item if rng.random() < 0.5 else str(int(item)),
                record.title,
                record.creator,
                record.number,
                date or careless(record.date, rng),
                record.pages,
                rng.choice(RETENTION[record.retention]),
                record.secrecy,
                record.opening,
                _names(record),
                record.note,
            )
        )
    path.write_bytes(out.getvalue().encode("utf-8"))


def _commune(path: Path, records: list[Record], rng: random.Random, extra: Sequence[OddRow]) -> None:
    """One title a sheet; the volume number merged down; numbers as numbers; ditto marks for the creator."""
    header = ("目录号", "卷号", "顺序号", "标题", "责任者", "形成时间", "张数", "期限", "开放标识", "人名", "备注")
    with _book(path) as book:
        sheet = Sheet(book, "卷内目录")
        sheet.title("红旗人民公社卷内文件目录", len(header))
        sheet.header(header)
        first, before, creator = sheet.row, "", ""
        for record, date in _with_odd(records, extra):
            _, series, volume, item = record.code.split("-")
            if volume != before and before:
                sheet.merge_down(first, 1, int(before))
                first = sheet.row
            same = record.creator == creator
            before, creator = volume, record.creator
            when = date or careless(record.date, rng)
            sheet.line(
                [
                    int(series), int(volume), int(item), record.title,
                    rng.choice(("〃", "同上")) if same else creator, when, record.pages,
                    rng.choice(RETENTION[record.retention]), record.opening, _names(record), record.note,
                ]
            )  # fmt: skip
        sheet.merge_down(first, 1, int(before))


def _land(path: Path, records: list[Record], rng: random.Random, extra: Sequence[OddRow]) -> None:
    """Full-width digits and every kind of dash."""
    header = (
        "档号",
        "户主姓名",
        "案卷题名",
        "坐落",
        "面积",
        "文件编号",
        "文件日期",
        "发文单位",
        "页次",
        "密级",
        "保管期限",
        "开放状态",
        "备注",
    )
    with _book(path) as book:
        sheet = Sheet(book, "Sheet1")
        sheet.header(header)
        for record, date in _with_odd(records, extra):
            code = _dashes(record.code, rng)
            sheet.line(
                [
                    code if rng.random() < 0.85 else code.translate({45: 0x2013}),
                    _names(record), record.title, record.columns.get("坐落", ""),
                    full_width(record.columns.get("面积", "")), record.number,
                    date or careless(record.date, rng), record.creator, full_width(str(record.pages)),
                    record.secrecy, rng.choice(RETENTION[record.retention]), record.opening, record.note,
                ]
            )  # fmt: skip
        sheet.line(["", "", f"小计：{len(records)}件"])


def _republic(path: Path, records: list[Record], rng: random.Random, extra: Sequence[OddRow]) -> None:
    """GB18030 without a mark, dates by the years of the republic."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("档号", "题名", "责任者", "文号", "日期", "页数", "保管期限", "开放状态", "人名", "备注"))
    for record, date in _with_odd(records, extra):
        when = date or rng.choice((republican(record.date), republican(_month(record.date)), record.date.compact()))
        row = (record.code, record.title, record.creator, record.number, when, record.pages, "永久", record.opening)
        writer.writerow((*row, _names(record), record.note))
    path.write_bytes(out.getvalue().encode("gb18030"))


def _month(day: Day) -> Day:
    return Day(day.year, day.month)


Writer = Callable[[Path, list[Record], random.Random, Sequence[OddRow]], None]
WRITERS: dict[str, Writer] = {
    "government": _government, "marriages": _marriages, "labour": _labour, "commune": _commune, "land": _land,
    "republic": _republic,
}  # fmt: skip
