"""A sheet of cells: many records at once, pasted from a workbook, only what was changed saved."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.holdings.catalogue.actions import RecordHasChanged
from lantai.holdings.catalogue.models import Record
from lantai.holdings.description.actions import edit_records
from lantai.holdings.description.cells import SIZES, CellRow, CellsForm, cell_rows, cells_sheet, typed_rows
from lantai.holdings.description.queries import plain_code
from lantai.holdings.imports.queries import fonds_to_describe


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.DESCRIBE)
def cells(request: ReadingRequest) -> HttpResponse:
    """The sheet; posted, all changed rows are saved, or none while one is wrong or overtaken."""
    form = CellsForm(_asked(request), actor=request.actor)
    if not form.is_valid():
        page = {"form": form, "is_begun": bool(request.GET)}
        return render(request, "description/cells.html", page, status=400 if request.GET.get("fonds") else 200)
    if request.method == "POST":
        return _saved(request, form)
    given = form.cleaned_data
    sheet = cells_sheet(
        given["fonds"], form.chosen(), request.actor, place=request.GET.get("place", ""), size=given["size"] or SIZES[0]
    )
    return _page(request, form, cell_rows(sheet.items, form.shown_columns()), sheet=sheet)


def _asked(request: ReadingRequest) -> Any:
    """The address; a fonds is named by its code there too, as other lists name it."""
    asked = request.GET.copy()
    one = fonds_to_describe(request.actor).filter(code=plain_code(asked.get("fonds", ""))).first()
    if one:
        asked["fonds"] = one.ulid
    return asked


def _saved(request: ReadingRequest, form: CellsForm) -> HttpResponse:
    ulids = [key.removesuffix(":v") for key in request.POST if key.endswith(":v")][: SIZES[-1]]
    one = form.cleaned_data["fonds"]
    records = list(Record.objects.filter(fonds=one, ulid__in=ulids).select_related("fonds").order_by("code_key"))
    rows = typed_rows(records, form.shown_columns(), request.POST)
    reason = " ".join(request.POST.get("reason", "").split())[:200]
    if any(row.is_stale for row in rows):
        return _page(request, form, rows, status=409, reason=reason)
    if any(row.problems for row in rows):
        return _page(request, form, rows, status=400, reason=reason)
    changes = [change for row in rows if (change := row.change())]
    try:
        count = edit_records(actor=request.actor, fonds=one, changes=changes, reason=reason)
    except RecordHasChanged:
        again = list(Record.objects.filter(pk__in=[each.pk for each in records]).select_related("fonds"))
        rows = typed_rows(again, form.shown_columns(), request.POST)
        return _page(request, form, rows, status=409, reason=reason)
    said = ngettext("%(count)s record changed.", "%(count)s records changed.", count) % {"count": count}
    messages.success(request, said if count else _("Nothing was changed."))
    return redirect(request.get_full_path())


def _page(
    request: ReadingRequest, form: CellsForm, rows: list[CellRow], *, status: int = 200, **more: Any
) -> HttpResponse:
    problems = sum(len(row.problems) for row in rows)
    stale = sum(row.is_stale for row in rows)
    page = {"form": form, "columns": form.shown_columns(), "rows": rows, "problems": problems, "stale": stale, **more}
    return render(request, "description/cells.html", {**page, "is_begun": True}, status=status)
