"""Rooms, places and what is done to them: the overview, a plan of each, and the forms of whoever keeps them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lantai.base.accounts.access import Right, require
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.storerooms.actions import (
    change_place,
    clear_place,
    enter_room,
    furnish_place,
    put_papers,
    remove_place,
)
from lantai.holdings.storerooms.forms import FurnishForm, PlaceForm, PutForm, RoomForm, ThereForm
from lantai.holdings.storerooms.models import Place
from lantai.holdings.storerooms.queries.boxes import records_named
from lantai.holdings.storerooms.queries.house import PlacePage, house, institutions_of, place_named, place_page


@require_safe
@staff_page(Right.READ_UNOPENED)
def overview(request: ReadingRequest) -> HttpResponse:
    return render(request, "storerooms/overview.html", {"page": house(request.scope)})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.KEEP_STORES)
def new_room(request: ReadingRequest) -> HttpResponse:
    given = request.POST if request.method == "POST" else None
    form = RoomForm(given, institutions=institutions_of(request.actor))
    status = 400 if given is not None else 200
    if given is not None and form.is_valid():
        said = form.cleaned_data
        try:
            room = enter_room(
                actor=request.actor,
                institution=form.chosen,
                kind=said["kind"],
                name=said["name"],
                climate=form.climate(),
            )
            return redirect("storerooms:place", room.ulid)
        except ArchiveError as refusal:
            form.add_error(None, f"{refusal} {refusal.remedy()}")
            status = refusal.http_status
    return render(request, "storerooms/new_room.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.READ_UNOPENED)
def place(request: ReadingRequest, ulid: str) -> HttpResponse:
    """A place; whoever keeps it sends one of its forms, named by the button."""
    asked = request.GET
    page = place_page(ulid, request.scope, boxes=asked.get("boxes", ""), papers=asked.get("papers", ""))
    if page is None:
        raise Http404
    if request.method != "POST":
        return _shown(request, page)
    require(request.actor, Right.KEEP_STORES, page.place.institution_id)
    act = _ACTS.get(request.POST.get("act", ""))
    if act is None:
        return _shown(request, page, status=400)
    return act(request, page)


def _furnish(request: ReadingRequest, page: PlacePage) -> HttpResponse:
    form = FurnishForm(request.POST, place=page.place)

    def act() -> str:
        made = furnish_place(actor=request.actor, place=page.place, levels=form.levels(), capacity_mm=form.capacity_mm)
        return _("%(count)s places entered.") % {"count": len(made)}

    return _done(request, page, act, furnish=form)


def _change(request: ReadingRequest, page: PlacePage) -> HttpResponse:
    form = PlaceForm(request.POST, auto_id="about_%s")

    def act() -> str:
        given = form.cleaned_data
        capacity = given["capacity"] * 10 if given["capacity"] else None
        change_place(
            actor=request.actor,
            place=page.place,
            capacity_mm=capacity,
            climate=None if page.place.parent_id else form.climate(),
            note=given["note"],
        )
        return _("Saved.")

    return _done(request, page, act, about=form)


def _clear(request: ReadingRequest, page: PlacePage) -> HttpResponse:
    form = ThereForm(request.POST, auto_id="clear_%s")
    to = place_named(request.POST.get("to", ""), request.scope)
    if to is None:
        form.add_error("to", _("No place of yours has this label or name."))

    def act() -> str:
        target = to or page.place
        clear_place(actor=request.actor, place=page.place, to=target, reason=form.cleaned_data["reason"])
        return _("Everything that stood here is on %(place)s now.") % {"place": target.path}

    return _done(request, page, act, clear=form)


def _put(request: ReadingRequest, page: PlacePage) -> HttpResponse:
    form = PutForm(request.POST, auto_id="put_%s")
    records, unknown = records_named(request.POST.get("codes", "").splitlines(), request.scope)
    if unknown:
        form.add_error("codes", _("No record bears %(codes)s.") % {"codes": "、".join(unknown[:20])})

    def act() -> str:
        put_papers(actor=request.actor, records=records, to=page.place, reason=form.cleaned_data["reason"])
        return _("%(count)s papers put on %(place)s.") % {"count": len(records), "place": page.place.path}

    return _done(request, page, act, put=form)


def _remove(request: ReadingRequest, page: PlacePage) -> HttpResponse:
    around = page.place.parent
    try:
        count = remove_place(actor=request.actor, place=page.place)
    except ArchiveError as refusal:
        return _shown(request, page, status=refusal.http_status, refusal=refusal)
    messages.success(request, _("%(count)s places taken out.") % {"count": count})
    return redirect("storerooms:place", around.ulid) if around else redirect("storerooms:overview")


_ACTS: Mapping[str, Callable[[ReadingRequest, PlacePage], HttpResponse]] = {
    "furnish": _furnish,
    "change": _change,
    "clear": _clear,
    "put": _put,
    "remove": _remove,
}


def _done(request: ReadingRequest, page: PlacePage, act: Callable[[], str], **form: Any) -> HttpResponse:
    filled = next(iter(form.values()))
    if not filled.is_valid():
        return _shown(request, page, status=400, **form)
    try:
        told = act()
    except ArchiveError as refusal:
        return _shown(request, page, status=refusal.http_status, refusal=refusal, **form)
    messages.success(request, told)
    return redirect("storerooms:place", page.place.ulid)


def _shown(
    request: ReadingRequest, page: PlacePage, *, status: int = 200, refusal: ArchiveError | None = None, **form: Any
) -> HttpResponse:
    place: Place = page.place
    context = {
        "furnish": FurnishForm(place=place),
        "about": PlaceForm(initial=PlaceForm.of(place), auto_id="about_%s"),
        "clear": ThereForm(auto_id="clear_%s"),
        "put": PutForm(auto_id="put_%s"),
        **form,
        "page": page,
        "place": place,
        "may": request.actor.may(Right.KEEP_STORES, place.institution_id),
        "refusal": refusal,
    }
    return render(request, "storerooms/place.html", context, status=status)
