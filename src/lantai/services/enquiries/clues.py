"""Clues: what an applicant answered, in order for the search for persons, for the register and for the desk's eyes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lantai.services.enquiries.matters import Matter, Question
from lantai.services.enquiries.models import Enquiry

BORN_WITHIN = 2
"""Years of birth in lists are off where years of life were counted in the old way."""
_YEAR = re.compile(r"(1[89]|20)\d\d")


@dataclass(frozen=True, slots=True)
class Clue:
    """One answer with the question it belongs to."""

    question: Question
    value: str


def clues_of(matter: Matter, answers: Mapping[str, str]) -> list[Clue]:
    """In the order of the questions; what was not answered is left out."""
    return [Clue(each, value) for each in matter.questions if (value := str(answers.get(each.code, "")).strip())]


def in_words(matter: Matter, answers: Mapping[str, str], more: str = "") -> str:
    """What is sought, as a sentence of the register: the matter, then each answer, then the applicant's own words."""
    said = [f"{matter.label}。"] + [f"{each.question.label}：{each.value}；" for each in clues_of(matter, answers)]
    return "\n".join(part for part in ("".join(said).rstrip("；"), more.strip()) if part)


def as_search(matter: Matter, answers: Mapping[str, str]) -> dict[str, Any]:
    """The fields of the search for persons that the answers fill. Of two answers to one field the first counts."""
    filled: dict[str, Any] = {"born_within": BORN_WITHIN}
    for clue in clues_of(matter, answers):
        for name, value in _filled(clue):
            filled.setdefault(name, value)
    return filled


def _filled(clue: Clue) -> Iterator[tuple[str, Any]]:
    year = _YEAR.search(clue.value)
    if clue.question.fills == "year":
        if year:
            yield "year_from", int(year[0]) - clue.question.within
            yield "year_to", int(year[0]) + clue.question.within
    elif clue.question.fills == "born":
        if year:
            yield "born", int(year[0])
    elif clue.question.fills:
        yield clue.question.fills, clue.value


def search_of(enquiry: Enquiry, matter: Matter) -> dict[str, Any]:
    """Prefilled for a case: who asks for the own record is the person, unless another name was given."""
    filled = as_search(matter, enquiry.answers)
    if enquiry.applicant_kind == "self" and "name" not in filled:
        filled["name"] = enquiry.name
    return filled
