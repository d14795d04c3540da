"""What is entered of a single record: its declassification, and an emergency withdrawal."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lantai.base.accounts.access import Right, require
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.services.opening.actions import Declassified, declassify, withdraw_record
from lantai.services.opening.forms import DeclassifyForm, WithdrawForm
from lantai.services.opening.queries.letters import record_of
from lantai.services.opening.queries.secret import secret_sheet
from lantai.services.opening.queries.withdrawn import withdrawn_sheet


@require_safe
@staff_page(Right.APPROVE_OPENING)
def secret(request: ReadingRequest) -> HttpResponse:
    """What is open though it bears a secrecy level: each is withdrawn from here."""
    return render(
        request, "opening/secret.html", {"sheet": secret_sheet(request.actor, place=request.GET.get("place", ""))}
    )


@require_safe
@staff_page(Right.APPROVE_OPENING)
def withdrawals(request: ReadingRequest) -> HttpResponse:
    """What was withdrawn: by whom, on which ground, since when, until when, and what became of it."""
    found = withdrawn_sheet(request.actor, place=request.GET.get("place", ""))
    return render(request, "opening/withdrawals.html", {"found": found, "sheet": found.sheet})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.APPROVE_OPENING)
def withdraw(request: ReadingRequest, ulid: str) -> HttpResponse:
    record = record_of(ulid, request.scope)
    if record is None:
        raise Http404
    require(request.actor, Right.APPROVE_OPENING, record.fonds.institution.code)
    given = request.POST if request.method == "POST" else None
    form, status = WithdrawForm(given), 400 if given is not None else 200
    if given is not None and form.is_valid():
        try:
            withdraw_record(actor=request.actor, record=record, **form.cleaned_data)
            messages.success(request, _("Closed; no reader sees it any more."))
            return redirect("accessions:record", ulid)
        except ArchiveError as error:
            form.add_error(None, f"{error} {error.remedy()}")
            status = error.http_status
    return render(request, "opening/withdraw.html", {"record": record, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.PLAN_OPENING)
def declassification(request: ReadingRequest, ulid: str) -> HttpResponse:
    record = record_of(ulid, request.scope)
    if record is None:
        raise Http404
    require(request.actor, Right.PLAN_OPENING, record.fonds.institution.code)
    given = request.POST if request.method == "POST" else None
    form, status = DeclassifyForm(given), 400 if given is not None else 200
    if given is not None and form.is_valid():
        try:
            declassify(actor=request.actor, record=record, said=Declassified(**form.cleaned_data))
            messages.success(request, _("Recorded."))
            return redirect("opening:declassify", ulid)
        except ArchiveError as error:
            form.add_error(None, f"{error} {error.remedy()}")
            status = error.http_status
    context = {"record": record, "form": form, "known": record.declassifications.all()}
    return render(request, "opening/declassify.html", context, status=status)
