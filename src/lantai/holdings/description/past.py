"""What a record said before: versions gone back through, one past state, and the texts of it by key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from lantai.holdings.catalogue.actions import RecordChange, components_as_json, entry_as_json, values_before
from lantai.holdings.catalogue.labels import role_label
from lantai.holdings.catalogue.models import Component, Fonds, PersonEntry, Record, RecordVersion
from lantai.holdings.description.slots import plain, text_at

MERGED = ("elements", "fields")
PLACED = ("code", "opening_state", "parent", "series")
"""What versions tell of but is no description: each has acts of its own, which put it back."""


def said_since(record: Record, version: int) -> dict[str, Any]:
    """What was changed since a version, as it was in that version: one query."""
    rows = record.versions.filter(version__gte=version).order_by("-version").values_list("said", flat=True)
    return gone_back(rows)


def gone_back(newest_first: Any) -> dict[str, Any]:
    """Several versions, the newest first, taken back as one: the oldest word for each thing."""
    back: dict[str, Any] = {}
    for said in newest_first:
        for name, value in said.items():
            back[name] = back.get(name, {}) | value if name in MERGED else value
    return back


def changes_back(fonds: Fonds, versions: Mapping[str, int]) -> list[RecordChange]:
    """What lets records say again what they said before the version each is in; one in another version is left out.

    `versions` by identifier. Two queries, however many.
    """
    records = {
        each.pk: each
        for each in Record.objects.filter(fonds=fonds, ulid__in=versions).select_related("fonds")
        if each.version == versions[each.ulid]
    }
    steps = RecordVersion.objects.filter(record__in=records, version=F("record__version") - 1)
    back = [
        (records[step.record_id], {name: value for name, value in step.said.items() if name not in PLACED})
        for step in steps.order_by("record_id")
    ]
    return [RecordChange(record, values_before(said)) for record, said in back if said]


def flat(said: Mapping[str, Any]) -> dict[str, str]:
    """What a version keeps, as texts by key; persons without their numbers."""
    texts: dict[str, str] = {}
    for name, value in said.items():
        if name in MERGED:
            texts |= {f"{name}:{inner}": plain(each) for inner, each in value.items()}
        elif name == "date":
            texts["date"] = value.get("date_text") or ""
        elif name == "persons":
            texts["persons"] = "\n".join(person_line(each) for each in value)
        elif name == "components":
            texts["components"] = "\n".join(component_line(each) for each in value)
        else:
            texts[name] = plain(value)
    return texts


def text_now(record: Record, key: str) -> str:
    """What is said now under a key; persons and components line by line."""
    if key == "persons":
        return "\n".join(person_line(entry_as_json(entry)) for entry in record.persons.all())
    if key == "components":
        return "\n".join(component_line(each) for each in components_as_json(record))
    if key == "parent":
        return record.parent.code if record.parent else ""
    return text_at(record, key)


def texts_at(record: Record, version: int, keys: Sequence[str]) -> dict[str, str]:
    """What a version of a record said under these keys."""
    back = flat(said_since(record, version))
    return {key: back[key] if key in back else text_now(record, key) for key in keys}


def persons_at(record: Record, version: int) -> list[dict[str, Any]]:
    """Everybody a version named, ID numbers sealed."""
    if version < record.version:
        said = said_since(record, version)
        if "persons" in said:
            return [_as_mapping(each) for each in said["persons"]]
    return [entry_as_json(entry) for entry in record.persons.all()]


def components_at(record: Record, version: int) -> list[dict[str, Any]]:
    """The components as a version had them."""
    if version < record.version:
        said = said_since(record, version)
        if "components" in said:
            return list(said["components"])
    return components_as_json(record)


def person_line(told: Any) -> str:
    """One person in one line; of an ID number the last four."""
    told = _as_mapping(told)
    sex = str(PersonEntry.Sex(told["sex"]).label) if told.get("sex") in PersonEntry.Sex.values else ""
    former = told.get("former_names")
    number = (told.get("id_number") or {}).get("last4")
    parts = [
        told["name"] + (f" ({former})" if former else ""),
        role_label(told.get("role", "")),
        sex,
        told.get("birth", ""),
        told.get("unit", ""),
        told.get("place", ""),
        _("ID number …%(last4)s") % {"last4": number} if number else "",
    ]
    return " · ".join(part for part in parts if part)


def _as_mapping(told: Any) -> dict[str, Any]:
    """Pairs of name and role were written by older versions."""
    return dict(zip(("name", "role"), told, strict=False)) if isinstance(told, list) else dict(told)


def component_line(told: Mapping[str, Any]) -> str:
    """One component in one line."""
    kind = str(Component.Kind(told["kind"]).label)
    first, last = told.get("page_from"), told.get("page_to")
    pages = f"{first}–{last}" if first and last and first != last else str(first or last or "")
    parts = [kind, told.get("title", ""), _("p. %(pages)s") % {"pages": pages} if pages else "", told.get("note", "")]
    return " · ".join(part for part in parts if part)


def version_rows(record: Record) -> list[RecordVersion]:
    """Every version that is kept, newest first."""
    return list(record.versions.order_by("-version"))
