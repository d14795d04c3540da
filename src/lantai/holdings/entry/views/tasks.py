"""Tasks of double entry: setting one, typing its records, deciding differences, the error rate."""

from __future__ import annotations

from copy import copy

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.entry.actions import (
    Entered,
    ItemNotYours,
    NothingChosen,
    NothingToDecide,
    TaskWanted,
    decide_differences,
    make_task,
    type_item,
)
from lantai.holdings.entry.forms import Posted, TaskForm
from lantai.holdings.entry.models import EntryTask
from lantai.holdings.entry.quality import decided_in, differences_of, item_differences, quality_of
from lantai.holdings.entry.queries import (
    item_at,
    kind_of,
    next_item,
    proposals_for,
    states_of,
    task_at,
    tasks_of,
    turn_of,
    typed_last,
    volume_named,
)
from lantai.holdings.entry.values import said_by
from lantai.holdings.entry.views.desk import NOTHING, Target, desk_response, said_saved


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.DESCRIBE)
def tasks(request: ReadingRequest) -> HttpResponse:
    """Every task, and the form for a new one; a refusal comes back on it."""
    form = TaskForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("entry:task", _made(request, form).ulid)
        except ArchiveError as refusal:
            form.add_error(None, f"{refusal} {refusal.remedy()}")
    context = {"tasks": tasks_of(request.actor), "form": form}
    return render(request, "entry/tasks.html", context, status=400 if form.errors else 200)


def _made(request: ReadingRequest, form: TaskForm) -> EntryTask:
    given = form.cleaned_data
    volume = volume_named(given["volume"], given["fonds"]) if given["volume"] else None
    wanted = TaskWanted(given["name"], given["record_type"], given["share"], volume, given["first"], given["second"])
    return make_task(actor=request.actor, fonds=given["fonds"], wanted=wanted)


@require_safe
@staff_page(Right.DESCRIBE)
def task(request: ReadingRequest, ulid: str) -> HttpResponse:
    """How far a task is, what this person types next, what is to be decided, and the error rate."""
    found = task_at(ulid, request.actor)
    context = {
        "task": found,
        "states": states_of(found),
        "next": next_item(found, request.actor),
        "quality": quality_of(found),
        "kind": kind_of(found.record_type),
    }
    return render(request, "entry/task.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.DESCRIBE)
def item(request: ReadingRequest, ulid: str, position: int) -> HttpResponse:
    """One record of a task. The second time nothing of what the record says is on the page."""
    found = item_at(ulid, position, request.actor)
    turn = turn_of(found, request.actor)
    if not turn:
        raise ItemNotYours(position=position, who=request.actor.label, state=found.get_state_display())
    kind = kind_of(found.task.record_type)
    proposed = proposals_for(found.record, kind) if turn == 1 else []

    def save(entered: Entered, posted: Posted) -> str:
        type_item(actor=request.actor, item=found, entered=entered, proposed=proposed)
        said_saved(request, found.record.code)
        after = next_item(found.task, request.actor) if posted.do == "next" else None
        return reverse("entry:item", args=[ulid, after.position]) if after else reverse("entry:task", args=[ulid])

    shown = copy(found.record)
    if turn == 2:
        shown.title = shown.code  # what the type made of what the first typed stands in the title
    target = Target(
        shown, kind, save,
        said=said_by(found.record, kind) if turn == 1 else NOTHING,
        last=typed_last(request.actor, found.task, turn=turn),
        proposed=proposed,
        blind=turn == 2,
        more={"action": reverse("entry:item", args=[ulid, position]), "task": found.task, "item": found},
    )  # fmt: skip
    return desk_response(request, target)


@require_safe
@staff_page(Right.DESCRIBE)
def differences(request: ReadingRequest, ulid: str) -> HttpResponse:
    """The records of a task whose two typings differ, those to be decided first."""
    found = task_at(ulid, request.actor)
    sheet = Paginator(differences_of(found), 30).get_page(request.GET.get("page", "1"))
    return render(request, "entry/differences.html", {"task": found, "sheet": sheet})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.DESCRIBE)
def decide(request: ReadingRequest, ulid: str, position: int) -> HttpResponse:
    """One record: both typings side by side, with the image, to be decided place by place."""
    found = item_at(ulid, position, request.actor)
    refusal: ArchiveError | None = None
    if request.method == "POST":
        try:
            decided = decided_in(request.POST, found)
            decide_differences(actor=request.actor, item=found, decided=decided)
            messages.success(request, _("%(code)s is saved.") % {"code": found.record.code})
            return redirect("entry:differences", ulid)
        except (NothingChosen, NothingToDecide) as error:
            refusal = error
    context = {"task": found.task, "view": item_differences(found), "refusal": refusal}
    return render(request, "entry/decide.html", context, status=refusal.http_status if refusal else 200)
