"""The page that finds persons, by what is known of them or by ID number; a number in full, for a reason; and links."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.id_numbers import read_id_number
from lantai.holdings.people.actions import (
    ReasonMissing,
    decide_link,
    find_by_number,
    propose_links,
    reveal_id_number,
)
from lantai.holdings.people.asking import NothingAsked, NumberUnreadable
from lantai.holdings.people.forms import DecisionForm, NumberForm, PersonForm
from lantai.holdings.people.links import LinkView, link_at, links_to_decide
from lantai.holdings.people.queries import PersonHits, entry_at, find_persons, persons_of_record


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
        return find_persons(form.question(), scope=request.scope, after=request.GET.get("after", "")), 200
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
    if number.is_bound:
        del form.fields["name"].widget.attrs["autofocus"]
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
    page: dict[str, Any] = {"entry": entry, "number": "", "read": None, "refusal": None}
    try:
        page["number"] = reveal_id_number(actor=request.actor, entry=entry, reason=request.POST.get("reason", ""))
        page["read"] = read_id_number(page["number"])
    except ReasonMissing as refusal:
        page["refusal"] = refusal
    return render(request, "people/id_number.html", page, status=422 if page["refusal"] else 200)


@require_safe
@staff_page(Right.DESCRIBE)
def links(request: ReadingRequest) -> HttpResponse:
    """What is proposed, sheet by sheet, to be worked through."""
    sheet = links_to_decide(request.scope, place=request.GET.get("place", ""))
    views = [LinkView(link, link.first, link.second) for link in sheet.items]
    return render(request, "people/links.html", {"sheet": sheet, "views": views})


@require_POST
@staff_page(Right.DESCRIBE)
def decide(request: ReadingRequest, ulid: str) -> HttpResponse:
    """Back to the record it was decided on, or else to the list."""
    link = link_at(ulid, scope=request.scope)
    if link is None:
        raise Http404
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return render(request, "people/links.html", {"undecided": True}, status=400)
    same = form.cleaned_data["same"] == "yes"
    decide_link(actor=request.actor, link=link, same=same, note=form.cleaned_data["note"])
    messages.success(request, _("Kept: the same person.") if same else _("Kept: somebody else."))
    if (back := form.cleaned_data["record"]) in {link.first.record.ulid, link.second.record.ulid}:
        return redirect("accessions:record", back)
    return redirect("people:links")


@require_POST
@staff_page(Right.DESCRIBE)
def propose(request: ReadingRequest, ulid: str) -> HttpResponse:
    """Look once more whom of other records the persons of this record may be."""
    entries = persons_of_record(ulid, scope=request.scope)
    if not entries:
        raise Http404
    count = len(propose_links(actor=request.actor, entries=entries))
    said = ngettext("%(count)s new proposal.", "%(count)s new proposals.", count) % {"count": count}
    messages.success(request, said if count else _("Nothing new: nobody else of whom more than the name agrees."))
    return redirect("accessions:record", ulid)
