"""Which columns a catalogue has: headers as they are really written (standards §9.1) and the field each stands for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from lantai.base.common.text import fold
from lantai.holdings.catalogue.record_types import person_headers, type_headers

SYNONYMS: dict[str, tuple[str, ...]] = {
    "code": ("档号", "档案号", "归档号", "DH"),
    "fonds": ("全宗号", "QZH"),
    "list_number": ("目录号", "MLH"),
    "volume_number": ("案卷号", "AJH", "卷号", "案卷档号", "所属案卷"),
    "item_number": ("件号", "顺序号", "流水号", "JH"),
    "unit_number": ("室编件号", "室编号"),
    "archive_number": ("馆编件号", "馆编号"),
    "year": ("年度", "归档年度", "ND"),
    "retention": ("保管期限", "BGQX", "期限"),
    "organisation": ("机构", "部门", "归档部门", "机构或问题", "机构(问题)", "机构问题", "JGWT"),
    "class_no": ("分类号", "档案分类号"),
    "class": ("类别号", "门类", "档案门类"),
    "title": ("题名", "文件题名", "标题", "TM", "案卷题名", "文件标题"),
    "document_number": ("文号", "文件编号", "发文字号", "WH", "证号", "结婚证号"),
    "creator": ("责任者", "发文单位", "ZRZ", "发文机关", "登记机关"),
    "date": ("日期", "文件日期", "成文日期", "形成时间", "WJRQ", "登记日期", "起止日期", "形成日期"),
    "pages": ("页数", "页次", "张数", "YS"),
    "page_numbers": ("页号", "起止页号", "YH"),
    "secrecy": ("密级", "MJ", "保密级别", "保密等级", "秘密等级", "密级标识", "密级和保密期限", "密级及保密期限"),
    "note": ("备注", "BZ"),
    "box": ("盒号", "HH"),
    "location": ("存放位置", "存储位置", "存放地点"),
    "file_name": ("电子文件名", "原文路径", "附件", "文件名", "原文"),
    "opening": ("开放状态", "KFZT", "开放标识", "开放情况", "是否开放"),
    "grade": ("档案等级", "馆藏等级", "馆藏档案等级", "等级", "级别"),
    "keywords": ("主题词", "关键词", "主题词或关键词"),
    "sequence": ("序号", "XH", "NO"),
}


_REMARK = re.compile(r"[(\[](?:[必选可][填著录]|必须填?写?|可空|可不填|文本(?:格式)?|格式.*|如.*|例.*|YYYY.*)[)\]]$")
"""What forms to fill in say behind a header: that it has to be, or how."""


@lru_cache(maxsize=4096)
def plain(header: str) -> str:
    """A header without blanks, line breaks, full-width forms, stars and colons; 檔號 is 档号, 题名（必填） is 题名."""
    return _REMARK.sub("", fold(re.sub(r"[\s*:：_]+", "", unicodedata.normalize("NFKC", header))).upper()) or header


_FIELDS = {plain(word): field for field, words in SYNONYMS.items() for word in words}


def field_of(header: str) -> str:
    """The field a header stands for; `person:<header>` for a column of names; empty when it is not known."""
    word = plain(header)
    if word in _FIELDS:
        return _FIELDS[word]
    person = person_headers().get(word)
    return f"person:{person}" if person else ""


def score(row: Sequence[str]) -> int:
    """How much a row looks like a header: known names, each field once, and nothing very long."""
    if any(len(cell) >= 40 for cell in row):
        return 0
    of_types = type_headers()
    known = {field_of(cell) or (word if (word := plain(cell)) in of_types else "") for cell in row}
    return len(known - {""})


@dataclass(frozen=True, slots=True)
class Columns:
    """How one unit heads its columns: `names` gives a header, in plain form, the name it is to be read under.

    An empty name leaves the column out. Headers that are not named here are read as they stand. `level`: what all
    entries are, `volume` or `item`, where a person said it.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    level: str = ""

    def named(self, header: str) -> str:
        return self.names.get(plain(header), header.strip()) if self.names else header.strip()

    def score(self, row: Sequence[str]) -> int:
        return score([self.named(cell) for cell in row]) if self.names else score(row)


AS_WRITTEN = Columns()
