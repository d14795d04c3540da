"""One offer on a page: an act that is possible now, with its form; performed by a POST to an address of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django import forms
from django.utils.functional import Promise

from lantai.base.accounts.middleware import ReadingRequest


@dataclass(frozen=True, slots=True)
class Act:
    """What an address performs: its form, the words on the button, whether it is offered, and the act itself."""

    form: type[forms.Form]
    label: str | Promise
    icon: str
    offered: Callable[[Any], bool]
    perform: Callable[[ReadingRequest, Any, Any], object]
    asks_page: bool = False

    def made(self, page: Any, *given: Any) -> forms.Form:
        """The form, empty or bound."""
        more = {"page": page} if self.asks_page else {}
        return self.form(*given, **more)


@dataclass(frozen=True, slots=True)
class Offered:
    """As the page shows it. `is_next`: what usually comes now stands open."""

    name: str
    act: Act
    form: forms.Form
    is_next: bool


def offered(acts: Mapping[str, Act], page: Any, tried: Mapping[str, forms.Form], following: str) -> list[Offered]:
    """Every act that is possible on this page; `tried`: the form that came back with errors."""
    return [
        Offered(name, act, tried.get(name) or act.made(page), name == following or name in tried)
        for name, act in acts.items()
        if act.offered(page)
    ]


def file_of(form: forms.Form, name: str) -> tuple[str, bytes] | None:
    """Name and content of what was sent along."""
    upload = form.cleaned_data.get(name)
    return (Path(str(upload.name)).name, upload.read()) if upload else None
