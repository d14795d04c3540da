"""What parts above say beside a case: a template, and the question that gives what it shows, or None."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lantai.base.accounts.access import Actor
from lantai.services.enquiries.models import Enquiry

_panels: list[tuple[str, Callable[[Enquiry, Actor], Any]]] = []


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel of a page, with what it shows."""

    template: str
    shown: Any


def add_case_panel(template: str, question: Callable[[Enquiry, Actor], Any]) -> None:
    """Said once at the start by the part above."""
    if (template, question) not in _panels:
        _panels.append((template, question))


def panels_of(enquiry: Enquiry, actor: Actor) -> list[Panel]:
    asked = ((template, question(enquiry, actor)) for template, question in _panels)
    return [Panel(template, shown) for template, shown in asked if shown is not None]
