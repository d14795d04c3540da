"""What is said of a person beside the names: dates of life and offices, made fit to be kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from lantai.base.common.dates import parse_date
from lantai.base.common.errors import ArchiveError
from lantai.holdings.authority.models import Authority

MOST_OFFICES = 60
_LINE = re.compile(r"(?:(?P<since>\d{4})?\s*[-–—~至]\s*(?P<until>\d{4})?|(?P<one>\d{4}))?[\s:：,，]*(?P<office>\S.*)")
_NUMBER = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15})(?!\d)")


class LifeUnreadable(ArchiveError):
    code = "authority.life_unreadable"
    message = gettext_noop("“%(text)s” is no date, or the life would end before it begins.")
    hint = gettext_noop("Write it as papers do: 1902, 1902-03-05, 光绪二十八年; leave it empty when it is not known.")
    http_status = 422
    exit_code = 2


class OfficeUnreadable(ArchiveError):
    code = "authority.office_unreadable"
    message = gettext_noop("The office “%(text)s” cannot be read.")
    hint = gettext_noop(
        "Write an office a line, its years first: 1958–1963 云溪县人民委员会副县长. At most 60 of them."
    )
    http_status = 422
    exit_code = 2


class NumberOfAPerson(ArchiveError):
    code = "authority.number_of_a_person"
    message = gettext_noop("An ID number stands in what is said of %(name)s.")
    hint = gettext_noop("Take it out: authority records name who is responsible for papers, and hold no such number.")
    http_status = 422
    exit_code = 2


@dataclass(frozen=True, slots=True)
class Life:
    """Of one person: dates as they are written, and offices, a line each, years first."""

    born: str = ""
    died: str = ""
    offices: str = ""

    def read(self, name: str, note: str = "") -> LifeRead:
        """Raises `LifeUnreadable`, `OfficeUnreadable` and `NumberOfAPerson`."""
        if _NUMBER.search(f"{self.born} {self.died} {self.offices} {note}"):
            raise NumberOfAPerson(name=name)
        born, died = self.born.strip()[:60], self.died.strip()[:60]
        dates = [parse_date(text) for text in (born, died)]
        for text, date in zip((born, died), dates, strict=True):
            if text and (date.problem or date.start is None):
                raise LifeUnreadable(text=text)
        first, last = dates[0].start, dates[1].end
        if first and last and last < first:
            raise LifeUnreadable(text=f"{born}–{died}")
        return LifeRead(born, died, tuple(_offices(self.offices)))


@dataclass(frozen=True, slots=True)
class LifeRead:
    """The same, as it is kept."""

    born: str
    died: str
    offices: tuple[dict[str, str | int | None], ...]


def _offices(text: str) -> list[dict[str, str | int | None]]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_OFFICES:
        raise OfficeUnreadable(text=lines[MOST_OFFICES][:80])
    found: list[dict[str, str | int | None]] = []
    for line in lines:
        said = _LINE.fullmatch(line)
        if said is None or len(said["office"]) > 200:
            raise OfficeUnreadable(text=line[:80])
        since, until = _year(said["since"] or said["one"]), _year(said["until"] or said["one"])
        if since and until and until < since:
            raise OfficeUnreadable(text=line[:80])
        found.append({"office": said["office"].strip(), "since": since, "until": until})
    return found


def _year(text: str | None) -> int | None:
    return int(text) if text else None


def office_lines(offices: Sequence[dict[str, str | int | None]]) -> list[str]:
    """Each in one line, as it is typed: `1958–1963 云溪县人民委员会副县长`."""
    lines = []
    for each in offices:
        since, until = each["since"], each["until"]
        years = (
            "" if since is None and until is None else str(since) if since == until else f"{since or ''}–{until or ''}"
        )
        lines.append(f"{years} {each['office']}".strip())
    return lines


def life_of(authority: Authority) -> Life:
    """What stands in the form of a person that is there."""
    return Life(authority.born, authority.died, "\n".join(office_lines(authority.offices)))
