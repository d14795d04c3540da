"""Ethnic groups (民族) as GB/T 3304 numbers and names them: codes, short forms and names of before as one word."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

from lantai.base.common.text import fold

NATIONS = (
    "汉 HA", "蒙古 MG", "回 HU", "藏 ZA", "维吾尔 UG", "苗 MH", "彝 YI", "壮 ZH", "布依 BY",
    "朝鲜 CS", "满 MA", "侗 DO", "瑶 YA", "白 BA", "土家 TJ", "哈尼 HN", "哈萨克 KZ", "傣 DA",
    "黎 LI", "傈僳 LS", "佤 VA", "畲 SH", "高山 GS", "拉祜 LH", "水 SU", "东乡 DX", "纳西 NX",
    "景颇 JP", "柯尔克孜 KG", "土 TU", "达斡尔 DU", "仫佬 ML", "羌 QI", "布朗 BL", "撒拉 SL", "毛南 MN",
    "仡佬 GL", "锡伯 XB", "阿昌 AC", "普米 PM", "塔吉克 TA", "怒 NU", "乌孜别克 UZ", "俄罗斯 RS", "鄂温克 EW",
    "德昂 DE", "保安 BO", "裕固 YG", "京 GI", "塔塔尔 TT", "独龙 DR", "鄂伦春 OR", "赫哲 HZ", "门巴 MB",
    "珞巴 LB", "基诺 JN",
)  # fmt: skip
"""Names and letters in the order of their numbers, 1 to 56."""
_BEFORE = {
    "僮": "壮",
    "崩龙": "德昂",
    "毛难": "毛南",
    "维": "维吾尔",
    "蒙": "蒙古",
    "朝": "朝鲜",
    "鲜": "朝鲜",
    "徭": "瑶",
}
"""Names until they were changed (1965 to 1986), and short forms in use."""
OTHER, FOREIGN = "其他", "外国血统中国籍人士"


@cache
def _words() -> Mapping[str, str]:
    found = {"97": OTHER, "98": FOREIGN, fold(OTHER): OTHER}
    for number, entry in enumerate(NATIONS, 1):
        name, letters = entry.split()
        forms = (name, f"{name}族", letters, str(number), f"{number:02}")
        found |= {fold(form): f"{name}族" for form in forms}
    return found | {fold(f"{old}{end}"): f"{name}族" for old, name in _BEFORE.items() for end in ("", "族")}


@lru_cache(maxsize=1024)
def nation_of(text: str) -> str:
    """The name in full for a code or any spelling; empty for what is none of them.

    >>> nation_of("01"), nation_of("漢 族"), nation_of("HU"), nation_of("火星")
    ('汉族', '汉族', '回族', '')
    """
    return _words().get(fold("".join(text.split())), "")
