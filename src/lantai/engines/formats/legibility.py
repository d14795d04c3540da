"""Whether a text layer says what the page shows: mojibake and private glyph numbers stay out of the index."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lantai.engines.formats import encodings
from lantai.engines.formats.model import Box

# The most frequent characters of modern and Republican-era Chinese: any honest page of some length uses several.
_FREQUENT = frozenset(
    "的一是了在不和有大这主中人上为们地个用工时要动国产以我到他会作来分生对于学下级就年阶义发成部民可出能方进同行面说种过命度革而多子后自社加小机也"
    "经力线本电高量长党得实家定深法表着水理化争现所二起政三好十战无农使性前等反体合斗路图把结第里正新开论之物从当两些还天资事队批如应形想制心样干都"
    "向变关点育重其思与间内去因件日利相由压员气业代全组数果期导平各基或月毛然问比展那它最及外没看治提五解系林者米群头意只明四道马认次文通但条较克又"
    "公孔领军流入接席位情运器并飞原油放立题质指建区验活众很教决特此常石强极土少已根共直团统式转别造切九你取西持总料连任志观调七么山程百报更见必真保"
    "热委手改管处己将修支识病象几先老光专什六型具示复安带每东增则完风回南广劳轮科北打积车计给节做务被整联步类集号列温装即毫知轴研单色坚据速防史拉世"
    "設達爾場織歷花受求傳口斷況采精金界品判參層止邊清至萬確究書術狀廠須離再目海交權且兒青才證低越際八試規斯近注辦布門鐵需走議縣兵固除般引齒千勝细影"
    "為們個時動國產會來對學級階義發進種過後機經線電長黨實現戰無農體鬥圖結裡論從當兩還資隊應樣幹變關點與間內員氣業組數導毛問沒條較領軍運飛質區驗眾決"
    "名省市县乡村镇档案局字号页卷宗男女姓性别出生籍贯婚姻登记申请批准证明备考填表审核意见通知请示批复介绍信函寄送存根据"
)
_BLANKS = dict.fromkeys(map(ord, " \t\n\u3000\u00a0"))
_ICONS = range(0xF020, 0xF100)
_LATIN_MOJIBAKE = re.compile("[\u00c0-\u00ff][\u0080-\u00ff\u0152-\u02dc\u2013-\u2122]")
# Pairs of letters that make up a third of any English text or of any text in pinyin.
_PAIR_LIST = """th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de
    hi ri ro ic ne ea ra ce zh ch sh ao ia ua uo ei ai ui gu ji xi ge li la il el om un us em"""
_PAIRS = frozenset(_PAIR_LIST.split())
_WORD = re.compile("[a-z]{2,}")


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reason` is a word for people who look into a finding: private-use, unmapped, mojibake, gibberish, misplaced."""

    legible: bool
    reason: str = ""


FINE = Verdict(legible=True)


def judge(text: str, *, unmapped: float = 0.0) -> Verdict:
    """Judge the text of one page. `unmapped` is the share of glyphs the file gives no character for.

    Short texts get the benefit of the doubt: a page number is no evidence.
    """
    signs = Counter(text.translate(_BLANKS))
    count = signs.total()
    if not count:
        return FINE
    if unmapped > 0.2:
        return Verdict(legible=False, reason="unmapped")
    kinds: Counter[str] = Counter()
    for sign, times in signs.items():
        kinds["icon" if ord(sign) in _ICONS else unicodedata.category(sign)] += times
    if kinds["Co"] > max(2, 0.05 * count) or kinds["Co"] + kinds["icon"] > 0.4 * count:
        return Verdict(legible=False, reason="private-use")
    if _is_mojibake(signs, text):
        return Verdict(legible=False, reason="mojibake")
    broken = kinds["Cn"] + kinds["Cc"] + signs["\ufffd"]
    if broken > max(2, 0.05 * count):
        return Verdict(legible=False, reason="unmapped")
    if _is_gibberish(count, text):
        return Verdict(legible=False, reason="gibberish")
    return FINE


def _is_mojibake(signs: Counter[str], text: str) -> bool:
    """Han of which many are rare and none frequent, or accented letters in pairs that no language writes."""
    count = signs.total()
    if count >= 8 and 2 * len(_LATIN_MOJIBAKE.findall(text)) > 0.4 * count:
        return True
    han = {c: times for c, times in signs.items() if is_han(c)}
    total = sum(han.values())
    if total < 20:
        return False
    common = sum(times for c, times in han.items() if encodings.is_common_han(c)) / total
    if common < 0.6:
        return True
    frequent = sum(times for c, times in han.items() if c in _FREQUENT) / total
    return total >= 80 and frequent < 0.04


def _is_gibberish(count: int, text: str) -> bool:
    """Latin letters in an order no language has, as fonts leave them whose codes were shifted; needs a paragraph."""
    words = _WORD.findall(text.lower())
    pairs = [word[i : i + 2] for word in words for i in range(len(word) - 1)]
    if len(pairs) < 150 or len(pairs) < 0.4 * count:
        return False
    return sum(1 for pair in pairs if pair in _PAIRS) < 0.12 * len(pairs)


def is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U000323af"


Grey = npt.NDArray[np.uint8]


def fits_image(boxes: Sequence[Box], grey: Grey, *, width: int, height: int) -> Verdict:
    """Whether a hidden layer lies where the picture has ink. `grey` is the page drawn small; boxes are full size.

    Two ways to fail: most boxes stand on blank paper (a layer of another page), or most ink is outside every box
    (a layer that knows only a stamp or a heading).
    """
    ink = ink_of(grey)
    total = int(ink.sum())
    if not boxes or total < 20:
        return FINE
    covered = np.zeros_like(ink)
    scale_x, scale_y = grey.shape[1] / max(width, 1), grey.shape[0] / max(height, 1)
    on_ink = 0
    for x, y, w, h in boxes:
        left, top = max(0, int(x * scale_x) - 1), max(0, int(y * scale_y) - 1)
        right, bottom = int((x + w) * scale_x) + 2, int((y + h) * scale_y) + 2
        on_ink += bool(ink[top:bottom, left:right].any())
        covered[top:bottom, left:right] = True
    if on_ink < 0.5 * len(boxes):
        return Verdict(legible=False, reason="misplaced")
    if int((ink & covered).sum()) < 0.3 * total:
        return Verdict(legible=False, reason="incomplete")
    return FINE


def ink_of(grey: Grey) -> npt.NDArray[np.bool_]:
    """Where the page is clearly darker than its paper, without the black frame that scanners leave at the edges."""
    paper = float(np.percentile(grey, 80))
    ink = grey < paper - max(40.0, 0.2 * paper)
    margin_y, margin_x = max(1, grey.shape[0] // 40), max(1, grey.shape[1] // 40)
    ink[:margin_y, :] = ink[-margin_y:, :] = False
    ink[:, :margin_x] = ink[:, -margin_x:] = False
    return np.asarray(ink, dtype=np.bool_)
