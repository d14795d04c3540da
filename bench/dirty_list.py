"""A dirty catalogue of any length: the forms in which lists really come, in the mixture in which they come.

Four kinds of sheets in one workbook: items of a year (one sheet a year), couples with two rows of headers, sent-down
youth with nothing but persons, a sheet for each volume. The same seed makes the same list. All 27 patterns of
standards §9.2 are in it, in lists of 2,000 rows too; of encodings (25) what a workbook has: destroyed characters.
"""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

from demo.model import Day
from demo.people import MEN, OLD_MEN, SURNAMES, WOMEN
from demo.words import full_width, republican
from lantai.holdings.catalogue.id_numbers import checksum
from lantai.holdings.imports.describing import retention_code

ITEMS = (
    "序号",
    "档 号",
    "文件题名",
    "责任者",
    "文　号",
    "日期",
    "保管期限",
    "机构",
    "件号",
    "页号",
    "页数",
    "密级",
    "备注",
)
COUPLES = (
    ("序号", "结婚证号", "男方", "", "", "", "女方", "", "", "", "登记日期", "登记机关"),
    ("", "", "姓名", "出生日期", "身份证号", "住址", "姓名", "出生日期", "身份证号", "住址", "", ""),
)
YOUTH = ("姓名", "性别", "民族", "出生年月", "原学校", "下乡时间", "下乡地点", "返城时间", "备注")
TERMS = ("永久", "永", "Y", "30年", "定期30年", "D30", "三十年", "10年", "长期", "短期")
PLACES = ("红旗公社", "东升街", "青山公社杨家坝大队", "白马乡", "石桥镇")
ISSUERS = ("云溪县人民政府", "县革委会办公室", "县政府办", "县民政局", "红旗公社")
SUBJECTS = ("春耕生产", "水渠修缮", "干部任免", "粮食统购", "招工指标", "救济款发放", "学校修建", "计划生育")
PAGE = 40
"""Rows on a printed page: below each stand a footer and the headers once more."""
MERGED = 100
"""In one of so many rows a cell is merged down over the two below."""
IN_VOLUME = 9
VOLUMES = ("第1卷", "第2卷")
NATIONS = ("汉", "汉族", "漢族", "01", "回族", "HU", "火星")


def write_list(path: Path | str, rows: int, *, seed: int = 3) -> int:
    """Write a workbook of about `rows` rows; gives how many entries a careful clerk would count in it."""
    import xlsxwriter

    draw = random.Random(seed)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    entries = 0
    for year in (1948, 1978, 1983, 1987):
        entries += _items(book, year, rows // 10, draw)
    entries += _couples(book, rows * 4 // 10, draw)
    entries += _youth(book, rows - rows // 10 * 4 - rows * 4 // 10, draw)
    entries += sum(_volume(book, name) for name in VOLUMES)
    book.close()
    return entries


def _items(book: Any, year: int, rows: int, draw: random.Random) -> int:
    sheet = book.add_worksheet(f"{year}年")
    red = book.add_format({"bg_color": "#ff8080"})
    sheet.write_row(0, 0, ["云溪县档案馆归档文件目录"])
    sheet.write_row(2, 0, ITEMS)
    sheet.set_column(0, 0, None, None, {"hidden": True})
    entries, numbers, merged = 0, dict[str, int](), list[int]()
    for n in range(3, rows):
        if n % PAGE == 0:
            sheet.write_row(n, 0, ["", "", f"第{n // PAGE}页  共{rows // PAGE}页"])
        elif n % PAGE == 1:
            sheet.write_row(n, 0, ITEMS)
        else:
            entries += 1
            item = _item(year, n, numbers, draw)
            if n % MERGED == 10:
                merged.append(n)
                sheet.write_comment(n, 2, "原件借出")
            if n % MERGED in (11, 12):
                item[7] = ""
            sheet.write_row(n, 0, item, red if draw.random() < 0.01 else None)
            if draw.random() < 0.01:
                sheet.write_formula(n, 10, *draw.choice((("=NA()", None, "#N/A"), ("=2+2", None, 4))))
            if draw.random() < 0.01:
                sheet.set_row(n, None, None, {"hidden": True})
    sheet.write_row(rows, 0, ["", "合计", str(entries)])
    # By what `merge_range` notes for the end of the sheet: the method itself writes cells, of rows that are gone.
    sheet.merge += [[n, 7, n + 2, 7] for n in merged if n + 2 < rows]
    return entries


def _item(year: int, n: int, numbers: dict[str, int], draw: random.Random) -> list[Any]:
    term = draw.choice(TERMS)
    plain = retention_code(term)
    numbers[plain] = numbers.get(plain, 0) + (2 if draw.random() < 0.002 else 0 if draw.random() < 0.001 else 1)
    number = numbers[plain]
    code = f"J001-WS·{year}-{plain}-BGS-{n:05}"
    dash = draw.choice("-－–—")
    written = full_width(code) if draw.random() < 0.03 else code.replace("-", dash) if draw.random() < 0.1 else code
    title = f"{draw.choice(ISSUERS)}关于{draw.choice(SUBJECTS)}第{n}号{draw.choice(('通知', '批复', '报告'))}"
    title += draw.choice(("", "", "", "。", " ", "\n", "（附件）"))
    odd = draw.random()
    if odd < 0.01:
        title += draw.choice(("\ue123", "锟斤拷", "\ufffd", "𬀩"))
    elif odd < 0.02:
        title = draw.choice(("", "无题", f"[拟]{title}"))
    bracket = draw.choice(("〔{}〕", "[{}]", "【{}】", "({})", "（{}）"))
    first = draw.randint(1, 60)
    return [
        str(n), written, title, draw.choice((*ISSUERS, "同上", "〃")),
        f"云政发{bracket.format(year)}{n}号", _date(year, draw), term, "办公室",
        f"'{number} " if draw.random() < 0.01 else str(number),
        draw.choice((f"{first}-{first + 3}", f"{first}~{first + 3}", str(first), f"起页 {first}")),
        "9" if draw.random() < 0.01 else draw.choice(("4", "4页", "")),
        draw.choice(("秘密", "机密")) if draw.random() < 0.003 else "", "'" if draw.random() < 0.01 else "",
    ]  # fmt: skip


def _date(year: int, draw: random.Random) -> Any:
    month, day = draw.randint(1, 12), draw.randint(1, 28)
    serial = (dt.date(year, month, day) - dt.date(1899, 12, 30)).days
    forms = (
        f"{year}{month:02}{day:02}", f"{year}{month:02}{day:02}", f"{year}{month:02}00", f"{year}0000",
        f"{year}.{month}.{day}", f"{year % 100}/{month}/{day}", f"{year}年{month}月",
        f"{year}-{month:02}-{day:02} 00:00:00",
        serial, f"{year}.{month}.{day}-{year}.{month}.{min(28, day + 3)}",
        "" if draw.random() < 0.2 else f"{year}年{month}月{day}日",
        republican(Day(year, month, day)) if year < 1950 else f"{month}月{day}日",
    )  # fmt: skip
    odd = draw.random()
    if odd < 0.005:
        return draw.choice((f"{year}0231", "2099"))
    return f"{year + 7}0301" if odd < 0.007 else draw.choice(forms)


def _couples(book: Any, rows: int, draw: random.Random) -> int:
    sheet = book.add_worksheet("婚姻登记")
    for line, headers in enumerate(COUPLES):
        sheet.write_row(line, 0, headers)
    entries, man, woman = 0, list[str](), list[str]()
    for n in range(2, rows):
        if n % PAGE == 0:
            sheet.write_row(n, 0, ["", "", f"第{n // PAGE}页"])
            continue
        entries += 1
        if n % MERGED != 50:  # else the couple before once more, as in the list of women beside that of men
            man, woman = (_person(n, sex, draw) for sex in ("男", "女"))
        sheet.write_row(n, 0, [str(n), f"云婚字第{n}号", *man, *woman, f"198{n % 10}年{n % 12 + 1}月", "红旗公社"])
    return entries


def _person(n: int, sex: str, draw: random.Random) -> list[str]:
    year, month, day = draw.randint(1930, 1965), draw.randint(1, 12), draw.randint(1, 28)
    pool = OLD_MEN if year < 1940 else MEN if sex == "男" else WOMEN
    name = draw.choice(SURNAMES) + draw.choice(pool[0]) + draw.choice(pool[1])
    body = f"999999{year}{month:02}{day:02}{n % 500 * 2 + (sex == '男'):03}"
    number = body + checksum(body)
    odd = draw.random()
    if odd < 0.05:
        number = body[:6] + body[8:]
    elif odd < 0.06:
        number = number[:-1] + draw.choice("0123456789")
    elif odd < 0.065:
        number = "3.3E+17"
    elif odd < 0.08:
        number = number.lower().replace("0", "O", 1)
    return [name, f"{year}.{month}.{day}", number, draw.choice(PLACES)]


def _youth(book: Any, rows: int, draw: random.Random) -> int:
    sheet = book.add_worksheet("知青")
    sheet.write_row(0, 0, ["云溪县上山下乡知识青年名册"])
    sheet.write_row(1, 0, YOUTH)
    for n in range(2, rows):
        sex = draw.choice("男女")
        pool = MEN if sex == "男" else WOMEN
        name = draw.choice(SURNAMES) + draw.choice(pool[0]) + draw.choice(pool[1])
        when = draw.choice(("1969.1", "196901", "1969年1月", "六九年一月", "1968年冬"))
        coded = draw.choice((sex, sex, "1" if sex == "男" else "2"))
        born = f"19{draw.randint(45, 55)}.{draw.randint(1, 12)}"
        sheet.write_row(
            n,
            0,
            [
                name,
                coded,
                draw.choice(NATIONS),
                born,
                "县一中",
                when,
                draw.choice(PLACES),
                draw.choice(("", "1978.10", "1979年")),
                "",
            ],
        )
    return max(0, rows - 2)


def _volume(book: Any, name: str) -> int:
    """What lies in one volume: its number stands in the name of the sheet, that of the list above the table."""
    sheet = book.add_worksheet(name)
    for line, row in enumerate(
        (["卷内文件目录"], ["全宗号：J001 目录号：2"], ["顺序号", "文号", "题名", "日期", "页号"])
    ):
        sheet.write_row(line, 0, row)
    for n in range(1, IN_VOLUME + 1):
        sheet.write_row(n + 2, 0, [str(n), "", f"第{n}次会议记录", f"1962.{n}", str(3 * n - 2)])
    return IN_VOLUME
