"""Persons with all that a list says of them: keys to find them by, numbers sealed."""

from __future__ import annotations

import json

import pytest

from lantai.base.common.dates import parse_date
from lantai.holdings.catalogue.actions import (
    Person,
    enter_persons,
    person_as_json,
    person_from_json,
    persons_of,
    replace_persons,
)
from lantai.holdings.catalogue.models import PersonEntry, PersonKey
from lantai.holdings.catalogue.person_keys import GAP, NAME, SOUND, gaps, key, keys_of, names_in, plain_name
from lantai.holdings.catalogue.sealing import person_keys
from lantai.holdings.catalogue.tests.factories import RecordFactory
from lantai.holdings.catalogue.tests.test_id_numbers import FULL

BRIDE = Person(
    "曾小妹", "bride", "曾用名：曾二妹、曾妹", "2", parse_date("1952.3.4"), "990101520304002", "临江纺织厂", "城关公社",
)  # fmt: skip

pytestmark = pytest.mark.django_db


def test_it_enters_everything_that_is_said_of_a_person():
    enter_persons([(RecordFactory(), [BRIDE])])

    entry = PersonEntry.objects.get()
    assert (entry.name, entry.role, entry.sex, entry.birth_year, entry.birth_key) == (
        "曾小妹", "bride", "female", 1952, 19520304,
    )  # fmt: skip
    assert (entry.unit, entry.place, entry.birth_text) == ("临江纺织厂", "城关公社", "1952.3.4")
    assert "zengxiaomei" in entry.pinyin.split()
    assert "zxm" in entry.pinyin.split()


def test_it_keeps_no_number_in_the_open():
    enter_persons([(RecordFactory(), [BRIDE])])

    row = PersonEntry.objects.values().get()
    assert "520304002" not in str(row)
    assert len(row["id_hash"]) == 64
    assert row["id_problem"] == "region"


def test_keys_say_the_record_and_year_of_birth_of_their_entry_whoever_changes_it():
    entry, other = enter_persons([(RecordFactory(), [BRIDE, Person("程志远")])])
    keys = PersonKey.objects.filter(entry=entry)
    entered = set(keys.values_list("record", "born"))
    others = set(other.keys.values_list("record", "born"))

    PersonEntry.objects.filter(pk=entry.pk).update(birth_year=1953)
    corrected = set(keys.values_list("record", "born"))
    elsewhere = RecordFactory()
    PersonEntry.objects.filter(pk=entry.pk).update(record=elsewhere, birth_year=None)

    assert entered == {(entry.record_id, 1952)}
    assert corrected == {(entry.record_id, 1953)}
    assert set(keys.values_list("record", "born")) == {(elsewhere.pk, None)}
    assert set(other.keys.values_list("record", "born")) == others == {(entry.record_id, None)}


def test_it_gives_keys_for_name_sound_gaps_and_former_names():
    entry = enter_persons([(RecordFactory(), [BRIDE])])[0]

    held = set(PersonKey.objects.filter(entry=entry).values_list("key", flat=True))
    assert {
        key(NAME, "曾小妹"),
        key(SOUND, "zengxiaomei"),
        key(GAP, "曾_妹"),
        key(NAME, "曾二妹"),
        key(NAME, "曾妹"),
    } <= held


def test_it_takes_birth_and_sex_from_the_number_when_the_list_is_silent():
    enter_persons([(RecordFactory(), [Person("程志远", id_number=FULL)])])

    entry = PersonEntry.objects.get()
    assert (entry.birth_key, entry.sex, entry.birth_text) == (19520304, "male", "")


def test_it_takes_nothing_from_a_number_that_cannot_be_right():
    wrong = FULL[:-1] + ("0" if FULL[-1] != "0" else "1")

    enter_persons([(RecordFactory(), [Person("程志远", id_number=wrong)])])

    assert PersonEntry.objects.get().birth_key is None


def test_it_gives_back_the_persons_of_a_record():
    record = RecordFactory()
    enter_persons([(record, [BRIDE])])

    (person,) = persons_of(record, person_keys())

    assert (person.name, person.id_number, person.birth.key) == ("曾小妹", "990101520304002", 19520304)


def test_it_replaces_persons_with_their_keys():
    record = RecordFactory()
    enter_persons([(record, [BRIDE])])

    replace_persons(record, [Person("程志远")])

    assert [entry.name for entry in record.persons.all()] == ["程志远"]
    assert not PersonKey.objects.filter(key=key(NAME, "曾小妹")).exists()


def test_it_needs_the_same_number_of_queries_for_any_number_of_persons(django_assert_num_queries):
    records = [RecordFactory() for _ in range(3)]

    with django_assert_num_queries(5):  # numbers, entries, what is withheld, keys; the last orders their links
        enter_persons([(record, [BRIDE, Person("程志远")]) for record in records])


def test_it_stands_in_json_without_the_number_and_comes_back_whole():
    text = json.dumps(person_as_json(BRIDE), ensure_ascii=False)

    assert "520304002" not in text
    assert person_from_json(json.loads(text)) == BRIDE


def test_it_reads_what_older_versions_wrote():
    assert person_from_json(["程志远", "groom"]) == Person("程志远", "groom")


def test_it_shows_no_number_when_a_person_is_printed():
    assert "520304002" not in repr(BRIDE)


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("曾用名：王二、王小二", ("王二", "王小二")),
        ("原名王大", ("王大",)),
        ("", ()),
        ("王二(王三)", ("王二", "王三")),
        ("二", ()),
    ],
)
def test_it_takes_the_names_out_of_a_cell_of_former_names(cell, names):
    assert names_in(cell) == names


def test_it_leaves_gaps_only_where_two_characters_remain():
    assert gaps("王小明") == ("_小明", "王_明", "王小_")
    assert gaps("王明") == ()
    assert gaps("smith") == ()


def test_it_compares_names_without_blanks_points_and_old_forms():
    assert plain_name("馬 克·思") == plain_name("马克思")
    assert set(keys_of("馬 克")) == set(keys_of("马克"))
    assert keys_of("  ") == ()
