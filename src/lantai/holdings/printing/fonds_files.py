"""The fonds file (全宗卷, DA/T 12-2012) on paper: its entries in the order of its parts, and what may be said of each.

Forms are Chinese whatever language the page is in. An entry that was withdrawn keeps its place and its number, with a
sentence instead of its text: what was a mistake is not handed on as if it stood.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Max, Sum
from django.db.models.functions import Length
from django.utils import timezone, translation

from lantai.base.common.who import called
from lantai.holdings.arrangement.fonds_file_parts import fonds_file_parts
from lantai.holdings.arrangement.models import FondsFileEntry
from lantai.holdings.catalogue.models import Fonds

SIGNS_A_LINE = 200
"""So many characters of a text take the typesetter as long as a row of a list."""
_NO_DATE = 10**9


@dataclass(frozen=True, slots=True)
class FileLine:
    """One entry as a form shows it. `number` counts from 1 through the print; `part` is the name of its part."""

    entry: FondsFileEntry
    part: str
    number: int
    records: tuple[str, ...]

    def say(self, word: str) -> str:
        """The answer to one word of a column, on one line."""
        return " ".join(ENTRY_WORDS[word](self).split())

    @property
    def place(self) -> str:
        """Where a character is that nobody could show."""
        return self.say("entry_number")

    @property
    def paragraphs(self) -> list[str]:
        """The text, a line each; of a withdrawn entry none."""
        return [] if self.entry.is_withdrawn else [line for line in self.entry.text.splitlines() if line.strip()]

    @property
    def remark(self) -> str:
        """That it was withdrawn or corrected."""
        entry = self.entry
        if entry.withdrawn_at is not None:
            return f"{_day(entry.withdrawn_at)}撤销（{_name(entry.withdrawn_by)}）：{entry.withdrawn_for}"
        corrected = getattr(entry, "corrected_at", None)
        return f"{_day(corrected)}更正" if corrected else ""


@dataclass(frozen=True, slots=True)
class FileBundle:
    """The whole file of a fonds."""

    fonds: Fonds
    lines: tuple[FileLine, ...]

    def say(self, word: str) -> str:
        """The answer to one word of a heading or cover; an empty word is a blank."""
        return FILE_WORDS[word](self) if word else ""

    @property
    def parts(self) -> list[tuple[str, list[FileLine]]]:
        """Every part in order, those without an entry as well."""
        found = {part: list(lines) for part, lines in groupby(self.lines, lambda line: line.part)}
        names = [part.labels["zh"] for part in fonds_file_parts().values()]
        return [(name, found.get(name, [])) for name in dict.fromkeys([*names, *found])]


def file_bundle(fonds: Fonds) -> FileBundle:
    """The entries in the order of the standard's parts, within one by their dates: two queries."""
    names = {part.code: part.labels["zh"] for part in fonds_file_parts().values()}
    places = {code: place for place, code in enumerate(names)}
    entries = fonds.file_entries.annotate(corrected_at=Max("versions__at")).prefetch_related("records").order_by("pk")

    def key(entry: FondsFileEntry) -> tuple[int, str, int, int]:
        dated = _NO_DATE if entry.date_key is None else entry.date_key
        return (places.get(entry.part, len(places)), entry.part, dated, entry.pk)

    lines = (
        FileLine(entry, names.get(entry.part, entry.part), n, tuple(sorted(each.code for each in entry.records.all())))
        for n, entry in enumerate(sorted(entries, key=key), 1)
    )
    return FileBundle(fonds, tuple(lines))


def entries_and_weight(fonds: Fonds) -> tuple[int, int]:
    """How many entries there are, and how many rows of a list they weigh with their texts: before any is read."""
    entries = fonds.file_entries.order_by()
    count = entries.count()
    signs: int = entries.aggregate(signs=Sum(Length("text")))["signs"] or 0
    return count, count + signs // SIGNS_A_LINE


def _name(label: str) -> str:
    """Who did it, in Chinese as the form is."""
    with translation.override("zh-hans"):
        return called(label)


def _day(moment: object) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d}"  # type: ignore[arg-type]


ENTRY_WORDS: Mapping[str, Callable[[FileLine], str]] = {
    "number": lambda line: str(line.number),
    "entry_number": lambda line: "" if line.entry.number is None else str(line.entry.number),
    "part": lambda line: line.part,
    "title": lambda line: line.entry.title,
    "date": lambda line: line.entry.date_text,
    "by": lambda line: _name(line.entry.by),
    "entered_on": lambda line: _day(line.entry.at),
    "records": lambda line: "；".join(line.records),
    "note": lambda line: line.remark,
}
"""Words of columns of a form of the fonds file."""

FILE_WORDS: Mapping[str, Callable[[FileBundle], str]] = {
    "fonds_code": lambda bundle: bundle.fonds.code,
    "fonds_title": lambda bundle: bundle.fonds.title,
    "archive": lambda bundle: bundle.fonds.institution.name,
    "entries": lambda bundle: str(len(bundle.lines)),
}
"""Words of headings and covers of such a form."""
