"""Packages handed out: complete, proved by programs we did not write, and read back by our own readers as they were."""

from __future__ import annotations

import csv
import subprocess
import sys

import pytest
from lxml import etree

from lantai.base.accounts.access import OPERATOR, NotAllowed, actor_of
from lantai.base.audit.models import Event
from lantai.engines.formats import pdfium
from lantai.engines.formats.render import render_page
from lantai.engines.formats.tables import read_tables
from lantai.engines.packages.errors import FileChanged, TargetIsThere
from lantai.engines.packages.opening import open_package
from lantai.engines.signatures.actions import make_key
from lantai.engines.signatures.algorithms import KeyKind
from lantai.engines.signatures.store import Holder, Purpose
from lantai.holdings.catalogue.actions import add_series
from lantai.holdings.catalogue.models import Record
from lantai.holdings.exchange.files import Subject
from lantai.holdings.exchange.packages import Wanted
from lantai.holdings.handing_out.actions import NothingToHandOut, NotOfAFonds, hand_out
from lantai.holdings.handing_out.formats import FORMATS
from lantai.holdings.handing_out.writers.plain import HEADERS
from lantai.holdings.imports.headers import field_of
from lantai.holdings.people.actions import ReasonMissing
from lantai.holdings.preservation.models import StoredFile
from tests.support.world import ID_NUMBER, OPENED, UNOPENED


@pytest.fixture
def described(world):
    """What DA/T 48 and annex 2 demand of every record."""
    for record in (world.opened, world.unopened):
        record.creator, record.date_text, record.retention = "云溪区农业局", "1978年3月", "Y"
        record.save(update_fields=["creator", "date_text", "retention"])
    return world


@pytest.fixture
def keys(world, settings, tmp_path):
    from django.utils import timezone

    settings.KEYS_FOLDER = tmp_path / "keys"
    holder = Holder("云溪区档案馆", "云溪区档案馆", timezone.now())
    make_key(actor=OPERATOR, folder=settings.KEYS_FOLDER, purpose=Purpose.TRANSFER, kind=KeyKind.SM2, holder=holder)


def out(world, tmp_path, format, *, record=None, name="out", **wanted):
    subject = Subject(world.fonds, record)
    return hand_out(actor=OPERATOR, subject=subject, format=format, path=tmp_path / name, wanted=Wanted(**wanted))


def errors(path):
    return [each for each in open_package(path).judge() if each.severity in ("error", "warning")]


@pytest.mark.parametrize("format", ["bagit", "eark", "annex2", "folder"])
@pytest.mark.parametrize("whole", [True, False], ids=["fonds", "record"])
def test_what_it_writes_our_own_readers_find_in_order(described, tmp_path, format, whole):
    path, tally = out(described, tmp_path, format, record=None if whole else described.opened)

    assert errors(path) == []
    assert (tally.records, tally.files) == ((2, 2) if whole else (1, 1))


@pytest.mark.parametrize("whole", [True, False], ids=["fonds", "record"])
def test_an_eep_is_signed_and_our_checks_find_it_intact(described, keys, tmp_path, whole):
    path, _ = out(described, tmp_path, "eep", record=None if whole else described.opened)

    packages = sorted(path.iterdir()) if whole else [path]
    assert len(packages) == (2 if whole else 1)
    for package in packages:
        found = list(open_package(package).judge())
        assert [each.code for each in found if each.severity != "info"] == []
        states = {each.params["state"] for each in found if each.code.startswith("eep.signature")}
        assert states == {"valid"}


def test_a_bag_is_valid_for_the_program_of_the_library_of_congress(world, tmp_path):
    path, _ = out(world, tmp_path, "bagit")

    done = subprocess.run([sys.executable, "-m", "bagit", "--validate", str(path)], capture_output=True, check=False)

    assert done.returncode == 0, done.stderr.decode()


def test_sha256sum_finds_a_folder_in_order_and_what_was_changed_in_it(world, tmp_path):
    path, _ = out(world, tmp_path, "folder")
    check = ["sha256sum", "--check", "--quiet", "--strict", "数字摘要清单_SHA256.TXT"]
    assert subprocess.run(check, cwd=path, capture_output=True, check=False).returncode == 0

    [changed] = [each for each in path.glob(f"原文/{OPENED}/*") if each.is_file()]
    changed.write_bytes(changed.read_bytes() + b"x")
    (path / "原文" / "闲文.txt").write_text("不在清单内")

    assert subprocess.run(check, cwd=path, capture_output=True, check=False).returncode == 1
    told = [(each.code, each.path) for each in errors(path)]
    assert told == [("packages.digest_differs", changed.relative_to(path).as_posix())] * 2 + [
        ("packages.file_undeclared", "原文/闲文.txt")
    ]


def test_a_workbook_has_sheets_for_what_is_asked_for_and_headers_our_reader_knows(world, tmp_path):
    assert [each for headers in HEADERS.values() for each in headers if not field_of(each) and each != "件数"] == []
    path, _ = out(world, tmp_path, "folder", numbers_for="公安机关协查")

    sheets = {sheet.name: sheet.rows for sheet in read_tables(path / "目录.xlsx")}

    assert list(sheets) == ["文件目录", "人员", "著录全表"]
    assert [row[1] for row in sheets["文件目录"]] == ["档号", OPENED, UNOPENED]
    assert ID_NUMBER in sheets["人员"][1]


def test_titles_dates_codes_and_digests_come_back_equal(described, tmp_path):
    kept = {file.stored.record.code: file.sha512 for file in StoredFile.objects.select_related("stored__record")}
    rows = {record.code: (record.title, record.date_text) for record in (described.opened, described.unopened)}

    bag, _ = out(described, tmp_path, "bagit", name="bag")
    carrier, _ = out(described, tmp_path, "annex2", name="carrier")

    with (bag / "data" / "目录.csv").open(encoding="utf-8-sig") as stream:
        headers, _machine, *listed = csv.reader(stream)
    at = {name: headers.index(name) for name in ("档号", "题名", "日期")}
    assert {row[at["档号"]]: (row[at["题名"]], row[at["日期"]]) for row in listed[1:]} == rows
    declared = [(file.name.split("/"), file.digests.get("sha512")) for file in open_package(bag).declared_files()]
    assert {name[1]: digest for name, digest in declared if len(name) == 3 and digest} == kept
    entries = {entry.fields["档号"]: entry for entry in open_package(carrier).entries()}
    assert {code: (each.fields["题名"], each.fields["日期"]) for code, each in entries.items()} == rows


def test_what_a_reader_may_not_see_is_neither_in_it_nor_counted(world, tmp_path):
    path, tally = out(world, tmp_path, "bagit", opened_only=True)

    assert (tally.records, tally.files) == (1, 1)
    everything = b"".join(each.read_bytes() for each in path.rglob("*") if each.is_file())
    everything += "".join(str(each) for each in path.rglob("*")).encode()
    assert world.unopened.title.encode() not in everything
    assert UNOPENED.encode() not in everything
    with pytest.raises(NothingToHandOut):
        out(world, tmp_path, "bagit", record=world.unopened, name="none", opened_only=True)


@pytest.mark.parametrize("opened_only", [True, False])
def test_each_record_of_a_package_says_its_class(world, tmp_path, opened_only):
    series = add_series(actor=OPERATOR, fonds=world.fonds, code="NY", title="农业类")
    Record.objects.filter(pk=world.opened.pk).update(series=series)

    path, _tally = out(world, tmp_path, "mets", opened_only=opened_only)

    for name in ("dc.xml", "ead3.xml"):
        said = [place.read_text("utf-8") for place in path.glob(f"records/*/{name}")]
        assert [OPENED in text for text in said if "NY 农业类" in text] == [True]


def test_who_may_not_read_unopened_records_hands_nothing_out(world, tmp_path):
    for person in ("outsider", "unit_officer", "auditor"):
        with pytest.raises(NotAllowed):
            hand_out(
                actor=actor_of(world.people[person]), subject=Subject(world.fonds), format="bagit", path=tmp_path / "x"
            )
    assert list(tmp_path.iterdir()) == []


def test_id_numbers_need_a_right_and_a_reason(world, tmp_path):
    path, _ = out(world, tmp_path, "bagit", name="without")
    assert ID_NUMBER.encode() not in b"".join(each.read_bytes() for each in path.rglob("*") if each.is_file())
    with pytest.raises(ReasonMissing):
        out(world, tmp_path, "bagit", name="no", numbers_for="？")
    with pytest.raises(NotAllowed):
        hand_out(
            actor=actor_of(world.people["proofreader"]), subject=Subject(world.fonds), format="bagit",
            path=tmp_path / "no", wanted=Wanted(numbers_for="公安机关协查"),
        )  # fmt: skip

    path, _ = out(world, tmp_path, "bagit", name="with", numbers_for="公安机关协查")

    assert ID_NUMBER in (path / "metadata" / "人员.csv").read_text("utf-8-sig")
    event = Event.objects.filter(verb="record:hand_out").latest("number")
    assert event.data["id_numbers_for"] == "公安机关协查"
    assert ID_NUMBER not in str(event.data)


def test_a_file_altered_in_storage_is_not_handed_out(world, tmp_path):
    file = StoredFile.objects.filter(stored__record=world.opened).get()
    StoredFile.objects.filter(pk=file.pk).update(sha512="0" * 128, sm3="0" * 64)

    for format in ("bagit", "mets", "eark", "annex2", "folder"):
        with pytest.raises(FileChanged):
            out(world, tmp_path, format)

    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_over(world, tmp_path):
    path, _ = out(world, tmp_path, "mets", record=world.opened)

    with pytest.raises(TargetIsThere):
        out(world, tmp_path, "bagit")
    assert (path / "mets.xml").exists()


@pytest.mark.shared_data
@pytest.mark.parametrize("format", ["mets", "eark"])
def test_mets_and_premis_are_valid_by_their_schemas(world, tmp_path, format):
    from lantai.engines.packages.tests.test_eark_package import schema
    from tests.support.shared import shared_data

    folder = shared_data("standards", "archivematica_mets_premis", "xsd")
    schemas = {
        "mets": schema(shared_data("standards", "mets", "version1121", "mets.xsd"), folder),
        "premis": schema(folder / "premis.xsd", folder),
    }

    path, _ = out(world, tmp_path, format)

    found = [each for each in path.rglob("*.xml") if each.stem.lower() in schemas]
    assert len(found) >= 5
    for each in found:
        schemas[each.stem.lower()].assertValid(etree.parse(str(each)))


def test_a_mets_points_to_records_and_files_with_their_digests(world, tmp_path):
    path, _ = out(world, tmp_path, "mets")
    spaces = {"m": "http://www.loc.gov/METS/", "x": "http://www.w3.org/1999/xlink"}

    above = etree.parse(str(path / "mets.xml"))
    pointed = above.xpath("//m:mptr/@x:href", namespaces=spaces)

    assert len(pointed) == 2
    below = etree.parse(str(path / "records" / OPENED / "mets.xml"))
    file = StoredFile.objects.get(stored__record=world.opened)
    assert below.xpath("//m:file/@CHECKSUM", namespaces=spaces).count(file.sha512) == 1
    assert below.xpath("//m:dmdSec/m:mdRef/@MDTYPE", namespaces=spaces) == ["DC", "EAD"]


def test_every_format_leaves_one_event(described, keys, tmp_path):
    for format, form in FORMATS.items():
        before = Event.objects.count()
        out(described, tmp_path, format, record=described.opened if form.of_records else None, name=format)
        assert Event.objects.count() == before + 1


def test_a_pdf_has_the_description_and_then_the_pages_with_their_numbers(described, tmp_path):
    file = StoredFile.objects.get(stored__record=described.opened)

    path, tally = out(described, tmp_path, "pdf", record=described.opened, name="a.pdf")

    with pdfium.document(path) as pdf:
        texts = [page.get_textpage().get_text_range() for page in pdf]
    black = render_page(path, 2, width=300).convert("L")
    assert (tally.records, tally.files, len(texts)) == (1, 1, 2)
    flat = "".join(texts[0].split())
    assert described.opened.title in flat
    assert file.sm3 in flat.replace("\u200b", "")
    assert "第 1 页 / 共 1 页" in texts[1]
    assert black.getextrema()[0] < 60


def test_a_fonds_is_not_bound_into_a_pdf(world, tmp_path):
    with pytest.raises(NotOfAFonds):
        out(world, tmp_path, "pdf")
