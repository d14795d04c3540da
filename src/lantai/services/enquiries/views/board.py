"""The supervisor's board: what is open, with whom, how old, what is late."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.services.enquiries.queries.board import board_of
from lantai.services.enquiries.queries.figures import ratings_of
from lantai.services.enquiries.queries.mine import mine_of


@require_safe
@staff_page(Right.HANDLE_ENQUIRIES)
def board(request: ReadingRequest) -> HttpResponse:
    today = timezone.localdate()
    return render(
        request,
        "enquiries/board.html",
        {
            "for_me": mine_of(request.actor, today),
            "board": board_of(request.actor, today),
            "today": today,
            "said": ratings_of(request.actor, today),
        },
    )
