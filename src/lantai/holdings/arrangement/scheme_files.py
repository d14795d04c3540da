"""The files code schemes are kept in: shipped ones and those of the archive's own folder, read with one schema."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml
from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.holdings.arrangement.schemes import LEVELS, VALUES, CodeScheme, Segment, read_by
from lantai.holdings.catalogue.codes import ParsedCode, parse_code
from lantai.holdings.catalogue.data_files import BadDataFile, read_data_file
from lantai.holdings.catalogue.record_type_schema import LABELS

FOLDER = Path(__file__).parent / "code_schemes"
_LEVELS = {"type": "array", "items": {"enum": list(LEVELS)}, "minItems": 1, "uniqueItems": True}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["code", "version", "standard", "labels", "example", "levels", "segments"],
    "properties": {
        "code": {"type": "string", "pattern": "^[a-z][a-z0-9_]{0,29}$"},
        "version": {"type": "integer", "minimum": 1, "maximum": 9999},
        "standard": {"type": "string", "minLength": 1},
        "labels": LABELS,
        "example": {"type": "string", "minLength": 1},
        "levels": _LEVELS,
        "segments": {
            "type": "array",
            "minItems": 2,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["value"],
                "properties": {
                    "value": {"enum": [*VALUES, "literal"]},
                    "before": {"enum": ["", "-", "·"]},
                    "pattern": {"type": "string", "minLength": 1, "maxLength": 100},
                    "text": {"type": "string", "minLength": 1, "maxLength": 20},
                    "width": {"type": "integer", "minimum": 1, "maximum": 9},
                    "optional": {"type": "boolean"},
                    "sparing": {"type": "boolean"},
                    "needs": {"enum": list(VALUES)},
                    "levels": _LEVELS,
                },
                "if": {"properties": {"value": {"const": "literal"}}},
                "then": {"required": ["text"]},
                "else": {"required": ["pattern"]},
            },
        },
    },
}
_ORDER = ("dat22", "dat13_item", "dat13_volume", "legacy_volume")


class SchemeUnknown(ArchiveError):
    code = "arrangement.scheme_unknown"
    message = gettext_noop("There is no code scheme “%(scheme)s”.")
    hint = gettext_noop("Known: %(known)s. An archive adds its own: see docs/using/arrange.md.")
    http_status = 404


@cache
def code_schemes() -> Mapping[str, CodeScheme]:
    """Every scheme by its reference (code/version): shipped ones, then those of the archive or in their place."""
    shipped = {each.reference: each for each in map(_shipped, sorted(FOLDER.glob("*.yaml"), key=_place))}
    for path in _own_files():
        try:
            own = _read(path)
        except BadDataFile:
            continue  # `own_scheme_problems` says it: one mistake in a file must not keep the archive shut
        shipped[own.reference] = own
    return MappingProxyType(shipped)


def scheme_named(reference: str) -> CodeScheme:
    """The scheme of this reference; a code alone means its newest version. Raises `SchemeUnknown`."""
    known = code_schemes()
    if reference in known:
        return known[reference]
    versions = [each for each in known.values() if each.code == reference]
    if not versions:
        raise SchemeUnknown(scheme=reference, known=", ".join(known))
    return max(versions, key=lambda each: each.version)


def read_code(text: str, *, level: str, first: Iterable[CodeScheme] = ()) -> ParsedCode:
    """A code read as one of this level, by the first scheme that fits; `first` are asked before all others.

    One that fits none is kept whole, as the catalogue reads it.
    """
    for scheme in (*first, *code_schemes().values()):
        if (read := read_by(scheme, text, level=level)) is not None:
            return read
    return parse_code(text)


def own_scheme_problems() -> list[BadDataFile]:
    """What is wrong with the archive's own files, with file and line."""
    return list(_problems(_own_files()))


def broken_schemes(folder: Path = FOLDER) -> list[str]:
    """What is wrong with the shipped files. A system check asks: every start would be too often."""
    return [str(problem) for problem in _problems(sorted(folder.glob("*.yaml")))]


def _problems(paths: Iterable[Path]) -> Iterator[BadDataFile]:
    for path in paths:
        try:
            _read(path)
        except BadDataFile as problem:
            yield problem


_own_folder: list[Path] = []


def use_schemes(path: Path) -> None:
    """Said once at the start, by the part that reads settings: where the archive's own schemes are."""
    _own_folder[:] = [path]
    code_schemes.cache_clear()


def _own_files() -> list[Path]:
    return sorted(_own_folder[0].glob("*.yaml")) if _own_folder else []


def _place(path: Path) -> tuple[int, str]:
    return (_ORDER.index(path.stem) if path.stem in _ORDER else len(_ORDER), path.stem)


def _shipped(path: Path) -> CodeScheme:
    data = yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    return _scheme(data)


def _read(path: Path) -> CodeScheme:
    """A file that keeps the schema and whose own example is one of its codes. Raises `BadDataFile`."""
    scheme = _scheme(read_data_file(path, SCHEMA))
    for level in scheme.levels:
        names = [each.value for each in scheme.at(level) if each.value != "literal"]
        if len(set(names)) < len(names):
            raise BadDataFile(path, 1, f"the codes of a {level} hold one value twice: {', '.join(names)}")
        last = scheme.number_of(level)
        if last.before != "-" or not last.width or last.optional:
            raise BadDataFile(path, 1, f'the last segment of a {level} is no number behind "-" with a width')
    _refuse_odd_patterns(path, scheme)
    if not any(read_by(scheme, scheme.example, level=level) for level in scheme.levels):
        raise BadDataFile(path, 1, f"the example {scheme.example} is no code of this scheme")
    return scheme


def _refuse_odd_patterns(path: Path, scheme: CodeScheme) -> None:
    for segment in scheme.segments:
        if re.search(r"\((?!\?:)", segment.pattern):
            raise BadDataFile(path, 1, f"groups in patterns begin with “(?:”: {segment.pattern}")
        try:
            re.compile(segment.pattern)
        except re.error as error:
            raise BadDataFile(path, 1, f"the pattern {segment.pattern} is none: {error}") from error
    try:
        scheme.pattern(scheme.levels[0])
    except re.error as error:
        raise BadDataFile(path, 1, f"a segment needs one that does not stand before it: {error}") from error


def _scheme(data: Mapping[str, Any]) -> CodeScheme:
    segments = tuple(Segment(**{**each, "levels": tuple(each.get("levels", ()))}) for each in data["segments"])
    return CodeScheme(
        data["code"],
        data["version"],
        data["standard"],
        data["labels"],
        data["example"],
        tuple(data["levels"]),
        segments,
    )
