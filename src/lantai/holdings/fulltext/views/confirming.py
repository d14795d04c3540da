"""Pages that are withheld whole until somebody looks: the list, and one page with what was withheld of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lantai.base.accounts.access import Right, require
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.fulltext.confirming import MAY_CONFIRM, PageAsChanged, confirm_sheet, page_as_changed, page_whole
from lantai.holdings.fulltext.forms import ConfirmForm, WholeForm
from lantai.holdings.withholding.actions import WithheldPassage, withhold_page


def _let_in(request: ReadingRequest) -> None:
    """Who describes, and who approves opening; the page itself is looked up only then."""
    if not any(map(request.actor.may, MAY_CONFIRM)):
        require(request.actor, Right.DESCRIBE)


@require_safe
@staff_page()
def pages(request: ReadingRequest) -> HttpResponse:
    _let_in(request)
    sheet = confirm_sheet(request.actor, place=request.GET.get("place", ""))
    return render(request, "fulltext/to_confirm.html", {"sheet": sheet})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page()
def page(request: ReadingRequest, ulid: str, position: int) -> HttpResponse:
    """The page as it is, and what was withheld of it: said anew, or all of it stays withheld."""
    _let_in(request)
    changed = page_as_changed(ulid, position, request.actor)
    if changed is None:
        raise Http404
    if request.method != "POST":
        return _shown(request, changed, ConfirmForm(changed=changed))
    form = ConfirmForm(request.POST, changed=changed)
    whole = WholeForm(request.POST)
    if "whole" in request.POST and whole.is_valid():
        passages = page_whole(changed, whole.cleaned_data["digest"])
    elif form.is_valid():
        passages = form.passages()
    else:
        return _shown(request, changed, form, 400)
    return _confirmed(request, changed, form, passages)


def _confirmed(
    request: ReadingRequest, changed: PageAsChanged, form: ConfirmForm, passages: list[WithheldPassage]
) -> HttpResponse:
    position = changed.page.position
    try:
        withhold_page(actor=request.actor, record=changed.record, page=position, passages=passages)
    except ArchiveError as refusal:
        form.is_valid()
        form.add_error(None, f"{refusal} {refusal.remedy()}")
        return _shown(request, changed, form, refusal.http_status)
    messages.success(
        request, _("Page %(page)s of %(record)s is confirmed.") % {"page": position, "record": changed.record.code}
    )
    return redirect("fulltext:to_confirm")


def _shown(request: ReadingRequest, changed: PageAsChanged, form: ConfirmForm, status: int = 200) -> HttpResponse:
    decides = request.actor.may(Right.APPROVE_OPENING, str(changed.record.institution_id))
    context = {"changed": changed, "form": form, "decides": decides}
    return render(request, "fulltext/confirm.html", context, status=status)
