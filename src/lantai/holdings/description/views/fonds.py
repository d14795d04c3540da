"""The fonds this person may describe, and one: its title, what is said of it, decisions on opening of its records."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lantai.base.accounts.access import Actor, Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.accounts.models import Institution
from lantai.base.common.errors import ArchiveError
from lantai.holdings.arrangement.actions import Rule, set_code_rule
from lantai.holdings.catalogue.actions import (
    FondsHasChanged,
    TitleMissing,
    TooManyToDecide,
    YearsOfFondsReversed,
    describe_fonds,
    found_new_fonds,
    rename_fonds,
    set_opening_states,
)
from lantai.holdings.catalogue.models import Fonds
from lantai.holdings.description.fonds_form import FondsForm
from lantai.holdings.description.founding import FoundForm
from lantai.holdings.description.more_forms import DecisionForm, RenameForm, SelectionForm
from lantai.holdings.description.queries import fonds_to_decide, meant_by, one_to_describe
from lantai.holdings.imports.queries import fonds_to_describe


@require_safe
@staff_page(Right.DESCRIBE)
def fonds_list(request: ReadingRequest) -> HttpResponse:
    return render(request, "description/fonds_list.html", {"rows": fonds_to_describe(request.actor)})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.DESCRIBE)
def found(request: ReadingRequest) -> HttpResponse:
    """A new fonds, and the schemes of its codes; refused, everything typed stays on the form."""
    form, status = FoundForm(request.POST if request.method == "POST" else None, actor=request.actor), 200
    if request.method == "POST":
        status = 400
        if form.is_valid() and (archive := form.archive_chosen()):
            try:
                made = _founded(request.actor, archive, form)
            except ArchiveError as refusal:
                form.add_error(_FIELDS.get(type(refusal), "code"), f"{refusal} {refusal.remedy()}")
                status = refusal.http_status
            else:
                messages.success(request, _("The fonds is entered. Its guide, classes and fonds file can follow."))
                return redirect("description:fonds", made.ulid)
    return render(request, "description/found.html", {"form": form}, status=status)


_FIELDS: dict[type[ArchiveError], str] = {TitleMissing: "title", YearsOfFondsReversed: "year_to"}


@transaction.atomic
def _founded(actor: Actor, archive: Institution, form: FoundForm) -> Fonds:
    """The fonds with its rules, or neither."""
    made = found_new_fonds(actor=actor, institution=archive, **form.details())
    for level, scheme in form.schemes().items():
        set_code_rule(actor=actor, fonds=made, rule=Rule(level, scheme), reason=_("Chosen when the fonds was entered"))
    return made


@require_safe
@staff_page(Right.DESCRIBE)
def fonds(request: ReadingRequest, ulid: str) -> HttpResponse:
    return _page(request, _fonds(request, ulid))


@require_POST
@staff_page(Right.DESCRIBE)
def rename(request: ReadingRequest, ulid: str) -> HttpResponse:
    """Another title: lists and pages show it from the next request on."""
    one, form = _fonds(request, ulid), RenameForm(request.POST, auto_id="name_%s")
    emptied = form.is_valid() and bool(one.unit) and not form.cleaned_data["unit"]
    if emptied and form.cleaned_data["version"] == one.version:  # what was overtaken is told first
        form.add_error("unit", _("This must be described."))  # the unit is the creator of the fonds: 必著
    if form.errors:
        return _page(request, one, status=400, renaming=form)
    try:
        rename_fonds(actor=request.actor, fonds=one, **form.cleaned_data)
    except (FondsHasChanged, TitleMissing) as refusal:
        now = _fonds(request, ulid)
        form.data = {**request.POST.dict(), "version": now.version}
        both = [
            (_("Title"), now.title, request.POST["title"]),
            (_("Originating unit"), now.unit, request.POST.get("unit", "")),
        ]
        return _page(request, now, status=refusal.http_status, renaming=form, refusal=refusal, both=both)
    messages.success(request, _("Saved."))
    return redirect("description:fonds", ulid)


@require_POST
@staff_page(Right.DESCRIBE)
def describe(request: ReadingRequest, ulid: str) -> HttpResponse:
    """Guide, years and elements; overtaken, what was typed stands beside what it says now."""
    one = _fonds(request, ulid)
    form = FondsForm(one, request.POST.dict())
    if form.problems:
        return _page(request, one, status=400, about=form)
    if not (values := form.values()):
        messages.info(request, _("Nothing was changed."))
        return redirect("description:fonds", ulid)
    try:
        describe_fonds(actor=request.actor, fonds=one, values=values, version=form.version, reason=form.reason)
    except (FondsHasChanged, YearsOfFondsReversed) as refusal:
        now = _fonds(request, ulid)
        again = FondsForm(now, {**request.POST.dict(), "version": now.version})
        return _page(request, now, status=refusal.http_status, about=again, refusal=refusal, both=again.both())
    messages.success(request, _("Saved."))
    return redirect("description:fonds", ulid)


def _page(request: ReadingRequest, one: Fonds, *, status: int = 200, **shown: Any) -> HttpResponse:
    names = {"version": one.version, "title": one.title, "unit": one.unit}
    renaming = shown.pop("renaming", None) or RenameForm(initial=names, auto_id="name_%s")
    context = {"fonds": one, "renaming": renaming, "about": FondsForm(one), **shown}
    return render(request, "description/fonds.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.APPROVE_OPENING)
def opening(request: ReadingRequest, ulid: str) -> HttpResponse:
    """One decision made elsewhere on many records: first how many it would change, then the paper that decided.

    When the selection is not any more what was seen, it is shown again and nothing is decided.
    """
    one = fonds_to_decide(ulid, request.actor)
    if one is None:
        raise Http404
    chosen = SelectionForm(request.GET)
    selection = chosen.selection()
    decision = DecisionForm(request.POST if request.method == "POST" else None)
    found = meant_by(one, selection)
    page = {"fonds": one, "chosen": chosen, "decision": decision, "found": found, "refusal": None}
    if request.method != "POST":
        return render(request, "description/fonds_opening.html", page, status=400 if chosen.errors else 200)
    if not decision.is_valid() or chosen.errors:
        return render(request, "description/fonds_opening.html", page, status=400)
    if request.POST.get("seen") != str(found.count):
        return render(request, "description/fonds_opening.html", page | {"overtaken": True}, status=409)
    try:
        given = {"state": decision.cleaned_data["to"], "reason": decision.cleaned_data["reason"]}
        paper = decision.decision()
        changed = set_opening_states(actor=request.actor, fonds=one, selection=selection, decision=paper, **given)
    except TooManyToDecide as refusal:
        return render(request, "description/fonds_opening.html", page | {"refusal": refusal}, status=422)
    told = ngettext("Entered for %(count)s record.", "Entered for %(count)s records.", changed)
    messages.success(request, told % {"count": changed})
    if changed and decision.publishes:
        messages.success(request, _("The notice of what was opened is published."))
    return redirect("description:fonds_opening", ulid)


def _fonds(request: ReadingRequest, ulid: str) -> Fonds:
    one = one_to_describe(ulid, request.actor)
    if one is None:
        raise Http404
    return one
