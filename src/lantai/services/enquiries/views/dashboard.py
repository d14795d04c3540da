"""The dashboard of the desk: today, clocks, channels, matters, found or not, how fast; and the same as a file."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.services.enquiries.queries.dashboard import LENGTHS, Dashboard, archives_of, as_rows, dashboard_of
from lantai.services.enquiries.queries.figures import ratings_of


@require_safe
@staff_page(Right.HANDLE_ENQUIRIES)
def dashboard(request: ReadingRequest) -> HttpResponse:
    context = _asked(request)
    return render(request, "enquiries/dashboard.html", context | {"said": ratings_of(request.actor, context["today"])})


@require_safe
@staff_page(Right.HANDLE_ENQUIRIES)
def dashboard_file(request: ReadingRequest) -> HttpResponse:
    """All figures of the page, with a mark of their encoding as office programs want it."""
    asked, told = _asked(request), io.StringIO()
    board: Dashboard = asked["board"]
    writer = csv.writer(told)
    writer.writerow([gettext("Statistic"), gettext("Breakdown"), gettext("Figure"), gettext("Amount")])
    writer.writerows([f"'{cell}" if cell[:1] in tuple("=+-@\t\r") else cell for cell in row] for row in as_rows(board))
    answer = HttpResponse(told.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="enquiries-{asked["today"]}-{board.by}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


def _asked(request: ReadingRequest) -> dict[str, Any]:
    """Words that name no length or no archive of this person ask for what stands first."""
    today, archives = timezone.localdate(), archives_of(request.actor)
    by = request.GET.get("by", "day")
    by = by if by in LENGTHS else "day"
    archive = next((each for each in archives if each.code == request.GET.get("archive", "")), None)
    lengths = {"day": gettext("Days"), "week": gettext("Weeks"), "month": gettext("Months")}
    columns = {"day": gettext("Day"), "week": gettext("Week from"), "month": gettext("Month")}
    board = dashboard_of(request.actor, today, by, archive)
    return {
        "board": board,
        "today": today,
        "archives": archives,
        "archive": archive,
        "lengths": lengths,
        "column": columns[by],
    }
