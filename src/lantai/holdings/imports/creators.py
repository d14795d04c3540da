"""Creators of a list: who is left out and plainly meant, and who was not called that at the time."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext_noop

from lantai.base.common.findings import Finding, Severity, declare
from lantai.holdings.authority.queries import BodyName, bodies_called
from lantai.holdings.catalogue.actions import Description

CREATOR_MEANT = declare(
    "catalogue.creator_meant",
    gettext_noop("The entry names no creator; documents numbered “%(prefix)s” are of %(creator)s in this list."),
    gettext_noop("Let creators be taken from document numbers when the list is checked again, or leave it empty."),
)
CREATOR_TAKEN = declare(
    "catalogue.creator_taken",
    gettext_noop("The creator %(creator)s was taken from the document number “%(prefix)s…”, as in the whole list."),
    gettext_noop("Compare with the paper; the record says that its creator was not written in the list."),
)
NAME_OUT_OF_TIME = declare(
    "catalogue.name_out_of_time",
    gettext_noop("%(creator)s was the name of a body in %(years)s, the entry is of %(year)s; then it was %(name)s."),
    gettext_noop("Look at the paper. The name is kept as it stands; a search by one name of the body finds all."),
)
ENOUGH = 3
"""So many entries of one creator, and of no other, make a prefix of document numbers his."""
_PREFIX = re.compile(r"([^\d\s〔\[（(【第]{2,12})[〔\[（(【]?(?:19|20)?\d\d")


def prefix_of(document_number: str) -> str:
    """What stands before the year: 云政发〔1987〕12号 → 云政发."""
    found = _PREFIX.match(unicodedata.normalize("NFKC", document_number).strip()) if document_number else None
    return found[1] if found else ""


class Creators:
    """Remembers which creator each prefix of document numbers goes with, as far as the list was read."""

    def __init__(self, *, take: bool) -> None:
        self._take = take
        self._by_prefix: dict[str, Counter[str]] = {}

    def completed(self, described: Description, place: str) -> tuple[Description, Finding | None]:
        """The entry, with the creator its number speaks for when that is wanted, and what is to be said of it."""
        prefix = prefix_of(described.document_number)
        if not prefix:
            return described, None
        if described.creator:
            self._by_prefix.setdefault(prefix, Counter())[described.creator] += 1
            return described, None
        creator = self._of(prefix)
        if not creator:
            return described, None
        told = {"prefix": prefix, "creator": creator}
        if not self._take:
            return described, Finding(CREATOR_MEANT, Severity.INFO, place, told)
        lineage = {**described.lineage, "creator_from": prefix}
        return replace(described, creator=creator, lineage=lineage), Finding(CREATOR_TAKEN, Severity.INFO, place, told)

    def _of(self, prefix: str) -> str:
        known = self._by_prefix.get(prefix, Counter())
        return next(iter(known)) if len(known) == 1 and known.total() >= ENOUGH else ""


def out_of_time(entries: Sequence[tuple[Description, str]]) -> Iterator[tuple[int, Finding]]:
    """Creators that are names of bodies known by dated names, in years in which the body bore another: one query.

    Entries are (description, place); a finding comes with the number of its entry.
    """
    known = bodies_called({described.creator for described, _ in entries if described.creator})
    for n, (described, place) in enumerate(entries):
        year = described.date.year if described.date and described.date.year else described.year
        names = known.get(described.creator, ())
        if year and names and (told := _quarrel(described.creator, names, year)):
            yield n, Finding(NAME_OUT_OF_TIME, Severity.INFO, place, {**told, "creator": described.creator})


def _quarrel(creator: str, names: Sequence[BodyName], year: int) -> Mapping[str, object] | None:
    """Nothing where some body may have been called so in that year, or none of its other names is known for it."""
    own = [name for name in names if name.is_asked]
    if any(name.is_of(year) for name in own):
        return None
    then = next((name.name for name in names if not name.is_asked and name.is_dated and name.is_of(year)), "")
    if not then:
        return None
    return {"year": year, "years": "、".join(dict.fromkeys(name.years for name in own)), "name": then}
