"""Record types (档案门类与民生专题) as data: fields, persons and their roles, the words that betray them.

An archive adds a type, or replaces a shipped one, with a file of its own in a folder of the home, without any code.
A file of its own that is wrong is left out and told (`own_type_problems`); a shipped one stops the start.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml
from django.utils.translation import get_language

from lantai.base.common.text import fold
from lantai.holdings.catalogue.data_files import BadDataFile, read_data_file
from lantai.holdings.catalogue.record_type_schema import SCHEMA

FOLDER = Path(__file__).parent / "record_types"
ATTRIBUTES: Mapping[str, tuple[str, ...]] = {
    "name": ("姓名", "名字", "XM"),
    "former_names": ("曾用名", "别名", "曾用名/别名", "CYM"),
    "sex": ("性别", "XB"),
    "birth": ("出生日期", "出生年月", "出生年月日", "出生时间", "出生", "生日", "CSRQ", "CSNY"),
    "id_number": (
        "身份证号", "身份证号码", "身份证", "公民身份号码", "公民身份证号码", "证件号码", "证件号",
        "SFZ", "SFZH", "SFZHM",
    ),
    "unit": ("工作单位", "单位", "单位名称", "所在单位", "GZDW"),
    "place": ("住址", "家庭住址", "家庭地址", "地址", "户籍地址", "户籍所在地", "户籍地", "居住地", "现住址", "JTZZ"),
}  # fmt: skip
"""What of a person a column may hold, and how it is headed: alone, or after the word for the person (男方出生日期)."""
_NAMED = re.compile(r"\{(\w+)\}")


def label_of(labels: Mapping[str, str]) -> str:
    """The one in the language of the page."""
    return labels["en" if (get_language() or "").startswith("en") else "zh"]


@dataclass(frozen=True, slots=True)
class TypeField:
    """One thing a type asks for besides persons.

    A `clue` is needed to find a record; what is `sensitive` is read by few and masked on copies for others.
    """

    code: str
    labels: Mapping[str, str]
    kind: str
    headers: tuple[str, ...] = ()
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    required: bool = False
    sensitive: bool = False
    clue: bool = False

    @property
    def label(self) -> str:
        return label_of(self.labels)

    def in_words(self, value: str) -> str:
        """A choice, by its code or the Chinese word lists have, in the language of the page; else what is said."""
        chosen = next((each for code, each in self.choices.items() if value in {code, each["zh"]}), None)
        return label_of(chosen) if chosen else value


@dataclass(frozen=True, slots=True)
class PersonRole:
    """One part a person plays. `columns` maps each attribute to the headers it has for this role, in plain form."""

    code: str
    labels: Mapping[str, str]
    headers: tuple[str, ...]
    columns: Mapping[str, frozenset[str]]
    sex: str = ""
    required: bool = False
    clue: bool = False

    @property
    def label(self) -> str:
        return label_of(self.labels)


@dataclass(frozen=True, slots=True)
class RecordType:
    """One type. The first role is the one a column headed 姓名 alone stands for.

    `mask`: what is masked of others on copies: fields, roles, and of persons `ATTRIBUTES`. `other_titles`, in their
    order, for what does not say all that `title` names.
    """

    code: str
    version: int
    labels: Mapping[str, str]
    words: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    standard: str = ""
    title: str = ""
    other_titles: tuple[str, ...] = ()
    retention: str = ""
    sensitivity: str = "ordinary"
    list_columns: tuple[str, ...] = ()
    roles: tuple[PersonRole, ...] = ()
    fields: tuple[TypeField, ...] = ()
    may_ask: tuple[str, ...] = ()
    mask: tuple[str, ...] = ()
    _asked: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Headers that were looked up before: a list asks for the same ones in each of its rows."""

    @property
    def label(self) -> str:
        """The name in the language of the page."""
        return label_of(self.labels)

    @property
    def role_headers(self) -> frozenset[str]:
        """Headers of columns that name persons of this type, as written in its file."""
        if "roles" not in self._asked:
            self._asked["roles"] = frozenset(header for role in self.roles for header in role.headers)
        known: frozenset[str] = self._asked["roles"]
        return known

    @property
    def main_role(self) -> str:
        """The role of who has none said; empty where a type names nobody."""
        return self.roles[0].code if self.roles else ""

    def role(self, code: str) -> PersonRole | None:
        return next((role for role in self.roles if role.code == code), None)

    def field_named(self, code: str) -> TypeField | None:
        return next((asked for asked in self.fields if asked.code == code), None)

    def asked(self, code: str) -> TypeField | PersonRole | None:
        """The field or the role of this code: lists, titles and masks name both."""
        return self.field_named(code) or self.role(code)

    def is_guarded(self, asked: TypeField) -> bool:
        """Whether a field is masked on copies for others, and read by few: see `type_fields`."""
        return asked.sensitive or asked.kind == "id_number" or asked.code in self.mask

    def header_of(self, asked: TypeField, said: Iterable[str]) -> str:
        """The header under which a record says it, or the first the type knows for it."""
        known = (name for name in said if name == asked.code or self.field_of(name) == asked)
        return next(known, asked.headers[0] if asked.headers else asked.code)

    def person_column(self, header: str) -> tuple[str, str] | None:
        """(role, attribute) a column stands for: 男方出生日期 → groom, birth; 姓名 → the first role, name."""
        column: tuple[str, str] | None = self._known("person", header, self._person_column)
        return column

    def _person_column(self, word: str) -> tuple[str, str] | None:
        for role in self.roles:
            for attribute, headers in role.columns.items():
                if word in headers:
                    return role.code, attribute
        alone = next((name for name, words in ATTRIBUTES.items() if word in words), "")
        return (self.main_role, alone) if alone else None

    def field_of(self, header: str) -> TypeField | None:
        """The field a column stands for."""
        found: TypeField | None = self._known("field", header, self._field_of)
        return found

    def _field_of(self, word: str) -> TypeField | None:
        return next((one for one in self.fields if word in {plain_header(each) for each in one.headers}), None)

    def _known(self, kind: str, header: str, find: Callable[[str], Any]) -> Any:
        asked = f"{kind}:{header}"
        if asked not in self._asked:
            if len(self._asked) > 2_000:  # headers are what somebody typed: never more than a few lists' worth
                self._asked.clear()
            self._asked[asked] = find(plain_header(header))
        return self._asked[asked]

    def title_for(self, persons: Mapping[str, Sequence[str]], fields: Mapping[str, str]) -> str:
        """A title made from the template ({groom}与{bride}结婚登记); empty when no person is known to put into it.

        Of several templates, the first all of whose names are known; the last one with what is known.
        """
        if not self.title or not any(persons.get(role.code) for role in self.roles):
            return ""
        known = {role.code: "、".join(persons.get(role.code, ())) for role in self.roles}
        known |= {each.code: self._in_words(each, fields.get(each.code, "")) for each in self.fields}
        templates = (self.title, *self.other_titles)
        fitting = (each for each in templates if all(map(known.get, _NAMED.findall(each))))
        filled = _NAMED.sub(lambda m: known.get(m[1], ""), next(fitting, templates[-1]))
        return filled.strip("与、的 ")

    def _in_words(self, asked: TypeField, value: str) -> str:
        return asked.choices[value]["zh"] if value in asked.choices else value


@cache
def plain_header(header: str) -> str:
    """A header without blanks, line breaks, full-width forms, stars and colons; traditional characters as simple."""
    return fold(re.sub(r"[\s*:：_]+", "", unicodedata.normalize("NFKC", header))).upper()


@cache
def record_types() -> Mapping[str, RecordType]:
    """Every type by code: shipped ones in file order, those of the archive after them or in the place of their code."""
    types = {kind.code: kind for kind in (_typed(path, _loaded(path)) for path in sorted(FOLDER.glob("*.yaml")))}
    for path in _own_files():
        try:
            kind = _read(path)
        except BadDataFile:
            continue  # `own_type_problems` says it: one mistake in a file must not keep the archive shut
        types[kind.code] = kind
    return MappingProxyType(types)


def own_type_problems() -> list[BadDataFile]:
    """What is wrong with the archive's own files, with file and line."""
    found: list[BadDataFile] = []
    first: dict[str, Path] = {}
    for path in _own_files():
        try:
            kind = _read(path)
        except BadDataFile as problem:
            found.append(problem)
            continue
        if (other := first.setdefault(kind.code, path)) != path:
            reason = f"“{kind.code}” stands in {other.name} too, and this file takes its place"
            found.append(BadDataFile(path, _line_with(path, kind.code), reason))
    return found


_own_folder: list[Path] = []


def use_folder(path: Path) -> None:
    """Said once at the start, by the part that reads settings: where the archive's own types are."""
    _own_folder[:] = [path]
    for each in (record_types, person_roles, person_headers, type_headers, role_labels, _fitting):
        each.cache_clear()


def _own_files() -> list[Path]:
    return sorted(path for end in ("*.yaml", "*.yml") for path in _own_folder[0].glob(end)) if _own_folder else []


def broken_files(folder: Path = FOLDER) -> list[str]:
    """What is wrong with the shipped files, one sentence each. A system check asks: every start would be too often."""
    found = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            _read(path)
        except BadDataFile as problem:
            found.append(f"{path.name} is not a record type: {problem}")
    return found


def _read(path: Path) -> RecordType:
    return _typed(path, read_data_file(path, SCHEMA))


def _loaded(path: Path) -> Any:
    """By libyaml where the package has it: the loader in Python is ten times slower."""
    return yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506


def _typed(path: Path, data: Mapping[str, Any]) -> RecordType:
    kind = RecordType(
        data["code"],
        data["version"],
        data["labels"],
        words=tuple(data["words"]),
        classes=tuple(data.get("classes", ())),
        standard=data.get("standard", ""),
        title=data.get("title", ""),
        other_titles=tuple(data.get("other_titles", ())),
        retention=data.get("retention", ""),
        sensitivity=data.get("sensitivity", "ordinary"),
        list_columns=tuple(data.get("list", ())),
        roles=tuple(_role(each) for each in data.get("roles", ())),
        fields=tuple(_field(each) for each in data.get("fields", ())),
        may_ask=tuple(data.get("may_ask", ())),
        mask=tuple(data.get("mask", ())),
    )
    codes = [*(role.code for role in kind.roles), *(each.code for each in kind.fields)]
    named = [*kind.list_columns, *_NAMED.findall(" ".join((kind.title, *kind.other_titles)))]
    if strangers := sorted({*named, *(set(kind.mask) - set(ATTRIBUTES))} - {*codes}):
        reason = f"list, title or mask name what is neither field nor role: {', '.join(strangers)}"
        raise BadDataFile(path, _line_with(path, strangers[0]), reason)
    if double := next((code for n, code in enumerate(codes) if code in codes[:n]), ""):
        raise BadDataFile(
            path, _line_with(path, double, last=True), f"two of its fields and roles are called “{double}”"
        )
    return kind


def _line_with(path: Path, word: str, *, last: bool = False) -> int:
    """The first line of a file in which a word stands, or the last."""
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [n for n, line in enumerate(lines, 1) if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", line)]
    return (found or [1])[-1 if last else 0]


def _field(data: Mapping[str, Any]) -> TypeField:
    return TypeField(**{**data, "headers": tuple(data.get("headers", ())), "choices": data.get("choices", {})})


def _role(data: Mapping[str, Any]) -> PersonRole:
    headers = tuple(data.get("headers", ()))
    columns = {
        name: frozenset(
            plain_header(word)
            for word in (
                *(prefix + suffix for prefix in data.get("prefixes", ()) for suffix in suffixes if suffix > "\u2e80"),
                *(headers if name == "name" else ()),
                *data.get("columns", {}).get(name, ()),
            )
        )
        for name, suffixes in ATTRIBUTES.items()
    }
    more = {name: data[name] for name in ("sex", "required", "clue") if name in data}
    return PersonRole(data["code"], data["labels"], headers, columns, **more)


@cache
def person_roles() -> Mapping[str, str]:
    """Every column header that names a person, over all types, with the role it stands for."""
    roles = {"人名": "", "姓名": "", "XM": "", "当事人": "party", "责任人": ""}
    for kind in record_types().values():
        for role in kind.roles:
            roles |= {header: role.code for header in role.headers if header not in roles}
    return MappingProxyType(roles)


@cache
def person_headers() -> Mapping[str, str]:
    """The same headers by their plain form, each as it is written: every cell of every header row is looked up here."""
    return MappingProxyType({plain_header(header): header for header in person_roles()})


@cache
def type_headers() -> frozenset[str]:
    """Headers, in plain form, that any type knows besides names: 身份证号, 性别, 下乡地点, 男方住址 …"""
    known = {plain_header(word) for words in list(ATTRIBUTES.values())[1:] for word in words}
    for kind in record_types().values():
        known |= {plain_header(header) for asked in kind.fields for header in asked.headers}
        known |= {header for role in kind.roles for headers in role.columns.values() for header in headers}
    return frozenset(known)


@cache
def role_labels() -> Mapping[str, Mapping[str, str]]:
    """The name of every role, as the first type that has it calls it."""
    return MappingProxyType(
        {r.code: r.labels for kind in reversed([*record_types().values()]) for r in reversed(kind.roles)}
    )


@lru_cache(maxsize=64)  # every row of a list has the same headers
def _fitting(headers: frozenset[str]) -> Sequence[RecordType]:
    """The types most of whose persons have columns of their own here."""
    fitting = {kind.code: len(headers & kind.role_headers) for kind in record_types().values()}
    best = max(fitting.values(), default=0)
    return [kind for kind in record_types().values() if best and fitting[kind.code] == best]


def type_of(title: str, record_class: str, headers: frozenset[str]) -> str:
    """The best guess from the catalogue's columns, then the title, then the class code; empty when nothing speaks.

    Headers several types share (户主) leave the choice to the title.
    """
    candidates = _fitting(headers)
    by_title = [kind for kind in record_types().values() if any(word in title for word in kind.words)]
    if fit := [kind for kind in candidates if kind in by_title]:
        return fit[0].code
    if by_title and len(candidates) != 1:
        return by_title[0].code
    if candidates:
        return candidates[0].code
    of_class = (k for k in record_types().values() if record_class and record_class in {*k.classes, k.standard})
    return next((kind.code for kind in of_class), "")


def type_of_columns(headers: Sequence[str], sheet: str = "") -> str:
    """The type a sheet is plainly about: two of its own columns, or one and a word in the sheet's name; else nothing.

    Headers every type shares (姓名, 备注) say nothing; where two types know as many, neither is taken.
    """
    told = {}
    for kind in record_types().values():
        own = sum(bool(kind.field_of(header)) or plain_header(header) in kind.role_headers for header in headers)
        named = any(word in sheet for word in kind.words)
        if own + named > 1 and own:
            told[kind.code] = 2 * own + named
    best = max(told.values(), default=0)
    fitting = [code for code, points in told.items() if points == best]
    return fitting[0] if len(fitting) == 1 else ""
