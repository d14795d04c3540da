"""Code schemes (档号编制规则) as data: which segments a code has, how it is built from values and read back.

The level comes from the scheme, never from the form of a code: X032-KJ·KY·01-003 is a volume by one scheme and an item
by another (DA/T 13-2022). An archive adds schemes as files of its own in a folder of its home, without code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _, gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.codes import ParsedCode, canonical
from lantai.holdings.catalogue.record_types import label_of

LEVELS = ("volume", "item")
VALUES: dict[str, Any] = {
    "fonds": _("fonds code"),
    "class": _("record class"),
    "series": _("class number"),
    "project": _("project number"),
    "catalogue": _("catalogue number"),
    "year": _("year"),
    "retention": _("retention"),
    "organisation": _("organisation or matter"),
    "volume": _("volume number"),
    "item": _("item number"),
    "page": _("page number"),
}
"""What a segment may hold, besides text that is always the same (`literal`), and what it is called."""


def in_words(names: Iterable[str]) -> str:
    """Names of values as people call them."""
    return ", ".join(str(VALUES.get(name, name)) for name in names)


class CodeIncomplete(ArchiveError):
    code = "arrangement.code_incomplete"
    message = gettext_noop("No code can be built by the scheme %(scheme)s: it needs %(missing)s.")
    hint = gettext_noop("Give these values, or describe the record further, and build the code again.")
    http_status = 422


class CodeUnfit(ArchiveError):
    code = "arrangement.code_unfit"
    message = gettext_noop("“%(value)s” cannot stand for %(name)s in a code of the scheme %(scheme)s.")
    hint = gettext_noop("Correct the value, or use a scheme whose segment takes it.")
    http_status = 422


class CodeAmbiguous(ArchiveError):
    code = "arrangement.code_ambiguous"
    message = gettext_noop("The code %(code)s would be read otherwise than it was built by the scheme %(scheme)s.")
    hint = gettext_noop("A value looks like that of another segment; give the segment that is missing before it.")
    http_status = 422


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a code. `before` separates it from the part on its left.

    `width` pads numbers with zeros; `levels` are those whose codes have it, all when empty. A `sparing` one is left
    out where the code can be read without it. One that `needs` another stands only behind that other.
    """

    value: str
    pattern: str = ""
    before: str = ""
    text: str = ""
    width: int = 0
    optional: bool = False
    sparing: bool = False
    needs: str = ""
    levels: tuple[str, ...] = ()

    @property
    def regex(self) -> str:
        """As a part of the scheme's expression."""
        if self.value == "literal":
            return re.escape(self.before + self.text)
        body = f"{re.escape(self.before)}(?P<{self.value}>{self.pattern})"
        if self.optional:
            body = f"(?:{body}){'??' if self.sparing else '?'}"
        return f"(?({self.needs}){body})" if self.needs else body

    def fitted(self, given: str) -> str | None:
        """The value as the code writes it, or None when it does not fit."""
        value = canonical(given)
        if self.width and re.fullmatch(r"[0-9]+", value):
            value = (value.lstrip("0") or "0").zfill(self.width)
            if len(value) > self.width:
                return None
        return value if re.fullmatch(self.pattern, value) else None


@dataclass(frozen=True)
class CodeScheme:
    """One way of numbering, with the standard it comes from."""

    code: str
    version: int
    standard: str
    labels: Mapping[str, str]
    example: str
    levels: tuple[str, ...]
    segments: tuple[Segment, ...]

    @property
    def label(self) -> str:
        """The name in the language of the page."""
        return label_of(self.labels)

    @property
    def reference(self) -> str:
        """How a code that was built by it names it: the version too, for schemes change."""
        return f"{self.code}/{self.version}"

    def at(self, level: str) -> tuple[Segment, ...]:
        """The segments of the codes of this level, in order."""
        return tuple(each for each in self.segments if not each.levels or level in each.levels)

    def number_of(self, level: str) -> Segment:
        """The segment behind the last `-`: what counts up (DA/T 13-2022)."""
        return self.at(level)[-1]

    @cached_property
    def _patterns(self) -> Mapping[str, re.Pattern[str]]:
        return {level: re.compile("".join(each.regex for each in self.at(level))) for level in self.levels}

    def pattern(self, level: str) -> re.Pattern[str] | None:
        return self._patterns.get(level)


def build_code(scheme: CodeScheme, values: Mapping[str, object], *, level: str = "") -> ParsedCode:
    """The code these values make; values the scheme has no place for are left aside.

    What it gives is read back by `read_by` as the same values. Raises `CodeIncomplete`, `CodeUnfit`, `CodeAmbiguous`.
    """
    level = level or scheme.levels[0]
    if level not in scheme.levels:
        raise CodeUnfit(value=level, name=str(_("level")), scheme=scheme.reference)
    given = {name: str(value) for name, value in values.items() if value not in (None, "")}
    wanted = [each.value for each in scheme.at(level) if not each.optional and each.value != "literal"]
    if missing := [name for name in wanted if name not in given]:
        raise CodeIncomplete(scheme=scheme.reference, missing=in_words(missing))
    text, parts = "", {}
    for segment in scheme.at(level):
        if segment.value == "literal":
            text += segment.before + segment.text
        elif segment.value in given and (not segment.needs or segment.needs in parts):
            fitted = segment.fitted(given[segment.value])
            if fitted is None:
                raise CodeUnfit(value=given[segment.value], name=in_words([segment.value]), scheme=scheme.reference)
            parts[segment.value] = fitted
            text += segment.before + fitted
    read = read_by(scheme, text, level=level)
    if read is None or read.parts != parts:
        raise CodeAmbiguous(code=text, scheme=scheme.reference)
    return read


def read_by(scheme: CodeScheme, text: str, *, level: str = "") -> ParsedCode | None:
    """A code read by this scheme as one of this level, or None when it is none."""
    key = canonical(text)
    pattern = scheme.pattern(level or scheme.levels[0])
    found = pattern.fullmatch(key) if pattern else None
    if found is None:
        return None
    parts = {name: value for name, value in found.groupdict().items() if value}
    return ParsedCode(text.strip(), key, scheme.reference, parts)


def sequence_key(key: str) -> str:
    """What a number counts in: everything left of the last `-` (standards of DA/T 13-2022 count below the class)."""
    return key.rpartition("-")[0]
