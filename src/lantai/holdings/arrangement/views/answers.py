"""What the pages share: finding their fonds, and saying a refusal where the person is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.arrangement.queries import fonds_at
from lantai.holdings.catalogue.models import Fonds

T = TypeVar("T")


def found(thing: T | None) -> T:
    """It, or the page that says there is none."""
    if thing is None:
        raise Http404
    return thing


def fonds_of(request: ReadingRequest, ulid: str) -> Fonds:
    return found(fonds_at(ulid, request.actor))


def done(request: ReadingRequest, act: Callable[[], object], to: str, *arguments: str) -> HttpResponse:
    """Perform it and go on to a page; a refusal is said there."""
    try:
        act()
    except ArchiveError as refusal:
        messages.error(request, f"{refusal} {refusal.remedy()}")
    return redirect(to, *arguments)
