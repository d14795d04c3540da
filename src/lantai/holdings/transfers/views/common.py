"""What both sides' pages have in common: performing one act asked for by a button, and papers."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse

from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.transfers.actions import put_reminder_aside
from lantai.holdings.transfers.models import Transfer
from lantai.holdings.transfers.paper_texts import paper_as_json, signatures_as_zip
from lantai.holdings.transfers.papers import paper_as_pdf
from lantai.holdings.transfers.queries import handover_at
from lantai.holdings.transfers.states import Side

Performer = Callable[[ReadingRequest, Transfer], object]


def found(request: ReadingRequest, ulid: str, side: Side) -> Transfer:
    """The hand-over, or 404 for what is not there or another's: nobody learns which."""
    transfer = handover_at(ulid, request.actor, side)
    if transfer is None:
        raise Http404
    return transfer


def perform(request: ReadingRequest, transfer: Transfer, performer: Performer, said: str) -> None:
    """One act; what is refused for a reason is told on the page that comes next."""
    try:
        performer(request, transfer)
    except ArchiveError as refusal:
        if refusal.http_status in (403, 404):
            raise
        messages.error(request, f"{refusal} {refusal.remedy()}")
    else:
        messages.success(request, said)


def put_aside(request: ReadingRequest, transfer: Transfer) -> None:
    """Reminders of the state it is in have been read."""
    for reminder in transfer.reminders.filter(seen_at__isnull=True, state=transfer.state):
        reminder.transfer = transfer
        put_reminder_aside(actor=request.actor, reminder=reminder)


def paper_answer(transfer: Transfer, name: str, kind: str) -> HttpResponse | FileResponse:
    """A paper as PDF or JSON, or its signatures as ZIP, under a name people recognise; 404 when there is none yet."""
    file_name = f"{transfer.number}-{name}.{kind}"
    if kind in ("json", "zip"):
        text = paper_as_json(transfer, name) if kind == "json" else None
        data = text.encode() if text is not None else signatures_as_zip(transfer, name) if kind == "zip" else None
        if data is None:
            raise Http404
        answer = HttpResponse(data, content_type=f"application/{kind}")
        answer["Content-Disposition"] = f'attachment; filename="{file_name}"'
        return answer
    path = paper_as_pdf(transfer, name) if kind == "pdf" else None
    if path is None:
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=False, filename=file_name, content_type="application/pdf")
