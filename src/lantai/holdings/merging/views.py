"""Two records before they are merged, the merge when it is done, the list of merges, and the way back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.actions import RecordHasChanged
from lantai.holdings.catalogue.models import Record
from lantai.holdings.description.queries import plain_code
from lantai.holdings.merging.actions import ChoiceUnknown, ReasonMissing, merge_records, refusal_of, undo_merge
from lantai.holdings.merging.choosing import Choices
from lantai.holdings.merging.forms import MergeForm
from lantai.holdings.merging.moving import in_words
from lantai.holdings.merging.queries import both_to_describe, merge_at, merge_of, merge_view, merges, next_pair


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.DESCRIBE)
def merge(request: ReadingRequest) -> HttpResponse:
    """`?keep=…&absorb=…`: what would be merged into what. Posted, it is done; overtaken, both texts come back."""
    data = request.POST if request.method == "POST" else request.GET
    ulids = [plain_code(data.get(name, "")) for name in ("keep", "absorb")]
    both = both_to_describe(ulids[0], ulids[1], request.actor)
    if both is None:
        return _merged_already(request, ulids)
    if request.method != "POST":
        return _page(request, both, Choices())
    return _merged(request, both, MergeForm.of(request.POST.dict()))


def _merged_already(request: ReadingRequest, ulids: list[str]) -> HttpResponse:
    for ulid in ulids:
        if done := merge_of(ulid, request.actor):
            messages.info(request, _("Record %(code)s has been merged already.") % {"code": done.code})
            return redirect("merging:done", done.ulid)
    raise Http404


def _merged(request: ReadingRequest, both: tuple[Record, Record], form: MergeForm) -> HttpResponse:
    if form.versions != (both[0].version, both[1].version):
        return _page(request, both, form.choices, form=form, status=409)
    if refusal_of(*both):
        return _page(request, both, form.choices, form=form, status=409)
    try:
        done = merge_records(
            actor=request.actor, keep=both[0], absorb=both[1], choices=form.choices, reason=form.reason,
            versions=form.versions,
        )  # fmt: skip
    except (ReasonMissing, ChoiceUnknown) as problem:
        return _page(request, both, form.choices, form=form, problem=problem, status=problem.http_status)
    except RecordHasChanged:
        again = both_to_describe(both[0].ulid, both[1].ulid, request.actor)
        if again is None:
            return _merged_already(request, [each.ulid for each in both])
        return _page(request, again, form.choices, form=form, status=409)
    messages.success(
        request, _("Merged: %(code)s is part of %(kept)s now.") % {"code": done.code, "kept": done.kept.code}
    )
    return redirect("merging:done", done.ulid)


def _page(
    request: ReadingRequest,
    both: tuple[Record, Record],
    choices: Choices,
    *,
    form: MergeForm | None = None,
    problem: ArchiveError | None = None,
    status: int = 200,
) -> HttpResponse:
    overtaken = form is not None and form.versions != (both[0].version, both[1].version)
    view = merge_view(*both, choices, seen=form.versions if form and overtaken else None)
    page = {"view": view, "reason": form.reason if form else "", "problem": problem, "overtaken": overtaken}
    return render(request, "merging/merge.html", page, status=status)


@require_safe
@staff_page(Right.DESCRIBE)
def done(request: ReadingRequest, ulid: str) -> HttpResponse:
    found = merge_at(ulid, request.actor)
    if found is None:
        raise Http404
    page = {"merge": found, "moved": in_words(found.moved), "next": next_pair(request.scope)}
    return render(request, "merging/done.html", page)


@require_POST
@staff_page(Right.DESCRIBE)
def undo(request: ReadingRequest, ulid: str) -> HttpResponse:
    """Take a merge back; what stands in the way comes back on the page, with what to do."""
    found = merge_at(ulid, request.actor)
    if found is None:
        raise Http404
    reason = MergeForm.of(request.POST.dict()).reason
    try:
        undo_merge(actor=request.actor, merge=found, reason=reason)
    except ArchiveError as problem:
        again = merge_at(ulid, request.actor)
        page = {"merge": again, "moved": in_words(found.moved), "problem": problem, "reason": reason}
        return render(request, "merging/done.html", page, status=problem.http_status)
    messages.success(request, _("Taken back: there are two records again."))
    return redirect("merging:done", ulid)


@require_safe
@staff_page(Right.DESCRIBE)
def merge_list(request: ReadingRequest) -> HttpResponse:
    sheet = merges(request.scope, place=request.GET.get("place", ""))
    return render(request, "merging/merges.html", {"sheet": sheet})
