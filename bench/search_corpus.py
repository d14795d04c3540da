"""The corpus and the queries of the search benchmark: real texts, repeated with variation, the same on every run."""

from __future__ import annotations

import csv
import gzip
import json
import os
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lantai.base.common.text import fold, units
from lantai.engines.search.document import SearchDocument

CHECKOUT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("LANTAI_SHARED_DATA", CHECKOUT.parent / "shared" / "data"))
HAN_A_DOCUMENT = 2_250
OPEN_SHARE = 0.7
NOISY_SHARE = 0.12
YEARS = range(1931, 2020)
FONDS = [f"J{number:03d}" for number in range(1, 61)]
TYPES = ("WS", "KJ", "HY", "RS", "TD", "ZP")
ISSUERS = ("兰政发", "兰政办发", "兰民字", "兰劳人", "兰土发", "兰教字", "兰卫发", "兰党发", "兰财预", "兰公治")
BRACKETS = ("〔{}〕", "[{}]", "（{}）", "【{}】", "({})")
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢"
GIVEN = "国建文明华军平志伟东海强晓生光林永贵兴德福才山川春兰芳玉秀英桂珍凤霞红梅淑贤月娥素琴金银巧云"
_HAN = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True)
class Asked:
    """One query: its kind, what is typed, and the filters with it."""

    kind: str
    words: str
    fonds: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None


@cache
def base_text() -> str:
    """Laws, work reports, palace archives and encyclopedia paragraphs in one string."""
    return "\n".join(text for text in _texts() if text)


def _texts() -> Iterator[str]:
    for path in sorted((SHARED / "documents" / "laws").rglob("*.md")):
        yield path.read_text(encoding="utf-8")
    for path in sorted((SHARED / "documents" / "gov_work_reports").rglob("*.txt")):
        yield path.read_bytes().decode("gb18030", "replace")
    csv.field_size_limit(10_000_000)
    for path in sorted((SHARED / "documents" / "gov_work_reports").rglob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from ("\n".join(row) for row in csv.reader(file))
    for path in sorted((SHARED / "documents" / "qing_palace_workshop").glob("*.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            yield from (json.loads(line)["text"] for line in file)
    for path in ("cmrc2018/cmrc2018_trial.json", "drcd_zh_hant/DRCD_dev.json"):
        data = json.loads((SHARED / "retrieval" / path).read_text(encoding="utf-8"))["data"]
        yield from (paragraph["context"] for entry in data for paragraph in entry["paragraphs"])


def document(num: int) -> SearchDocument:
    """The document of this number: pieces of the texts, people, a document number; some with mistakes of OCR."""
    dice = random.Random(num * 7919)
    year = dice.choice(YEARS)
    names = tuple(_name(dice) for _ in range(dice.randrange(1, 5)))
    number = f"{dice.choice(ISSUERS)}{dice.choice(BRACKETS).format(year)}{dice.randrange(1, 200)}号"
    pieces = [number, *_pieces(dice), "、".join(names)]
    dice.shuffle(pieces)
    body = "\n".join(pieces)
    if dice.random() < NOISY_SHARE:
        body = _misread(body, dice)
    return SearchDocument(
        num=num,
        id=f"01BENCH{num:019d}",
        code=f"{dice.choice(FONDS)}-WS·{year}-Y-{num:05d}",
        title=_title(dice),
        body=body,
        names=names,
        document_number=number,
        fonds=dice.choice(FONDS),
        type=dice.choice(TYPES),
        retention=dice.choice(("Y", "D30", "D10")),
        level="file",
        year=year,
        datekey=year * 10_000 + dice.randrange(1, 13) * 100 + dice.randrange(1, 29),
        state="open" if dice.random() < OPEN_SHARE else "unreviewed",
        institution="D1",
    )


def _pieces(dice: random.Random) -> Iterator[str]:
    text = base_text()
    left = dice.randrange(HAN_A_DOCUMENT // 2, HAN_A_DOCUMENT * 3 // 2)
    while left > 0:
        start = dice.randrange(len(text) - 800)
        piece = text[start : start + dice.randrange(120, 800)]
        left -= len(_HAN.findall(piece))
        yield piece


def _title(dice: random.Random) -> str:
    text = base_text()
    start = dice.randrange(len(text) - 100)
    return "关于" + "".join(units(text[start : start + 40])[:14]) + "的" + dice.choice(("请示", "批复", "通知", "报告"))


def _name(dice: random.Random) -> str:
    return dice.choice(SURNAMES) + "".join(dice.choices(GIVEN, k=dice.choice((1, 2, 2))))


def _misread(body: str, dice: random.Random) -> str:
    characters = list(body)
    for place in dice.sample(range(len(characters)), len(characters) // 60):
        characters[place] = dice.choice("日目曰未末己已土士人入干千天夫大太")
    return "".join(characters)


def queries(documents: int, each: int) -> list[Asked]:
    """Random words out of random documents, `each` of every kind (twice as many phrases), and some found nowhere."""
    dice = random.Random(20260701)

    def any_document() -> SearchDocument:
        return document(dice.randrange(1, documents + 1))

    made: list[Asked] = []
    for _ in range(each):
        one, two = any_document(), any_document()
        number = units(two.document_number)
        made += [
            Asked("name of 2", '"' + _name(dice)[:2] + '"'),
            Asked("name of 3", '"' + dice.choice(one.names) + '"'),
            Asked(
                "number", f"{number[0]}{''.join(number[1:-3])}{dice.choice(BRACKETS).format(number[-3])}{number[-2]}号"
            ),
            Asked("phrase 4–12", _fragment(one, dice, dice.randrange(4, 13))),
            Asked("phrase 4–12", _fragment(two, dice, dice.randrange(4, 13))),
            Asked("two words", _fragment(one, dice, 2) + " " + _fragment(one, dice, 2)),
            Asked("folded", _fragment(two, dice, 6, folded=True)),
            Asked("with filters", _fragment(one, dice, 3), fonds=(one.fonds,), year_from=1950, year_to=1990),
            Asked("one character", '"' + _fragment(two, dice, 1).strip('"') + '"'),
            Asked("nowhere", '"' + "".join(dice.sample(GIVEN, 5)) + '"'),
        ]
    common = ["中华人民共和国", "规定", "人民政府", "的", "应当", "管理", "第一条", "工作", "国务院", "年"]
    return made + [Asked(f"common, {'3 and more' if len(word) > 2 else '1 or 2'}", f'"{word}"') for word in common]


def _fragment(source: SearchDocument, dice: random.Random, length: int, *, folded: bool = False) -> str:
    """A run of units as it is written in the body (quoted), whatever stands between them; or its folded form."""
    found = [match.start() for match in re.finditer(r"[^\W_]", source.body)]
    start = dice.randrange(max(1, len(found) - length - 1))
    text = source.body[found[start] : found[min(len(found) - 1, start + length - 1)] + 1].replace('"', " ")
    text = "".join(units(text)) if folded else " ".join(text.split())
    return f'"{fold(text) if folded else text}"'
