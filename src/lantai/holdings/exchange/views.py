"""The page of exchange, the files it gives, the loads it takes; and an opened record's description for programs."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.exchange.actions import order_export, order_load, receive_description
from lantai.holdings.exchange.files import Subject, public_bytes
from lantai.holdings.exchange.forms import ExportForm, LoadForm
from lantai.holdings.exchange.models import Load
from lantai.holdings.exchange.packages import Wanted
from lantai.holdings.exchange.queries import (
    exchange_view,
    export_at,
    load_at,
    load_findings,
    public_subject,
    staying_in,
    subject_in,
)


@require_safe
@staff_page(Right.READ_UNOPENED)
def exchange(request: ReadingRequest) -> HttpResponse:
    """Forms and lists; `fonds`, `code` and `format` in the address fill the form in, as buttons of other pages do."""
    asked = {name: request.GET.get(name, "")[:200] for name in ("fonds", "code", "format")}
    return _page(request, ExportForm(initial=asked, actor=request.actor), LoadForm(actor=request.actor))


def _page(request: ReadingRequest, exporting: ExportForm, loading: LoadForm, status: int = 200) -> HttpResponse:
    context = {"page": exchange_view(request.actor), "exporting": exporting, "loading": loading}
    return render(request, "exchange/exchange.html", context, status=status)


@require_POST
@staff_page(Right.READ_UNOPENED)
def order(request: ReadingRequest) -> HttpResponse:
    form = ExportForm(request.POST, actor=request.actor)
    if form.is_valid():
        given = form.cleaned_data
        try:
            subject = subject_in(given["fonds"], given["code"]) if given["code"] else Subject(given["fonds"])
            wanted = Wanted(opened_only=given["opened_only"], numbers_for=given.get("numbers_for", ""))
            order_export(actor=request.actor, subject=subject, format=given["format"], wanted=wanted)
            _warn_of_graded(request, subject)
            return redirect("exchange:exchange")
        except ArchiveError as refusal:
            form.add_error("code", f"{refusal} {refusal.remedy()}")
    return _page(request, form, LoadForm(actor=request.actor), status=400)


def _warn_of_graded(request: ReadingRequest, subject: Subject) -> None:
    """What is written out may be carried anywhere: who orders it is told what must not leave the country."""
    if count := staying_in(subject):
        told = ngettext(
            "%(count)s record in it must not leave the country by its grade: the file must not go abroad either.",
            "%(count)s records in it must not leave the country by their grade: the file must not go abroad either.",
            count,
        )
        messages.warning(request, told % {"count": count})


@require_safe
@staff_page(Right.READ_UNOPENED)
def export_file(request: ReadingRequest, ulid: str) -> FileResponse:
    """Who may fetch it is asked again: rights may have changed since it was ordered."""
    found = export_at(ulid, request.actor)
    if found is None:
        raise Http404
    export, path = found
    return FileResponse(path.open("rb"), as_attachment=True, filename=export.file_name)


@require_POST
@staff_page(Right.DESCRIBE)
def receive(request: ReadingRequest) -> HttpResponse:
    form = LoadForm(request.POST, request.FILES, actor=request.actor)
    if form.is_valid():
        try:
            return redirect("exchange:load", _received(request, form).ulid)
        except ArchiveError as refusal:
            form.add_error("file", f"{refusal} {refusal.remedy()}")
    return _page(request, ExportForm(actor=request.actor), form, status=400)


def _received(request: ReadingRequest, form: LoadForm) -> Load:
    upload = form.cleaned_data["file"]
    name = Path(str(upload.name)).name.replace("\\", "_")[-80:] or "ead.xml"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "given.xml"
        with path.open("wb") as target:
            for piece in upload.chunks():
                target.write(piece)
        return receive_description(
            actor=request.actor,
            fonds=form.cleaned_data["fonds"],
            path=path,
            name=name,
            schemas=settings.EAD_SCHEMAS_FOLDER,
        )


@require_safe
@staff_page(Right.DESCRIBE)
def load(request: ReadingRequest, ulid: str) -> HttpResponse:
    """What a file holds and what is wrong with it; asked by htmx, only the progress."""
    found = _load(request, ulid)
    context = {"load": found, "job": found.job, "findings": load_findings(found)}
    if request.htmx:  # type: ignore[attr-defined]
        answer = render(request, "exchange/load.html#progress", context)
        if not found.is_running:
            answer["HX-Refresh"] = "true"
        return answer
    return render(request, "exchange/load.html", context)


@require_POST
@staff_page(Right.DESCRIBE)
def begin(request: ReadingRequest, ulid: str) -> HttpResponse:
    return _ordered(request, ulid, "load")


@require_POST
@staff_page(Right.DESCRIBE)
def undo(request: ReadingRequest, ulid: str) -> HttpResponse:
    return _ordered(request, ulid, "undo")


def _ordered(request: ReadingRequest, ulid: str, act: str) -> HttpResponse:
    try:
        reason = request.POST.get("reason", "")[:300]
        order_load(actor=request.actor, load=_load(request, ulid), act=act, reason=reason)
    except ArchiveError as refusal:
        messages.error(request, f"{refusal} {refusal.remedy()}")
    return redirect("exchange:load", ulid)


def _load(request: ReadingRequest, ulid: str) -> Load:
    found = load_at(ulid, request.actor)
    if found is None:
        raise Http404
    return found


@require_safe
def record_ead3(request: ReadingRequest, ulid: str) -> HttpResponse:
    return _public(request, ulid, "ead3")


@require_safe
def record_dc(request: ReadingRequest, ulid: str) -> HttpResponse:
    return _public(request, ulid, "dc")


def _public(request: ReadingRequest, ulid: str, format: str) -> HttpResponse:
    subject = public_subject(ulid)
    if subject is None:
        raise Http404
    address = request.build_absolute_uri(f"/records/{ulid}")
    return HttpResponse(public_bytes(subject, format, address), content_type="application/xml; charset=utf-8")
