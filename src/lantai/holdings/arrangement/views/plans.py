"""Plans: making one, looking at it, carrying it out, undoing it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.arrangement.actions import order_batch, plan_classification, plan_moving, plan_renumbering
from lantai.holdings.arrangement.forms import ClassifyForm, ReasonForm, RenumberForm, VolumeForm, series_chosen
from lantai.holdings.arrangement.moves import volume_named
from lantai.holdings.arrangement.queries import batch_at, plan_page, plans_of, tree_of
from lantai.holdings.arrangement.views.answers import done, fonds_of, found


@require_safe
@staff_page(Right.DESCRIBE)
def plans(request: ReadingRequest, ulid: str) -> HttpResponse:
    fonds = fonds_of(request, ulid)
    sheet = plans_of(fonds, request.GET.get("page", "1"))
    return render(request, "arrangement/plans.html", {"fonds": fonds, "sheet": sheet})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.DESCRIBE)
def renumber(request: ReadingRequest, ulid: str) -> HttpResponse:
    """Choose records and what codes they are to get: a plan is made and shown."""
    tree = tree_of(fonds_of(request, ulid))
    initial = {"with_items": True, **{name: request.GET.get(name, "") for name in RenumberForm.CHOICE}}
    form = RenumberForm(request.POST if request.method == "POST" else None, tree=tree, initial=initial)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            chosen, wanted = form.wanted()
            try:
                batch = plan_renumbering(actor=request.actor, fonds=tree.fonds, chosen=chosen, wanted=wanted)
                return redirect("arrangement:plan", batch.ulid)
            except ArchiveError as refusal:
                form.add_error(None, f"{refusal} {refusal.remedy()}")
                status = refusal.http_status
    return render(request, "arrangement/renumber.html", {"fonds": tree.fonds, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.DESCRIBE)
def classify(request: ReadingRequest, ulid: str) -> HttpResponse:
    """Choose records and the classes they are to get."""
    tree = tree_of(fonds_of(request, ulid))
    initial = {"unclassed": True, "path": "class,year", "with_items": True}
    form = ClassifyForm(request.POST if request.method == "POST" else None, tree=tree, initial=initial)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                batch = plan_classification(
                    actor=request.actor,
                    fonds=tree.fonds,
                    chosen=form.chosen(**{name: form.cleaned_data[name] for name in ("unclassed", "with_items")}),
                    path=form.cleaned_data["path"].split(","),
                    scheme_version=tree.version,
                    target=series_chosen(tree, form.cleaned_data["target"]),
                )
                return redirect("arrangement:plan", batch.ulid)
            except ArchiveError as refusal:
                form.add_error(None, f"{refusal} {refusal.remedy()}")
                status = refusal.http_status
    context = {"fonds": tree.fonds, "form": form, "tree": tree}
    return render(request, "arrangement/classify.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.DESCRIBE)
def move(request: ReadingRequest, ulid: str) -> HttpResponse:
    """Choose items and the volume they are to lie in."""
    tree = tree_of(fonds_of(request, ulid))
    initial = {name: request.GET.get(name, "")[:200] for name in ("volume", "begins", "to")}
    form = VolumeForm(request.POST if request.method == "POST" else None, tree=tree, initial=initial)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                to = None if form.cleaned_data["out"] else volume_named(tree.fonds, form.cleaned_data["to"])
                batch = plan_moving(actor=request.actor, fonds=tree.fonds, chosen=form.chosen(), volume=to)
                return redirect("arrangement:plan", batch.ulid)
            except ArchiveError as refusal:
                form.add_error(None, f"{refusal} {refusal.remedy()}")
                status = refusal.http_status
    return render(request, "arrangement/move.html", {"fonds": tree.fonds, "form": form}, status=status)


@require_safe
@staff_page(Right.DESCRIBE)
def plan(request: ReadingRequest, ulid: str) -> HttpResponse:
    batch = found(batch_at(ulid, request.actor))
    page = plan_page(batch, only=request.GET.get("only", ""), place=request.GET.get("place", ""))
    context = {"page": page, "batch": batch, "fonds": batch.fonds, "job": batch.job, "form": ReasonForm()}
    if request.htmx:  # type: ignore[attr-defined]
        answer = render(request, "arrangement/plan.html#progress", context)
        if not batch.is_running:
            answer["HX-Refresh"] = "true"
        return answer
    return render(request, "arrangement/plan.html", context)


@require_POST
@staff_page(Right.DESCRIBE)
def commit(request: ReadingRequest, ulid: str) -> HttpResponse:
    return _ordered(request, ulid, "commit")


@require_POST
@staff_page(Right.DESCRIBE)
def undo(request: ReadingRequest, ulid: str) -> HttpResponse:
    return _ordered(request, ulid, "undo")


def _ordered(request: ReadingRequest, ulid: str, act: str) -> HttpResponse:
    batch, reason = found(batch_at(ulid, request.actor)), request.POST.get("reason", "")
    return done(
        request,
        lambda: order_batch(actor=request.actor, batch=batch, act=act, reason=reason),
        "arrangement:plan",
        ulid,
    )
