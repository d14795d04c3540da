"""Shares as people read them."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def percent(share: float | None) -> str:
    """0.9612 → 96.1 %; a dash where nothing was there to be measured."""
    return "—" if share is None else f"{share * 100:.1f} %"
