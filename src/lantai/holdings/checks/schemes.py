"""Check schemes (检测方案) as data: which items, which fields, formats and lists, for one category of records.

An archive adds a scheme, or replaces a shipped one, with a file of its own in a folder of the home, without any code. A
file of its own that is wrong is left out and told (`own_scheme_problems`); a shipped one stops the start.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.data_files import BadDataFile, read_data_file
from lantai.holdings.catalogue.record_types import label_of
from lantai.holdings.checks.items import Item, Link, items
from lantai.holdings.checks.schemas import SCHEME

FOLDER = Path(__file__).parent / "data" / "schemes"
DEFAULT = "documents"


class SchemeUnknown(ArchiveError):
    code = "checks.scheme_unknown"
    message = gettext_noop("There is no check scheme “%(scheme)s”.")
    hint = gettext_noop("Known: %(known)s.")
    http_status = 422
    exit_code = 2


@dataclass(frozen=True, slots=True)
class Field:
    """What one metadata element must be. `wanted`: filled in every entry, present in the catalogue, or not asked."""

    name: str
    wanted: str = "no"
    shortest: int = 0
    longest: int = 0
    kind: str = "text"
    pattern: str = ""
    values: str = ""


@dataclass(frozen=True, slots=True)
class Scheme:
    """One scheme: the choice of items and what they are judged by."""

    code: str
    version: int
    labels: Mapping[str, str]
    standard: str = ""
    classes: tuple[str, ...] = ()
    left_out: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    severities: Mapping[str, str] = field(default_factory=dict)
    fields: tuple[Field, ...] = ()
    vocabularies: Mapping[str, frozenset[str]] = field(default_factory=dict)
    empty_words: frozenset[str] = frozenset()
    unique: tuple[tuple[str, ...], ...] = ()
    alike: tuple[str, ...] = ()
    codes: frozenset[str] = frozenset()
    year_tolerance: int = 1
    pages_tolerance: int = 0
    archives_allowed: bool = False
    formats: frozenset[str] = frozenset()
    long_term: frozenset[str] = frozenset()
    virus_days: int = 14

    @property
    def label(self) -> str:
        """The name in the language of the page."""
        return label_of(self.labels)

    def is_mandatory(self, item: Item) -> bool:
        return item.mandatory and item.number not in self.optional | self.left_out

    def severity(self, item: Item) -> str:
        return self.severities.get(item.number, item.severity)

    def items_of(self, link: Link) -> list[Item]:
        """Every item of the link, those left out and the disabled slots too: they stay visible, and say why."""
        return items().of(link)


@cache
def schemes() -> Mapping[str, Scheme]:
    """Every scheme by code: shipped ones in file order, the archive's after them or in the place of their code."""
    known: dict[str, dict[str, Any]] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        data = _read(path, known)
        known[data["code"]] = data
    for path in _own_files():
        try:
            data = _read(path, known)
        except BadDataFile:
            continue  # `own_scheme_problems` says it: one mistake in a file must not keep the archive shut
        known[data["code"]] = data
    return MappingProxyType({code: _typed(data) for code, data in known.items()})


def scheme_named(code: str) -> Scheme:
    """The scheme of this code, the one for documents when none is named. Raises `SchemeUnknown`."""
    found = schemes().get(code or DEFAULT)
    if found is None:
        raise SchemeUnknown(scheme=code, known=", ".join(schemes()))
    return found


def own_scheme_problems() -> list[BadDataFile]:
    """What is wrong with the archive's own files, with file and line."""
    known = {code: {"code": code} for code in schemes()}
    found = []
    for path in _own_files():
        try:
            _read(path, known)
        except BadDataFile as problem:
            found.append(problem)
    return found


_own_folder: list[Path] = []


def use_check_schemes(path: Path) -> None:
    """Said once at the start, by the part that reads settings: where the archive's own schemes are."""
    _own_folder[:] = [path]
    schemes.cache_clear()


def _own_files() -> list[Path]:
    return sorted(_own_folder[0].glob("*.yaml")) if _own_folder else []


def _read(path: Path, known: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """A file with what it takes over from the scheme it is like."""
    data = read_data_file(path, SCHEME)
    like = data.pop("like", "")
    if like and like not in known:
        raise BadDataFile(path, 1, f"it is like the scheme {like}, which does not exist")
    lists = {**known.get(like, {}).get("vocabularies", {}), **data.get("vocabularies", {})}
    wanted = {row["values"] for row in data.get("fields", ()) if "values" in row}
    if like and known[like].keys() == {"code"}:
        wanted = set()  # only asked whether the file is in order
    if lacking := sorted(wanted - lists.keys()):
        raise BadDataFile(path, 1, f"fields name lists that are not there: {', '.join(lacking)}")
    strangers = {*data.get("left_out", ()), *data.get("optional", ()), *data.get("severities", {})}
    if strangers := strangers - items().by_number.keys():
        raise BadDataFile(path, 1, f"it names items that are not there: {', '.join(sorted(strangers))}")
    return {**known.get(like, {}), **data, "vocabularies": lists}


def _typed(data: Mapping[str, Any]) -> Scheme:
    sets = ("left_out", "optional", "empty_words", "codes", "formats", "long_term")
    return Scheme(
        **{
            **data,
            **{name: frozenset(data.get(name, ())) for name in sets},
            "classes": tuple(data.get("classes", ())),
            "fields": tuple(Field(**row) for row in data.get("fields", ())),
            "vocabularies": {name: frozenset(words) for name, words in data["vocabularies"].items()},
            "unique": tuple(tuple(names) for names in data.get("unique", ())),
            "alike": tuple(data.get("alike", ())),
        }
    )
