"""A name as somebody says it, made fit to be kept: one line, with years that follow one another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.base.common.text import fold
from lantai.holdings.authority.models import LONGEST_NAME, Authority, DatedName


class NameMissing(ArchiveError):
    code = "authority.name_missing"
    message = gettext_noop("A place, body or person cannot be without a name.")
    hint = gettext_noop("Give the name as papers of its years write it.")
    http_status = 422
    exit_code = 2


class YearsReversed(ArchiveError):
    code = "authority.years_reversed"
    message = gettext_noop("%(name)s cannot end in %(until)s when it began in %(since)s.")
    hint = gettext_noop("Give the first year first; leave a year empty that is not known.")
    http_status = 422
    exit_code = 2


@dataclass(frozen=True, slots=True)
class NameSaid:
    """One name with its years, as somebody says it; None for a year that is not known, or has not come."""

    name: str
    since: int | None = None
    until: int | None = None
    kind: str = DatedName.Kind.OFFICIAL

    def read(self) -> NameSaid:
        """The same in one line. Raises `NameMissing` and `YearsReversed`."""
        name = one_line(self.name)
        if not fold(name):
            raise NameMissing
        if self.since is not None and self.until is not None and self.until < self.since:
            raise YearsReversed(name=name, since=self.since, until=self.until)
        return NameSaid(name, self.since, self.until, self.kind)

    def row(self, authority: Authority) -> DatedName:
        return DatedName(
            authority=authority,
            name=self.name,
            folded=fold(self.name),
            since_year=self.since,
            until_year=self.until,
            kind=self.kind,
        )

    def as_json(self) -> dict[str, str | int | None]:
        """What the register says of it."""
        return {"name": self.name, "since": self.since, "until": self.until, "kind": str(self.kind)}


def one_line(text: str) -> str:
    """Blanks and what cannot be printed become single blanks."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(printable.split())[:LONGEST_NAME]


def heading_of(names: Iterable[DatedName]) -> str:
    """The name to list it by: the official one that is borne last; the earliest entered when no year tells."""

    def lateness(name: DatedName) -> tuple[bool, int, int]:
        until = 9999 if name.until_year is None else name.until_year
        dated = name.since_year is not None or name.until_year is not None
        return name.kind == DatedName.Kind.OFFICIAL, until if dated else 0, name.since_year or 0

    return max(names, key=lateness).name
