"""Who made a record, on pages of records."""

from __future__ import annotations

from django import template

from lantai.holdings.authority.models import Authority
from lantai.holdings.authority.queries import agents_called

register = template.Library()


@register.simple_tag
def agents_of(creator: str, year: int | None) -> list[Authority]:
    """The bodies and persons the creator of a record may be: one query, none where no creator is named."""
    return agents_called(creator, year=year) if creator else []
