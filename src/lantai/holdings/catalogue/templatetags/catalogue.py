"""What templates ask of the catalogue: codes of description in words, the opening state, lines that name a source."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from lantai.base.accounts.access import Actor, Right
from lantai.base.common.templatetags.lantai import icon
from lantai.holdings.catalogue.credits import credit_lines
from lantai.holdings.catalogue.grades import grade_of, those_that_must_stay
from lantai.holdings.catalogue.labels import retention_label, role_label, type_label
from lantai.holdings.catalogue.models import OpeningState, PersonEntry, Record
from lantai.holdings.catalogue.type_fields import ShownField, fields_shown, list_fields, may_read_guarded

register = template.Library()
register.filter("retention", retention_label)
register.filter("record_type", type_label)
register.filter("person_role", role_label)
register.filter("grade", grade_of)
register.simple_tag(credit_lines)

STATE_ICONS = {OpeningState.OPEN: "lock-open", OpeningState.RESTRICTED: "ban", OpeningState.DEFERRED: "clock"}


@register.simple_tag
def said_fields(record: Record, actor: Actor, persons: Iterable[PersonEntry] = ()) -> list[ShownField]:
    """What lists and forms said of a record under headers of their own, as far as this person reads it.

    `persons`: those the page shows; what is said of them is not said twice.
    """
    return fields_shown(record, in_full=may_read_guarded(actor, str(record.institution_id)), persons=persons)


@register.simple_tag
def fields_of_hit(record: Record, actor: Actor | None) -> list[ShownField]:
    """Of a hit, what lists of its type show besides persons. Readers of another archive are told none of it."""
    if actor is None or not actor.may(Right.READ_UNOPENED, str(record.institution_id)):
        return []
    return list_fields(record, in_full=may_read_guarded(actor, str(record.institution_id)))


@register.inclusion_tag("catalogue/includes/must_stay.html")
def must_stay(records: Record | Iterable[Record]) -> dict[str, list[Record]]:
    """A warning that names those of these records that must not leave the country; nothing where none must stay."""
    return {"staying": those_that_must_stay([records] if isinstance(records, Record) else records)}


@register.simple_tag
def opening_state(record: Record) -> SafeString:
    """The opening state of a record, with icon and word."""
    state = OpeningState(record.opening_state)
    return _state(state, icon(STATE_ICONS.get(state, "help")), get_language())


@lru_cache(64)
def _state(state: OpeningState, drawn: SafeString, _language: str | None) -> SafeString:
    """Made once: a list has one in every row."""
    return format_html('<span class="state state-{}">{} {}</span>', state.value, drawn, state.label)
