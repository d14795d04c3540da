"""Filters that put acts and plans into words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lantai.holdings.arrangement.models import PlannedChange
from lantai.holdings.arrangement.moves import strays
from lantai.holdings.arrangement.schemes import in_words

register = template.Library()
DEEDS: dict[str, str | Promise] = {
    "fonds:found": _("fonds entered"),
    "fonds:rename": _("fonds renamed"),
    "fonds:opening:set": _("opening state set"),
    "series:add": _("class added"),
    "series:change": _("class changed"),
    "series:move": _("class moved"),
    "series:retire": _("class retired"),
    "series:scheme:begin": _("new version of the classification"),
    "series:tree:enter": _("classes entered"),
    "code_rule:set": _("scheme of codes set"),
    "code_rule:remove": _("scheme of codes taken away"),
    "codes:reserve": _("numbers set aside"),
    "renumber:commit": _("records renumbered"),
    "renumber:undo": _("renumbering undone"),
    "classify:commit": _("records classified"),
    "classify:undo": _("classification undone"),
    "move:commit": _("records moved between volumes"),
    "move:undo": _("move between volumes undone"),
}


@register.filter
def deed(verb: str) -> str:
    """An act in words."""
    return str(DEEDS.get(verb, verb))


@register.filter
def label_at(labels: Mapping[int, str], pk: int | None) -> str:
    """The class of this row id by its codes."""
    return labels.get(pk or 0, "—")


@register.filter
def code_strays(change: PlannedChange) -> bool:
    """Whether the code of a moved record will not agree with where it lies."""
    return not change.problem and strays(change.old, change.parts)


@register.filter
def values(names: list[str]) -> str:
    """Names of values in words."""
    return in_words(names)


@register.filter
def why(data: Mapping[str, Any]) -> str:
    """The reason an event carries."""
    return str(data.get("reason", ""))
