from __future__ import annotations

import pytest

from lantai.engines.hints.finding import find_hints
from lantai.engines.hints.tests.people import card_number, id_number

ID = id_number()
CARD = card_number()


def numbers(text: str) -> list[tuple[str, str]]:
    return [(hint.rule, hint.text) for hint in find_hints(text, names=False) if hint.ground == "R3a"]


@pytest.mark.parametrize(
    "written",
    [
        ID,
        f"{ID[:6]} {ID[6:14]} {ID[14:]}",
        f"{ID[:9]}\n{ID[9:]}",
        f"{ID[:5]}\n　{ID[5:11]} {ID[11:]}",
        ID.replace("0", "O"),
        ID.replace("1", "l").replace("5", "S"),
        ID.replace("0", "o").replace("2", "Z"),
        ID.translate(str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")),
    ],
)
def test_it_finds_an_id_number_however_it_stands(written):
    text = f"证件，{written}。"

    assert numbers(text) == [("id_number.strict@1", written)]


def test_it_takes_b_for_an_eight_or_a_six():
    eight, six = id_number("19880808"), id_number("19660606")

    assert [rule for rule, _ in numbers(f"{eight.replace('8', 'B')}\n及{six.replace('6', 'b')}")] == [
        "id_number.strict@1"
    ] * 2


def test_it_takes_a_wrong_check_character_for_a_wrong_number_of_somebody():
    wrong = ID[:17] + ("1" if ID[17] != "1" else "2")

    assert numbers(f"在册：{wrong}") == [("id_number.lenient@1", wrong)]


def test_it_finds_the_old_kind():
    assert numbers("身份证320099520305123") == [("id_number.old@1", "320099520305123")]


def test_it_finds_what_is_called_an_id_number_whatever_is_wrong_with_it():
    assert numbers("身份证号码：999999195213991234") == [("id_number.labelled@1", "999999195213991234")]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("手机13905120087", "phone.mobile@1"),
        ("找他打 199 0512 0087，", "phone.mobile@1"),
        ("166-0512-0087", "phone.mobile@1"),
        ("+86 13905120087", "phone.mobile@1"),
        ("0515-88221234", "phone.fixed@1"),
        ("（010）62551234", "phone.fixed@1"),
        ("宅电：8822123", "phone.labelled@1"),
    ],
)
def test_it_finds_telephones(text, rule):
    assert [found for found, _ in numbers(text)] == [rule]


def test_it_finds_bank_cards():
    assert numbers(f"卡号：{CARD}") == [("bank_card.strict@1", CARD)]
    assert numbers(f"{CARD[:4]} {CARD[4:8]} {CARD[8:12]} {CARD[12:]}")[0][0] == "bank_card.strict@1"


@pytest.mark.parametrize("gap", [" ", "\n", "\n  "])
@pytest.mark.parametrize("at", [3, 9, 14])
def test_it_finds_a_card_cut_anywhere_in_a_column_that_is_headed_so(gap, at):
    cut = f"{CARD[:at]}{gap}{CARD[at:]}"

    assert ("bank_card.strict@1", cut) in numbers(f"序号 户主 人口 卡号\n1 柳文澜 4 {cut}\n2 程志远 3 无")
    assert numbers(f"序号 户主 人口 编号\n1 柳文澜 {cut}") == []
    assert numbers(f"1 柳文澜 {cut}\n以上卡号已核对 3 次") == []


@pytest.mark.parametrize(
    "text",
    [
        "苏政发〔1987〕110号",
        "合同编号：13905120087",
        "第13905120087号",
        "1987年3月12日至1988年12月30日",
        "共计12345678901元",
        "20240512123456789012",
        "统计 1952 1953 1954 1955 1956",
        "档号：J013-WS-1987-D30-0012",
        "邮编：224001",
        "http://example.org/0941a1958be0f919813c5e",
    ],
)
def test_it_finds_no_number_of_a_person_in_what_looks_like_one(text):
    assert numbers(text) == []


def test_it_finds_addresses_to_the_door_only():
    (found,) = numbers("家住江苏省盐城市亭湖区解放南路12号3单元402室。")
    assert found == ("address.full@1", "江苏省盐城市亭湖区解放南路12号3单元402室")
    assert numbers("家住江苏省盐城市亭湖区，距县城12公里。") == []
