"""Printing in the browser: choose a form, print it, look at what came of it, take the PDF."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.printing.actions import order_printout
from lantai.holdings.printing.forms import FondsForm, FormChoice, VolumeForm
from lantai.holdings.printing.queries import PrintoutView, fonds_to_print, printout_sheet, printout_view, volume_at


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.READ_UNOPENED)
def start(request: ReadingRequest) -> HttpResponse:
    """The forms of a fonds, chosen by `?fonds=CODE`, and what was printed lately. A refusal comes back on the form."""
    first = fonds_to_print(request.actor).filter(code=request.GET.get("fonds", "")[:20]).first()
    beginning = {"fonds": first.ulid if first else None, "form": request.GET.get("form", "")}
    form = FondsForm(_sent(request), actor=request.actor, initial=beginning)
    if request.method == "POST" and form.is_valid():
        answer = _ordered(request, form.cleaned_data["fonds"], form)
        if answer is not None:
            return answer
    context = {"form": form, "sheet": printout_sheet(request.actor, request.GET.get("page", "1"))}
    return render(request, "printing/start.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.READ_UNOPENED)
def volume(request: ReadingRequest, ulid: str) -> HttpResponse:
    """The forms of one volume."""
    found = volume_at(ulid, request.scope)
    if found is None:
        raise Http404
    form = VolumeForm(_sent(request), initial={"form": request.GET.get("form", "volume_contents")})
    if request.method == "POST" and form.is_valid():
        answer = _ordered(request, found.fonds, form, found)
        if answer is not None:
            return answer
    context = {"form": form, "volume": found}
    return render(request, "printing/volume.html", context, status=400 if form.errors else 200)


def _sent(request: ReadingRequest) -> QueryDict | None:
    """What was sent, be it nothing at all: an empty form is a wrong one, not one that was only looked at."""
    return request.POST if request.method == "POST" else None


def _ordered(
    request: ReadingRequest, fonds: Fonds, form: FormChoice, volume: Record | None = None
) -> HttpResponse | None:
    """Where to go on; None when it was refused, and the form says why."""
    try:
        printout = order_printout(actor=request.actor, fonds=fonds, order=form.order(volume))
    except ArchiveError as refusal:
        form.add_error(None, f"{refusal} {refusal.remedy()}")
        return None
    return redirect("printing:printout", printout.ulid)


@require_safe
@staff_page(Right.READ_UNOPENED)
def printout(request: ReadingRequest, ulid: str) -> HttpResponse:
    """The page; asked by htmx, only the progress. When it has ended, htmx is told to load the whole page again."""
    view = _view(request, ulid)
    context = {"page": view, "printout": view.printout, "job": view.printout.job}
    if request.htmx:  # type: ignore[attr-defined]
        answer = render(request, "printing/printout.html#progress", context)
        if not view.printout.is_waiting:
            answer["HX-Refresh"] = "true"
        return answer
    return render(request, "printing/printout.html", context)


@require_safe
@staff_page(Right.READ_UNOPENED)
def file(request: ReadingRequest, ulid: str) -> FileResponse:
    """The PDF, to be opened in the browser's own viewer; no cache may keep it."""
    view = _view(request, ulid)
    if view.file is None:
        raise Http404
    name = f"{view.printout.label}-{view.printout.subject}.pdf".replace("/", "-").replace(" ", "-")
    answer = FileResponse(view.file.open("rb"), filename=name, content_type="application/pdf")
    answer["Cache-Control"] = "private, no-store"
    return answer


def _view(request: ReadingRequest, ulid: str) -> PrintoutView:
    view = printout_view(ulid, request.actor)
    if view is None:
        raise Http404
    return view
