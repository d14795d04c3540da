"""The names and fixed texts of DA/T 48-2009, as standards.md of the project's sources keeps them."""

from __future__ import annotations

NAMESPACE = "http://www.saac.gov.cn/standards/ERM/encapsulation"
ROOT = "电子文件封装包"
FORMAT_TEXT = "本EEP根据中华人民共和国档案行业标准DA/T 48-2009《基于XML的电子文件封装规范》生成"
VERSION = "2009"
ORIGINAL, MODIFIED = "原始型", "修改型"
TYPE_TEXTS = {
    ORIGINAL: "本封装包包含电子文件数据及其元数据，原始封装，未经修改",
    MODIFIED: "本封装包包含电子文件数据及其元数据，系修改封装，在保留原封装包的基础上，添加了修改层",
}

SIGNED, SIGNATURES, SIGNATURE, LOCK = "被签名对象", "电子签名块", "电子签名", "锁定签名"
CONTENT, CHANGED, INNER, REVISED = "封装内容", "修改封装内容", "原封装包", "修订内容"
DATA, DATA_ID, DATA_REFERENCE, DATA_GROUP_ID, CODING_ID = (
    "编码数据",
    "编码数据ID",
    "引用编码数据ID",
    "文档数据ID",
    "编码ID",
)
SIGNED_VERSION = "eep版本"

KEYWORD = "base64"
"""How 反编码关键字 begins where the bytes are base64: `base64-pdf`."""


def tag(name: str) -> str:
    """The name as it stands in the tree."""
    return f"{{{NAMESPACE}}}{name}"


def local(element_tag: object) -> str:
    """The bare name of an element of a tree."""
    return str(element_tag).rpartition("}")[2]
