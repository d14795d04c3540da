"""The rows of a volume, each a record of its own."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.holdings.entry.actions import Entered, Row, enter_row
from lantai.holdings.entry.forms import Posted
from lantai.holdings.entry.proposals import Proposal
from lantai.holdings.entry.queries import (
    entered_last,
    kind_of,
    proposals_for,
    row_numbers,
    rows_entered,
    volume_to_enter,
)
from lantai.holdings.entry.views.desk import Target, desk_response, said_saved


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.DESCRIBE)
def rows(request: ReadingRequest, ulid: str, position: int) -> HttpResponse:
    """One page of a volume; the form is for its next row. Saving goes on to the row after."""
    volume = volume_to_enter(ulid, position, request.actor)
    kind = kind_of(request.POST.get("type") or request.GET.get("type", ""), volume)
    number, code = row_numbers(volume, position)
    proposed = of_row(proposals_for(volume, kind, positions=[position]), number - 1)
    here = reverse("entry:rows", args=[ulid, position])

    def save(entered: Entered, posted: Posted) -> str:
        row = Row(posted.code or code, position, number)
        made = enter_row(actor=request.actor, volume=volume, row=row, entered=entered, proposed=tuple(proposed))
        said_saved(request, made.code)
        return f"{here}?type={kind.code}"

    target = Target(
        volume, kind, save, last=entered_last(request.actor, kind), proposed=proposed, code=code, row=number,
        page=position,
        more={"action": here, "rows": rows_entered(volume, position), "position": position},
    )  # fmt: skip
    return desk_response(request, target)


def of_row(proposed: list[Proposal], row: int) -> list[Proposal]:
    """What is proposed for one row of a list, as places of its own form: there it is about the first person."""
    found = []
    for each in proposed:
        if each.row == row:
            parts = each.name.split(".")
            if parts[0] == "p":
                parts[2] = "0"
            found.append(replace(each, name=".".join(parts)))
    return found
