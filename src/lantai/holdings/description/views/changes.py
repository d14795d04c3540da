"""Changes of many records: the list, a new one, one with what it would do and did; carried out, undone."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.holdings.description.actions import ChangeNotNow, order_change, prepare_change
from lantai.holdings.description.change_form import ChangeForm
from lantai.holdings.description.models import ChangeBatch
from lantai.holdings.description.queries import ChangeView, plain_code
from lantai.holdings.imports.queries import fonds_to_describe

SHEET = 30


@require_safe
@staff_page(Right.DESCRIBE)
def changes(request: ReadingRequest) -> HttpResponse:
    rows = ChangeBatch.objects.within(request.scope).select_related("fonds").defer("preview", "left_alone", "kept")
    sheet = Paginator(rows, SHEET).get_page(request.GET.get("page", "1"))
    return render(request, "description/changes.html", {"sheet": sheet, "views": [ChangeView(each) for each in sheet]})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.DESCRIBE)
def new(request: ReadingRequest) -> HttpResponse:
    """The form; what it would do is counted before anything is done."""
    if request.method != "POST":
        one = fonds_to_describe(request.actor).filter(code=plain_code(request.GET.get("fonds", ""))).first()
        form = ChangeForm(initial={"fonds": one, "key": "title"}, actor=request.actor)
        return render(request, "description/change_new.html", {"form": form})
    form = ChangeForm(request.POST, actor=request.actor)
    if not form.is_valid():
        return render(request, "description/change_new.html", {"form": form}, status=400)
    batch = prepare_change(
        actor=request.actor, fonds=form.cleaned_data["fonds"], chosen=form.chosen(), change=form.change()
    )
    order_change(actor=request.actor, batch=batch, act="count")
    return redirect("description:change", batch.ulid)


@require_safe
@staff_page(Right.DESCRIBE)
def change(request: ReadingRequest, ulid: str) -> HttpResponse:
    """The page; asked by htmx, only the progress. When it has ended, htmx is told to load the whole page again."""
    view = ChangeView(_batch(request, ulid))
    page = {"view": view, "batch": view.batch, "job": view.batch.job}
    if request.htmx:  # type: ignore[attr-defined]
        answer = render(request, "description/change.html#progress", page)
        if not view.batch.is_running:
            answer["HX-Refresh"] = "true"
        return answer
    return render(request, "description/change.html", page)


@require_POST
@staff_page(Right.DESCRIBE)
def count(request: ReadingRequest, ulid: str) -> HttpResponse:
    return _ordered(request, ulid, "count")


@require_POST
@staff_page(Right.DESCRIBE)
def carry_out(request: ReadingRequest, ulid: str) -> HttpResponse:
    return _ordered(request, ulid, "carry_out")


@require_POST
@staff_page(Right.DESCRIBE)
def undo(request: ReadingRequest, ulid: str) -> HttpResponse:
    return _ordered(request, ulid, "undo")


def _ordered(request: ReadingRequest, ulid: str, act: str) -> HttpResponse:
    try:
        order_change(actor=request.actor, batch=_batch(request, ulid), act=act)
    except ChangeNotNow as refusal:
        messages.error(request, f"{refusal} {refusal.remedy()}")
    return redirect("description:change", ulid)


def _batch(request: ReadingRequest, ulid: str) -> ChangeBatch:
    rows = ChangeBatch.objects.within(request.scope).select_related("fonds__institution", "job")
    found = rows.filter(ulid=ulid).first()
    if found is None:
        raise Http404
    return found
