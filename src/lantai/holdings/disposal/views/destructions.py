"""Destruction lists: all of them, and one with its lines, its steps, and what this person may do about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.disposal.actions import (
    DestructionHasMovedOn,
    begin_destruction,
    give_opinion,
    strike_item,
    witness_destruction,
)
from lantai.holdings.disposal.forms import BeginForm, WordsForm
from lantai.holdings.disposal.models import Destruction
from lantai.holdings.disposal.papers import list_as_pdf
from lantai.holdings.disposal.queries.lists import destruction_at, destruction_page, destruction_sheet, line_at
from lantai.holdings.disposal.tasks import destroy

LONGEST = 9


@require_safe
@staff_page(Right.READ_UNOPENED)
def destructions(request: ReadingRequest) -> HttpResponse:
    sheet = destruction_sheet(request.scope, place=request.GET.get("place", ""))
    return render(request, "disposal/destructions.html", {"sheet": sheet})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.READ_UNOPENED)
def destruction(request: ReadingRequest, ulid: str) -> HttpResponse:
    """One list; its acts are asked for by buttons, each of whoever has the right."""
    found = destruction_at(ulid, request.scope)
    if found is None:
        raise Http404
    refusal, status = None, 200
    words, begin = WordsForm(), BeginForm()
    if request.method == "POST":
        act = ACTS.get(request.POST.get("act", ""))
        if act is None:
            raise Http404
        try:
            act(request, found)
            messages.success(request, _("Saved."))
            return redirect(request.get_full_path())
        except ArchiveError as error:
            if error.http_status == 403:
                raise
            refusal, status = error, error.http_status
            words, begin = WordsForm(initial=request.POST.dict()), BeginForm(initial=request.POST.dict())
            found = destruction_at(ulid, request.scope) or found
    page = destruction_page(found, request.actor, place=request.GET.get("place", ""))
    context = {
        "page": page, "destruction": found, "sheet": page.items, "words": words, "begin": begin, "refusal": refusal,
    }  # fmt: skip
    return render(request, "disposal/destruction.html", context, status=status)


def _text(request: ReadingRequest) -> str:
    return request.POST.get("text", "")[:1000]


def _begin(request: ReadingRequest, found: Destruction) -> None:
    place, way = request.POST.get("place", ""), request.POST.get("way", "")
    begin_destruction(actor=request.actor, destruction=found, place=place, way=way, enqueue=True)


def _go_on(request: ReadingRequest, found: Destruction) -> None:
    if found.state != Destruction.State.DESTROYING or not request.actor.may(
        Right.APPRAISE, found.fonds.institution.code
    ):
        raise DestructionHasMovedOn(number=found.number)
    destroy.enqueue(found.pk, request.actor.user_id)


def _strike(request: ReadingRequest, found: Destruction) -> None:
    asked = request.POST.get("item", "")
    line = line_at(found, int(asked)) if asked.isdecimal() and len(asked) < LONGEST else None
    if line is None:
        raise Http404
    strike_item(actor=request.actor, item=line, reason=_text(request))


ACTS: Mapping[str, Callable[[ReadingRequest, Destruction], object]] = {
    "agree": lambda request, found: give_opinion(
        actor=request.actor, destruction=found, agree=True, text=_text(request)
    ),
    "refuse": lambda request, found: give_opinion(
        actor=request.actor, destruction=found, agree=False, text=_text(request)
    ),
    "witness": lambda request, found: witness_destruction(actor=request.actor, destruction=found, text=_text(request)),
    "begin": _begin,
    "go_on": _go_on,
    "strike": _strike,
}


@require_safe
@staff_page(Right.READ_UNOPENED)
def paper(request: ReadingRequest, ulid: str) -> HttpResponseBase:
    found = destruction_at(ulid, request.scope)
    if found is None:
        raise Http404
    path = list_as_pdf(found)
    return FileResponse(path.open("rb"), filename=f"{found.number}.pdf", content_type="application/pdf")
