"""What the entries say, held against the scheme: lengths, types, lists, plausibility, characters, codes, repetition."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping

from lantai.base.common.dates import ArchivalDate, parse_date
from lantai.base.common.findings import Severity
from lantai.engines.packages.model import Entry, PackageForm
from lantai.holdings.catalogue.codes import ParsedCode, canonical, parse_code
from lantai.holdings.checks.judging import codes
from lantai.holdings.checks.judging.material import Material
from lantai.holdings.checks.results import Status
from lantai.holdings.checks.schemes import Field

OF_METADATA = ("1-2", "1-3", "1-4", "1-5", "1-6", "1-7", "1-8", "2-3", "2-4", "2-6")
_WHOLE_NUMBER = re.compile(r"\d{1,9}")
_YEAR = re.compile(r"(?:1[0-9]|20)\d\d")
_ESCAPE = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,6}|#x[0-9a-fA-F]{1,6});")
_ALLOWED = frozenset("\n\t")
_INVISIBLE = frozenset("\u00a0\u00ad\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u2060\ufeff\ufffd")
CODE, CREATOR = "档号", "责任者"


class Entries:
    """All entries of one package, one after another; what concerns several of them is in the notebook."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self.tallies = material.tallies
        self.scheme = material.scheme
        self.seen: set[str] = set()
        self.today = dt.datetime.now(dt.UTC).date()

    def one(self, entry: Entry, values: Mapping[str, str]) -> None:
        """Everything about one entry by itself, and what of it must be unique."""
        who = shown(entry)
        self.seen |= values.keys() & {field.name for field in self.scheme.fields}
        for field in self.scheme.fields:
            value = values.get(field.name, "").strip()
            self._filled(entry, who, field, values)
            if value:
                self._length(entry, who, field, value)
                self._type(entry, who, field, value)
                self._vocabulary(entry, who, field, value)
        self._plausible(entry, who, values)
        self._characters(entry, who, values)
        self._code(entry, who, values)
        self._unique(entry, who, values)

    def done(self, count: int) -> None:
        """What can only be said at the end: elements no entry has, numbers that are missing."""
        if not count:
            self.tallies.skip(OF_METADATA, Status.NOT_RUN, codes.NO_ENTRIES)
            return
        for field in self.scheme.fields:
            if field.wanted != "no":
                self.tallies.see("2-3")
                if field.name not in self.seen:
                    self.tallies.say("2-3", codes.FIELD_NOWHERE, "", field=field.name)
                    continue
                for where, who in self.material.book.values(f"absent:{field.name}"):
                    self.tallies.say("2-4", codes.FIELD_EMPTY, where, field=field.name, entry=who, found="")
        for prefix, first, last in self.material.book.gaps():
            found = str(first) if first == last else f"{first}–{last}"
            self.tallies.say("2-6", codes.GAP, prefix, entry=prefix, found=found)
        self.tallies.see("2-6", self.material.book.prefixes())
        lists = {"1-2": "longest", "1-3": "kind", "1-4": "values"}
        for number, attribute in lists.items():
            is_asked = any(getattr(field, attribute) not in ("", 0, "text") for field in self.scheme.fields)
            if not is_asked or not self.tallies.by_number[number].objects:
                self.tallies.skip((number,), Status.NA, codes.NOT_IN_SCHEME)

    # ── field by field ──

    def _filled(self, entry: Entry, who: str, field: Field, values: Mapping[str, str]) -> None:
        """An element this entry does not have at all is told at the end: where none has it, that is another item."""
        if field.wanted != "filled":
            return
        value = values.get(field.name, "").strip()
        self.tallies.see("2-4")
        if field.name not in values:
            self.material.book.first(f"absent:{field.name}", place(entry), who)
        elif not value or value in self.scheme.empty_words:
            self.tallies.say("2-4", codes.FIELD_EMPTY, place(entry), field=field.name, entry=who, found=value)

    def _length(self, entry: Entry, who: str, field: Field, value: str) -> None:
        if not field.longest and not field.shortest:
            return
        self.tallies.see("1-2")
        told = {"field": field.name, "entry": who, "found": len(value)}
        if field.longest and len(value) > field.longest:
            self.tallies.say(
                "1-2", codes.TOO_LONG, place(entry), limit=field.longest, expected=f"≤ {field.longest}", **told
            )
        elif len(value) < field.shortest:
            self.tallies.say(
                "1-2", codes.TOO_SHORT, place(entry), limit=field.shortest, expected=f"≥ {field.shortest}", **told
            )

    def _type(self, entry: Entry, who: str, field: Field, value: str) -> None:
        if field.kind == "text" and not field.pattern:
            return
        self.tallies.see("1-3")
        if field.pattern and not re.fullmatch(field.pattern, value):
            kind = field.pattern
        elif not _is(field.kind, value):
            kind = field.kind
        else:
            return
        params = {"field": field.name, "entry": who, "found": value[:120], "kind": kind, "expected": kind}
        self.tallies.say("1-3", codes.WRONG_TYPE, place(entry), **params)

    def _vocabulary(self, entry: Entry, who: str, field: Field, value: str) -> None:
        if not field.values:
            return
        self.tallies.see("1-4")
        plain = unicodedata.normalize("NFKC", value).partition("★")[0].strip()
        if plain not in self.scheme.vocabularies[field.values]:
            params = {"field": field.name, "entry": who, "found": value[:120], "expected": field.values}
            self.tallies.say("1-4", codes.NOT_IN_LIST, place(entry), **params)

    # ── the entry as a whole ──

    def _plausible(self, entry: Entry, who: str, values: Mapping[str, str]) -> None:
        self.tallies.see("1-5")
        for field in self.scheme.fields:
            value = values.get(field.name, "").strip()
            if field.kind == "date" and value:
                self._date(entry, who, field.name, values)
            elif field.kind == "number" and _WHOLE_NUMBER.fullmatch(value) and int(value) < 1:
                self.tallies.say("1-5", codes.NO_PAGES_SAID, place(entry), field=field.name, entry=who, found=value)

    def _date(self, entry: Entry, who: str, name: str, values: Mapping[str, str]) -> None:
        value, year = values[name].strip(), values.get("年度", "").strip()
        date = parse_date(value)
        params = {"field": name, "entry": who, "found": value[:60]}
        if date.problem == "impossible":
            self.tallies.say("1-5", codes.IMPOSSIBLE_DATE, place(entry), **params)
        elif date.start is not None and date.start > self.today:
            self.tallies.say("1-5", codes.FUTURE_DATE, place(entry), expected=f"≤ {self.today}", **params)
        else:
            self._life(entry, who, values, date)
            self._year(entry, who, year, value, date)

    def _year(self, entry: Entry, who: str, year: str, value: str, date: ArchivalDate) -> None:
        if not _YEAR.fullmatch(year) or date.start is None or date.end is None:
            return
        tolerance = self.scheme.year_tolerance
        if not date.start.year - tolerance <= int(year) <= date.end.year + tolerance:
            self.tallies.say(
                "1-5", codes.YEAR_DIFFERS, place(entry), Severity.WARNING, entry=who, found=year, expected=value
            )

    def _characters(self, entry: Entry, who: str, values: Mapping[str, str]) -> None:
        self.tallies.see("1-6")
        for name, value in values.items():
            if odd := odd_characters(value):
                self.tallies.say(
                    "1-6", codes.SPECIAL_CHARACTER, place(entry), field=name, entry=who, found=", ".join(odd[:6])
                )

    def _code(self, entry: Entry, who: str, values: Mapping[str, str]) -> None:
        written = values.get(CODE, "").strip()
        if not written or written in self.scheme.empty_words:
            return
        self.tallies.see("1-7")
        code = parse_code(written)
        if not self._scheme_of_fonds(entry, written, values, code) and code.scheme not in self.scheme.codes:
            params = {"found": written[:200], "number": entry.number}
            self.tallies.say("1-7", codes.CODE_MALFORMED, place(entry), **params)
            return
        said = {"全宗号": code.parts.get("fonds", ""), "年度": str(code.year or ""), "保管期限": code.retention}
        for name, part in said.items():
            value = canonical(values.get(name, ""))
            if part and value and _retention(value) != _retention(part):
                self.tallies.say(
                    "1-7", codes.CODE_DIFFERS, place(entry), entry=written, field=name, found=part, expected=value
                )
        prefix, _dash, number = code.key.rpartition("-")
        if number.isdigit():
            self.material.book.number(prefix, int(number))

    def _scheme_of_fonds(self, entry: Entry, written: str, values: Mapping[str, str], code: ParsedCode) -> bool:
        """Whether the fonds has set by which scheme it numbers, which only the archive knows; a misfit is said."""
        catalogue = self.material.catalogue
        if catalogue is None:
            return False
        fonds = code.parts.get("fonds", "") or canonical(values.get("全宗号", ""))
        said = values.get("年度", "").strip()
        year = code.year or (int(said) if _YEAR.fullmatch(said) else None)
        wanted = catalogue.wanted_scheme(fonds, entry.level == "案卷", year, written)
        if wanted:
            params = {"found": written[:200], "expected": wanted}
            self.tallies.say("1-7", codes.CODE_OTHER_SCHEME, place(entry), **params)
        return wanted is not None

    def _life(self, entry: Entry, who: str, values: Mapping[str, str], date: ArchivalDate) -> None:
        """成立≤日期≤撤销: some body of this name must have existed in a year of the date."""
        catalogue, creator = self.material.catalogue, values.get(CREATOR, "").strip()
        if catalogue is None or not creator or date.start is None or date.end is None:
            return
        lives = catalogue.lives_of(creator)
        first, last = date.start.year, date.end.year
        if lives and not any((since or 0) <= last and first <= (until or 9999) for since, until in lives):
            shown_lives = "、".join(f"{since or ''}–{until or ''}" for since, until in lives)
            params = {"entry": who, "found": f"{date.start}", "creator": creator, "expected": shown_lives}
            self.tallies.say("1-5", codes.OUTSIDE_LIFE, place(entry), **params)

    def _unique(self, entry: Entry, who: str, values: Mapping[str, str]) -> None:
        for names in self.scheme.unique:
            found = [canonical(values.get(name, "")) for name in names]
            if not all(found):
                continue
            self.tallies.see("1-8")
            other = self.material.book.first("/".join(names), "\x1f".join(found), who)
            said_by_reader = names == (CODE,) and self.material.package.form == PackageForm.TRANSFER
            if other and not said_by_reader:
                self._twice(entry, who, names, values, other)
        alike = [values.get(name, "").strip() for name in self.scheme.alike]
        if alike and all(alike):
            other = self.material.book.first("alike", "\x1f".join(alike), who)
            if other:
                which = "、".join(self.scheme.alike)
                self.tallies.say(
                    "1-8", codes.ALIKE, place(entry), Severity.WARNING, entry=who, other=other, field=which
                )

    def _twice(self, entry: Entry, who: str, names: tuple[str, ...], values: Mapping[str, str], other: str) -> None:
        found = " / ".join(values[name] for name in names)[:200]
        self.tallies.say("1-8", codes.TWICE, place(entry), field="、".join(names), entry=who, found=found, other=other)


def shown(entry: Entry) -> str:
    """What findings call an entry: its reference code, else its number."""
    return entry.fields.get(CODE, "").strip()[:120] or f"#{entry.number}"


def place(entry: Entry) -> str:
    """Where it stands."""
    return f"{entry.source}:{entry.line}" if entry.line else f"{entry.source}#{entry.number}"


def values_of(entry: Entry) -> dict[str, str]:
    """One text for each element; several values stand one behind the other."""
    return {**entry.fields, **{name: "；".join(several) for name, several in entry.repeated.items()}}


def odd_characters(value: str) -> list[str]:
    """What has no place in metadata, by code point; a half-undone escape as it stands."""
    found = {f"U+{ord(sign):04X}" for sign in value if _is_odd(sign)}
    return sorted(found) + sorted(set(_ESCAPE.findall(value)))


def _is_odd(sign: str) -> bool:
    if sign in _ALLOWED or (sign.isascii() and sign.isprintable()):
        return False
    return sign in _INVISIBLE or unicodedata.category(sign) in {"Cc", "Co", "Cs", "Cn"}


def _is(kind: str, value: str) -> bool:
    if kind == "date":
        return parse_date(value).problem != "unreadable"
    if kind == "year":
        return _YEAR.fullmatch(value) is not None
    return kind != "number" or _WHOLE_NUMBER.fullmatch(value) is not None


_RETENTIONS = {"永久": "Y", "永": "Y", "100年": "D100", "30年": "D30", "10年": "D10"}


def _retention(value: str) -> str:
    plain = value.removeprefix("定期")
    return _RETENTIONS.get(plain, plain)
