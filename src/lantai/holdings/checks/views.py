"""Check runs in the browser: the list, a run by properties, an item with its findings and its answer, the downloads."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.engines.formats.shared_pool import shared_pool
from lantai.holdings.checks.actions import answer_item, begin_keeping_check
from lantai.holdings.checks.asking import findings_file
from lantai.holdings.checks.forms import AnswerForm, KeepingForm
from lantai.holdings.checks.models import CheckResult, CheckRun
from lantai.holdings.checks.printed import print_report
from lantai.holdings.checks.queries import (
    SHARES,
    evidence_at,
    findings_sheet,
    fonds_to_check,
    how_far,
    item_row,
    report_of,
    run_for,
    run_in_words,
    run_sheet,
    run_view,
)


@require_safe
@staff_page(Right.CHECK_PACKAGES)
def runs(request: ReadingRequest) -> HttpResponse:
    return render(request, "checks/runs.html", _list(request))


def _list(request: ReadingRequest, refused: str = "") -> dict[str, Any]:
    sheet = run_sheet(request.actor, request.GET.get("place", ""))
    return {"sheet": sheet, "fonds": fonds_to_check(request.actor), "shares": SHARES, "refused": refused}


@require_POST
@staff_page(Right.CHECK_PACKAGES)
def keep(request: ReadingRequest) -> HttpResponse:
    """Order the check of what is kept of a fonds; a refusal comes back on the list."""
    form = KeepingForm(request.POST)
    given = form.cleaned_data if form.is_valid() else {}
    found = fonds_to_check(request.actor).filter(ulid=given.get("fonds", "")).first()
    if found is None:
        return render(request, "checks/runs.html", _list(request, _("Choose a fonds of your archive.")), status=400)
    try:
        begun = begin_keeping_check(actor=request.actor, fonds=found, one_in=given["one_in"], enqueue=True)
    except ArchiveError as refusal:
        context = _list(request, f"{refusal} {refusal.remedy()}")
        return render(request, "checks/runs.html", context, status=refusal.http_status)
    return redirect("checks:run", begun.ulid)


@require_safe
@staff_page(Right.CHECK_PACKAGES)
def run(request: ReadingRequest, ulid: str) -> HttpResponse:
    """The page; while a check of what is kept goes on, with how far it is."""
    view = run_view(_run(request, ulid))
    context = {"page": view, "run": view.run, "progress": how_far(view.run)}
    return render(request, "checks/run.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.CHECK_PACKAGES)
def item(request: ReadingRequest, ulid: str, code: str) -> HttpResponse:
    """One item; a refused answer comes back on its form."""
    found = _run(request, ulid)
    result = found.results.filter(code=code).prefetch_related("evidence").first()
    if result is None:
        raise Http404
    is_sent = request.method == "POST"
    form = AnswerForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if is_sent and form.is_valid():
        try:
            _answered(request, found, result, form)
            return redirect("checks:run", ulid)
        except ArchiveError as refusal:
            form.add_error("note", f"{refusal} {refusal.remedy()}")
    sheet = findings_sheet(result, request.GET.get("place", ""))
    context = {"run": found, "row": item_row(result), "sheet": sheet, "form": form}
    return render(request, "checks/item.html", context, status=400 if form.errors else 200)


def _answered(request: ReadingRequest, found: CheckRun, result: CheckResult, form: AnswerForm) -> None:
    given = form.cleaned_data
    upload = given["file"]
    file = (Path(str(upload.name)).name, upload.read()) if upload else None
    answer_item(actor=request.actor, run=found, code=result.code, status=given["status"], note=given["note"], file=file)


@require_safe
@staff_page(Right.CHECK_PACKAGES)
def report_pdf(request: ReadingRequest, ulid: str) -> HttpResponse:
    """Set anew each time: answers may have come since."""
    found = _run(request, ulid)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.pdf"
        print_report(run_in_words(found), path, shared_pool())
        answer = HttpResponse(path.read_bytes(), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{found.ulid}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
@staff_page(Right.CHECK_PACKAGES)
def report_json(request: ReadingRequest, ulid: str) -> HttpResponse:
    answer = JsonResponse(report_of(_run(request, ulid)), json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="{ulid}.json"'
    return answer


@require_safe
@staff_page(Right.CHECK_PACKAGES)
def findings(request: ReadingRequest, ulid: str) -> FileResponse:
    """Every finding, one JSON object a line; gone when the work folder was swept."""
    path = findings_file(_run(request, ulid))
    if not path.exists():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


@require_safe
@staff_page(Right.CHECK_PACKAGES)
def evidence(request: ReadingRequest, ulid: str, evidence: str) -> HttpResponse:
    """Handed out as a download whatever it is: what somebody uploaded is never shown as a page of ours."""
    found = evidence_at(_run(request, ulid), evidence)
    if found is None:
        raise Http404
    answer = HttpResponse(bytes(found.content), content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{found.ulid}{Path(found.name).suffix[:8]}"'
    return answer


def _run(request: ReadingRequest, ulid: str) -> CheckRun:
    found = run_for(ulid, request.actor)
    if found is None:
        raise Http404
    return found
