"""Messages to applicants for the desk: what went out, what did not and why, and another try."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.services.notices.actions import STALE, retry_notice
from lantai.services.notices.channels.current import current_channels
from lantai.services.notices.models import Notice
from lantai.services.notices.queries import notice_at, notice_sheet, notices_failed


@require_safe
@staff_page(Right.HANDLE_ENQUIRIES)
def notices(request: ReadingRequest) -> HttpResponse:
    """The newest first, narrowed by state."""
    state = request.GET.get("state", "")
    state = state if state in Notice.State.values else ""
    context = {
        "sheet": notice_sheet(request.actor, state=state, place=request.GET.get("place", "")),
        "state": state,
        "states": Notice.State.choices,
        "number_failed": notices_failed(request.actor),
        "ways": [label for code, label in Notice.Channel.choices if code in current_channels()],
        "stale": list(STALE),
    }
    return render(request, "notices/notices.html", context)


@require_POST
@staff_page(Right.HANDLE_ENQUIRIES)
def retry(request: ReadingRequest, ulid: str) -> HttpResponse:
    notice = notice_at(ulid, request.actor)
    if notice is None:
        raise Http404
    try:
        retry_notice(actor=request.actor, notice=notice)
        messages.success(request, _("It will be sent again within a minute."))
    except ArchiveError as refusal:
        messages.error(request, f"{refusal} {refusal.remedy()}")
    return redirect("notices:notices")
