"""The fonds file: its parts with their entries and a form for the next, and one entry, to be corrected or withdrawn."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.arrangement.actions import (
    Entry,
    EntryHasChanged,
    add_file_entry,
    correct_file_entry,
    withdraw_file_entry,
)
from lantai.holdings.arrangement.fonds_file_forms import CorrectEntryForm, EntryForm, WithdrawEntryForm
from lantai.holdings.arrangement.models import FondsFileEntry
from lantai.holdings.arrangement.queries import entry_at, entry_page, fonds_file
from lantai.holdings.arrangement.views.answers import fonds_of, found


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.DESCRIBE)
def file(request: ReadingRequest, ulid: str) -> HttpResponse:
    fonds = fonds_of(request, ulid)
    form = EntryForm(request.POST if request.method == "POST" else None, fonds=fonds)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                add_file_entry(actor=request.actor, fonds=fonds, entry=_typed(form))
                return redirect("arrangement:fonds_file", ulid)
            except ArchiveError as refusal:
                form.add_error(None, f"{refusal} {refusal.remedy()}")
                status = refusal.http_status
    context = {"page": fonds_file(fonds), "fonds": fonds, "form": form}
    return render(request, "arrangement/file.html", context, status=status)


def _typed(form: EntryForm) -> Entry:
    given = form.cleaned_data
    return Entry(given["part"], given["title"], given["date"], given["text"], given["records"])


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.DESCRIBE)
def entry(request: ReadingRequest, ulid: str) -> HttpResponse:
    """One entry with all it has said, and a form to correct it; overtaken, both texts stand above the form."""
    one = found(entry_at(ulid, request.actor))
    if request.method != "POST":
        return _page(request, one)
    form = CorrectEntryForm(request.POST, fonds=one.fonds)
    if not form.is_valid():
        return _page(request, one, 400, correcting=form)
    version, reason = form.cleaned_data["version"], form.cleaned_data["reason"]
    try:
        correct_file_entry(actor=request.actor, entry=one, said=_typed(form), version=version, reason=reason)
    except ArchiveError as refusal:
        return _refused(request, ulid, form, refusal)
    messages.success(request, _("Corrected. What it said before stands below, with your reason."))
    return redirect("arrangement:file_entry", ulid)


def _refused(request: ReadingRequest, ulid: str, form: CorrectEntryForm, refusal: ArchiveError) -> HttpResponse:
    """The form as it was typed; of an entry that was changed meanwhile it goes on from what that says now."""
    now = found(entry_at(ulid, request.actor))
    form.add_error(None, f"{refusal} {refusal.remedy()}")
    if isinstance(refusal, EntryHasChanged):
        form.data = {**request.POST.dict(), "version": now.version}
        return _page(request, now, refusal.http_status, correcting=form, typed=request.POST.dict())
    return _page(request, now, refusal.http_status, correcting=form)


@require_POST
@staff_page(Right.DESCRIBE)
def withdraw(request: ReadingRequest, ulid: str) -> HttpResponse:
    """An entry that was a mistake: it stays, marked as withdrawn."""
    one, form = found(entry_at(ulid, request.actor)), WithdrawEntryForm(request.POST, auto_id="withdraw_%s")
    if not form.is_valid():
        return _page(request, one, 400, withdrawing=form)
    try:
        withdraw_file_entry(actor=request.actor, entry=one, **form.cleaned_data)
    except ArchiveError as refusal:
        now = found(entry_at(ulid, request.actor))
        form.data = {**request.POST.dict(), "version": now.version}
        form.add_error(None, f"{refusal} {refusal.remedy()}")
        return _page(request, now, refusal.http_status, withdrawing=form)
    messages.success(request, _("Withdrawn. The entry stays in its place, marked; its number is given to no other."))
    return redirect("arrangement:file_entry", ulid)


def _page(
    request: ReadingRequest,
    one: FondsFileEntry,
    status: int = 200,
    *,
    typed: dict[str, str] | None = None,
    **given: forms.Form,
) -> HttpResponse:
    page = entry_page(one)
    shown: dict[str, forms.Form] = {
        "correcting": CorrectEntryForm(initial={**page.said, "version": one.version}, fonds=one.fonds),
        "withdrawing": WithdrawEntryForm(initial={"version": one.version}, auto_id="withdraw_%s"),
    } | given
    both = page.both(typed) if typed is not None else []
    context = {"page": page, "entry": one, "fonds": one.fonds, "both": both, **shown}
    return render(request, "arrangement/file_entry.html", context, status=status)
