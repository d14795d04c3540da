"""The place of one record: the volume it lies in, the class it stands in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.arrangement.actions import put_into_class, put_into_volume
from lantai.holdings.arrangement.forms import ClassForm, PlaceForm, series_chosen
from lantai.holdings.arrangement.moves import volume_in_code, volume_named
from lantai.holdings.arrangement.queries import line_of_record, record_at, tree_of
from lantai.holdings.arrangement.views.answers import found
from lantai.holdings.catalogue.models import Record


@require_safe
@staff_page(Right.DESCRIBE)
def place(request: ReadingRequest, ulid: str) -> HttpResponse:
    return _page(request, found(record_at(ulid, request.actor)))


def _page(request: ReadingRequest, record: Record, status: int = 200, **given: forms.Form) -> HttpResponse:
    tree = tree_of(record.fonds)
    lies = {"version": record.version, "volume": record.parent.code if record.parent else ""}
    stands = {"version": record.version, "series": record.series.ulid if record.series else ""}
    shown: dict[str, Any] = {
        "volume": PlaceForm(initial=lies, auto_id="volume_%s"),
        "series": ClassForm(initial=stands, tree=tree, auto_id="series_%s"),
    } | given
    context = {"record": record, "line": line_of_record(record), "strays_to": volume_in_code(record), **shown}
    return render(request, "arrangement/place.html", context, status=status)


@require_POST
@staff_page(Right.DESCRIBE)
def volume(request: ReadingRequest, ulid: str) -> HttpResponse:
    record, form = found(record_at(ulid, request.actor)), PlaceForm(request.POST, auto_id="volume_%s")
    if not form.is_valid():
        return _page(request, record, 400, volume=form)
    given = form.cleaned_data
    try:
        to = volume_named(record.fonds, given["volume"]) if given["volume"].strip() else None
        put_into_volume(actor=request.actor, record=record, volume=to, version=given["version"], reason=given["reason"])
    except ArchiveError as refusal:
        form.add_error("volume", f"{refusal} {refusal.remedy()}")
        return _page(request, found(record_at(ulid, request.actor)), refusal.http_status, volume=form)
    return redirect("arrangement:place", ulid)


@require_POST
@staff_page(Right.DESCRIBE)
def series(request: ReadingRequest, ulid: str) -> HttpResponse:
    record = found(record_at(ulid, request.actor))
    tree = tree_of(record.fonds)
    form = ClassForm(request.POST, tree=tree, auto_id="series_%s")
    if not form.is_valid():
        return _page(request, record, 400, series=form)
    given = form.cleaned_data
    try:
        put_into_class(
            actor=request.actor, record=record, series=series_chosen(tree, given["series"]), version=given["version"],
            reason=given["reason"],
        )  # fmt: skip
    except ArchiveError as refusal:
        form.add_error("series", f"{refusal} {refusal.remedy()}")
        return _page(request, found(record_at(ulid, request.actor)), refusal.http_status, series=form)
    return redirect("arrangement:place", ulid)
