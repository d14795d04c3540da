"""The page that finds persons, by what is known of them or by ID number; and a number in full, for a reason."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.people.actions import ReasonMissing, find_by_number, reveal_id_number
from lantai.holdings.people.asking import NothingAsked, NumberUnreadable
from lantai.holdings.people.forms import NumberForm, PersonForm
from lantai.holdings.people.queries import PersonHits, entry_at, find_persons


@require_safe
@staff_page(Right.READ_UNOPENED)
def persons(request: ReadingRequest) -> HttpResponse:
    asked = "name" in request.GET
    form, found, status = PersonForm(request.GET if asked else None), None, 200
    if asked:
        found, status = _found(form, request)
    return _page(request, form, NumberForm(), found, status)


def _found(form: PersonForm, request: ReadingRequest) -> tuple[PersonHits | None, int]:
    if not form.is_valid():
        return None, 400
    try:
        return find_persons(form.question(), scope=request.scope), 200
    except NothingAsked as refusal:
        _say(form, "name", refusal)
        return None, refusal.http_status


@require_POST
@never_cache
@staff_page(Right.READ_UNOPENED)
def by_number(request: ReadingRequest) -> HttpResponse:
    """Posted, so that the number stands in no address, log or history."""
    form, found, status = NumberForm(request.POST), None, 400
    if form.is_valid():
        try:
            found, status = find_by_number(actor=request.actor, id_number=form.cleaned_data["id_number"]), 200
        except NumberUnreadable as refusal:
            _say(form, "id_number", refusal)
            status = refusal.http_status
    return _page(request, PersonForm(), form, found, status)


def _page(
    request: ReadingRequest, form: PersonForm, number: NumberForm, found: PersonHits | None, status: int
) -> HttpResponse:
    return render(request, "people/persons.html", {"form": form, "number": number, "found": found}, status=status)


def _say(form: PersonForm | NumberForm, field: str, refusal: ArchiveError) -> None:
    form.add_error(field, f"{refusal} {refusal.remedy()}")


@require_POST
@never_cache
@staff_page(Right.READ_ID_NUMBERS)
def id_number(request: ReadingRequest, ulid: str, position: int) -> HttpResponse:
    entry = entry_at(ulid, position, scope=request.scope)
    if entry is None:
        raise Http404
    page = {"entry": entry, "number": "", "refusal": None}
    try:
        page["number"] = reveal_id_number(actor=request.actor, entry=entry, reason=request.POST.get("reason", ""))
    except ReasonMissing as refusal:
        page["refusal"] = refusal
    return render(request, "people/id_number.html", page, status=422 if page["refusal"] else 200)
