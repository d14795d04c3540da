"""The rail of staff pages."""

from django import template

from lantai.base.accounts.access import Actor, Right
from lantai.base.accounts.subjects import subjects_of

register = template.Library()
register.filter("subjects", subjects_of)


@register.filter
def holds(actor: Actor, right: str) -> bool:
    """Whether the actor has the right anywhere: for showing a button, never for guarding an act."""
    return actor.may(Right(right))
