"""Filters that put what intake and the register keep into words."""

from __future__ import annotations

from pathlib import PurePath

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

register = template.Library()
ACTS: dict[str, str | Promise] = {
    "record:take_in": _("taken in"),
    "record:files:add": _("files came in"),
    "record:opening:set": _("opening state set"),
    "record:opening:close": _("closed as an agreement says"),
    "record:describe": _("description changed"),
    "record:secrecy:correct": _("secrecy level corrected"),
    "person:reveal_id_number": _("ID number read in full"),
    "record:enter": _("entered by hand"),
    "record:import": _("entered from a list"),
    "print:make": _("form printed"),
    "record:enter_row": _("entered from a row of a volume"),
    "record:enter_again": _("typed a second time"),
    "record:decide_entry": _("differences of double entry decided"),
    "record:renumber": _("reference code changed"),
    "record:unit_code:set": _("unit-assigned code entered"),
    "record:classify": _("put into a class"),
    "record:move": _("moved between volumes"),
    "page:text:correct": _("text of a page corrected"),
    "page:text:write": _("text of a page typed"),
    "page:recognition:ask": _("pages to be read again"),
}
REASONS: dict[str, str | Promise] = {"intake": _("at intake")}


@register.filter
def act(verb: str) -> str:
    """The act of an event in words; verbs without words are shown as they are."""
    return str(ACTS.get(verb, verb))


@register.filter
def code_reason(reason: str) -> str:
    """Why a reference code was given."""
    return str(REASONS.get(reason, reason))


@register.filter
def file_name(path: str) -> str:
    """The last part of a path: what a person calls the package."""
    return PurePath(path).name
