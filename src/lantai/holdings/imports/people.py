"""The persons of a row of a catalogue: their names, and what other columns say of them.

What a column says is taken for a person only where there is no doubt whose it is: one name in that role.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from lantai.base.common.dates import Precision, parse_date
from lantai.base.common.findings import Finding
from lantai.holdings.catalogue.actions import Person
from lantai.holdings.catalogue.id_numbers import findings_of, read_id_number
from lantai.holdings.catalogue.record_types import RecordType, person_roles, plain_header
from lantai.holdings.catalogue.regions import regions
from lantai.holdings.imports.rows import CatalogueRow

_BETWEEN = re.compile(r"[、,，;；/\n]+| {2,}")
_PLAINLY_OF_A_PERSON = {"id_number", "sex", "birth", "former_names"}
"""In a type that knows no roles, 单位 or 地址 may be anything; these cannot."""


def people_of(row: CatalogueRow, kind: RecordType) -> Iterator[Person]:
    """Everybody the row names, in the order of its columns."""
    roles = person_roles()
    main = kind.roles[0].code if kind.roles else ""
    named = [(roles.get(header, ""), name) for header, cell in row.people.items() for name in _names(cell)]
    count, told = Counter(role or main for role, _ in named), _told(row, kind, alone=len(named) == 1)
    for role, name in named:
        more = told[role or main] if count[role or main] == 1 else {}
        birth = parse_date(more["birth"]) if more.get("birth") else None
        yield Person(name[:80], role, birth=birth, **{key: value for key, value in more.items() if key != "birth"})


def number_doubts(person: Person, place: str) -> list[Finding]:
    """What is wrong with a person's ID number, by itself and beside the date of birth."""
    number = read_id_number(person.id_number, regions=regions())
    if number is None:
        return []
    exact = person.birth.start if person.birth and person.birth.precision == Precision.DAY else None
    return findings_of(number, name=person.name, path=place, birth=exact)


def _names(cell: str) -> Iterator[str]:
    for name in _BETWEEN.split(cell):
        if name := name.strip().removesuffix("等").strip():
            yield name


def _told(row: CatalogueRow, kind: RecordType, *, alone: bool) -> defaultdict[str, dict[str, str]]:
    """What columns beside those of names say, by role and attribute; 住址 by itself only of somebody who is alone."""
    told: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for header, value in (row.extra | row.numbers).items():
        role, attribute = kind.person_column(header) or ("", "name")
        if not value or attribute == "name" or not (kind.roles or attribute in _PLAINLY_OF_A_PERSON):
            continue
        own = kind.role(role)
        if alone or (own and plain_header(header) in own.columns[attribute]):
            told[role].setdefault(attribute, value)
    return told
