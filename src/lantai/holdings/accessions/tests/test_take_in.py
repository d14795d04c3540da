import os
import sys
import zipfile
from collections import Counter

import pytest
import xlsxwriter
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from lantai.base.accounts.access import ANONYMOUS, OPERATOR, NotAllowed, Role, actor_of
from lantai.base.accounts.tests.factories import person
from lantai.base.audit.models import Event
from lantai.engines.jobs.actions import pause_queue
from lantai.engines.jobs.queries import queues
from lantai.engines.jobs.tests.inline import fail
from lantai.engines.search.indexing import drain_all
from lantai.engines.search.models import OutboxEntry
from lantai.holdings.accessions.actions import TransferRuns, begin_transfer, carry_out, check_filing, intake
from lantai.holdings.accessions.filing import filing_check_of
from lantai.holdings.accessions.models import Transfer, TransferItem
from lantai.holdings.accessions.package import SourceMissing, natural
from lantai.holdings.accessions.planning import CatalogueUnreadable
from lantai.holdings.accessions.queries import summary_of
from lantai.holdings.accessions.waiting import wait_for_recognition
from lantai.holdings.catalogue.actions import CodeChange, change_codes
from lantai.holdings.catalogue.codes import parse_code
from lantai.holdings.catalogue.models import PersonEntry, Record
from lantai.holdings.catalogue.tests.factories import RecordFactory
from lantai.holdings.fulltext.models import Page
from lantai.holdings.preservation.models import StoredFile
from tests.support.xls_writer import write_xls

pytestmark = pytest.mark.django_db

HEADER = ["档号", "题名", "责任者", "日期", "保管期限", "开放状态", "密级", "男方", "女方"]


def catalogue(path, *rows):
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("目录")
    for number, row in enumerate([HEADER, *rows]):
        sheet.write_row(number, 0, row)
    book.close()


@pytest.fixture
def folder(tmp_path):
    source = tmp_path / "移交"
    source.mkdir()
    catalogue(
        source / "目录.xlsx",
        ["J001-WS·1987-Y-BGS-0001", "关于兴修水利的通知", "县府", "19870300", "永久", "开放", "", "", ""],
        ["J001-WS·1987-Y-BGS-0002", "结婚登记申请书", "民政局", "1987.5.6", "永久", "控制", "", "甲大川", "乙小河"],
        ["J001-WS·1987-Y-BGS-0003", "不存在的扫描件", "县府", "19870231", "永久", "开放", "", "", ""],
        ["J001-WS·1987-Y-BGS-0004", "绝不能留下的题名", "县府", "1987", "永久", "开放", "机密★20年", "", ""],
    )
    (source / "J001-WS·1987-Y-BGS-0001.txt").write_text("各公社：\n今冬明春大力兴修水利。\n", encoding="gb18030")
    (source / "J001-WS.1987-Y-BGS-0002").mkdir()
    (source / "J001-WS.1987-Y-BGS-0002" / "0001.txt").write_text("甲大川与乙小河自愿结婚", encoding="utf-8")
    (source / "J001-WS·1987-Y-BGS-0004.txt").write_text("机密内容", encoding="utf-8")
    (source / "Thumbs.db").write_bytes(b"x")
    return source


def take_in(fonds, source, **more):
    transfer = begin_transfer(actor=OPERATOR, fonds=fonds, source=source, **more)
    return carry_out(actor=OPERATOR, transfer=transfer)


def codes(transfer):
    return sorted(transfer.findings.values_list("code", flat=True))


def test_who_takes_in_opens_nothing_by_a_list(fonds, folder, client):
    archivist = actor_of(person(Role.ARCHIVIST, fonds.institution))
    transfer = begin_transfer(actor=archivist, fonds=fonds, source=folder)
    transfer = carry_out(actor=archivist, transfer=transfer)

    first = Record.objects.get(code_key="J001-WS·1987-Y-BGS-0001")
    assert (first.opening_state, first.lineage["opening_said"]) == ("unreviewed", "open")
    assert codes(transfer).count("catalogue.list_decides_not") == 2
    client.force_login(person(Role.ARCHIVIST, fonds.institution))
    assert "清单所记开放状态" in client.get(reverse("accessions:record", args=[first.ulid])).content.decode()


def test_it_describes_stores_and_reads_what_the_list_and_the_folder_say(fonds, folder):
    transfer = take_in(fonds, folder)

    first = Record.objects.get(code_key="J001-WS·1987-Y-BGS-0001")
    assert (first.title, first.creator, str(first.date_start), first.date_precision) == (
        "关于兴修水利的通知", "县府", "1987-03-01", "month",
    )  # fmt: skip
    assert (first.opening_state, first.retention, first.year) == ("open", "Y", 1987)
    assert first.lineage == {"file": "目录.xlsx", "sheet": "目录", "row": 2, "code_built": False}
    assert "大力兴修水利" in first.pages.get().text
    assert list(PersonEntry.objects.values_list("name", "role")) == [("甲大川", "groom"), ("乙小河", "bride")]
    assert transfer.state == Transfer.State.STORED
    assert (transfer.record_count, transfer.file_count) == (3, 2)


def test_it_keeps_every_byte_with_both_digests(fonds, folder):
    take_in(fonds, folder)

    from lantai.holdings.fulltext.images import original_path

    file = StoredFile.objects.get(original_name="J001-WS·1987-Y-BGS-0001.txt")
    source = folder / file.original_name
    assert original_path(file).read_bytes() == source.read_bytes()
    assert (len(file.sha512), len(file.sm3)) == (128, 64)
    assert (file.puid, file.mime, file.kind) == ("x-fmt/111", "text/plain", "text")


def test_it_stops_classified_rows_and_keeps_no_word_of_them(fonds, folder, home):
    transfer = take_in(fonds, folder)

    assert {"catalogue.secret_row", "package.secret_file"} <= set(codes(transfer))
    assert not Record.objects.filter(code_key__endswith="0004").exists()
    stored = b"".join(p.read_bytes() for p in (home / "storage").rglob("*") if p.is_file())
    for word in ("绝不能留下的题名", "机密内容"):
        assert word.encode() not in stored
        assert not any(word in str(row) for row in TransferItem.objects.values_list("plan", flat=True))
        assert not any(word in str(row) for row in Event.objects.values_list("data", flat=True))


def test_it_says_what_is_wrong_and_goes_on(fonds, folder):
    found = codes(take_in(fonds, folder))

    assert {"catalogue.impossible_date", "package.row_without_file", "package.junk"} <= set(found)


def test_it_finds_what_it_took_in(fonds, folder):
    take_in(fonds, folder)

    assert OutboxEntry.objects.exists()
    assert drain_all()
    assert not OutboxEntry.objects.exists()

    from lantai.engines.search.document import SearchQuery
    from lantai.holdings.fulltext.finding import find_records

    everything, public = OPERATOR.scope(), ANONYMOUS.scope()
    assert find_records(SearchQuery(words="兴修水利"), scope=public).count == 1
    assert find_records(SearchQuery(words="甲大川"), scope=everything).hits[0].page == 1
    assert find_records(SearchQuery(words="甲大川"), scope=public).count == 0


def test_it_changes_nothing_when_run_again(fonds, folder):
    take_in(fonds, folder)
    before = list(Record.objects.order_by("pk").values_list("ulid", "changed_at"))
    second = take_in(fonds, folder)

    assert list(Record.objects.order_by("pk").values_list("ulid", "changed_at")) == before
    assert set(second.items.values_list("state", flat=True)) == {TransferItem.State.HELD}
    assert summary_of(second).held == 3
    assert Page.objects.count() == 2


def test_a_record_that_was_renumbered_meanwhile_is_not_stored_again(fonds, folder):
    take_in(fonds, folder)
    record = Record.objects.get(code_key="J001-WS·1987-Y-BGS-0001")
    change = CodeChange(record, parse_code("J001-WS·1987-Y-ZZZ-0001"))
    change_codes(actor=OPERATOR, fonds=fonds, changes=[change], reason="重新编号")

    second = take_in(fonds, folder)

    assert summary_of(second).held == 3
    assert Record.objects.count() == 3


def test_it_says_when_a_held_record_comes_with_another_file(fonds, folder):
    take_in(fonds, folder)
    (folder / "J001-WS·1987-Y-BGS-0001.txt").write_text("改过的内容", encoding="utf-8")

    assert "record.held_differently" in codes(take_in(fonds, folder))
    assert "大力兴修水利" in Page.objects.get(record__code_key="J001-WS·1987-Y-BGS-0001").text


def test_it_adds_only_what_is_missing(fonds, folder):
    take_in(fonds, folder)
    (folder / "补充说明.txt").write_text("后来找到的一页", encoding="utf-8")
    take_in(fonds, folder)

    assert Record.objects.count() == 4
    assert Record.objects.get(code_is_provisional=True).title == "补充说明"


def test_it_gives_a_second_entry_with_the_same_code_a_provisional_one(fonds, tmp_path):
    source = tmp_path / "p"
    source.mkdir()
    row = ["J001-1-1", "甲", "", "", "", "", "", "", ""]
    catalogue(source / "目录.xlsx", row, [*row[:1], "乙", *row[2:]])

    transfer = take_in(fonds, source)

    assert "catalogue.duplicate_code" in codes(transfer)
    assert sorted(Record.objects.values_list("title", "code_is_provisional")) == [("乙", True), ("甲", False)]


def test_it_takes_hostile_names_and_kinds_of_entries(fonds, tmp_path):
    source = tmp_path / "p"
    source.mkdir()
    long_name = "长" * 80 + ".txt"
    (source / long_name).write_text("很长的名字", encoding="utf-8")
    (source / "表情😀.txt").write_text("表情", encoding="utf-8")
    (source / "空.txt").write_bytes(b"")
    (source / "link.txt").symlink_to("/etc/passwd")
    os.mkfifo(source / "pipe")
    (source / os.fsdecode("国标.txt".encode("gb18030"))).write_text("老文件名", encoding="utf-8")

    transfer = take_in(fonds, source)

    assert {"package.symlink", "package.special_file", "package.name_encoding"} <= set(codes(transfer))
    assert sorted(Record.objects.values_list("title", flat=True)) == sorted(["长" * 80, "表情😀", "空", "国标"])
    assert not any("root:" in text for text in Page.objects.values_list("text", flat=True))


def test_it_refuses_a_package_that_is_not_there(fonds, tmp_path):
    with pytest.raises(SourceMissing):
        begin_transfer(actor=OPERATOR, fonds=fonds, source=tmp_path / "nowhere")
    assert not Transfer.objects.exists()


def test_it_refuses_people_without_the_right(fonds, folder):
    before = Event.objects.count()
    with pytest.raises(NotAllowed):
        begin_transfer(actor=ANONYMOUS, fonds=fonds, source=folder)
    assert (Transfer.objects.count(), Event.objects.count()) == (0, before)


def test_it_refuses_to_run_twice_at_once(fonds, folder, settings):
    from lantai.base.common.locks import lock

    transfer = begin_transfer(actor=OPERATOR, fonds=fonds, source=folder)
    with lock(settings.WORK_FOLDER / "locks" / f"{transfer.ulid}.lock", wait=False), pytest.raises(TransferRuns):
        carry_out(actor=OPERATOR, transfer=transfer)


def test_it_writes_one_event_for_each_record(fonds, folder):
    take_in(fonds, folder)

    assert Event.objects.filter(verb="record:take_in").count() == Record.objects.count()


def test_it_asks_for_every_scan_of_a_record_to_be_recognised(fonds, tmp_path):
    folder = tmp_path / "p" / "J001-1-001-001"
    folder.mkdir(parents=True)
    for number in range(1, 5):
        Image.new("L", (300, 400), 200 + number).save(folder / f"{number:04}.png")

    take_in(fonds, folder.parent)

    assert Page.objects.filter(state=Page.State.WAITING, record=Record.objects.get()).count() == 4
    assert {queue.name: queue.waiting for queue in queues()}["ocr"] == 4


def test_it_leaves_nothing_of_an_unpacked_archive_behind(fonds, tmp_path, settings):
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as package:
        package.writestr("J001-1-001-001.txt", "压缩包里的一页")

    take_in(fonds, tmp_path / "p.zip")

    assert Page.objects.get().text == "压缩包里的一页"
    assert list((settings.WORK_FOLDER / "transfers").iterdir()) == []


def test_it_builds_anew_what_a_killed_run_left_but_never_an_object_with_a_history(fonds, folder):
    from lantai.engines.formats.workers import ReaderPool
    from lantai.engines.storage.current import blob_store
    from lantai.holdings.accessions.package import open_package
    from lantai.holdings.accessions.planning import as_json, make_plan
    from lantai.holdings.preservation.models import StoredObject
    from lantai.holdings.preservation.ocfl.read import read_inventory
    from lantai.holdings.preservation.ocfl.write import Changes, Commit, publish, stage_version

    take_in(fonds, folder)
    kept = StoredObject.objects.order_by("pk").first()
    store = blob_store()
    with store.staging() as stage:
        commit = Commit("later", "somebody", timezone.now())
        later = stage_version(
            store, stage, object_id=kept.object_id, changes=Changes(documents={"note.txt": b"x"}), commit=commit
        )
        publish(store, [later])
    record = kept.record
    ulid, code_key = record.ulid, record.code_key
    Page.objects.filter(record=kept.record).delete()
    StoredFile.objects.filter(stored=kept).delete()
    kept.delete()
    record.delete()
    second = begin_transfer(actor=OPERATOR, fonds=fonds, source=folder)
    with ReaderPool(1) as pool:
        plan = make_plan(open_package(folder, folder), catalogue=None, fonds_code=fonds.code, pool=pool)
    planned = next(each for each in plan.items if each.code_key == code_key)
    TransferItem.objects.create(transfer=second, position=1, code_key=code_key, record_ulid=ulid, plan=as_json(planned))

    carry_out(actor=OPERATOR, transfer=second)

    assert "record.not_stored" in codes(second)
    assert read_inventory(store, f"urn:ulid:{ulid}").head == "v2"


@pytest.mark.parametrize("content", [b"\x8f\x00\x13\xff" * 500, "无关的一行\n又一行\n".encode(), b""])
def test_it_takes_nothing_in_when_the_list_somebody_named_cannot_be_used(fonds, folder, tmp_path, content):
    (tmp_path / "bad.xlsx").write_bytes(content)

    with pytest.raises(CatalogueUnreadable):
        take_in(fonds, folder, catalogue=tmp_path / "bad.xlsx")

    assert not Record.objects.exists()
    assert Transfer.objects.get().state == Transfer.State.FAILED


def test_names_are_in_the_order_in_which_people_count():
    names = [
        "b.txt",
        "10.txt",
        "a/2.txt",
        "a/10.txt",
        "9.txt",
        "09.txt",
        "a.txt",
        "１０.txt",
        "卷2/1.txt",
        "卷10/1.txt",
    ]

    ordered = sorted(names, key=natural)

    assert ordered == [
        "09.txt", "9.txt", "10.txt", "１０.txt", "a.txt", "a/2.txt", "a/10.txt", "b.txt", "卷2/1.txt", "卷10/1.txt",
    ]  # fmt: skip


def test_a_long_package_is_planned_and_stored_piece_by_piece_and_held_records_are_passed_over(
    fonds, folder, monkeypatch
):
    take_in(fonds, folder)
    before = Record.objects.count()
    monkeypatch.setattr(intake, "ROWS_AT_ONCE", 2)
    for number in range(5):
        (folder / f"J001-WS·1999-Y-{number + 1:04}.txt").write_text(f"第{number}件", encoding="utf-8")

    take_in(fonds, folder)

    second = Transfer.objects.order_by("pk").last()
    assert Record.objects.count() == before + 5
    states = Counter(second.items.values_list("state", flat=True))
    assert states == {TransferItem.State.HELD: before, TransferItem.State.STORED: 5}


def test_two_files_whose_names_differ_only_in_how_they_are_composed_are_both_taken_in(fonds, tmp_path):
    source = tmp_path / "旧盘"
    source.mkdir()
    for name, text in (("caf\u00e9.txt", "甲"), ("cafe\u0301.txt", "乙")):
        (source / name).write_text(text, encoding="utf-8")

    transfer = take_in(fonds, source)

    assert sorted(StoredFile.objects.values_list("original_name", flat=True)) == ["caf\u00e9 (2).txt", "caf\u00e9.txt"]
    assert transfer.findings.filter(code="package.same_name").count() == 1
    assert not transfer.items.exclude(state=TransferItem.State.STORED).exists()


def test_waiting_for_recognition_ends_in_words_where_nothing_will_read_the_pages(fonds, tmp_path, monkeypatch):
    Image.new("L", (40, 30), 255).save(tmp_path / "J001-1-001-001.png")
    transfer = take_in(fonds, tmp_path / "J001-1-001-001.png")
    pause_queue(actor=OPERATOR, name="ocr", paused=True)

    paused = wait_for_recognition(transfer)
    pause_queue(actor=OPERATOR, name="ocr", paused=False)
    fail()
    monkeypatch.setitem(sys.modules, "rapidocr", None)  # what Python keeps for a package that is not there
    missing = wait_for_recognition(transfer)

    assert "队列已暂停" in str(paused)
    assert "rapidocr" in str(missing)
    assert missing.params["count"] == 1


def test_it_reads_every_list_of_one_kind_and_names_those_it_does_not(fonds, tmp_path):
    source = tmp_path / "移交"
    source.mkdir()
    first, second = source / "一.xlsx", source / "二.xlsx"
    catalogue(first, ["J001-WS·1987-Y-BGS-0001", "甲", "县府", "1987", "永久", "开放", "", "", ""])
    catalogue(second, ["J001-WS·1987-Y-BGS-0002", "乙", "县府", "1987", "永久", "开放", "", "", ""])
    (source / "三.xlsx").write_bytes(second.read_bytes())
    (source / "四.csv").write_text("序号,日期,备注,页数\n1,1987,会议,3\n", encoding="utf-8")

    transfer = take_in(fonds, source)

    assert sorted(Record.objects.filter(code_is_provisional=False).values_list("title", flat=True)) == ["乙", "甲"]
    assert {"catalogue.same_list", "catalogue.other_list"} <= set(codes(transfer))
    assert transfer.findings.get(code="catalogue.other_list").path == "四.csv"
    assert StoredFile.objects.get().original_name == "四.csv"


def test_it_reads_a_catalogue_in_an_old_workbook(fonds, tmp_path):
    row = ["J001-WS·1987-Y-BGS-0001", "关于兴修水利的通知", "县府", "19870300", "永久", "开放", "", "甲大川", "乙小河"]
    source = tmp_path / "移交"
    source.mkdir()
    write_xls(source / "目录.xls", [HEADER, row])
    (source / "J001-WS·1987-Y-BGS-0001.txt").write_text("各公社", encoding="utf-8")

    transfer = take_in(fonds, source)

    record = Record.objects.get()
    assert (record.code, record.title, record.retention) == (row[0], row[1], "Y")
    assert record.lineage["file"] == "目录.xls"
    assert (transfer.file_count, codes(transfer)) == (1, [])


def test_the_check_of_filing_is_recorded_with_the_intake_and_made_once(fonds, folder):
    transfer = begin_transfer(actor=OPERATOR, fonds=fonds, source=folder)

    run = check_filing(actor=OPERATOR, transfer=transfer)

    assert (run.link, run.state, run.subject) == ("GD", "done", f"intake:{transfer.ulid}")
    assert run.results.get(number="2-9").code == "GD-2-9"
    assert check_filing(actor=OPERATOR, transfer=transfer) == run == filing_check_of(transfer)
    assert carry_out(actor=OPERATOR, transfer=transfer).record_count == 3


def lies_in():
    return {code: above for code, above in Record.objects.values_list("code", "parent__code") if above}


def test_items_of_a_list_lie_in_the_volume_their_code_names_of_the_package_or_held(fonds, tmp_path):
    """The rule of imports: volumes of the list, then those that are held; one that is not there is told."""
    RecordFactory(fonds=fonds, code="J001-7-002", level=Record.Level.VOLUME, retention="D30")
    source = tmp_path / "卷"
    source.mkdir()
    (source / "J001-7-001-001.txt").write_text("通知", encoding="utf-8")
    with xlsxwriter.Workbook(str(source / "目录.xlsx")) as book:
        header = ["档号", "题名", "文号", "男方", "女方"]
        inside = [[f"J001-7-{code}", "登记", "", "甲大川", "乙小河"] for code in ("001-001", "002-001", "003-001")]
        for name, rows in {"卷内文件目录": [header, *inside], "案卷目录": [header, ["J001-7-001", "卷一"]]}.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)

    transfer = take_in(fonds, source)

    assert lies_in() == {"J001-7-001-001": "J001-7-001", "J001-7-002-001": "J001-7-002"}
    assert transfer.findings.get(code="catalogue.volume_not_held").params["code"] == "J001-7-003-001"
    assert not transfer.findings.filter(code="package.row_without_file", path="J001-7-001").exists()
    assert Record.objects.get(code="J001-7-002-001").retention == ""


def test_items_of_a_list_are_stopped_with_their_classified_volume(fonds, tmp_path, home):
    source = tmp_path / "卷"
    source.mkdir()
    catalogue(source / "案卷目录.xlsx", ["J001-7-001", "涉密卷", "", "", "永久", "", "机密", "", ""])
    catalogue(source / "卷内目录.xlsx", ["J001-7-001-001", "绝不能留下的题名", "", "", "永久", "", "", "", ""])
    (source / "J001-7-001-001.txt").write_text("机密内容", encoding="utf-8")

    take_in(fonds, source)

    assert not Record.objects.exists()
    kept = b"".join(path.read_bytes() for path in (home / "storage").rglob("*") if path.is_file())
    assert not any(word.encode() in kept for word in ("绝不能留下", "机密内容"))
