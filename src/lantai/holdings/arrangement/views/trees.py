"""The classes of a fonds: the overview, a tree, one class, and the forms that change them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.arrangement.actions import enter_tree
from lantai.holdings.arrangement.forms import (
    AddSeriesForm,
    MoveForm,
    ReasonForm,
    RetireForm,
    TreeForm,
    series_chosen,
)
from lantai.holdings.arrangement.queries import Tree, arrangement_rows, series_at, series_page, tree_of
from lantai.holdings.arrangement.series_form import SeriesForm
from lantai.holdings.arrangement.views.answers import done, fonds_of, found
from lantai.holdings.catalogue.actions import (
    add_series,
    begin_scheme_version,
    change_series,
    move_series,
    retire_series,
)
from lantai.holdings.catalogue.models import Series


@require_safe
@staff_page(Right.DESCRIBE)
def overview(request: ReadingRequest) -> HttpResponse:
    return render(request, "arrangement/overview.html", {"rows": arrangement_rows(request.actor)})


@require_safe
@staff_page(Right.DESCRIBE)
def tree(request: ReadingRequest, ulid: str) -> HttpResponse:
    """The tree of one version; the newest when none is asked for."""
    return _tree_page(request, _asked(request, ulid))


def _asked(request: ReadingRequest, ulid: str) -> Tree:
    version = request.GET.get("version", "")
    return tree_of(fonds_of(request, ulid), int(version) if version.isdecimal() and len(version) < 5 else None)


def _tree_page(request: ReadingRequest, page: Tree, status: int = 200, **given: forms.Form) -> HttpResponse:
    shown = {
        "add": AddSeriesForm(tree=page, auto_id="add_%s"),
        "text": TreeForm(auto_id="text_%s"),
        "begin": ReasonForm(auto_id="begin_%s"),
    } | given
    return render(request, "arrangement/tree.html", {"page": page, "fonds": page.fonds, **shown}, status=status)


@require_POST
@staff_page(Right.DESCRIBE)
def add(request: ReadingRequest, ulid: str) -> HttpResponse:
    page = _asked(request, ulid)
    form = AddSeriesForm(request.POST, tree=page, auto_id="add_%s")
    if not form.is_valid():
        return _tree_page(request, page, 400, add=form)
    given = form.cleaned_data
    try:
        add_series(
            actor=request.actor,
            fonds=page.fonds,
            code=given["code"],
            title=given["title"],
            parent=series_chosen(page, given["parent"]),
            scheme_version=page.version,
        )
    except ArchiveError as refusal:
        form.add_error(None, f"{refusal} {refusal.remedy()}")
        return _tree_page(request, page, refusal.http_status, add=form)
    return redirect(f"{request.path.removesuffix('/add')}?version={page.version}")


@require_POST
@staff_page(Right.DESCRIBE)
def enter(request: ReadingRequest, ulid: str) -> HttpResponse:
    """A whole tree from text."""
    page, form = _asked(request, ulid), TreeForm(request.POST, auto_id="text_%s")
    if not form.is_valid():
        return _tree_page(request, page, 400, text=form)
    given = form.cleaned_data
    try:
        made = enter_tree(
            actor=request.actor,
            fonds=page.fonds,
            scheme_version=page.version,
            text=given["text"],
            reason=given["reason"],
        )
    except ArchiveError as refusal:
        form.add_error("text", f"{refusal} {refusal.remedy()}")
        return _tree_page(request, page, refusal.http_status, text=form)
    messages.success(request, _("%(count)s classes were entered.") % {"count": made})
    return redirect(f"{request.path.removesuffix('/enter')}?version={page.version}")


@require_POST
@staff_page(Right.DESCRIBE)
def begin(request: ReadingRequest, ulid: str) -> HttpResponse:
    """A new version of the scheme."""
    page, form = _asked(request, ulid), ReasonForm(request.POST, auto_id="begin_%s")
    if not form.is_valid():
        return _tree_page(request, page, 400, begin=form)
    reason = form.cleaned_data["reason"]
    return done(
        request,
        lambda: begin_scheme_version(actor=request.actor, fonds=page.fonds, reason=reason),
        "arrangement:tree",
        ulid,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.DESCRIBE)
def series(request: ReadingRequest, ulid: str) -> HttpResponse:
    """One class; posting changes its names and elements."""
    one = found(series_at(ulid, request.actor))
    if request.method != "POST":
        return _series_page(request, one)
    form = SeriesForm(request.POST, series=one)
    if not form.is_valid():
        return _series_page(request, one, 400, form=form)
    given = form.cleaned_data
    try:
        change_series(
            actor=request.actor,
            series=one,
            version=given["version"],
            reason=given["reason"],
            elements=form.elements(),
            code=given["code"],
            title=given["title"],
        )
    except ArchiveError as refusal:
        form.add_error(None, f"{refusal} {refusal.remedy()}")
        return _series_page(request, found(series_at(ulid, request.actor)), refusal.http_status, form=form)
    return redirect("arrangement:series", ulid)


def _series_page(request: ReadingRequest, one: Series, status: int = 200, **given: forms.Form) -> HttpResponse:
    page = series_page(one, place=request.GET.get("place", ""))
    tree = tree_of(one.fonds, one.scheme_version)
    shown: dict[str, Any] = {
        "form": SeriesForm(series=one),
        "move": MoveForm(tree=tree, series=one, auto_id="move_%s"),
        "retire": RetireForm(initial={"version": one.version}, auto_id="retire_%s"),
    } | given
    shown["row"] = next((row for row in tree.rows if row.series.pk == one.pk), None)
    context = {"page": page, "series": one, "fonds": one.fonds, **shown}
    return render(request, "arrangement/series.html", context, status=status)


@require_POST
@staff_page(Right.DESCRIBE)
def move(request: ReadingRequest, ulid: str) -> HttpResponse:
    one = found(series_at(ulid, request.actor))
    tree = tree_of(one.fonds, one.scheme_version)
    form = MoveForm(request.POST, tree=tree, series=one, auto_id="move_%s")
    if not form.is_valid():
        return _series_page(request, one, 400, move=form)
    given = form.cleaned_data
    parent = series_chosen(tree, given["parent"])
    return done(
        request,
        lambda: move_series(
            actor=request.actor,
            series=one,
            version=given["version"],
            parent=parent,
            position=given["position"] - 1,
            reason=given["reason"],
        ),
        "arrangement:series",
        ulid,
    )


@require_POST
@staff_page(Right.DESCRIBE)
def retire(request: ReadingRequest, ulid: str) -> HttpResponse:
    one = found(series_at(ulid, request.actor))
    form = RetireForm(request.POST, auto_id="retire_%s")
    if not form.is_valid():
        return _series_page(request, one, 400, retire=form)
    given = form.cleaned_data
    return done(
        request,
        lambda: retire_series(actor=request.actor, series=one, version=given["version"], reason=given["reason"]),
        "arrangement:series",
        ulid,
    )
