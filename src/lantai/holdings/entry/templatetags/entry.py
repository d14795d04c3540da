"""Filters that put error rates into words."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def rate(share: float) -> str:
    """0.00123 → 0.12 %."""
    return f"{share * 100:.2f} %"
