"""What one archive hands out in the forms of the standards another takes in: records and files are as they were."""

import datetime as dt

import pytest
from django.utils import timezone
from xlsxwriter import Workbook

from lantai.base.accounts.access import OPERATOR
from lantai.base.accounts.models import Institution
from lantai.base.common.dates import parse_date
from lantai.base.common.ids import new_ulid
from lantai.engines.formats.tables import read_tables
from lantai.engines.signatures.actions import make_key
from lantai.engines.signatures.algorithms import KeyKind
from lantai.engines.signatures.store import Holder, Purpose
from lantai.holdings.accessions.actions import begin_transfer, carry_out
from lantai.holdings.catalogue.actions import Description, Person, describe_records, enter_persons, found_fonds
from lantai.holdings.catalogue.models import Component, OpeningState, Record
from lantai.holdings.exchange.files import Subject
from lantai.holdings.handing_out.actions import hand_out
from lantai.holdings.preservation.models import StoredFile

VOLUME = "0001-WS·1979-Y-BGS"
BY_ANY = ("code", "title", "creator", "date_text", "date_start", "date_end", "year", "retention", "secrecy",
          "document_number", "opening_state", "pages_declared", "note", "level")  # fmt: skip
SCANS = {"scan.pages_differ", "scan.few_pixels"}
BY_A_LIST = (*BY_ANY, "date_precision", "elements", "record_type", "parent__code")


@pytest.fixture
def told(world):
    """Two records of which everything is told that every form has a place for, and more; one lies in a volume."""
    date = parse_date("1978年3月")
    Record.objects.filter(pk=world.opened.pk).update(
        creator="云溪区农业局", date_text=date.raw, date_start=date.start, date_end=date.end,
        date_precision=date.precision, date_key=date.key, retention="Y", document_number="云农〔1978〕3号",
        pages_declared=2, note="附图一张", elements={"scope": "春耕的安排", "keywords": ["春耕", "水利"]},
    )  # fmt: skip
    volume = Description(code=VOLUME, title="干部任免卷", level=Record.Level.VOLUME, year=1979)
    [above] = describe_records(actor=OPERATOR, fonds=world.fonds, descriptions=[(new_ulid(), volume)])
    Record.objects.filter(pk=world.unopened.pk).update(
        parent=above, creator="组织部", opening_state=OpeningState.DEFERRED, retention="D30", date_text="约1979年",
        date_start=dt.date(1979, 2, 1), date_end=dt.date(1979, 5, 31), date_precision="range",
    )  # fmt: skip
    enter_persons([(world.unopened, [Person("甲大川", role="subject", sex="男")])])
    return world


@pytest.mark.parametrize("format", ["bagit", "annex2", "eark", "folder"])
def test_what_we_hand_out_with_a_list_comes_back_whole(told, tmp_path, format):
    path, _ = hand_out(actor=OPERATOR, subject=Subject(told.fonds), format=format, path=tmp_path / "out")

    fonds, transfer = taken_in(path)

    assert records_of(fonds, BY_A_LIST) == records_of(told.fonds, BY_A_LIST)
    assert files_of(fonds) == files_of(told.fonds)
    persons = ("record__code", "name", "role", "sex")
    mine, theirs = (
        sorted(Record.persons.rel.related_model.objects.filter(record__fonds=each).values_list(*persons))
        for each in (fonds, told.fonds)
    )
    assert mine == theirs
    assert set(problems_of(transfer)) <= SCANS  # made with more pages than pictures, and these are small


@pytest.fixture
def odd(told):
    """A code and the name of a file that no folder can bear as they are, texts a spreadsheet calculates, components."""
    Record.objects.filter(pk=told.opened.pk).update(
        code="0001/1978年：第“3”卷=附〔a〕", code_key="0001/1978年:第“3”卷=附〔a〕",
        title="=1+1 关于“春耕”的通知\n（抄件）", note="-",
    )  # fmt: skip
    told.opened.refresh_from_db()
    parts = [("draft", "=附件1", 1, 2, "“-”"), ("annex", "图〔1〕", 3, None, "")]
    for position, (kind, title, first, last, note) in enumerate(parts, 1):
        Component(
            record=told.opened, position=position, kind=kind, title=title, page_from=first, page_to=last, note=note
        ).save()
    return told


def test_a_folder_with_a_workbook_comes_back_equal_whatever_names_and_texts_hold(odd, tmp_path):
    path, _ = hand_out(actor=OPERATOR, subject=Subject(odd.fonds), format="folder", path=tmp_path / "out.zip")

    fonds, transfer = taken_in(path)

    assert records_of(fonds, BY_A_LIST) == records_of(odd.fonds, BY_A_LIST)
    assert files_of(fonds) == files_of(odd.fonds)
    parts = ("kind", "title", "page_from", "page_to", "note")
    mine, theirs = (
        list(Component.objects.filter(record__fonds=each).values_list(*parts)) for each in (fonds, odd.fonds)
    )
    assert mine == theirs
    assert len(mine) == 2
    assert set(problems_of(transfer)) <= SCANS | {"scan.windows_name"}
    kept = transfer.findings.filter(code="package.about_kept").values_list("params__count", flat=True)
    assert list(kept) == [2]  # the lists of digests


def test_the_sheets_for_people_alone_describe_the_same_records_and_find_their_files(told, tmp_path):
    """What another archive's program reads, or ours when somebody took the full sheet away."""
    path, _ = hand_out(actor=OPERATOR, subject=Subject(told.fonds), format="folder", path=tmp_path / "out")
    sheets = read_tables(path / "目录.xlsx")
    assert [sheet.name for sheet in sheets] == ["案卷目录", "文件目录", "著录全表"]
    with Workbook(str(path / "目录.xlsx")) as book:
        for sheet in sheets[:2]:
            page = book.add_worksheet(sheet.name)
            for number, row in enumerate(sheet.rows):
                page.write_row(number, 0, row)

    fonds, transfer = taken_in(path)

    names = ("code", "title", "creator", "date_text", "year", "opening_state", "document_number", "level",
             "parent__code", "pages_declared")  # fmt: skip
    assert records_of(fonds, names) == records_of(told.fonds, names)
    assert files_of(fonds) == files_of(told.fonds)
    assert "catalogue.sheets_left" not in transfer.findings.values_list("code", flat=True)


def test_sealed_packages_of_ours_come_back_with_what_da_t_48_has_a_place_for(told, tmp_path, settings):
    settings.KEYS_FOLDER = tmp_path / "keys"
    holder = Holder("云溪区档案馆", "云溪区档案馆", timezone.now())
    make_key(actor=OPERATOR, folder=settings.KEYS_FOLDER, purpose=Purpose.TRANSFER, kind=KeyKind.SM2, holder=holder)
    Record.objects.filter(pk=told.unopened.pk).update(date_text="1979", date_end=dt.date(1979, 12, 31))
    Record.objects.filter(pk=told.unopened.pk).update(date_start=dt.date(1979, 1, 1))
    path, _ = hand_out(actor=OPERATOR, subject=Subject(told.fonds), format="eep", path=tmp_path / "out")

    fonds, transfer = taken_in(path)

    assert records_of(fonds, BY_ANY) == [each for each in records_of(told.fonds, BY_ANY) if each["code"] != VOLUME]
    assert files_of(fonds) == files_of(told.fonds)
    assert set(problems_of(transfer)) <= SCANS  # made with more pages than pictures, and these are small


def taken_in(path):
    elsewhere = Institution.objects.get(code="LT02")
    fonds = found_fonds(actor=OPERATOR, institution=elsewhere, code="0001", title="云溪区人民政府办公室")
    return fonds, carry_out(actor=OPERATOR, transfer=begin_transfer(actor=OPERATOR, fonds=fonds, source=path))


def problems_of(transfer):
    return transfer.findings.filter(severity__in=["error", "warning"]).values_list("code", flat=True)


def records_of(fonds, names):
    return list(Record.objects.filter(fonds=fonds).order_by("code").values(*names))


def files_of(fonds):
    rows = StoredFile.objects.filter(stored__record__fonds=fonds)
    return sorted(rows.values_list("stored__record__code", "sha512", "sm3", "size"))
