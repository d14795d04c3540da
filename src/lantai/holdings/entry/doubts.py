"""What looks wrong in what was typed. No doubt stops anything for good: the paper may say so, and a person confirms."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _, gettext_noop

from lantai.base.common.dates import ArchivalDate, Precision, parse_date
from lantai.base.common.findings import SENTENCES, Finding, Severity, declare
from lantai.holdings.catalogue.id_numbers import findings_of, read_id_number
from lantai.holdings.catalogue.record_types import RecordType
from lantai.holdings.catalogue.regions import regions
from lantai.holdings.catalogue.sealing import hash_of, person_keys
from lantai.holdings.entry.layout import ID_NUMBER, PERSON, person_name, roles_of

UNREADABLE = declare(
    "entry.date_unreadable",
    gettext_noop("“%(text)s” is not read as a date: it will be kept as text and found by no year."),
    gettext_noop("Type it in another form, or confirm that the paper says so."),
)
IMPOSSIBLE = declare(
    "entry.date_impossible",
    gettext_noop("“%(text)s” is not a possible date."),
    gettext_noop("Compare it with the image, or confirm that the paper says so."),
)
OTHER_SEX = declare(
    "entry.id_number_sex",
    gettext_noop("The ID number of %(name)s is that of the other sex."),
    gettext_noop("Compare it with the image, or confirm that the paper says so."),
)
NAMELESS = declare(
    "entry.person_nameless",
    gettext_noop("Something is typed of a person without a name: it will not be kept."),
    gettext_noop("Type the name, or confirm that the paper has none."),
)


@dataclass(frozen=True, slots=True)
class Doubt:
    """One doubt about one place. `token` stands for this doubt about this very value, and tells nothing of it."""

    name: str
    finding: Finding
    token: str

    @property
    def sentence(self) -> str:
        return self.finding.sentence()

    @property
    def remedy(self) -> str:
        return self.finding.remedy()


def doubts_about(kind: RecordType, typed: Mapping[str, str]) -> list[Doubt]:
    """Every doubt about what was typed, in the order of the form."""
    found = [doubt for name, value in typed.items() if _is_date(kind, name) for doubt in _date_doubts(name, value)]
    for role, _label, sex in roles_of(kind):
        for place in sorted({int(name.split(".")[2]) for name in typed if name.startswith(f"p.{role}.")}):
            told = {name: typed.get(person_name(role, place, name), "") for name in PERSON}
            told["sex"] = told["sex"] or sex
            found += _person_doubts(role, place, told)
    return found


def _is_date(kind: RecordType, name: str) -> bool:
    if name.startswith("f."):
        return any(each.kind == "date" and f"f.{each.code}" == name for each in kind.fields)
    return name == "r.date" or name.endswith(".birth")


def _date_doubts(name: str, value: str) -> Iterable[Doubt]:
    date = parse_date(value, latest=timezone.localdate()) if value else None
    if date and date.problem:
        code = IMPOSSIBLE if date.problem == "impossible" else UNREADABLE
        yield _doubt(name, Finding(code, Severity.WARNING, name, {"text": value[:60]}), value)


def _person_doubts(role: str, place: int, told: Mapping[str, str]) -> Iterable[Doubt]:
    name = person_name(role, place, "name")
    if not told["name"]:
        if any(value for attribute, value in told.items() if attribute not in {"name", "sex"}):
            yield _doubt(name, Finding(NAMELESS, Severity.WARNING, name), "".join(told.values()))
        return
    where = person_name(role, place, ID_NUMBER)
    for finding in number_findings(where, told[ID_NUMBER], told):
        yield _doubt(where, finding, told[ID_NUMBER] + told["birth"] + told["sex"])


def number_findings(where: str, text: str, told: Mapping[str, str]) -> list[Finding]:
    """What is wrong with an ID number by itself, beside the birth and beside the sex of its person."""
    number = read_id_number(text, today=timezone.localdate(), regions=regions())
    if number is None:
        return []
    name = told.get("name", "")
    birth = parse_date(told["birth"]) if told.get("birth") else None
    exact = birth.start if birth and birth.precision == Precision.DAY else None
    found = findings_of(number, name=name or _("this person"), path=where, birth=exact)
    if told.get("sex") in {"male", "female"} and number.sex and number.sex != told["sex"]:
        found.append(Finding(OTHER_SEX, Severity.WARNING, where, {"name": name or _("this person")}))
    return found


def _doubt(name: str, finding: Finding, value: str) -> Doubt:
    mark = (
        hash_of(value, person_keys())
        if finding.code.startswith("person.")
        else hashlib.sha256(value.encode()).hexdigest()
    )
    return Doubt(name, finding, f"{name}:{finding.code}:{mark[:12]}")


@dataclass(frozen=True, slots=True)
class Reading:
    """How a value is understood, for the line below its field."""

    text: str
    doubts: tuple[str, ...] = ()


def reading_of(kind: str, value: str, told: Mapping[str, str]) -> Reading:
    """A date or an ID number as it is understood now, while it is typed."""
    value = value.strip()[:200]
    if kind == ID_NUMBER:
        number = read_id_number(value, today=timezone.localdate(), regions=regions())
        sentences = tuple(finding.sentence() for finding in number_findings("", value, told))
        if number is None or number.birth is None:
            return Reading("", sentences)
        return Reading(_("born %(day)s") % {"day": number.birth.isoformat()}, sentences)
    date = parse_date(value, latest=timezone.localdate())
    if date.problem:
        code = IMPOSSIBLE if date.problem == "impossible" else UNREADABLE
        return Reading("", (_(SENTENCES[code][0]) % {"text": value},))
    return Reading(date_in_words(date))


def date_in_words(date: ArchivalDate) -> str:
    """The day, or the first and the last on which it may lie."""
    if date.start is None or date.end is None:
        return ""
    if date.start == date.end:
        return date.start.isoformat()
    return f"{date.normal} ({date.start.isoformat()} – {date.end.isoformat()})"
