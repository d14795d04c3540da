"""What the plan promises really stands in the catalogues and on the pages."""

import csv
import re
import zipfile

import docx
import pytest
from PIL import Image
from python_calamine import CalamineWorkbook
from striprtf.striprtf import rtf_to_text

import demo
from demo.compose import compose
from demo.files.pictures import sheets_of
from demo.files.plain import lines_of
from demo.world import make_world

ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)|(?<!\d)\d{15}(?!\d)")


def word_text(path):
    document = docx.Document(path)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def cells_of(fonds):
    if fonds.catalogue.suffix == ".csv":
        data = fonds.catalogue.read_bytes()
        text = data.decode("gb18030" if fonds.code == "M001" else "utf-8")
        return [cell for row in csv.reader(text.splitlines()) for cell in row]
    book = CalamineWorkbook.from_path(str(fonds.catalogue))
    return [str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]


def test_every_title_and_name_stands_in_its_catalogue(tiny):
    for fonds in tiny.fonds:
        if fonds.catalogue is None:
            continue
        text = "\n".join(cells_of(fonds))
        assert [record.title for record in fonds.records if record.title and record.title not in text] == []
        assert [name for record in fonds.records for name in record.names if name not in text] == []


def test_the_republic_csv_is_not_utf8(tiny):
    catalogue = next(fonds.catalogue for fonds in tiny.fonds if fonds.code == "M001")

    with pytest.raises(UnicodeDecodeError):
        catalogue.read_bytes().decode("utf-8")


def test_the_zip_has_names_in_gbk_without_a_flag(tiny):
    fonds = next(fonds for fonds in tiny.fonds if fonds.folder.suffix == ".zip")

    with zipfile.ZipFile(fonds.folder, metadata_encoding="gbk") as archive:
        infos = archive.infolist()
        names = {info.filename for info in infos}

    assert all(info.flag_bits & 0x800 == 0 for info in infos)
    assert {f"{fonds.title}/{name}" for record in fonds.records for name in record.files} == names


def test_every_phrase_stands_in_one_line_of_its_page(tmp_path):
    truths = {record.code: record for record in demo.plan_for(tmp_path, "small").records}
    checked = 0
    for fonds, _ in compose("small"):
        for record in fonds.records:
            truth = truths[record.code]
            if truth.phrase_from != "image":
                continue
            assert any(truth.phrase in line for line in sheets_of(record.doc)[truth.page - 1].lines())
            checked += 1
    assert checked >= 150


def test_text_files_hold_their_phrases(tiny):
    readers = {
        "txt": lambda path: path.read_bytes().decode("gb18030"),
        "html": lambda path: path.read_bytes().decode("gb18030"),
        "rtf": lambda path: rtf_to_text(path.read_text("ascii")),
        "docx": word_text,
    }
    checked = 0
    for fonds in tiny.fonds:
        for record in fonds.records:
            if record.kind in readers and record.phrase:
                text = readers[record.kind](fonds.folder / record.files[0])
                assert record.phrase in text, record.code
                checked += 1
    assert checked >= 5


def test_pictures_say_two_hundred_dots_an_inch(tiny):
    fonds = tiny.fonds[0]
    record = next(record for record in fonds.records if record.kind == "images")

    with Image.open(fonds.folder / record.files[0]) as picture:
        assert tuple(round(value) for value in picture.info["dpi"]) == (200, 200)
        assert min(picture.size) > 1400


def test_black_and_white_scans_are_group_four(tiny):
    record, fonds = next((r, f) for f in tiny.fonds for r in f.records if r.kind == "bitonal")

    with Image.open(fonds.folder / record.files[0]) as picture:
        assert picture.mode == "1"
        assert picture.info["compression"] == "group4"


def test_identity_numbers_belong_to_no_region():
    found = []
    for fonds, _ in compose("small"):
        for record in fonds.records:
            text = "\n".join([*lines_of(record.doc), *record.columns.values(), record.number] if record.doc else [])
            found += ID_NUMBER.findall(text)

    assert found
    assert {number[:6] for number in found} == {"999999"}


def test_the_secret_row_is_marked_and_has_no_file(tiny):
    secret = [record for record in tiny.records if record.quarantined]

    assert len(secret) == 1
    assert secret[0].files == ()
    assert any(flaw.kind == "secret_row" for flaw in tiny.fonds[0].flaws)


def test_events_of_a_life_come_in_order():
    population = make_world("small").population
    for person in population.youths:
        school, country, work = person.graduated, person.sent_down, person.recruited
        years = [person.birth.year, *(year for year in (school, country, work) if year)]
        assert years == sorted(years), person
        if person.married:
            assert person.married.year - person.birth.year >= 20
    names = [person.name for person in (*population.heads, *population.youths, *population.others)]
    assert len(names) == len(set(names))
