"""Every key the file of a record type may have is read by something: without it, something else is said.

Each key is taken out of every file that has it, shipped or of an archive, and whoever reads it is asked again. A key of
the schema that stands nowhere in `READERS` fails here: whoever adds one says who reads it, or leaves it out.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml
from django.conf import settings

from lantai.holdings.catalogue.actions import Description
from lantai.holdings.catalogue.applicants import applicants, may_ask_for
from lantai.holdings.catalogue.defaults import FROM_TYPE, with_default_retention
from lantai.holdings.catalogue.labels import type_label
from lantai.holdings.catalogue.models import PersonEntry, Record
from lantai.holdings.catalogue.record_type_schema import FIELD, ROLE, SCHEMA
from lantai.holdings.catalogue.record_types import ATTRIBUTES, FOLDER, record_types, type_of, use_folder
from lantai.holdings.catalogue.type_fields import HIDDEN, cells_of, list_columns, masked_words, masks_numbers
from lantai.holdings.description.slots import field_slots
from lantai.holdings.entry.layout import blocks_of
from lantai.holdings.people.type_clues import clues_of_types
from lantai.holdings.withholding.persons import names_are_public
from lantai.services.enquiries.matters import matters, use_matters

File = dict[str, Any]
OWN: File = yaml.safe_load("""
code: ferry_licence
version: 1
standard: DC
labels: {zh: 渡船执照, en: ferry licences}
words: [渡船执照]
classes: [DU]
title: "{boatman}渡船执照"
retention: D30
sensitivity: personal
list: [boatman, river, kind, issued, illness]
roles:
  - code: boatman
    labels: {zh: 船工, en: boatman}
    headers: [船工]
    prefixes: [船工]
    sex: male
    required: true
    clue: true
    columns: {unit: [船工所属船社]}
fields:
  - {code: river, labels: {zh: 河段, en: reach}, kind: place, clue: true, required: true, headers: [河段, 渡口]}
  - {code: kind, labels: {zh: 船种, en: kind}, kind: choice, choices: {sail: {zh: 帆船, en: sail}}, headers: [船种]}
  - {code: issued, labels: {zh: 发证日期, en: issued}, kind: date, headers: [发证日期]}
  - {code: illness, labels: {zh: 病史, en: illness}, kind: text, sensitive: true, headers: [病史]}
may_ask: [self, kin]
mask: [id_number, unit]
""")


def _record(code: str) -> Record:
    """Everything its type asks for is said of it."""
    return Record(record_type=code, fields={each.code: f"说{each.code}" for each in record_types()[code].fields})


def _people(code: str) -> list[PersonEntry]:
    said = {"former_names": "小名某", "unit": "某单位", "place": "某地方", "birth_text": "1950年"}
    return [PersonEntry(name=f"某{role.code}", role=role.code, **said) for role in record_types()[code].roles]


def _form(code: str, _file: File) -> object:
    return blocks_of(record_types()[code], {})


def _title(code: str, _file: File) -> object:
    return record_types()[code].title_for({each.role: [each.name] for each in _people(code)}, {})


def _persons_of_columns(code: str, file: File) -> object:
    kind, heads = record_types()[code], [each for role in file["roles"] for each in role.get("prefixes", ())]
    told = [each for role in file["roles"] for words in role.get("columns", {}).values() for each in words]
    return [kind.person_column(head + word) for head in heads for word in ATTRIBUTES["place"]], [
        *map(kind.person_column, told)
    ]


READERS: dict[str, Callable[[str, File], object]] = {
    "version": lambda code, _: with_default_retention(Description("1", "1", code)).lineage.get(FROM_TYPE),
    "standard": lambda _, file: type_of("", file["standard"], frozenset()),
    "labels": lambda code, _: type_label(code),
    "words": lambda _, file: [type_of(word, "", frozenset()) for word in file["words"]],
    "classes": lambda _, file: [type_of("", each, frozenset()) for each in file["classes"]],
    "title": _title,
    "other_titles": _title,
    "retention": lambda code, _: with_default_retention(Description("1", "1", code)).retention,
    "sensitivity": lambda code, _: names_are_public(_record(code)),
    "list": lambda code, _: list_columns(code),
    "roles": lambda code, _: record_types()[code].role_headers,
    "fields": _form,
    "may_ask": lambda code, _: [may_ask_for(kind, code) for kind in applicants()],
    "mask": lambda code, _: (masked_words(_record(code), _people(code), but=""), masks_numbers(_record(code))),
    "fields.labels": _form,
    "fields.kind": _form,
    "fields.choices": _form,
    "fields.required": _form,
    "fields.sensitive": lambda code, _: field_slots(_record(code)),
    "fields.clue": lambda code, _: clues_of_types([code]),
    "fields.headers": lambda code, file: [
        record_types()[code].field_of(head) for each in file["fields"] for head in each.get("headers", ())
    ],
    "roles.labels": _form,
    "roles.headers": lambda code, _: record_types()[code].role_headers,
    "roles.prefixes": _persons_of_columns,
    "roles.columns": _persons_of_columns,
    "roles.sex": _form,
    "roles.required": _form,
    "roles.clue": lambda code, _: clues_of_types([code]),
}  # fmt: skip
"""Who reads each key. `code` is not among them: by it everything is asked for."""
OTHERWISE: dict[str, Any] = {"labels": {"zh": "另称", "en": "another name"}, "version": 99, "words": []}
"""For keys no file may be without: what stands there instead."""


def _parts(file: File, key: str) -> list[File]:
    above, _sign, _name = key.rpartition(".")
    return file.get(above, []) if above else [file]


def _has(file: File, key: str) -> bool:
    """A version is told with the retention alone: a type without one has nothing to tell of it."""
    name = key.rpartition(".")[2]
    return any(part.get(name) for part in _parts(file, key)) and (key != "version" or "retention" in file)


def _without(file: File, key: str) -> File:
    made, name = copy.deepcopy(file), key.rpartition(".")[2]
    for part in _parts(made, key):
        if name == "kind":
            part[name] = "number" if part[name] == "text" else "text"
        elif name in OTHERWISE:
            part[name] = OTHERWISE[name]
        else:
            part.pop(name, None)
        if name == "choices" and part["kind"] == "choice":
            part["kind"] = "text"
    for name in (
        ("list", "title", "other_titles", "mask") if key in {"roles", "fields"} else ()
    ):  # they name what is gone
        made.pop(name, None)
    return made


@pytest.fixture(scope="module")
def files() -> dict[str, File]:
    shipped = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.yaml"))]
    return {file["code"]: file for file in [*shipped, OWN]}


@pytest.fixture
def laid_down(tmp_path) -> Iterator[Callable[[dict[str, File]], None]]:
    """The archive's own folder with these files, each in the place of the shipped one of its code."""

    def lay_down(files: dict[str, File]) -> None:
        for code, file in files.items():
            (tmp_path / f"{code}.yaml").write_text(json.dumps(file, ensure_ascii=False), "utf-8")  # JSON is YAML
        use_folder(tmp_path)

    yield lay_down
    use_folder(settings.RECORD_TYPES_FOLDER)


def test_every_key_of_the_schema_has_a_reader():
    keys = {*SCHEMA["properties"], *(f"fields.{name}" for name in FIELD["properties"])}
    keys |= {f"roles.{name}" for name in ROLE["properties"]}

    assert keys - {"code", "fields.code", "roles.code"} == READERS.keys()


def test_nobody_says_the_same_once_a_key_is_gone(files, laid_down):
    laid_down({OWN["code"]: OWN})
    having = {key: [code for code, file in files.items() if _has(file, key)] for key in READERS}
    before = {key: {code: READERS[key](code, files[code]) for code in codes} for key, codes in having.items()}
    unread = []
    for key, codes in having.items():
        laid_down(files | {code: _without(files[code], key) for code in codes})
        unread += [f"{key} of {code}" for code in codes if READERS[key](code, files[code]) == before[key][code]]

    assert [key for key, codes in having.items() if not codes] == []
    assert unread == []


def test_an_archive_s_own_type_has_all_of_it_without_code(laid_down, tmp_path_factory):
    laid_down({OWN["code"]: OWN})
    record = Record(record_type="ferry_licence", fields={"渡口": "石桥渡", "船种": "sail", "病史": "肺病"})
    people = [PersonEntry(name="柳文澜", role="boatman", unit="石桥船社"), PersonEntry(name="程志远")]
    folder = tmp_path_factory.mktemp("matters")
    (folder / "ferry.yaml").write_text(
        "schema: 1\nversion: 1\nmatters:\n  - {code: ferry, group: work, labels: {zh: 查船工执照, en: Ferry}, "
        "says: {zh: 说明, en: words}, words: [渡船执照], gives: [copy], purpose: other, days: 2, "
        "types: [ferry_licence], questions: [person, year], required: [person]}\n",
        "utf-8",
    )
    use_matters(folder)
    try:
        matter = matters()["ferry"]
        asked, who = [each.code for each in matter.questions], [each.kind.code for each in matter.asking()]
    finally:
        use_matters(settings.MATTERS_FOLDER)

    assert [each.code for each in list_columns("ferry_licence")] == ["boatman", "river", "kind", "issued", "illness"]
    assert cells_of(record, people, in_full=False)[:2] == ("柳文澜、程志远", "石桥渡")
    assert cells_of(record, people, in_full=False)[4] == HIDDEN
    assert cells_of(record, people, in_full=True)[4] == "肺病"
    assert masked_words(record, people, but="程志远").keys() == {"肺病", "石桥船社"}
    assert asked == ["person", "year", "river"]
    assert who == ["self", "kin"]
    assert with_default_retention(Description("1", "1", "ferry_licence")).retention == "D30"
    assert with_default_retention(Description("1", "1", "ferry_licence"), above="Y").retention == ""
