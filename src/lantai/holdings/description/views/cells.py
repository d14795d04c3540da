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
from lantai.holdings.catalogue.bindings import RecordIsBound
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.description.actions import edit_records
from lantai.holdings.description.cells import (
    MOST_TOLD,
    SIZES,
    CellRow,
    CellsForm,
    Column,
    cell_rows,
    cells_sheet,
    heads_of,
    typed_rows,
)
from lantai.holdings.description.past import changes_back
from lantai.holdings.description.queries import plain_code
from lantai.holdings.imports.queries import fonds_to_describe

SAVED = "cells_saved"
"""What a session keeps of the last save: it can be undone until the next one."""


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.DESCRIBE)
def cells(request: ReadingRequest) -> HttpResponse:
    """The sheet; posted, all changed rows are saved, or none while one is wrong or overtaken."""
    form = CellsForm(_asked(request), actor=request.actor)
    if not form.is_valid():
        page = {"form": form, "is_begun": bool(request.GET), "columns": form.shown_columns()}
        return render(request, "description/cells.html", page, status=400 if request.GET.get("fonds") else 200)
    if request.method == "POST":
        return _undone(request, form) if "undo" in request.POST else _saved(request, form)
    given = form.cleaned_data
    sheet = cells_sheet(
        given["fonds"], form.chosen(), request.actor, place=request.GET.get("place", ""), size=given["size"] or SIZES[0]
    )
    saved = len(_last_save(request, given["fonds"]))
    return _page(request, form, cell_rows(sheet.items, form.shown_columns()), sheet=sheet, saved=saved)


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
    if any(row.wrong for row in rows):
        return _page(request, form, rows, status=400, reason=reason)
    changes = [change for row in rows if (change := row.change())]
    try:
        count = edit_records(actor=request.actor, fonds=one, changes=changes, reason=reason)
    except RecordHasChanged:
        again = list(Record.objects.filter(pk__in=[each.pk for each in records]).select_related("fonds"))
        rows = typed_rows(again, form.shown_columns(), request.POST)
        return _page(request, form, rows, status=409, reason=reason)
    except RecordIsBound as refusal:
        return _page(request, form, rows, status=refusal.http_status, reason=reason, refusal=refusal)
    if changes:
        versions = {each.record.ulid: each.record.version for each in changes}
        request.session[SAVED] = {"fonds": one.ulid, "versions": versions}
    said = ngettext("%(count)s record changed.", "%(count)s records changed.", count) % {"count": count}
    messages.success(request, said if count else _("Nothing was changed."))
    return redirect(request.get_full_path())


def _last_save(request: ReadingRequest, fonds: Fonds) -> dict[str, int]:
    """The records of this fonds the person saved last from a sheet, each with the version that made of it."""
    kept = request.session.get(SAVED, {})
    return kept["versions"] if kept.get("fonds") == fonds.ulid else {}


def _undone(request: ReadingRequest, form: CellsForm) -> HttpResponse:
    """Let the records of the last save say again what they said before; who was changed since stays as it is."""
    one = form.cleaned_data["fonds"]
    versions = _last_save(request, one)
    changes = changes_back(one, versions)
    try:
        count = edit_records(actor=request.actor, fonds=one, changes=changes, reason=_("Last save of a sheet undone"))
    except (RecordHasChanged, RecordIsBound) as refusal:
        messages.error(request, f"{refusal} {refusal.remedy()}")
        return redirect(request.get_full_path())
    request.session.pop(SAVED, None)
    if count:
        told = ngettext(
            "%(count)s record says again what it said.", "%(count)s records say again what they said.", count
        )
        messages.success(request, told % {"count": count})
    if left := len(versions) - count:
        told = ngettext(
            "%(count)s record was left as it is: it has been changed since.",
            "%(count)s records were left as they are: they have been changed since.",
            left,
        )
        messages.warning(request, told % {"count": left})
    return redirect(request.get_full_path())


def _page(
    request: ReadingRequest, form: CellsForm, rows: list[CellRow], *, status: int = 200, **more: Any
) -> HttpResponse:
    wrong = [(row.record, cell) for row in rows for cell in row.wrong]
    page = {
        "form": form,
        "columns": form.shown_columns(),
        "heads": [Column(slot) for slot in form.shown_columns()],
        "heads_of_codes": heads_of("code", _("Reference code")),
        "rows": rows,
        "problems": len(wrong),
        "wrong": wrong[:MOST_TOLD],
        "more_wrong": max(0, len(wrong) - MOST_TOLD),
        "stale": sum(row.is_stale for row in rows),
        "is_begun": True,
        **more,
    }
    return render(request, "description/cells.html", page, status=status)
