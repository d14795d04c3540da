"""Boxes: the list, one box with what lies in it, boxing a run of codes, shelving, and movements with their way back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lantai.base.accounts.access import Right, require
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.storerooms.actions import change_box, enter_box, put_papers, shelve_boxes, undo_movement
from lantai.holdings.storerooms.forms import BoxFilterForm, BoxForm, NewBoxForm, PutForm, ThereForm
from lantai.holdings.storerooms.queries.boxes import (
    BoxFilter,
    BoxPage,
    box_page,
    box_sheet,
    movement_page,
    movement_sheet,
    records_named,
)
from lantai.holdings.storerooms.queries.house import fonds_of, place_named


@require_safe
@staff_page(Right.READ_UNOPENED)
def boxes(request: ReadingRequest) -> HttpResponse:
    form = BoxFilterForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    wanted = BoxFilter(**{name: given[name] for name in ("fonds", "number", "waiting") if name in given})
    sheet = box_sheet(request.scope, wanted, place=request.GET.get("place", ""))
    return render(request, "storerooms/boxes.html", {"form": form, "sheet": sheet})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.KEEP_STORES)
def new_box(request: ReadingRequest) -> HttpResponse:
    given = request.POST if request.method == "POST" else None
    form = NewBoxForm(given, fonds=fonds_of(request.actor), initial={"thickness_mm": 30})
    status = 400 if given is not None else 200
    if given is not None and form.is_valid():
        said = form.cleaned_data
        try:
            box = enter_box(
                actor=request.actor,
                fonds=form.chosen,
                number=said["number"],
                thickness_mm=said["thickness_mm"],
                barcode=said["barcode"],
            )
            return redirect("storerooms:box", box.ulid)
        except ArchiveError as refusal:
            form.add_error("barcode", f"{refusal} {refusal.remedy()}")
            status = refusal.http_status
    return render(request, "storerooms/new_box.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.READ_UNOPENED)
def box(request: ReadingRequest, ulid: str) -> HttpResponse:
    """A box; whoever keeps it sends one of its forms, named by the button."""
    page = box_page(ulid, request.scope, place=request.GET.get("place", ""))
    if page is None:
        raise Http404
    if request.method != "POST":
        return _shown(request, page)
    require(request.actor, Right.KEEP_STORES, page.box.institution_id)
    act = _ACTS.get(request.POST.get("act", ""))
    return act(request, page) if act else _shown(request, page, status=400)


def _change(request: ReadingRequest, page: BoxPage) -> HttpResponse:
    form = BoxForm(request.POST, auto_id="about_%s")

    def act() -> str:
        change_box(actor=request.actor, box=page.box, **form.cleaned_data)
        return _("Saved.")

    return _done(request, page, act, about=form)


def _put(request: ReadingRequest, page: BoxPage) -> HttpResponse:
    form = PutForm(request.POST, auto_id="put_%s")
    records, unknown = records_named(request.POST.get("codes", "").splitlines(), request.scope)
    if unknown:
        form.add_error("codes", _("No record bears %(codes)s.") % {"codes": "、".join(unknown[:20])})

    def act() -> str:
        put_papers(actor=request.actor, records=records, to=page.box, reason=form.cleaned_data["reason"])
        return _("%(count)s papers put into box %(box)s.") % {"count": len(records), "box": str(page.box)}

    return _done(request, page, act, put=form)


def _shelve(request: ReadingRequest, page: BoxPage) -> HttpResponse:
    form = ThereForm(request.POST, auto_id="shelve_%s")
    to = place_named(request.POST.get("to", ""), request.scope)
    if to is None:
        form.add_error("to", _("No place of yours has this label or name."))

    def act() -> str:
        if to is not None:
            reason = form.cleaned_data["reason"]
            shelve_boxes(actor=request.actor, boxes=[page.box], start=to, onward=False, reason=reason)
        return _("Box %(box)s stands on %(place)s now.") % {"box": str(page.box), "place": str(to)}

    return _done(request, page, act, shelve=form)


_ACTS: Mapping[str, Callable[[ReadingRequest, BoxPage], HttpResponse]] = {
    "change": _change,
    "put": _put,
    "shelve": _shelve,
}


def _done(request: ReadingRequest, page: BoxPage, act: Callable[[], str], **form: Any) -> HttpResponse:
    filled = next(iter(form.values()))
    if not filled.is_valid():
        return _shown(request, page, status=400, **form)
    try:
        told = act()
    except ArchiveError as refusal:
        return _shown(request, page, status=refusal.http_status, refusal=refusal, **form)
    messages.success(request, told)
    return redirect("storerooms:box", page.box.ulid)


def _shown(
    request: ReadingRequest, page: BoxPage, *, status: int = 200, refusal: ArchiveError | None = None, **form: Any
) -> HttpResponse:
    about = {name: getattr(page.box, name) for name in ("number", "thickness_mm", "note")}
    context = {
        "about": BoxForm(initial=about, auto_id="about_%s"),
        "put": PutForm(auto_id="put_%s"),
        "shelve": ThereForm(auto_id="shelve_%s"),
        **form,
        "page": page,
        "box": page.box,
        "may": request.actor.may(Right.KEEP_STORES, page.box.institution_id),
        "refusal": refusal,
    }
    return render(request, "storerooms/box.html", context, status=status)


@require_safe
@staff_page(Right.READ_UNOPENED)
def movements(request: ReadingRequest) -> HttpResponse:
    sheet = movement_sheet(request.scope, place=request.GET.get("place", ""))
    return render(request, "storerooms/movements.html", {"sheet": sheet})


@require_safe
@staff_page(Right.READ_UNOPENED)
def movement(request: ReadingRequest, ulid: str) -> HttpResponse:
    asked = request.GET
    page = movement_page(ulid, request.scope, boxes=asked.get("boxes", ""), papers=asked.get("papers", ""))
    if page is None:
        raise Http404
    may = request.actor.may(Right.KEEP_STORES, page.movement.institution_id)
    form = ThereForm(auto_id="shelve_%s")
    return render(request, "storerooms/movement.html", {"page": page, "may": may, "form": form})


@require_POST
@staff_page(Right.KEEP_STORES)
def undo(request: ReadingRequest, ulid: str) -> HttpResponse:
    page = movement_page(ulid, request.scope)
    if page is None:
        raise Http404
    try:
        undo_movement(actor=request.actor, movement=page.movement)
    except ArchiveError as refusal:
        if refusal.http_status == 403:
            raise
        context = {"page": page, "may": True, "refusal": refusal, "form": ThereForm(auto_id="shelve_%s")}
        return render(request, "storerooms/movement.html", context, status=refusal.http_status)
    messages.success(request, _("Taken back: everything is where it was."))
    return redirect("storerooms:movement", page.movement.ulid)
