"""One hand-over from draft to receipt, returned once on the way: numbers, rounds, problems, papers, store."""

from __future__ import annotations

import json

import pytest

from lantai.base.accounts.access import OPERATOR, Role, actor_of
from lantai.base.accounts.tests.factories import person
from lantai.engines.formats.reading import read_file
from lantai.engines.search.indexing import drain_all
from lantai.engines.signatures.actions import make_key
from lantai.engines.signatures.algorithms import KeyKind
from lantai.engines.signatures.signing import sign
from lantai.engines.signatures.store import Holder, Purpose, current_key
from lantai.engines.storage.current import blob_store
from lantai.holdings.accessions.models import Transfer as Intake
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.tests.factories import FondsFactory
from lantai.holdings.checks.actions import answer_item, run_checks
from lantai.holdings.checks.tests.packages import Made, write
from lantai.holdings.preservation.mets import PREMIS
from lantai.holdings.preservation.models import StoredObject
from lantai.holdings.preservation.ocfl.read import open_file
from lantai.holdings.transfers import actions
from lantai.holdings.transfers.actions import Declaration, NotNow, OwnSignature, SignatureRefused
from lantai.holdings.transfers.counting import count_package
from lantai.holdings.transfers.models import Problem, Transfer
from lantai.holdings.transfers.models.transfer import in_gigabytes
from lantai.holdings.transfers.package import OutsideCarriers, folder_of, package_of
from lantai.holdings.transfers.paper_texts import paper_as_json
from lantai.holdings.transfers.papers import paper_as_pdf, papers_of
from lantai.holdings.transfers.states import State
from lantai.holdings.transfers.tasks import work_on
from lantai.holdings.transfers.tests.factories import (
    DECLARED,
    TransferFactory,
    UnitFactory,
    counted,
    with_files,
)
from lantai.holdings.transfers.verdicts import subject_of_checks

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(home):
    unit = UnitFactory()
    fonds = FondsFactory(code="0001")
    officer = actor_of(person(Role.UNIT_OFFICER, unit))
    desk, second = (actor_of(person(Role.ARCHIVIST)) for _ in range(2))
    return unit, fonds, officer, desk, second


def submitted(cast, **changed):
    unit, fonds, officer, _desk, _second = cast
    transfer = actions.begin_handover(actor=officer, unit=unit, fonds=fonds, title="二〇一九年移交")
    said = Declaration(title="二〇一九年移交", year_from=2019, **{**DECLARED, **changed})
    actions.declare_handover(actor=officer, transfer=transfer, declaration=said)
    with_files(transfer)
    return actions.submit_handover(actor=officer, transfer=transfer)


def test_numbers_run_without_gaps_and_stay_with_their_hand_over(cast):
    first, second = submitted(cast), submitted(cast)
    officer, desk = cast[2], cast[3]
    actions.return_handover(actor=desk, transfer=first, reason="缺目录")
    actions.take_up_handover(actor=officer, transfer=first)
    first = actions.submit_handover(actor=officer, transfer=first)

    assert [(each.sequence, each.round) for each in (first, second, submitted(cast))] == [(1, 2), (2, 1), (3, 1)]


def test_a_difference_is_counted_and_comes_back_as_a_list_of_problems(cast):
    desk = cast[3]
    transfer = actions.count_handover(actor=desk, transfer=submitted(cast, files=3, bytes=1))

    actions.return_handover(actor=desk, transfer=transfer, reason="请核对")

    assert [each["field"] for each in transfer.counted["differences"]] == ["files", "bytes"]
    rows = Problem.objects.filter(transfer=transfer).values_list("row", "code")
    assert list(rows) == [(1, "manual"), (2, "YJ-2-1"), (3, "YJ-2-2")]
    assert [paper.name for paper in papers_of(transfer)] == ["problems-1"]
    assert json.loads(paper_as_json(transfer, "problems-1"))["problems"][1]["code"] == "YJ-2-1"
    assert "YJ-2-1" in words(transfer, "problems-1")


def test_entries_of_the_lists_in_a_plain_folder_are_counted(cast):
    codes = ["0001-001-0001", "0001-001-0002"]
    files = {
        "案卷目录.csv": "档号,案卷题名,年度,保管期限,件数\n" + "".join(f"{code},卷,2019,永久,1\n" for code in codes),
        "卷内目录.csv": "档号,文件题名,责任者,件号\n" + "".join(f"{code}-001,通知,教育局,1\n" for code in codes),
        **{f"{code}-001.txt": "通知" for code in codes},
    }
    size = sum(len(text.encode()) for text in files.values())
    draft = TransferFactory(fonds=cast[1], unit=cast[0], files=4, bytes=size, volumes=2, items=3)
    transfer = actions.submit_handover(actor=cast[2], transfer=with_files(draft, files))

    actions.count_handover(actor=cast[3], transfer=transfer)

    assert (transfer.counted["volumes"], transfer.counted["items"]) == (2, 2)
    assert [each["field"] for each in transfer.counted["differences"]] == ["items"]


def test_earlier_rounds_stay_readable(cast):
    officer, desk = cast[2], cast[3]
    transfer = submitted(cast)
    for reason in ("第一次", "第二次"):
        actions.return_handover(actor=desk, transfer=transfer, reason=reason)
        actions.take_up_handover(actor=officer, transfer=transfer)
        actions.submit_handover(actor=officer, transfer=transfer)

    assert list(transfer.problems.order_by("round").values_list("round", "message")) == [(1, "第一次"), (2, "第二次")]
    assert [step.round for step in transfer.steps.filter(act="submit")] == [1, 2, 3]


def test_two_at_once_make_one_step(cast):
    transfer = submitted(cast)
    seen_by_another = Transfer.objects.get(pk=transfer.pk)
    actions.count_handover(actor=cast[3], transfer=transfer)

    with pytest.raises(NotNow):
        actions.count_handover(actor=cast[4], transfer=seen_by_another)

    assert transfer.steps.filter(act="count").count() == 1


def test_a_folder_s_digest_is_the_digest_of_its_list(cast):
    from hashlib import sha256

    transfer = with_files(TransferFactory(digest_algorithm="sha256"), {"b.txt": "2", "a.txt": "1"})
    lines = "".join(f"{sha256(text.encode()).hexdigest()}  {name}\n" for name, text in (("a.txt", "1"), ("b.txt", "2")))

    found = count_package(transfer)

    assert (found["digest"], found["files"], found["bytes"]) == (sha256(lines.encode()).hexdigest(), 2, 2)


def accepted(cast):
    transfer = with_files(TransferFactory(fonds=cast[1], unit=cast[0], state=State.CHECKING, numbered=True))
    transfer.counted = counted(transfer)
    transfer.receiver_checks = {"round": 1, "outcome": "passed", "properties": {"accuracy": "逐项检测，未发现问题"}}
    transfer.save()
    return actions.accept_handover(actor=cast[3], transfer=transfer)


def test_it_is_signed_stored_and_closed(cast):
    _unit, _fonds, officer, desk, second = cast
    transfer = accepted(cast)
    actions.sign_as_sender(actor=officer, transfer=transfer)
    actions.supervise_handover(actor=second, transfer=transfer)
    actions.sign_as_receiver(actor=desk, transfer=transfer)

    actions.store_handover(actor=desk, transfer=transfer)
    drain_all()
    actions.close_handover(actor=desk, transfer=transfer)

    assert Record.objects.count() == transfer.intake.record_count == 2
    assert list(transfer.intake.handovers.all()) == [transfer]
    signed = [(each.paper, each.party) for each in transfer.signatures.all()]
    assert signed == [
        ("register", "sender"),
        ("register", "supervisor"),
        ("register", "receiver"),
        ("receipt", "receiver"),
    ]
    assert len({each.sha256 for each in transfer.signatures.all()}) == 2
    assert [paper.name for paper in papers_of(transfer)] == ["register", "deed", "receipt"]
    assert paper_as_json(transfer, "register") == transfer.statement
    _papers_say_what_was_done(transfer)


def words(transfer, name):
    """What a reader finds on the paper, without its spaces."""
    pages = read_file(paper_as_pdf(transfer, name)).pages
    return "".join("".join(page.text for page in pages).replace("\u200b", "").split())


def _papers_say_what_was_done(transfer):
    transfer.bytes = 1_610_612_736
    register, deed, receipt = (words(transfer, name) for name in ("register", "deed", "receipt"))

    assert "电子档案移交与接收登记表" in register
    assert "移交载体类型、规格在线" in register
    for text in (register, deed, receipt):
        assert "1.500GB" in text
        assert "2件，2个文件" in text
    columns = register[register.index("检验内容") : register.index("到期开放意见")]
    assert columns.startswith("检验内容检验项目移交单位接收单位")
    for label in ("准确性检验", "完整性检验", "可用性检验", "安全性检验", "载体外观检验"):
        assert f"{label}逐件打开" in columns
    assert "准确性检验逐件打开逐项检测，未发现问题" in columns
    for party in ("移交单位：云溪区教育局（印章）", f"接收单位：{transfer.archive.name}（印章）"):
        assert party in register
    assert [register.count(line) for line in ("填表人：", "审核人：", "日期：")] == [2, 2, 2]
    assert "系统账号签署，未用密钥" in register
    assert "监交人" in deed
    assert "结论为“合格，准予接收”" in deed
    assert f"接收编号{transfer.intake.ulid}" in receipt
    assert "入库记录2件入库文件2个" in receipt

    transfer.way, transfer.carrier, transfer.carrier_numbers = "carrier", "硬盘一块", "YP-01"
    offline = words(transfer, "register")
    assert "载体起止顺序号YP-01移交载体类型、规格硬盘一块" in offline
    assert "在线" not in offline


def test_a_list_of_problems_names_the_field_of_what_the_checks_found(cast, tmp_path):
    transfer = with_files(TransferFactory(fonds=cast[1], unit=cast[0], state=State.CHECKING, numbered=True))
    archive, subject = transfer.archive.code, subject_of_checks(transfer)
    package = write(tmp_path, Made().entry(1, 密级="密而不宣"))
    run = run_checks(actor=OPERATOR, institution_code=archive, subject=subject, path=package)
    transfer.receiver_checks = {"round": transfer.round, "run": run.ulid}
    transfer.save()

    actions.return_handover(actor=cast[3], transfer=transfer, reason="请更正密级")

    [problem] = Problem.objects.filter(transfer=transfer, code="YJ-1-4")
    assert (problem.field, problem.path) == ("密级", "文件目录.XML:16")
    text = words(transfer, "problems-1")
    assert "移交档案问题清单" in text
    assert "密级YJ-1-4" in text
    assert "密而不宣" in text


def test_premis_says_of_each_file_what_was_done_about_viruses(cast):
    transfer = accepted(cast)
    archive, subject = transfer.archive.code, subject_of_checks(transfer)
    run = run_checks(actor=OPERATOR, institution_code=archive, subject=subject, path=package_of(transfer))
    answer_item(actor=OPERATOR, run=run, code="YJ-4-2", status="pass", note="另机查杀，未发现病毒")
    transfer.receiver_checks |= {"run": run.ulid}
    Transfer.objects.filter(pk=transfer.pk).update(
        state=State.SIGNED_BY_RECEIVER, receiver_checks=transfer.receiver_checks
    )
    transfer.refresh_from_db()

    actions.store_handover(actor=cast[3], transfer=transfer)

    for stored in StoredObject.objects.all():
        with open_file(blob_store(), stored.object_id, PREMIS) as blob:
            text = blob.read().decode()
        [event] = [each for each in text.split("<premis:event>") if ">virus check<" in each]
        assert ">success<" in event
        assert f"另机查杀，未发现病毒 (check {run.ulid}, YJ-4-2)" in event


def test_what_was_killed_while_it_was_stored_is_stored_once(cast, monkeypatch):
    from lantai.holdings.transfers.actions import storing

    transfer = accepted(cast)
    Transfer.objects.filter(pk=transfer.pk).update(state=State.SIGNED_BY_RECEIVER)
    transfer.refresh_from_db()
    killed = KeyboardInterrupt
    monkeypatch.setattr(storing, "step", lambda *args, **more: (_ for _ in ()).throw(killed))
    with pytest.raises(killed):
        actions.store_handover(actor=cast[3], transfer=transfer)
    monkeypatch.undo()

    actions.store_handover(actor=cast[3], transfer=transfer)

    assert transfer.state == State.STORED
    assert Record.objects.count() == 2
    assert [each.record_count for each in Intake.objects.all()] == [2]


def test_an_order_given_out_again_when_it_is_done_leaves_the_row_that_says_so(cast):
    transfer = submitted(cast)
    actions.order_handover_work(actor=cast[3], transfer=transfer, work="count")
    assert work_on.func(transfer.pk, "count", cast[3].user_id) == "counted"

    assert work_on.func(transfer.pk, "count", cast[3].user_id) == "counted"

    transfer.refresh_from_db()
    assert (transfer.job.state, transfer.job.message) == ("done", "")
    assert transfer.steps.filter(act="count").count() == 1


def test_both_sign_by_key_where_there_are_keys(cast, settings, tmp_path):
    _unit, _fonds, officer, desk, _second = cast
    settings.KEYS_FOLDER, settings.KEYS_PASSWORD = tmp_path / "keys", ""
    from django.utils import timezone

    for purpose in (Purpose.TRANSFER, Purpose.CERTIFICATE):
        holder = Holder(name="档案馆", organisation="云溪区档案馆", since=timezone.now())
        make_key(actor=OPERATOR, folder=settings.KEYS_FOLDER, purpose=purpose, kind=KeyKind.SM2, holder=holder)
    own = current_key(settings.KEYS_FOLDER, Purpose.CERTIFICATE)
    certificate = own.certificate().as_pem().decode()
    transfer = accepted(cast)

    import base64

    right = base64.b64encode(sign(own.private(""), transfer.statement.encode())).decode()
    wrong = base64.b64encode(sign(own.private(""), b"another text")).decode()
    for given in (OwnSignature(wrong, certificate), OwnSignature("?", certificate)):
        with pytest.raises(SignatureRefused):
            actions.sign_as_sender(actor=officer, transfer=transfer, own=given)
    actions.sign_as_sender(actor=officer, transfer=transfer, own=OwnSignature(right, certificate))
    actions.sign_as_receiver(actor=desk, transfer=transfer)

    assert [(each.party, each.algorithm) for each in transfer.signatures.all()] == [
        ("sender", "SM2-SM3"),
        ("receiver", "SM2-SM3"),
    ]


def test_the_form_says_gigabytes_with_three_decimals():
    assert [in_gigabytes(number) for number in (None, 0, 1 << 30, 1_610_612_736, 536_871)] == [
        "",
        "0.000",
        "1.000",
        "1.500",
        "0.001",
    ]


def test_a_carrier_is_found_only_below_the_folders_allowed(cast, settings, tmp_path):
    root = tmp_path / "carriers"
    (root / "DISC-1").mkdir(parents=True)
    (root / "out").symlink_to("/etc")
    settings.HANDOVER = {**settings.HANDOVER, "CARRIERS": (root,)}
    transfer = TransferFactory(fonds=cast[1], unit=cast[0], state=State.SUBMITTED, numbered=True, way="carrier")

    for path in ("/etc", str(root / "out"), str(root / "no"), "", "\x00"):
        with pytest.raises(OutsideCarriers):
            actions.place_carrier(actor=cast[3], transfer=transfer, path=path)
    actions.place_carrier(actor=cast[3], transfer=transfer, path=str(root / "DISC-1"))

    assert actions.count_handover(actor=cast[3], transfer=transfer).counted["files"] == 0


def test_withdrawing_and_closing_leave_nothing_in_the_work_folder(cast, django_capture_on_commit_callbacks):
    transfer = with_files(TransferFactory(unit=cast[0], fonds=cast[1]))

    with django_capture_on_commit_callbacks(execute=True):
        actions.withdraw_handover(actor=cast[2], transfer=transfer, reason="不再移交")

    assert not folder_of(transfer).exists()
