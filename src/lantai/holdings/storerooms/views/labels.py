"""Labels as PDF: of one box, of the boxes of a movement or on a shelf, of places, the slips of a loan."""

from __future__ import annotations

import io
from collections.abc import Sequence

from django.http import FileResponse, Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.holdings.storerooms.actions import print_labels
from lantai.holdings.storerooms.models import Box, Loan, Place
from lantai.holdings.storerooms.queries.labels import labelled


@require_POST
@staff_page(Right.KEEP_STORES)
def labels(request: ReadingRequest) -> FileResponse | HttpResponse:
    """The PDF, to be opened in the browser's own viewer; no cache may keep it."""
    of, ulid = request.POST.get("of", ""), request.POST.get("ulid", "")
    things: Sequence[Box] | Sequence[Place] | Sequence[Loan] | None = labelled(of, ulid, request.scope)
    if things is None:
        raise Http404

    def address(code: str) -> str:
        return request.build_absolute_uri(reverse("storerooms:scan", args=[code]))

    made = print_labels(actor=request.actor, things=things, address=address)
    answer = FileResponse(io.BytesIO(made.pdf), filename=made.name, content_type="application/pdf")
    answer["Cache-Control"] = "private, no-store"
    return answer
