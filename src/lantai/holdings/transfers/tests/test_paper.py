"""Paper handed over in boxes: its list is sent, people count it and look at it, and it ends on a shelf."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from lantai.base.accounts.access import NotAllowed, Role, actor_of
from lantai.base.accounts.models import RoleAssignment
from lantai.base.accounts.tests.factories import person
from lantai.base.audit.models import Event
from lantai.engines.formats.reading import read_file
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.tests.factories import FondsFactory
from lantai.holdings.storerooms.actions import Boxing
from lantai.holdings.storerooms.models import Box, Paper
from lantai.holdings.transfers import actions
from lantai.holdings.transfers.actions import CountNotSaid, Declaration, Look, LookNotSaid, NotReady
from lantai.holdings.transfers.models import Agreement, Problem
from lantai.holdings.transfers.paper_counting import PaperCount
from lantai.holdings.transfers.paper_texts import paper_as_json
from lantai.holdings.transfers.papers import paper_as_pdf, papers_of
from lantai.holdings.transfers.states import State
from lantai.holdings.transfers.tests.factories import CHECKS, DECLARED, AgreementFactory, UnitFactory, with_files

pytestmark = pytest.mark.django_db
ROWS = [("0001", "1"), ("0002", "1"), ("0003", "2")]
LIST = {
    "移交目录.csv": "档号,题名,年度,保管期限,盒号\n"
    + "".join(f"0001-WS·2009-Y-BGS-{n},关于第{n}号的通知,2009,永久,{box}\n" for n, box in ROWS)
}
SAID = {name: DECLARED[name] for name in ("content", "openings", "government_information", "secrecy_changes")} | {
    "way": "paper", "items": 3, "boxes": 2, "lists": 1, "finding_aids": "案卷目录一册", "copies": 0,
    "sender_checks": CHECKS,
}  # fmt: skip
SOUND = dict.fromkeys(CHECKS, Look(True))


@pytest.fixture
def cast(home):
    unit, fonds = UnitFactory(), FondsFactory(code="0001")
    officer = actor_of(person(Role.UNIT_OFFICER, unit))
    keeper = person(Role.ARCHIVIST)
    archivist = person(Role.ARCHIVIST)
    RoleAssignment.objects.create(user=keeper, institution=fonds.institution, role=Role.STORE_KEEPER)
    return unit, fonds, officer, actor_of(keeper), actor_of(archivist)


def draft(cast, files=None, **changed):
    unit, fonds, officer, *_ = cast
    agreement = AgreementFactory(unit=unit, fonds=fonds, ways=Agreement.Ways.PAPER)
    transfer = actions.begin_handover(actor=officer, unit=unit, fonds=fonds, title="纸质移交", agreement=agreement)
    said = Declaration(title="纸质移交", **(SAID | {"way": transfer.way} | changed))
    actions.declare_handover(actor=officer, transfer=transfer, declaration=said)
    return with_files(transfer, LIST if files is None else files)


def counted(cast, given=PaperCount(boxes=2, items=3), **changed):  # noqa: B008 — frozen
    transfer = actions.submit_handover(actor=cast[2], transfer=draft(cast, **changed))
    return actions.count_papers(actor=cast[3], transfer=transfer, given=given, words="逐盒清点")


def accepted(cast):
    transfer = actions.check_papers(actor=cast[3], transfer=counted(cast), looks=SOUND)
    return actions.accept_handover(actor=cast[3], transfer=transfer)


def words(transfer, name):
    pages = read_file(paper_as_pdf(transfer, name)).pages
    return "".join("".join(page.text for page in pages).replace("\u200b", "").split())


def test_paper_goes_from_its_list_to_boxes_in_the_storeroom(cast):
    _unit, _fonds, officer, keeper, archivist = cast
    transfer = accepted(cast)
    actions.sign_as_sender(actor=officer, transfer=transfer)
    actions.sign_as_receiver(actor=archivist, transfer=transfer)

    actions.store_handover(actor=archivist, transfer=transfer)
    with pytest.raises(NotReady, match="3"):
        actions.close_handover(actor=archivist, transfer=transfer)
    actions.box_papers(actor=keeper, transfer=transfer, asked=Boxing(as_listed=True))
    actions.close_handover(actor=archivist, transfer=transfer)

    assert transfer.state == State.CLOSED
    assert [(box.number, box.papers) for box in Box.objects.order_by("pk")] == [("1", 2), ("2", 1)]
    assert list(Paper.objects.order_by("record__code_key").values_list("box__number", flat=True)) == ["1", "1", "2"]
    assert (Record.objects.count(), transfer.intake.file_count) == (3, 0)
    assert Event.objects.get(verb="handover:box").data["boxes"] == 2
    stated = json.loads(paper_as_json(transfer, "register"))
    assert stated["listed"] == {"volumes": 0, "items": 3, "boxes": 2}
    assert stated["paper"] == {"boxes": 2, "lists": 1, "finding_aids": "案卷目录一册", "copies": 0}
    assert [paper.title for paper in papers_of(transfer)] == ["档案移交清册", "档案交接文据", "档案接收回执"]
    assert "实点数量2盒，3件" in words(transfer, "register")
    assert "目录册数1册检索工具案卷目录一册数字化副本数量0" in words(transfer, "deed")
    receipt = words(transfer, "receipt")
    assert "入库记录3件" in receipt
    assert f"经办人：{archivist.label}" in receipt
    assert "系统账号签署，未用密钥" in receipt


def test_what_people_count_is_held_against_declaration_and_list(cast):
    transfer = counted(cast, PaperCount(boxes=3, items=2))
    looks = SOUND | {"usability": Look(False, "第2盒受潮霉变")}
    actions.check_papers(actor=cast[3], transfer=transfer, looks=looks)

    with pytest.raises(NotReady):
        actions.accept_handover(actor=cast[3], transfer=transfer)
    actions.return_handover(actor=cast[3], transfer=transfer, reason="请核对")

    told = list(Problem.objects.filter(transfer=transfer).values_list("code", "message"))
    assert [code for code, _ in told] == ["manual", *["paper.count"] * 4, "paper.usability"]
    assert [message for _, message in told][-1] == "有问题：第2盒受潮霉变"
    assert "目录列有件数 3" in told[-2][1]
    text = words(transfer, "problems-1")
    assert "2清点盒数申报盒数2，清点3。请更正申报数" in text
    assert "6查看可用性有问题：第2盒受潮霉变" in text
    assert f"接收单位：{transfer.archive.name}（印章）经办人：{cast[3].label}" in text
    assert "paper." not in text


def test_a_list_of_volumes_and_one_of_the_items_in_them_are_both_read(cast):
    files = {
        "1-案卷目录.csv": "档号,案卷题名,年度,保管期限,盒号,件数\n0001-001-0001,教育局文书,2009,永久,1,2\n",
        "2-卷内文件目录.csv": "档号,文件题名,责任者,年度,件号\n"
        + "".join(f"0001-001-0001-{n},第{n}号通知,教育局,2009,{n}\n" for n in ("001", "002")),
    }
    _unit, _fonds, officer, keeper, archivist = cast
    transfer = counted(cast, PaperCount(boxes=1, volumes=1, items=2), files=files, boxes=1, volumes=1, items=2)
    assert transfer.counted["listed"] == {"volumes": 1, "items": 2, "boxes": 1}
    assert transfer.counted["differences"] == []
    actions.check_papers(actor=keeper, transfer=transfer, looks=SOUND)
    with translation.override("en"):
        actions.return_handover(actor=keeper, transfer=transfer, reason="缺目录纸本")
    assert transfer.problems.get().remedy == "请改正后重新提交。"
    actions.take_up_handover(actor=officer, transfer=transfer)
    actions.submit_handover(actor=officer, transfer=transfer)
    actions.count_papers(actor=keeper, transfer=transfer, given=PaperCount(1, 1, 2))
    actions.check_papers(actor=keeper, transfer=transfer, looks=SOUND)
    actions.accept_handover(actor=keeper, transfer=transfer)
    actions.sign_as_sender(actor=officer, transfer=transfer)
    actions.sign_as_receiver(actor=archivist, transfer=transfer)
    actions.store_handover(actor=archivist, transfer=transfer)

    assert "入库记录1卷，2件" in words(transfer, "receipt")
    assert "装具外观检验" in words(transfer, "register")
    assert Record.objects.filter(parent__code="0001-001-0001").count() == 2


def test_a_list_that_names_nothing_is_a_difference(cast):
    transfer = counted(cast, files={"移交目录.csv": "甲,乙\n1,2\n"})

    assert {"field": "items", "code": "paper.count", "listed": 0, "counted": 3} in transfer.counted["differences"]


def test_nothing_passes_that_nobody_counted_or_looked_at(cast):
    transfer = actions.submit_handover(actor=cast[2], transfer=draft(cast))

    for given in (PaperCount(), PaperCount(boxes=2), PaperCount(items=3)):
        with pytest.raises(CountNotSaid):
            actions.count_papers(actor=cast[3], transfer=transfer, given=given)
    actions.count_papers(actor=cast[3], transfer=transfer, given=PaperCount(2, None, 3))
    for missing in ({"security": Look(False)}, {}):
        looks = {key: look for key, look in SOUND.items() if key != "security"} | missing
        with pytest.raises(LookNotSaid, match="安全性"):
            actions.check_papers(actor=cast[3], transfer=transfer, looks=looks)


def test_only_lists_come_with_paper_and_the_program_counts_none(cast):
    for files in ({}, {"扫描件.pdf": "%PDF"}, {**LIST, "2009/扫描件.pdf": "%PDF"}):
        with pytest.raises(NotReady):
            actions.submit_handover(actor=cast[2], transfer=draft(cast, files=files))
    transfer = actions.submit_handover(actor=cast[2], transfer=draft(cast))

    with pytest.raises(NotReady, match="纸质"):
        actions.order_handover_work(actor=cast[3], transfer=transfer, work="count")


def test_the_number_of_boxes_is_said_before_it_is_submitted(cast):
    with pytest.raises(NotReady, match="盒数"):
        actions.submit_handover(actor=cast[2], transfer=draft(cast, boxes=None))


def test_only_who_keeps_stores_enters_boxes(cast):
    transfer = accepted(cast)

    with pytest.raises(NotAllowed):
        actions.box_papers(actor=cast[4], transfer=transfer, asked=Boxing())


def test_the_desk_counts_and_looks_on_the_page(cast):
    transfer = actions.submit_handover(actor=cast[2], transfer=draft(cast))
    browser = Client()
    browser.force_login(person(Role.ARCHIVIST))
    at = lambda act: reverse("transfers:desk_act", args=[transfer.ulid, act])  # noqa: E731 — the shortest way
    page = reverse("transfers:transfer", args=[transfer.ulid])

    asked = browser.get(page).content.decode()
    refused = browser.post(at("count_papers"), {"boxes": "两"}, follow=True).content.decode()
    browser.post(at("count_papers"), {"boxes": "2", "items": "3"})
    looked = browser.get(page).content.decode()
    browser.post(at("check_papers"), {f"look_{key}": "in_order" for key in CHECKS} | {"words_security": "逐页翻看"})

    transfer.refresh_from_db()
    assert 'name="boxes"' in asked
    assert "desk_act" not in asked
    assert "没有填写清点结果" in refused
    assert 'name="look_appearance"' in looked
    assert transfer.state == State.CHECKING
    assert transfer.receiver_checks["properties"]["security"] == "未见异常：逐页翻看"
    assert transfer.counted["listed"]["boxes"] == 2
