"""Intake: the list of transfers, beginning one, and one with its progress and findings."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.accessions.actions import order_transfer
from lantai.holdings.accessions.filing import filing_check_of
from lantai.holdings.accessions.forms import IntakeForm
from lantai.holdings.accessions.models import Transfer
from lantai.holdings.accessions.pages import transfer_sheet, transfer_view
from lantai.holdings.accessions.uploads import keep_upload
from lantai.holdings.accessions.work import step_label


@require_safe
@staff_page(Right.TAKE_IN)
def transfers(request: ReadingRequest) -> HttpResponse:
    sheet = transfer_sheet(request.scope, sheet=request.GET.get("page", "1"))
    return render(request, "accessions/intake.html", {"sheet": sheet})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.TAKE_IN)
def new(request: ReadingRequest) -> HttpResponse:
    """The form; a refusal comes back on it."""
    folder = Path(settings.INTAKE_FOLDER)
    form = IntakeForm(request.POST or None, request.FILES or None, actor=request.actor, folder=folder)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("accessions:transfer", _begin(request, form, folder).ulid)
        except ArchiveError as refusal:
            form.add_error(None, f"{refusal} {refusal.remedy()}")
    return render(request, "accessions/new.html", {"form": form}, status=400 if form.errors else 200)


def _begin(request: ReadingRequest, form: IntakeForm, folder: Path) -> Transfer:
    given = form.cleaned_data
    source = _kept(given["upload"]) or folder / given["folder_entry"]
    catalogue = _kept(given["catalogue_upload"]) or (given["catalogue_entry"] and folder / given["catalogue_entry"])
    return order_transfer(
        actor=request.actor,
        fonds=given["fonds"],
        source=source,
        catalogue=catalogue or None,
        profile=given["profile"],
        check=given["check"],
    )


def _kept(upload: UploadedFile[bytes] | None) -> Path | None:
    return keep_upload(str(upload.name), upload.chunks()) if upload else None


@require_safe
@staff_page(Right.TAKE_IN)
def transfer(request: ReadingRequest, ulid: str) -> HttpResponse:
    """The page; asked by htmx, only the progress. When it has ended, htmx is told to load the whole page again."""
    asked = request.GET
    view = transfer_view(ulid, request.scope, severity=asked.get("severity", ""), code=asked.get("code", ""))
    if view is None:
        raise Http404
    job = view.transfer.job
    may_see = request.actor.may(Right.CHECK_PACKAGES, view.transfer.fonds.institution.code)
    check = filing_check_of(view.transfer) if may_see else None
    context = {"page": view, "job": job, "step": step_label(job.step) if job else "", "check": check}
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, "accessions/transfer.html", context)
    answer = render(request, "accessions/transfer.html#progress", context)
    if not view.is_running:
        answer["HX-Refresh"] = "true"
    return answer
