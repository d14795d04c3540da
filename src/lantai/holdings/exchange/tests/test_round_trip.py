"""Out and in again: a description loaded into an empty fonds of another archive goes out the same, byte for byte."""

import re

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from lantai.base.accounts.access import OPERATOR
from lantai.base.accounts.actions import found_institution
from lantai.holdings.catalogue.actions import found_fonds
from lantai.holdings.catalogue.elements import element_set
from lantai.holdings.catalogue.models import Component, PersonEntry, Record, Series
from lantai.holdings.exchange.actions import load_description, receive_description
from lantai.holdings.exchange.describing import said_of_record
from lantai.holdings.exchange.ead.exact import said_exactly
from lantai.holdings.exchange.ead.reading import read_ead
from lantai.holdings.exchange.ead.units import UNITS, units_in
from lantai.holdings.exchange.ead.writing import EadWriter, Keeper
from lantai.holdings.exchange.files import Subject, write_file
from lantai.holdings.exchange.said import Said, date_said, said_from
from lantai.holdings.exchange.tests.full import fill

VERSIONS = ("ead3", "ead2002")


@pytest.fixture
def elsewhere(fonds):
    """An empty fonds of the same code in another archive."""
    archive = found_institution(actor=OPERATOR, code="999002", name="别处区档案馆")
    return found_fonds(actor=OPERATOR, institution=archive, code="J001", title="")


def out(fonds, path, version, record=None):
    write_file(path, Subject(fonds, record), version, scope=OPERATOR.scope())
    text = path.read_text("utf-8")
    for told in (fonds.institution.name, fonds.institution.code):
        text = text.replace(told, "…")
    # The class of what is written out alone is said of where it stands, not of it: elsewhere it stands in none.
    text = re.sub(r'<fileplan encodinganalog="class">.*?</fileplan>\n', "", text)
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:+]+", "…", text)


def load(fonds, path):
    received = receive_description(actor=OPERATOR, fonds=fonds, path=path)
    assert received.findings == []
    return load_description(actor=OPERATOR, load=received)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_full_fonds_goes_out_the_same_from_another_archive(fonds, elsewhere, tmp_path, version):
    fill(fonds)
    first = out(fonds, tmp_path / "a.xml", version)

    done = load(elsewhere, tmp_path / "a.xml")

    elsewhere.refresh_from_db()
    assert out(elsewhere, tmp_path / "b.xml", version) == first
    assert (done.created, done.held) == (7, 0)
    for model in (Series, Record):
        assert model.objects.filter(fonds=elsewhere).count() == model.objects.filter(fonds=fonds).count()
    assert Component.objects.filter(record__fonds=elsewhere).count() == 2
    assert PersonEntry.objects.filter(record__fonds=elsewhere).count() == 2


def test_the_columns_come_back_as_they_were(fonds, elsewhere, tmp_path):
    fill(fonds)
    out(fonds, tmp_path / "a.xml", "ead3")
    load(elsewhere, tmp_path / "a.xml")

    names = [
        "code", "code_key", "code_is_provisional", "level", "record_type", "title", "creator", "document_number",
        "date_text", "date_start", "date_end", "date_precision", "date_key", "year", "retention", "secrecy",
        "opening_state", "pages_declared", "note", "elements", "fields", "series__title", "parent__code",
    ]  # fmt: skip
    before = list(Record.objects.filter(fonds=fonds).order_by("code_key").values(*names))
    assert list(Record.objects.filter(fonds=elsewhere).order_by("code_key").values(*names)) == before


@pytest.mark.parametrize("version", VERSIONS)
def test_a_volume_with_its_items_goes_out_the_same(fonds, elsewhere, tmp_path, version):
    volume = fill(fonds)["volume"]
    first = out(fonds, tmp_path / "a.xml", version, volume)
    load(elsewhere, tmp_path / "a.xml")

    again = Record.objects.get(fonds=elsewhere, code=volume.code)

    assert out(elsewhere, tmp_path / "b.xml", version, again) == first


WORDS = st.text(
    st.characters(blacklist_categories=("Cs",), blacklist_characters="".join(map(chr, [*range(32), 0xFFFE, 0xFFFF])))
    | st.sampled_from("\n\t\r<>&\"'=]𬀩兰　 \u0085\u2028\u00a0"),
    max_size=40,
)
SOME = WORDS.filter(bool)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | WORDS, lambda x: st.lists(x, max_size=3), max_leaves=4
)
FURTHER = element_set().further("item")
ELEMENTS = st.fixed_dictionaries(
    {},
    optional={each.code: st.lists(WORDS, min_size=1, max_size=3) if each.kind == "list" else WORDS for each in FURTHER},
)
PERSONS = st.lists(
    st.fixed_dictionaries({"name": WORDS}, optional={"role": SOME, "unit": SOME, "place": SOME, "birth": SOME}),
    max_size=3,
)
DATES = st.none() | st.sampled_from(["1987", "19870300", "民国三十七年", "约1950年春", "1985.3–1986.12", "无日期"]).map(
    date_said
)
UNITS_SAID = st.builds(
    lambda code, title, elements, date, persons, fields, more, facts: Said(
        "item", {"reference_code": code, "title": title, **elements}, date, facts, persons, [], fields, more
    ),
    st.just("A-1"), WORDS, ELEMENTS, DATES, PERSONS,
    st.dictionaries(WORDS, JSON, max_size=3), st.dictionaries(SOME, JSON, max_size=2),
    st.dictionaries(SOME, WORDS, max_size=2),
)  # fmt: skip


@pytest.mark.parametrize("version", VERSIONS)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=UNITS_SAID)
def test_whatever_is_said_is_read_back_to_the_letter(tmp_path, version, said):
    path = tmp_path / "a.xml"
    with path.open("wb") as target:
        writer = EadWriter(target, version, Keeper("LT", "馆", "…"))
        with writer.begin(Said("fonds", {"reference_code": "J1", "title": "全宗"})), writer.component(said, 0):
            pass

    outcome = read_ead(path, tmp_path, name="a.xml", fonds="J1", mark="m")

    assert outcome["findings"] == []
    [unit] = units_in(tmp_path / UNITS)
    assert said_from(unit["said"]).as_json() == said.as_json()


@pytest.mark.django_db
def test_numbers_of_identity_go_nowhere(fonds, elsewhere, tmp_path):
    item = fill(fonds)["item"]
    PersonEntry.objects.filter(record=item).update(id_last4="5429", id_cipher=b"x")

    for version in VERSIONS:
        assert "5429" not in out(fonds, tmp_path / "a.xml", version)
    assert "5429" not in str(said_of_record(item))
    assert said_exactly("item", [], "ead3") == Said("item")
