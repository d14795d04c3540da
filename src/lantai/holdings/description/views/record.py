"""Editing one record, what it said before, and how a date is read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.holdings.catalogue.actions import RecordHasChanged
from lantai.holdings.catalogue.bindings import RecordIsBound
from lantai.holdings.catalogue.models import Record
from lantai.holdings.description.actions import NothingSaid, edit_record, restore_version
from lantai.holdings.description.forms import RecordForm, date_reading
from lantai.holdings.description.queries import history_of, record_to_describe
from lantai.holdings.description.rows import ComponentRow, PersonRow, number_doubts, sealed_again
from lantai.holdings.description.stale import contests, decided


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page(Right.DESCRIBE)
def edit(request: ReadingRequest, ulid: str) -> HttpResponse:
    """The form; overtaken by somebody else, both texts; a refusal comes back on it.

    With `look` in its address nothing is saved: what is wrong with that one thing, while the form is being filled in.
    """
    record = _record(request, ulid)
    if request.method != "POST":
        return _form(request, RecordForm(record))
    if name := request.GET.get("look", ""):
        return _looked_at(request, RecordForm(record, request.POST.dict()), name)
    form = RecordForm(record, decided(request.POST.dict(), record))
    if form.version != record.version:
        return _stale(request, form)
    if form.wants_more or form.problems:
        return _form(request, form, 200 if form.wants_more else 400)
    values = form.values()
    if not values:
        messages.info(request, _("Nothing was changed."))
        return redirect("accessions:record", ulid)
    try:
        edit_record(actor=request.actor, record=record, version=form.version, values=values, reason=form.reason)
    except RecordHasChanged:
        return _stale(request, RecordForm(_record(request, ulid), form.data))
    except RecordIsBound as refusal:
        return _form(request, RecordForm(_record(request, ulid), form.data), refusal.http_status, refusal)
    messages.success(request, _("Saved."))
    for doubt in number_doubts(form.persons):
        messages.warning(request, doubt)
    return redirect("accessions:record", ulid)


def _form(
    request: ReadingRequest, form: RecordForm, status: int = 200, refusal: RecordIsBound | None = None
) -> HttpResponse:
    """With what was typed, also where the record is bound to what it says."""
    page = {"form": form, "record": form.record, "refusal": refusal}
    return render(request, "description/edit.html", page, status=status)


def _looked_at(request: ReadingRequest, form: RecordForm, name: str) -> HttpResponse:
    problems, doubts = form.told_of(name)
    return render(request, "description/includes/told.html", {"problems": problems, "doubts": doubts})


def _stale(request: ReadingRequest, form: RecordForm) -> HttpResponse:
    page = {"form": form, "record": form.record, "contests": contests(form), "typed": _hidden(form)}
    return render(request, "description/stale.html", page, status=409)


def _hidden(form: RecordForm) -> list[tuple[str, Any]]:
    """What was typed, to be carried along: a number that was typed goes sealed."""
    data = dict(form.data or {})
    kept = [(key, value) for key, value in data.items() if key not in _NOT_CARRIED and not key.startswith(_REWRITTEN)]
    every: dict[str, Sequence[PersonRow | ComponentRow]]
    every = {"persons": sealed_again(form.persons), "components": form.components}
    for name, rows in every.items():
        for n, row in enumerate(rows):
            told = [(part, getattr(row, part)) for part in row.__slots__ if part != "problems"]
            kept += [(f"{name}-{n}-{part}", "1" if value is True else value) for part, value in told if value]
    return kept


_NOT_CARRIED = {"csrfmiddlewaretoken", "version", "before-version"}
_REWRITTEN = ("choose:", "other:", "before:", "more-", "persons-", "components-")


def _record(request: ReadingRequest, ulid: str) -> Record:
    record = record_to_describe(ulid, request.actor)
    if record is None:
        raise Http404
    return record


@require_safe
@staff_page(Right.DESCRIBE)
def history(request: ReadingRequest, ulid: str) -> HttpResponse:
    before = request.GET.get("before", "")
    place = int(before) if before.isdecimal() and len(before) < 10 else 0
    found = history_of(_record(request, ulid), before=place)
    return render(request, "description/history.html", {"history": found, "record": found.record})


@require_POST
@staff_page(Right.DESCRIBE)
def restore(request: ReadingRequest, ulid: str, version: int) -> HttpResponse:
    """Say again what a version said; overtaken, the history as it is now."""
    record = _record(request, ulid)
    seen = request.POST.get("version", "")
    try:
        restore_version(
            actor=request.actor,
            record=record,
            version=int(seen) if seen.isdecimal() and len(seen) < 10 else 0,
            earlier=version,
            reason=" ".join(request.POST.get("reason", "").split())[:200],
        )
    except RecordHasChanged as refusal:
        found = history_of(_record(request, ulid))
        page = {"history": found, "record": found.record, "refusal": refusal}
        return render(request, "description/history.html", page, status=refusal.http_status)
    except NothingSaid as nothing:
        messages.error(request, f"{nothing} {nothing.remedy()}")
        return redirect("description:history", ulid)
    messages.success(request, _("The record says again what version %(version)s said.") % {"version": version})
    return redirect("description:history", ulid)


@require_safe
@staff_page(Right.DESCRIBE)
def reading(request: ReadingRequest) -> HttpResponse:
    """How a date that is being typed would be read: for the line below its box."""
    year = request.GET.get("year", "")
    told = date_reading(request.GET.get("date", "")[:200], int(year) if year.isdecimal() and len(year) < 5 else None)
    return render(request, "description/includes/reading.html", {"reading": told})
