"""Proof-reading: what needs eyes, one page line by line, and the history of its text."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.holdings.fulltext.actions import PageHasChanged, correct_line, read_again, write_page
from lantai.holdings.fulltext.forms import CorrectionForm, WritingForm
from lantai.holdings.fulltext.leaves import whole_page_of
from lantai.holdings.fulltext.pages import visible_record
from lantai.holdings.fulltext.proofreading import page_history, proof_page, proof_sheet


@require_safe
@staff_page(Right.CORRECT_TEXT)
def pages(request: ReadingRequest) -> HttpResponse:
    asked = request.GET
    sheet = proof_sheet(
        request.actor, sheet=asked.get("page", "1"), state=asked.get("state", ""), fonds=asked.get("fonds", "")
    )
    return render(request, "fulltext/proofreading.html", {"sheet": sheet})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.CORRECT_TEXT)
def page(request: ReadingRequest, ulid: str, position: int) -> HttpResponse:
    """Image and lines; `?line=` is under correction. Saving goes on to the next line."""
    if request.method == "POST":
        write = _write if request.POST.get("act") == "write" else _correct
        return write(request, ulid, position)
    asked = request.GET.get("line", "")
    line = int(asked) if asked.isdecimal() and len(asked) < 7 else None
    view = proof_page(ulid, position, request.scope, line=line)
    form = None
    if view.chosen:
        initial = {"line": line, "version": view.page.version, "text": view.chosen.text}
        form = CorrectionForm(initial=initial, auto_id="line_%s")
    writing = None if view.lines else WritingForm(initial={"version": view.page.version}, auto_id="page_%s")
    return render(request, "fulltext/proofread.html", {"view": view, "form": form, "writing": writing})


def _correct(request: ReadingRequest, ulid: str, position: int) -> HttpResponse:
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        view = proof_page(ulid, position, request.scope, line=None)
        return render(request, "fulltext/proofread.html", {"view": view, "form": form}, status=400)
    given = form.cleaned_data
    target = whole_page_of(ulid, position, scope=request.scope)
    try:
        correct_line(actor=request.actor, page=target, line=given["line"], text=given["text"], version=given["version"])
    except PageHasChanged as refusal:
        return _both_texts(request, refusal, ulid, position, given["line"])
    messages.success(request, _("Line %(number)s is saved.") % {"number": given["line"] + 1})
    return redirect(f"{reverse('fulltext:proofread', args=[ulid, position])}?line={given['line'] + 1}#line_text")


def _write(request: ReadingRequest, ulid: str, position: int) -> HttpResponse:
    """The whole text of a page no machine could read. One that has got text meanwhile shows it beside the typed one."""
    form = WritingForm(request.POST, auto_id="page_%s")
    target = whole_page_of(ulid, position, scope=request.scope)
    if not form.is_valid():
        view = proof_page(ulid, position, request.scope, line=None)
        return render(request, "fulltext/proofread.html", {"view": view, "writing": form}, status=400)
    given = form.cleaned_data
    try:
        write_page(actor=request.actor, page=target, text=given["text"], version=given["version"])
    except PageHasChanged as refusal:
        view = proof_page(ulid, position, request.scope, line=None)
        context = {"view": view, "refusal": refusal}
        return render(request, "fulltext/proofread.html", context, status=refusal.http_status)
    messages.success(request, _("The text of page %(number)s is saved.") % {"number": position})
    return redirect("fulltext:proofread", ulid, position)


@require_POST
@staff_page(Right.CORRECT_TEXT)
def again(request: ReadingRequest, ulid: str) -> HttpResponse:
    """Have the pages of a record read again that could not be read; back to where it was asked."""
    record = visible_record(ulid, request.scope)
    if record is None:
        raise Http404
    count = read_again(actor=request.actor, record=record)
    said = ngettext("%(count)s page waits for recognition again.", "%(count)s pages wait for recognition again.", count)
    messages.success(request, said % {"count": count})
    if request.POST.get("then") == "list":
        return redirect(f"{reverse('fulltext:proofreading')}?state=failed")
    return redirect("accessions:record", ulid)


def _both_texts(request: ReadingRequest, refusal: PageHasChanged, ulid: str, position: int, line: int) -> HttpResponse:
    """The stale edit: both texts are shown, and the form holds the reader's own for the page as it is now."""
    view = proof_page(ulid, position, request.scope, line=line)
    initial = {"line": line, "version": view.page.version, "text": refusal.params["yours"]}
    form = CorrectionForm(initial=initial, auto_id="line_%s")
    context = {"view": view, "form": form, "refusal": refusal}
    return render(request, "fulltext/proofread.html", context, status=refusal.http_status)


@require_safe
@staff_page(Right.CORRECT_TEXT)
def history(request: ReadingRequest, ulid: str, position: int) -> HttpResponse:
    return render(request, "fulltext/page_history.html", {"history": page_history(ulid, position, request.scope)})
