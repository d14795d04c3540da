"""Letters to units: the archive's page of one, and the unit's own pages in its portal, which shows it nothing else."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lantai.base.accounts.access import Right, require
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.services.opening.actions import (
    Answer,
    answer_letter,
    answer_sheet,
    decide_alone,
    finish_answer,
    record_overdue,
    send_letter,
)
from lantai.services.opening.forms import AnswerForm, FinishForm, LetterForm, ReasonsForm, WordsForm
from lantai.services.opening.models import Consultation, Value
from lantai.services.opening.offline import Finding, package_of, read_package
from lantai.services.opening.queries.letters import letter_at, letter_of_unit, letter_page, letters_of_units
from lantai.services.opening.states import State
from lantai.services.opening.views.common import XLSX, performed, sent_as, ticked


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.READ_UNOPENED)
def letter(request: ReadingRequest, ulid: str) -> HttpResponse:
    """The archive's side: send it, record silence or that nobody is left, enter the workbook that came back."""
    found = letter_at(ulid, request.scope)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _shown(request, found)
    require(request.actor, Right.PLAN_OPENING, found.batch.institution.code)
    act = request.POST.get("act", "")
    if act == "send":
        form = LetterForm(request.POST)
        if not form.is_valid():
            return _shown(request, found, status=400, send=form)
        said = form.cleaned_data
        performed(
            request, lambda: send_letter(actor=request.actor, consultation=found, **said), _("The letter is out.")
        )
    elif act == "alone":
        reason = request.POST.get("words", "")[:400]
        performed(request, lambda: decide_alone(actor=request.actor, consultation=found, reason=reason), _("Recorded."))
    elif act == "overdue":
        performed(request, lambda: record_overdue(actor=request.actor, consultation=found), _("Recorded."))
    elif act == "answer":
        return _answered(request, found, of_unit=False)
    else:
        raise Http404
    return redirect("opening:letter", ulid)


@require_safe
@staff_page(Right.READ_UNOPENED)
def package(request: ReadingRequest, ulid: str) -> HttpResponse:
    found = letter_at(ulid, request.scope)
    if found is None:
        raise Http404
    return _package(found)


@require_safe
@staff_page(Right.HAND_OVER)
def unit_letters(request: ReadingRequest) -> HttpResponse:
    sheet = letters_of_units(request.actor, place=request.GET.get("place", ""))
    return render(request, "opening/unit_letters.html", {"sheet": sheet})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.HAND_OVER)
def unit_letter(request: ReadingRequest, ulid: str) -> HttpResponse:
    """The unit's side: what the archive proposes of each record, and its own opinion, ticked or as the workbook."""
    found = letter_of_unit(ulid, request.actor)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _shown(request, found, of_unit=True)
    if request.POST.get("act") == "answer":
        return _answered(request, found, of_unit=True)
    if request.POST.get("act") == "finish":
        return _finished(request, found)
    value, positions = request.POST.get("value", ""), ticked(request)
    form, words = ReasonsForm(request.POST), WordsForm(request.POST)
    if value not in Value.values or not form.is_valid() or not words.is_valid() or not positions:
        messages.error(request, _("Nothing was ticked."))
        return _shown(request, found, of_unit=True, status=400)
    note, reasons = words.cleaned_data["words"], tuple(form.cleaned_data["reasons"])
    answers = [Answer(position, value, reasons, note) for position in positions]
    performed(
        request,
        lambda: answer_sheet(actor=request.actor, consultation=found, answers=answers),
        _("Your opinion is entered."),
    )
    return redirect(request.get_full_path())


def _finished(request: ReadingRequest, found: Consultation) -> HttpResponse:
    """我单位意见已填写完毕."""
    form = FinishForm(request.POST, auto_id="finish_%s")
    if not form.is_valid():
        return _shown(request, found, of_unit=True, status=400, finish=form)
    said = form.cleaned_data
    performed(
        request,
        lambda: finish_answer(
            actor=request.actor, consultation=found, text=said["words"], reply_number=said["reply_number"]
        ),
        _("Your unit's opinion is complete; the archive goes on with it."),
    )
    return redirect(request.get_full_path())


@require_safe
@staff_page(Right.HAND_OVER)
def unit_package(request: ReadingRequest, ulid: str) -> HttpResponse:
    found = letter_of_unit(ulid, request.actor)
    if found is None:
        raise Http404
    return _package(found)


def _package(found: Consultation) -> HttpResponse:
    return sent_as(package_of(found), f"{found.batch.number}-{found.fonds.code}-反馈表.xlsx", XLSX)


def _answered(request: ReadingRequest, found: Consultation, *, of_unit: bool) -> HttpResponse:
    """The workbook is read first; with one wrong row nothing of it is entered, and all wrong rows are named."""
    form = AnswerForm(request.POST, request.FILES)
    if not form.is_valid():
        return _shown(request, found, of_unit=of_unit, status=400, answer=form)
    said = form.cleaned_data
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "answers.xlsx"
            path.write_bytes(said["package"].read())
            read = read_package(found, path)
    except ArchiveError as error:
        form.add_error("package", f"{error} {error.remedy()}")
        return _shown(request, found, of_unit=of_unit, status=error.http_status, answer=form)
    if read.findings:
        return _shown(request, found, of_unit=of_unit, status=422, answer=form, findings=read.findings)
    performed(
        request,
        lambda: answer_letter(
            actor=request.actor, consultation=found, answers=read.answers, text=said["words"],
            reply_number=said["reply_number"],
        ),
        _("%(count)s opinions were entered.") % {"count": len(read.answers)},
    )  # fmt: skip
    return redirect(request.get_full_path())


def _shown(
    request: ReadingRequest,
    found: Consultation,
    *,
    of_unit: bool = False,
    status: int = 200,
    findings: tuple[Finding, ...] = (),
    **given: object,
) -> HttpResponse:
    page = letter_page(found, place=request.GET.get("place", ""))
    asks = found.batch.state == State.CONSULTATION
    plans = not of_unit and asks and request.actor.may(Right.PLAN_OPENING, found.batch.institution.code)
    prepared = found.state == Consultation.State.PREPARED
    over = found.due_on is not None and found.due_on < timezone.localdate()
    context: Mapping[str, object] = {
        "page": page, "letter": found, "sheet": page.sheet, "findings": findings, "of_unit": of_unit,
        "may_send": plans and prepared, "may_answer": asks and not prepared and (of_unit or plans),
        "may_record": plans and over and found.state == Consultation.State.WAITING,
        "send": LetterForm(initial={"asked": found.asked}), "answer": AnswerForm(), "words": WordsForm(),
        "reasons": ReasonsForm(), "values": Value.choices, "finish": FinishForm(auto_id="finish_%s"),
        "may_finish": of_unit and asks and found.state in (Consultation.State.WAITING, Consultation.State.OVERDUE),
    }  # fmt: skip
    name = "opening/unit_letter.html" if of_unit else "opening/letter.html"
    return render(request, name, {**context, **given}, status=status)
