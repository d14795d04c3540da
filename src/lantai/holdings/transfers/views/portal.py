"""The unit's pages: its hand-overs, beginning one, declaring, sending files, submitting, signing."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.transfers.actions import (
    OwnSignature,
    agree_to,
    begin_handover,
    cancel_handover,
    declare_handover,
    order_self_check,
    order_send_again,
    sign_as_sender,
    sign_paper,
    submit_handover,
    take_up_handover,
    upload_whole,
    withdraw_handover,
)
from lantai.holdings.transfers.forms import BeginForm, DeclareForm, FileForm, QueueForm
from lantai.holdings.transfers.models import Transfer
from lantai.holdings.transfers.queries import Wanted, agreement_at, agreements_of, arrival_of, dossier, files_of, queue
from lantai.holdings.transfers.states import Side, done_label
from lantai.holdings.transfers.views.common import Performer, found, paper_answer, perform, put_aside


def _wanted(form: QueueForm) -> Wanted:
    form.full_clean()
    return Wanted(**{name: value for name, value in form.cleaned_data.items() if value})


@require_safe
@staff_page(Right.HAND_OVER)
def handovers(request: ReadingRequest) -> HttpResponse:
    form = QueueForm(request.GET)
    page = queue(request.actor, Side.UNIT, _wanted(form), page=request.GET.get("page", "1"), today=timezone.localdate())
    proposed = agreements_of(request.actor, Side.UNIT)[:20]
    context = {"page": page, "form": form, "agreements": proposed}
    return render(request, "transfers/handovers.html", context, status=200 if form.is_valid() else 400)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.HAND_OVER)
def begin(request: ReadingRequest) -> HttpResponse:
    """The first step: which unit, which agreement or fonds. A refusal comes back on the form."""
    form = BeginForm(request.POST if request.method == "POST" else None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            transfer = begin_handover(actor=request.actor, **form.cleaned_data)
            return redirect("transfers:declare", transfer.ulid)
        except ArchiveError as refusal:
            form.add_error(None, f"{refusal} {refusal.remedy()}")
    return render(request, "transfers/begin.html", {"form": form}, status=400 if form.errors else 200)


@require_POST
@staff_page(Right.HAND_OVER)
def agree(request: ReadingRequest, ulid: str) -> HttpResponse:
    agreement = agreement_at(ulid, request.actor, Side.UNIT)
    if agreement is None:
        raise Http404
    try:
        agree_to(actor=request.actor, agreement=agreement)
        messages.success(request, _("Agreed."))
    except ArchiveError as refusal:
        messages.error(request, f"{refusal} {refusal.remedy()}")
    return redirect("transfers:handovers")


@require_safe
@staff_page(Right.HAND_OVER)
def handover(request: ReadingRequest, ulid: str) -> HttpResponse:
    """The page; asked by htmx, only the progress. When it has ended, htmx is told to load the whole page again."""
    page = dossier(ulid, request.actor, Side.UNIT, timezone.localdate())
    if page is None:
        raise Http404
    context = {"page": page, "transfer": page.transfer, "job": page.transfer.job}
    if request.htmx:  # type: ignore[attr-defined]
        answer = render(request, "transfers/handover.html#progress", context)
        if not page.transfer.is_working:
            answer["HX-Refresh"] = "true"
        return answer
    return render(request, "transfers/handover.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.HAND_OVER)
def declare(request: ReadingRequest, ulid: str) -> HttpResponse:
    """The second step: the fields of the register form."""
    transfer = found(request, ulid, Side.UNIT)
    form = DeclareForm(request.POST) if request.method == "POST" else DeclareForm(initial=DeclareForm.said(transfer))
    if request.method == "POST" and form.is_valid():
        try:
            declare_handover(actor=request.actor, transfer=transfer, declaration=form.declaration())
            return redirect("transfers:files", transfer.ulid)
        except ArchiveError as refusal:
            form.add_error(None, f"{refusal} {refusal.remedy()}")
    context = {"form": form, "transfer": transfer, "arrival": arrival_of(transfer)}
    return render(request, "transfers/declare.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.HAND_OVER)
def files(request: ReadingRequest, ulid: str) -> HttpResponse:
    """The third step: files, by script in pieces or one by one by this form."""
    transfer = found(request, ulid, Side.UNIT)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if request.method == "POST" and form.is_valid():
        try:
            _sent(request, transfer, form)
            return redirect("transfers:files", transfer.ulid)
        except ArchiveError as refusal:
            form.add_error("upload", f"{refusal} {refusal.remedy()}")
    context = {"form": form, "transfer": transfer, "arrival": arrival_of(transfer), "files": files_of(transfer)}
    return render(request, "transfers/files.html", context, status=400 if form.errors else 200)


def _sent(request: ReadingRequest, transfer: Transfer, form: FileForm) -> None:
    upload: UploadedFile[bytes] = form.cleaned_data["upload"]
    folder = form.cleaned_data["folder"].strip("/")
    name = f"{folder}/{upload.name}" if folder else str(upload.name)
    upload_whole(actor=request.actor, transfer=transfer, name=name, size=upload.size or 0, pieces=upload.chunks())


def _own(request: ReadingRequest) -> OwnSignature | None:
    signature, certificate = (request.POST.get(name, "").strip() for name in ("signature", "certificate"))
    return OwnSignature(signature[:20_000], certificate[:20_000]) if signature or certificate else None


ACTS: Mapping[str, Performer] = {
    "submit": lambda request, transfer: submit_handover(actor=request.actor, transfer=transfer),
    "withdraw": lambda request, transfer: withdraw_handover(
        actor=request.actor, transfer=transfer, reason=request.POST.get("reason", "")[:2000]
    ),
    "take_up": lambda request, transfer: take_up_handover(actor=request.actor, transfer=transfer),
    "send_again": lambda request, transfer: order_send_again(actor=request.actor, transfer=transfer),
    "cancel": lambda request, transfer: cancel_handover(
        actor=request.actor, transfer=transfer, reason=request.POST.get("reason", "")[:2000]
    ),
    "self_check": lambda request, transfer: order_self_check(actor=request.actor, transfer=transfer),
    "sign_as_sender": lambda request, transfer: sign_as_sender(
        actor=request.actor, transfer=transfer, own=_own(request)
    ),
    "sign_paper": lambda request, transfer: sign_paper(
        actor=request.actor, transfer=transfer, name=request.POST.get("paper", ""), own=_own(request)
    ),
    "seen": put_aside,
}

SAID = {
    "seen": gettext_lazy("The reminder was put aside."),
    "send_again": gettext_lazy("A worker has been asked; the bar below shows how far it is."),
    "self_check": gettext_lazy("A worker has been asked; the bar below shows how far it is."),
}


@require_POST
@staff_page(Right.HAND_OVER)
def act(request: ReadingRequest, ulid: str, act: str) -> HttpResponse:
    """One of the unit's acts, asked for by a button."""
    transfer = found(request, ulid, Side.UNIT)
    if act not in ACTS:
        raise Http404
    said = SAID.get(act) or f"{transfer.title}: {done_label(act)}"
    perform(request, transfer, ACTS[act], str(said))
    return redirect("transfers:handover", ulid)


@require_safe
@staff_page(Right.HAND_OVER)
def paper(request: ReadingRequest, ulid: str, name: str, form: str) -> HttpResponse | FileResponse:
    return paper_answer(found(request, ulid, Side.UNIT), name, form)
