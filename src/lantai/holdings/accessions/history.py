"""What the audit chain says of one record, in words: its keys are for machines, identifiers for nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from lantai.base.audit.models import Event
from lantai.base.common.ids import PATTERN
from lantai.holdings.catalogue.labels import field_label
from lantai.holdings.catalogue.models import OpeningState

_WORDS: dict[str, str | Promise] = {
    "absorbed": gettext_lazy("merged record"),
    "after": gettext_lazy("to"),
    "before": gettext_lazy("from"),
    "body": gettext_lazy("deciding body"),
    "capacity": gettext_lazy("decided as"),
    "characters": gettext_lazy("characters"),
    "code": gettext_lazy("reference code"),
    "decided_on": gettext_lazy("decided on"),
    "document": gettext_lazy("document"),
    "fields": gettext_lazy("fields"),
    "files": gettext_lazy("files"),
    "from": gettext_lazy("from"),
    "level": gettext_lazy("secrecy level"),
    "line": gettext_lazy("line"),
    "list": gettext_lazy("list"),
    "number": gettext_lazy("number"),
    "page": gettext_lazy("page"),
    "pages": gettext_lazy("pages"),
    "passages": gettext_lazy("passages"),
    "position": gettext_lazy("position"),
    "reason": gettext_lazy("reason"),
    "restored": gettext_lazy("restored version"),
    "row": gettext_lazy("row"),
    "sheet": gettext_lazy("sheet"),
    "to": gettext_lazy("to"),
    "version": gettext_lazy("version"),
}


def told_of(event: Event) -> list[tuple[str, str]]:
    """What the event says, key by key. Left out: identifiers, and what says nothing."""
    return list(_told(event.verb, event.data))


def _told(verb: str, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in data.items():
        if value in (None, "", [], {}) or PATTERN.fullmatch(str(value)):
            continue
        yield str(_WORDS.get(name, name)), _value(verb, name, value)


def _value(verb: str, name: str, value: Any) -> str:
    if verb.startswith("record:opening:") and name in ("from", "to") and value in OpeningState.values:
        return str(OpeningState(value).label)
    if value is True:
        return _("yes")
    if isinstance(value, list):
        return "、".join(field_label(str(each)) if name == "fields" else str(each) for each in value)
    return str(value)
