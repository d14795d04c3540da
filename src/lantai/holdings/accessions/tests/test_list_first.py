"""The list first, the scans later: files come to the record that is held without any, once, and nothing else."""

import json
import shutil
import zipfile

import pytest
from PIL import Image

from lantai.base.accounts.access import ANONYMOUS, OPERATOR
from lantai.base.audit.models import Event
from lantai.engines.search.models import OutboxEntry
from lantai.engines.storage.current import blob_store
from lantai.holdings.accessions.actions import attaching, begin_transfer, carry_out
from lantai.holdings.accessions.models import Transfer, TransferItem
from lantai.holdings.catalogue.actions import RecordChange, change_records, set_opening_state
from lantai.holdings.catalogue.models import Record, ReferenceCode
from lantai.holdings.catalogue.tests.factories import ON_PAPER
from lantai.holdings.fulltext.leaves import leaf_of
from lantai.holdings.fulltext.models import Page
from lantai.holdings.imports.tests.lists import imported, workbook
from lantai.holdings.preservation.actions import ObjectToStore, enter_objects, storing
from lantai.holdings.preservation.describing.running import write_down_changes
from lantai.holdings.preservation.models import StoredFile, StoredObject
from lantai.holdings.preservation.ocfl.check import check_object
from lantai.holdings.preservation.ocfl.read import open_file, read_inventory
from lantai.holdings.preservation.rebuilding.digests import digests_of_holdings
from lantai.holdings.preservation.rebuilding.restoring import rebuild_from_storage
from lantai.holdings.preservation.tests.test_describing import wipe
from lantai.holdings.withholding.models import Withheld

pytestmark = pytest.mark.django_db

HEADER = ["档号", "题名", "年度", "盒号", "密级"]
FIRST, SECOND, THIRD = (f"J001-WS·1987-Y-BGS-{n:04}" for n in (1, 2, 3))


@pytest.fixture
def listed(fonds, tmp_path):
    """Three entries of a list, entered without a file."""
    rows = [[FIRST, "关于兴修水利的通知", "1987", "3", ""], [SECOND, "任免", "1987", "", ""], [THIRD, "决议", "1987"]]
    imported(fonds, workbook(tmp_path / "目录.xlsx", {"目录": [HEADER, *rows]}))
    return {record.code: record for record in Record.objects.all()}


@pytest.fixture
def scans(tmp_path):
    """Scans of two of them, named in two ways of the standard, and one of nothing that is held."""
    source = tmp_path / "扫描件"
    (source / "WS.1987-Y-BGS-0001").mkdir(parents=True)
    (source / "WS.1987-Y-BGS-0001" / "001.txt").write_text("各公社：大力兴修水利。", encoding="utf-8")
    Image.new("L", (40, 30), 9).save(source / "WS.1987-Y-BGS-0001" / "002.png")
    (source / f"{SECOND}.txt").write_text("免去其职务", encoding="utf-8")
    (source / "J001-WS·1987-Y-BGS-0099.txt").write_text("目录里没有的一件", encoding="utf-8")
    return source


def take_in(fonds, source, **more):
    return carry_out(actor=OPERATOR, transfer=begin_transfer(actor=OPERATOR, fonds=fonds, source=source, **more))


def codes(transfer):
    return sorted(transfer.findings.values_list("code", flat=True))


def files_of(record):
    return list(StoredFile.objects.filter(stored__record=record).values_list("original_name", flat=True))


def document(record, path):
    with open_file(blob_store(), StoredObject.objects.get(record=record).object_id, path) as blob:
        return blob.read()


def test_scans_are_put_to_the_records_of_the_list_as_people_have_described_them(fonds, listed, scans):
    first = listed[FIRST]
    change_records(actor=OPERATOR, fonds=fonds, changes=[RecordChange(first, {"title": "改过的题名"})])
    OutboxEntry.objects.all().delete()

    transfer = take_in(fonds, scans)

    assert Record.objects.count() == 4
    first.refresh_from_db()
    assert (first.title, first.lineage["file"]) == ("改过的题名", "目录.xlsx")
    assert files_of(first) == ["WS.1987-Y-BGS-0001/001.txt", "WS.1987-Y-BGS-0001/002.png"]
    assert list(first.pages.values_list("position", "state", "text")) == [
        (1, "ready", "各公社：大力兴修水利。"), (2, "waiting", ""),
    ]  # fmt: skip
    assert files_of(listed[SECOND]) == [f"{SECOND}.txt"]
    assert not files_of(listed[THIRD])
    assert OutboxEntry.objects.filter(key=first.pk).exists()
    assert (transfer.record_count, transfer.file_count, transfer.page_count) == (1, 4, 4)
    assert Event.objects.filter(verb="record:files:add", subject_id=first.ulid).count() == 1
    assert json.loads(document(first, "description.json"))["title"] == "改过的题名"
    premis = document(first, "premis.xml").decode()
    assert premis.count("#v1-ingestion<") == 1
    assert StoredFile.objects.filter(stored__record=first).first().sm3 in premis


def test_what_belongs_to_no_record_and_what_still_has_no_file_are_told(fonds, listed, scans):
    transfer = take_in(fonds, scans)

    stranger = transfer.findings.get(code="package.file_without_record")
    assert stranger.path == "J001-WS·1987-Y-BGS-0099.txt"
    assert transfer.findings.get(code="fonds.still_without_files").params == {"added": 2, "left": 1, "fonds": "J001"}
    assert codes(transfer) == [
        "fonds.files_awaited", "fonds.still_without_files", "package.file_without_record", "scan.few_pixels",
    ]  # fmt: skip


def test_a_zip_with_its_own_list_and_boxes_gives_files_and_no_description(fonds, listed, tmp_path):
    path = workbook(tmp_path / "另一份.xlsx", {"目录": [HEADER[:3], [SECOND, "另一个题名", "1987"]]})
    with zipfile.ZipFile(tmp_path / "扫描件.zip", "w") as archive:
        archive.writestr("3盒/0001.txt", "盒里的一件")
        archive.writestr(f"{SECOND}.txt", "免去其职务")
        archive.write(path, "目录.xlsx")

    transfer = take_in(fonds, tmp_path / "扫描件.zip")

    assert (files_of(listed[FIRST]), files_of(listed[SECOND])) == (["3盒/0001.txt"], [f"{SECOND}.txt"])
    assert list(Record.objects.order_by("code_key").values_list("title", flat=True)) == [
        "关于兴修水利的通知", "任免", "决议",
    ]  # fmt: skip
    assert codes(transfer) == ["fonds.files_awaited", "fonds.still_without_files"]


def test_run_again_or_with_other_files_it_changes_nothing(fonds, listed, scans):
    take_in(fonds, scans)
    before = digests_of_holdings()["tables"]["preservation.storedfile"]
    again = take_in(fonds, scans)
    (scans / f"{SECOND}.txt").write_text("另一个文件", encoding="utf-8")
    other = take_in(fonds, scans)

    assert set(again.items.values_list("state", flat=True)) == {TransferItem.State.HELD}
    assert "record.held_differently" in codes(other)
    assert "record.held_differently" not in codes(again)
    assert digests_of_holdings()["tables"]["preservation.storedfile"] == before
    assert (Record.objects.count(), Page.objects.count()) == (4, 4)


def test_a_record_that_a_list_in_a_package_made_gets_a_version_with_its_files(fonds, tmp_path):
    source = tmp_path / "移交"
    source.mkdir()
    workbook(source / "目录.xlsx", {"目录": [HEADER[:3], [FIRST, "先有目录", "1987"]]})
    take_in(fonds, source)
    (tmp_path / "扫描件").mkdir()
    (tmp_path / "扫描件" / f"{FIRST}.txt").write_text("后有扫描件", encoding="utf-8")
    record, kept = Record.objects.get(), StoredObject.objects.get()

    take_in(fonds, tmp_path / "扫描件")

    kept.refresh_from_db()
    assert (Record.objects.count(), kept.version, files_of(record)) == (1, 2, [f"{FIRST}.txt"])
    assert check_object(blob_store(), kept.object_id, full=True, sm3=True) == []
    told = json.loads(document(record, "description.json"))
    assert (told["title"], [each["name"] for each in told["files"]]) == ("先有目录", [f"{FIRST}.txt"])
    premis = document(record, "premis.xml").decode()
    assert f"{kept.object_id}#v1-ingestion" in premis
    assert f"{kept.object_id}#v2-ingestion" in premis
    assert "original/" in document(record, "mets.xml").decode()


@pytest.mark.parametrize("is_new", [True, False])
def test_a_run_that_died_before_its_rows_were_written_is_taken_up_once(fonds, listed, scans, monkeypatch, is_new):
    if not is_new:  # as a list whose package had no file for them leaves them
        for record in listed.values():
            wanted = [ObjectToStore(record.ulid, {"title": record.title}, ())]
            with storing(wanted, actor=OPERATOR) as staged:
                enter_objects([record], wanted, staged)

    def die(*_given):
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(attaching, "_enter", die)
        with pytest.raises(KeyboardInterrupt):
            take_in(fonds, scans)
    assert not StoredFile.objects.filter(stored__record__in=[each.pk for each in listed.values()]).exists()

    transfer = take_in(fonds, scans)

    assert Transfer.objects.count() == 1
    assert transfer.state == Transfer.State.STORED
    assert (Record.objects.count(), StoredFile.objects.count(), Page.objects.count()) == (4, 4, 4)
    assert Event.objects.filter(verb="record:files:add").count() == 2
    for kept in StoredObject.objects.all():
        assert check_object(blob_store(), kept.object_id, full=True, sm3=True) == []
        assert kept.version == len(read_inventory(blob_store(), kept.object_id).versions)
    assert "package.file_without_record" in codes(transfer)


def test_everything_comes_back_from_storage(fonds, listed, scans):
    write_down_changes(at_once=True)
    take_in(fonds, scans)
    write_down_changes(at_once=True)
    before = digests_of_holdings()
    wipe()

    rebuilt = rebuild_from_storage(actor=OPERATOR, compare=before)

    assert (rebuilt.differs, rebuilt.findings) == ([], [])


def test_pages_of_an_opened_record_are_withheld_until_a_review(fonds, listed, scans):
    first = set_opening_state(
        actor=OPERATOR, record=listed[FIRST], state="open", decision=ON_PAPER, reason="目录已开放"
    )

    transfer = take_in(fonds, scans)

    assert transfer.findings.get(code="record.new_pages_withheld").params == {"code": FIRST, "count": 2}
    assert list(Withheld.objects.filter(record=first).values_list("page_number", "whole_page", "ground")) == [
        (1, True, "R4"), (2, True, "R4"),
    ]  # fmt: skip
    page = leaf_of(first.ulid, 1, scope=ANONYMOUS.scope())
    assert (page.veil.whole, page.text) == (True, "")
    assert "兴修水利" in leaf_of(first.ulid, 1, scope=OPERATOR.scope()).text


@pytest.mark.parametrize(
    ("change", "finding"),
    [({"secrecy": "秘密"}, "record.files_refused"), ({"opening_state": "open"}, "record.open_without_pages")],
)
def test_files_that_may_not_be_added_are_refused_in_words(fonds, listed, tmp_path, change, finding):
    Record.objects.filter(pk=listed[FIRST].pk).update(**change)
    source = tmp_path / "扫描件"
    source.mkdir()
    (source / f"{FIRST}.bin").write_bytes(b"\x00\x01" * 50)

    transfer = take_in(fonds, source)

    assert finding in codes(transfer)
    assert transfer.findings.get(code=finding).as_finding().sentence().count(FIRST) == 1
    assert not StoredFile.objects.exists()
    assert Record.objects.count() == 3


def test_two_files_of_one_record_by_two_codes_of_it_and_an_unclear_name(fonds, listed, tmp_path):
    ReferenceCode.objects.create(
        record=listed[FIRST], kind="unit", display="J001·室-17", key="J001·室-17", scheme="free", reason="", by=""
    )
    source = tmp_path / "扫描件"
    source.mkdir()
    shutil.copy(
        workbook(tmp_path / "目录2.xlsx", {"目录": [HEADER[:3], ["J001·室-17", "室编", "1987"]]}), source / "目录.xlsx"
    )
    (source / "J001·室-17.txt").write_text("按室编号命名", encoding="utf-8")
    (source / f"{FIRST}.txt").write_text("按档号命名", encoding="utf-8")

    transfer = take_in(fonds, source)

    assert len(files_of(listed[FIRST])) == 1
    assert "record.held_differently" in codes(transfer)
    assert Record.objects.count() == 3
