"""What the apps above show on a record's page: each adds a panel when it starts, and is asked for its facts then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lantai.base.accounts.access import Scope
from lantai.holdings.catalogue.models import Record

Facts = Callable[[Record, Scope], Any]
"""What a panel shows of a record that this scope may see; None: nothing."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A template with what it shows, there as `panel`."""

    template: str
    panel: Any


_PANELS: dict[str, Facts] = {}


def add_panel(template: str, facts: Facts) -> None:
    """Said once at the start, by the app the template belongs to."""
    _PANELS[template] = facts


def panels_of(record: Record, scope: Scope) -> list[Panel]:
    """Every panel that has something to show, in the order in which they were added."""
    shown = ((template, facts(record, scope)) for template, facts in _PANELS.items())
    return [Panel(template, told) for template, told in shown if told is not None]
