"""What a record is, part by part, in short: two of these tell whether anything was changed between them, and what."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lantai.holdings.catalogue.models import Component, PersonEntry, Record, ReferenceCode
from lantai.holdings.fulltext.models import Page
from lantai.holdings.preservation.models import StoredFile

PARTS: Mapping[str, str | Promise] = {
    "description": _("the description"),
    "opening": _("the opening decision"),
    "codes": _("the reference codes"),
    "persons": _("the persons"),
    "components": _("the components"),
    "below": _("what lies below it"),
    "files": _("the files"),
    "pages": _("the texts of its pages"),
}
_NOT_SAID = {"id", "version", "changed_at", "described_by", "opening_state"}
_PERSON = ("pk", "position", "name", "former_names", "role", "sex", "birth_text", "unit", "place", "id_hash")


def standing_of(record: Record) -> dict[str, str]:
    """One short digest a part. The number of a version is none of them: who takes a change back has changed nothing."""
    row = Record.every.filter(pk=record.pk).values().get()
    components = Component.objects.filter(record=record).order_by("pk")
    return {
        "description": _digest(sorted((k, str(v)) for k, v in _plain(row).items() if k not in _NOT_SAID)),
        "opening": row["opening_state"],
        "codes": _digest(ReferenceCode.objects.filter(record=record).order_by("pk").values_list("pk", "display")),
        "persons": _digest(PersonEntry.objects.filter(record=record).order_by("position", "pk").values_list(*_PERSON)),
        "components": _digest(
            components.values_list("pk", "position", "kind", "title", "page_from", "page_to", "note")
        ),
        "below": _digest(Record.objects.filter(parent=record).order_by("pk").values_list("pk")),
        "files": _digest(StoredFile.objects.filter(stored__record=record).order_by("pk").values_list("pk")),
        "pages": _digest(Page.objects.filter(record=record).order_by("pk").values_list("pk", "position", "version")),
    }


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {k: json.dumps(v, sort_keys=True, ensure_ascii=False) if isinstance(v, dict) else v for k, v in row.items()}


def _digest(rows: Iterable[Any]) -> str:
    sha = hashlib.sha256()
    for row in rows:
        sha.update(repr(tuple(row)).encode())
    return sha.hexdigest()[:16]


def parts_changed(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """What is not the same any more."""
    return [part for part in PARTS if before.get(part) != now.get(part)]


def in_words(parts: Iterable[str]) -> str:
    """These parts as people call them."""
    return ", ".join(str(PARTS[part]) for part in parts)
