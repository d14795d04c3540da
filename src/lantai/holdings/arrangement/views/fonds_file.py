"""The fonds file: its parts with their entries, the acts on record beside them, and a form for the next entry."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.arrangement.actions import Entry, add_file_entry
from lantai.holdings.arrangement.forms import EntryForm
from lantai.holdings.arrangement.queries import fonds_file, records_named
from lantai.holdings.arrangement.views.answers import fonds_of


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.DESCRIBE)
def file(request: ReadingRequest, ulid: str) -> HttpResponse:
    fonds = fonds_of(request, ulid)
    form = EntryForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            given = form.cleaned_data
            entry = Entry(
                given["part"], given["title"], given["date"], given["text"], records_named(fonds, form.keys()[:50])
            )
            try:
                add_file_entry(actor=request.actor, fonds=fonds, entry=entry)
                return redirect("arrangement:fonds_file", ulid)
            except ArchiveError as refusal:
                form.add_error(None, f"{refusal} {refusal.remedy()}")
                status = refusal.http_status
    context = {"page": fonds_file(fonds), "fonds": fonds, "form": form}
    return render(request, "arrangement/file.html", context, status=status)
