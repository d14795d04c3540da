"""Filters that put what intake and the register keep into words."""

from __future__ import annotations

from pathlib import PurePath

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lantai.base.audit.models import Event
from lantai.holdings.accessions.happened import ACTS, said

register = template.Library()
REASONS: dict[str, str | Promise] = {"intake": _("at intake")}


@register.filter
def act(verb: str) -> str:
    """The act of an event in words; verbs without words are shown as they are."""
    return str(ACTS.get(verb, verb))


@register.filter
def told(event: Event) -> list[tuple[str, str]]:
    """What an event of a record keeps, in words."""
    return list(said(event.verb, event.data))


@register.filter
def code_reason(reason: str) -> str:
    """Why a reference code was given."""
    return str(REASONS.get(reason, reason))


@register.filter
def file_name(path: str) -> str:
    """The last part of a path: what a person calls the package."""
    return PurePath(path).name
