"""Lists out and in again through the import of lists: equal in an empty fonds, no difference in the same one."""

import csv
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from lantai.base.accounts.access import OPERATOR
from lantai.base.accounts.actions import found_institution
from lantai.engines.formats.tables import read_tables
from lantai.holdings.catalogue.actions import found_fonds
from lantai.holdings.catalogue.models import Component, PersonEntry, Record, Series
from lantai.holdings.exchange.files import Subject, write_file
from lantai.holdings.exchange.lists import TooLongForCell, write_csv, write_xlsx
from lantai.holdings.exchange.said import Said
from lantai.holdings.exchange.tests.full import enter, fill
from lantai.holdings.exchange.tests.test_round_trip import DATES, ELEMENTS, JSON, PERSONS, SOME, WORDS
from lantai.holdings.exchange.walking import Unit
from lantai.holdings.imports.actions import check_import, commit_import, receive_list, undo_import
from lantai.holdings.imports.exact import cut, described, exact_rows, guarded, is_exact, joined, unguarded

LISTS = ("csv", "xlsx")
COLUMNS = [
    "code", "code_key", "code_is_provisional", "level", "record_type", "title", "creator", "document_number",
    "date_text", "date_start", "date_end", "date_precision", "date_key", "year", "retention", "secrecy",
    "opening_state", "pages_declared", "note", "elements", "fields", "series__title", "parent__code",
]  # fmt: skip


@pytest.fixture
def elsewhere(fonds):
    archive = found_institution(actor=OPERATOR, code="999002", name="别处区档案馆")
    return found_fonds(actor=OPERATOR, institution=archive, code="J001", title="")


def out(fonds, folder, name, record=None):
    path = folder / f"a.{name}"
    write_file(path, Subject(fonds, record), name, scope=OPERATOR.scope())
    return path


def rows(fonds):
    return list(Record.objects.filter(fonds=fonds).order_by("code_key").values(*COLUMNS))


@pytest.mark.parametrize("name", LISTS)
def test_a_full_fonds_comes_in_again_equal(fonds, elsewhere, tmp_path, name):
    fill(fonds)

    batch = commit_import(
        actor=OPERATOR,
        batch=receive_list(actor=OPERATOR, fonds=elsewhere, path=out(fonds, tmp_path, name)),
        unchecked=True,
    )

    assert (batch.created, batch.findings) == (4, [])
    assert rows(elsewhere) == rows(fonds)
    told = ["code", "title", "parent__code", "scheme_version", "position", "elements"]
    assert list(Series.objects.filter(fonds=elsewhere).values(*told)) == list(
        Series.objects.filter(fonds=fonds).values(*told)
    )
    elsewhere.refresh_from_db()
    for column in ("title", "unit", "guide", "year_from", "year_to", "elements"):
        assert getattr(elsewhere, column) == getattr(fonds, column)
    people = ["name", "role", "former_names", "sex", "birth_text", "unit", "place"]
    mine, theirs = (PersonEntry.objects.filter(record__fonds=each).values(*people) for each in (fonds, elsewhere))
    assert list(mine) == list(theirs)
    parts = ["position", "kind", "title", "page_from", "page_to", "note"]
    mine, theirs = (Component.objects.filter(record__fonds=each).values(*parts) for each in (fonds, elsewhere))
    assert list(mine) == list(theirs)


@pytest.mark.parametrize("name", LISTS)
def test_over_the_same_fonds_there_is_no_difference(fonds, tmp_path, name):
    fill(fonds)

    batch = check_import(
        actor=OPERATOR, batch=receive_list(actor=OPERATOR, fonds=fonds, path=out(fonds, tmp_path, name))
    )

    assert (batch.same, batch.created, batch.changed, batch.held_back) == (4, 0, 0, 0)
    assert batch.findings == []


def test_a_cell_that_was_changed_is_the_one_difference(fonds, tmp_path):
    fill(fonds)
    path = out(fonds, tmp_path, "csv")
    path.write_text(path.read_text("utf-8-sig").replace("关于J001-1-001的批复", "改"), encoding="utf-8-sig")

    batch = commit_import(actor=OPERATOR, batch=receive_list(actor=OPERATOR, fonds=fonds, path=path), unchecked=True)

    assert (batch.changed, batch.same) == (1, 3)
    assert Record.objects.get(code="J001-1-001").title == "改"


def test_a_component_that_was_changed_in_the_list_is_changed_and_can_be_taken_back(fonds, tmp_path):
    item = fill(fonds)["item"]
    before = list(item.components.values_list("kind", "title", "page_from", "page_to", "note"))
    path = out(fonds, tmp_path, "csv")
    text = path.read_text("utf-8-sig")
    assert f"题名={before[0][1]}" in text
    path.write_text(text.replace(f"题名={before[0][1]}", "题名=改过的组成"), encoding="utf-8-sig")

    batch = commit_import(actor=OPERATOR, batch=receive_list(actor=OPERATOR, fonds=fonds, path=path), unchecked=True)

    changed = list(item.components.values_list("kind", "title", "page_from", "page_to", "note"))
    assert (batch.changed, batch.same) == (1, 3)
    assert changed == [(before[0][0], "改过的组成", *before[0][2:]), *before[1:]]
    undo_import(actor=OPERATOR, batch=batch)
    assert list(item.components.values_list("kind", "title", "page_from", "page_to", "note")) == before


def test_no_cell_of_a_csv_is_a_formula_and_the_first_sign_tells_the_encoding(fonds, tmp_path):
    fill(fonds)

    path = out(fonds, tmp_path, "csv")

    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        cells = [cell for row in csv.reader(lines) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)


def test_a_list_without_its_second_row_is_still_read_by_its_headers(fonds, elsewhere, tmp_path):
    enter(fonds, "J001-WS·1987-D30-0001")
    path = out(fonds, tmp_path, "csv")
    lines = path.read_text("utf-8-sig").split("\r\n")
    path.write_text("\n".join([lines[0], *lines[3:]]), encoding="utf-8-sig")

    commit_import(actor=OPERATOR, batch=receive_list(actor=OPERATOR, fonds=elsewhere, path=path), unchecked=True)

    record = Record.objects.get(fonds=elsewhere)
    assert (record.code, record.title) == ("J001-WS·1987-D30-0001", "关于J001-WS·1987-D30-0001的批复")


def test_a_text_too_long_for_a_cell_is_refused_in_words(fonds, tmp_path):
    enter(fonds, "J001-1-001", note="长" * 40_000)

    with pytest.raises(TooLongForCell) as refused:
        out(fonds, tmp_path, "xlsx")

    assert refused.value.params["unit"] == "J001-1-001"
    assert out(fonds, tmp_path, "csv").exists()
    assert list(tmp_path.glob(".*")) == []


def test_a_cell_somebody_spoiled_holds_its_entry_back(fonds, elsewhere, tmp_path):
    enter(fonds, "J001-1-001")
    path = out(fonds, tmp_path, "csv")
    path.write_text(path.read_text("utf-8-sig").replace('"12"', '"十二"'), encoding="utf-8-sig")

    batch = check_import(actor=OPERATOR, batch=receive_list(actor=OPERATOR, fonds=elsewhere, path=path))

    assert (batch.held_back, batch.created) == (1, 0)
    assert [group["code"] for group in batch.findings] == ["catalogue.bad_cell"]


@given(text=WORDS, parts=st.lists(WORDS, min_size=1, max_size=3))
def test_cells_are_cut_apart_as_they_were_joined(text, parts):
    assert unguarded(guarded(text)) == text
    for between in ("\n", ";", "/"):
        assert cut(joined(parts, between), between) == (parts if parts != [""] else [])


@pytest.mark.parametrize("name", LISTS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    title=WORDS, elements=ELEMENTS, date=DATES, persons=PERSONS, fields=st.dictionaries(WORDS, JSON, max_size=3),
    more=st.dictionaries(SOME, JSON, max_size=2), note=SOME,
)  # fmt: skip
def test_whatever_is_said_is_read_back_to_the_letter(name, title, elements, date, persons, fields, more, note):
    values = {"reference_code": "A-1", "title": title, "note": note, "open_flag": "open", **elements}
    said = Said("item", values, date, {}, persons, [], fields, more)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a.{name}"
        write = write_csv if name == "csv" else write_xlsx
        whole = Unit(Said("fonds", {"reference_code": "J", "title": "全宗"}), 0, 0)
        write(path, whole, iter([Unit(said, 0, 0)]), sorted(fields), print)
        [table] = read_tables(path)

    assert is_exact(table)
    [_fonds, row] = exact_rows(table)
    read = described(row, None, "place", {})
    got = read.description
    assert read.findings == []
    assert (got.code, got.title, got.note, got.opening_state) == ("A-1", title, note, "open")
    assert got.elements == elements | more
    assert got.fields == fields
    assert [p.name for p in got.persons] == [p["name"] for p in persons]
    assert [p.place for p in got.persons] == [p.get("place", "") for p in persons]
    if date:
        assert (got.date.raw, got.date.start and got.date.start.isoformat()) == (date.text, date.start or None)
