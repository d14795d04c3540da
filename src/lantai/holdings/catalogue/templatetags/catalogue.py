"""What templates ask of the catalogue: codes of description in words, the opening state, lines that name a source."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from lantai.base.common.templatetags.lantai import icon
from lantai.holdings.catalogue.credits import credit_lines
from lantai.holdings.catalogue.labels import retention_label, role_label, type_label
from lantai.holdings.catalogue.models import OpeningState, Record

register = template.Library()
register.filter("retention", retention_label)
register.filter("record_type", type_label)
register.filter("person_role", role_label)
register.simple_tag(credit_lines)

STATE_ICONS = {OpeningState.OPEN: "lock-open", OpeningState.RESTRICTED: "ban", OpeningState.DEFERRED: "clock"}


@register.simple_tag
def opening_state(record: Record) -> SafeString:
    """The opening state of a record, with icon and word."""
    state = OpeningState(record.opening_state)
    return _state(state, icon(STATE_ICONS.get(state, "help")), get_language())


@lru_cache(64)
def _state(state: OpeningState, drawn: SafeString, _language: str | None) -> SafeString:
    """Made once: a list has one in every row."""
    return format_html('<span class="state state-{}">{} {}</span>', state.value, drawn, state.label)
