"""What a record says of what its type asks: for a list of one type, for hits, for the record's page.

Sensitive fields (and those the type has masked for others) are read by whoever may read ID numbers of that archive;
a column of ID numbers by nobody: see `sealing`. On copies for others a person masks them: see the desk of enquiries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lantai.base.accounts.access import Actor, Right
from lantai.holdings.catalogue.labels import field_label
from lantai.holdings.catalogue.models import PersonEntry, Record
from lantai.holdings.catalogue.models.record import is_personal_number
from lantai.holdings.catalogue.record_types import PersonRole, RecordType, TypeField, record_types

OF_EVERY_RECORD = {
    "登记日期": "date_text",
    "证号": "document_number",
    "结婚证号": "document_number",
    "登记机关": "creator",
}
"""Columns of types that lists are read under what every record has: there their fields say what that says."""
OF_TYPE = ("record_type", "fields", "document_number", "creator")
"""Columns of a record that hits are told from, besides its date."""
HIDDEN = "＊＊＊"
"""In the place of what is not read here: that something is said is no secret, what is said is."""
_TOLD = {"name", "former_names", "birth_text", "unit", "place"}
"""What pages say of a person as the entry holds it."""


@dataclass(frozen=True, slots=True)
class TypeColumn:
    """One column a list of the type has."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class ShownField:
    """One field in words. `is_masked`: on copies for others it is masked; `is_hidden`: here too."""

    label: str
    text: str
    is_masked: bool = False
    is_hidden: bool = False


def may_read_guarded(actor: Actor, institution: str) -> bool:
    """Whether sensitive fields of this archive's records are read: the right to its ID numbers settles it."""
    return actor.may(Right.READ_UNOPENED, institution) and actor.may(Right.READ_ID_NUMBERS, institution)


def list_columns(code: str) -> tuple[TypeColumn, ...]:
    """Of lists of this record type, in its order; none of a type that names none, or that there is not."""
    kind = record_types().get(code)
    asked = [(name, kind.asked(name)) for name in kind.list_columns] if kind else []
    return tuple(TypeColumn(name, each.label) for name, each in asked if each)


def cells_of(record: Record, persons: Iterable[PersonEntry], *, in_full: bool) -> tuple[str, ...]:
    """The cells of a record in these columns. `persons`: everybody it names; `in_full`: sensitive fields too."""
    kind = record_types().get(record.record_type)
    if kind is None:
        return ()
    named: dict[str, list[str]] = {}
    for person in persons:
        named.setdefault(person.role or kind.main_role, []).append(person.name)
    said = _said(record)
    return tuple(_cell(kind, kind.asked(code), said, named, in_full=in_full) for code in kind.list_columns)


def _said(record: Record) -> dict[str, Any]:
    """What lists said under headers of their own; behind it, what every record has under the type's."""
    own = {header: getattr(record, name) for header, name in OF_EVERY_RECORD.items()}
    said: dict[str, Any] = dict(record.fields)
    return said | {header: value for header, value in own.items() if value and header not in said}


def _cell(
    kind: RecordType,
    asked: TypeField | PersonRole | None,
    fields: Mapping[str, Any],
    named: Mapping[str, list[str]],
    *,
    in_full: bool,
) -> str:
    if isinstance(asked, TypeField):
        return _field(kind, asked, fields, in_full=in_full).text
    return "、".join(named.get(asked.code, ())) if asked else ""


def list_fields(record: Record, *, in_full: bool) -> list[ShownField]:
    """What a hit says besides its persons: the fields of its type's list that say something."""
    kind = record_types().get(record.record_type)
    if kind is None:
        return []
    asked = (each for each in map(kind.asked, kind.list_columns) if isinstance(each, TypeField))
    said = _said(record)
    shown = (_field(kind, each, said, in_full=in_full) for each in asked)
    return [each for each in shown if each.text]


def _field(kind: RecordType, asked: TypeField, fields: Mapping[str, Any], *, in_full: bool) -> ShownField:
    header = kind.header_of(asked, fields)
    return _shown(kind, asked, header, fields.get(header, ""), in_full=in_full)


def masked_words(record: Record, persons: Iterable[PersonEntry], *, but: str) -> dict[str, str]:
    """What the type masks on copies for others (`mask`), word for word, with what it is; of everybody except `but`.

    ID numbers are kept sealed, so they are no words here: `masks_numbers` says whether they are to be looked for.
    """
    kind, found = record_types().get(record.record_type), dict[str, str]()
    if kind is None:
        return found
    for field in (each for each in kind.fields if kind.is_guarded(each)):
        text = str(record.fields.get(kind.header_of(field, record.fields)) or "")
        found[text] = field.label
    for person in persons:
        if person.name != but:
            found |= {getattr(person, name): label for name, label in _attributes(kind) if getattr(person, name)}
            if (role := kind.role(person.role or kind.main_role)) and role.code in kind.mask:
                found[person.name] = role.label
    return {text: label for text, label in found.items() if len(text) > 1}


def _attributes(kind: RecordType) -> list[tuple[str, str]]:
    """Of what is known of a person, by the name of its column, what the type masks."""
    columns = {"former_names": "former_names", "birth": "birth_text", "unit": "unit", "place": "place"}
    named = ((column, PersonEntry._meta.get_field(column)) for name, column in columns.items() if name in kind.mask)
    return [(column, str(getattr(field, "verbose_name", column))) for column, field in named]


def masks_numbers(record: Record) -> bool:
    """Whether ID numbers of others are masked on copies of this record."""
    kind = record_types().get(record.record_type)
    return kind is not None and "id_number" in kind.mask


def fields_shown(record: Record, *, in_full: bool, persons: Iterable[PersonEntry] = ()) -> list[ShownField]:
    """Everything a list or a form said under headers of its own, in the type's words where it has any.

    Without what is said of `persons` already, who stand on the same page: 男方住址 is the place of the groom.
    """
    kind, told = record_types().get(record.record_type), list(persons)
    found = []
    for name, value in record.fields.items():
        asked = (kind.field_of(name) or kind.field_named(name)) if kind else None
        if value in ("", None, [], {}) or (kind and not asked and _is_told(kind, name, str(value), told)):
            continue
        shown = _shown(kind, asked, name, value, in_full=in_full) if kind and asked else None
        found.append(shown or ShownField(field_label(name, record.record_type), str(value)))
    return found


def _is_told(kind: RecordType, header: str, text: str, persons: Iterable[PersonEntry]) -> bool:
    """Whether a column says of one of these persons, letter for letter, what their entry says."""
    role, attribute = kind.person_column(header) or ("", "")
    column = {"birth": "birth_text"}.get(attribute, attribute)
    if column not in _TOLD:
        return False
    return any(getattr(each, column) == text for each in persons if (each.role or kind.main_role) == role)


def _shown(kind: RecordType, asked: TypeField, header: str, value: Any, *, in_full: bool) -> ShownField:
    text, is_masked = asked.in_words(str(value if value is not None else "")), kind.is_guarded(asked)
    is_number = asked.kind == "id_number" or is_personal_number(header)
    if text and (is_number or (is_masked and not in_full)):
        return ShownField(asked.label, HIDDEN, is_masked=True, is_hidden=True)
    return ShownField(asked.label, text, is_masked)
