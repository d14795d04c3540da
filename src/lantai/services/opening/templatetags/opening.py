"""Words of opening review for templates."""

from __future__ import annotations

from django import template

from lantai.services.opening.models import Value

register = template.Library()


@register.filter
def decision_label(value: str) -> str:
    """A decision in words; empty where there is none. Of six in a row, `get_…_display` makes a table each time."""
    return str(Value(value).label) if value else ""
