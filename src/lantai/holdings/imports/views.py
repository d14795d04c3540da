"""Importing a catalogue in the browser: give the list, look at the check, set its columns, import, undo."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.actions import FondsCodeUnfit, FondsHeld, FondsUnknown, found_new_fonds
from lantai.holdings.catalogue.models import Fonds
from lantai.holdings.imports.actions import Choices, order_work, receive_list, remember_mapping, set_reading
from lantai.holdings.imports.forms import ListForm, ReadingForm
from lantai.holdings.imports.models import ImportBatch
from lantai.holdings.imports.queries import import_at, import_sheet, import_view, names_to_read_as, report_of


@require_safe
@staff_page(Right.DESCRIBE)
def imports(request: ReadingRequest) -> HttpResponse:
    return render(request, "imports/imports.html", {"sheet": import_sheet(request.scope, request.GET.get("page", "1"))})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.DESCRIBE)
def new(request: ReadingRequest) -> HttpResponse:
    """The form; a refusal comes back on it."""
    form = ListForm(request.POST or None, request.FILES or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("imports:batch", _received(request, form).ulid)
        except ArchiveError as refusal:
            field = "new_code" if isinstance(refusal, FondsHeld | FondsCodeUnfit) else "list"
            form.add_error(field, f"{refusal} {refusal.remedy()}")
    return render(request, "imports/new.html", {"form": form}, status=400 if form.errors else 200)


def _received(request: ReadingRequest, form: ListForm) -> ImportBatch:
    given, upload = form.cleaned_data, form.cleaned_data["list"]
    with tempfile.TemporaryDirectory() as folder:
        path = _written(upload, Path(folder))
        fonds = given["fonds"] or _founded(request, form)
        batch = receive_list(
            actor=request.actor, fonds=fonds, path=path, name=path.name, record_type=given["record_type"]
        )
    if batch.state == ImportBatch.State.RECEIVED:
        order_work(actor=request.actor, batch=batch, act="check")
    return batch


def _founded(request: ReadingRequest, form: ListForm) -> Fonds:
    given, archive = form.cleaned_data, form.archive_chosen()
    if archive is None:  # the form has said so before
        raise FondsUnknown(code=given["new_code"])
    return found_new_fonds(actor=request.actor, institution=archive, code=given["new_code"], title=given["new_title"])


def _written(upload: UploadedFile[bytes], folder: Path) -> Path:
    """Laid down under a name that cannot lead anywhere else."""
    path = folder / (Path(str(upload.name)).name.replace("\\", "_")[-80:] or "list")
    with path.open("wb") as target:
        for piece in upload.chunks():
            target.write(piece)
    return path


@require_safe
@staff_page(Right.DESCRIBE)
def batch(request: ReadingRequest, ulid: str) -> HttpResponse:
    """The page; asked by htmx, only the progress. When it has ended, htmx is told to load the whole page again."""
    view = import_view(ulid, request.scope)
    if view is None:
        raise Http404
    return _page(request, view.batch, ReadingForm(initial=_as_it_is(view.batch)))


def _page(request: ReadingRequest, batch: ImportBatch, form: ReadingForm, status: int = 200) -> HttpResponse:
    view = import_view(batch.ulid, request.scope)
    if view is None:
        raise Http404
    context = {"page": view, "batch": view.batch, "job": view.batch.job, "form": form}
    if request.htmx and request.method != "POST":  # type: ignore[attr-defined]
        answer = render(request, "imports/batch.html#progress", context)
        if not view.batch.is_running:
            answer["HX-Refresh"] = "true"
        return answer
    context["names"] = names_to_read_as(view.batch.record_type)
    return render(request, "imports/batch.html", context, status=status)


def _as_it_is(batch: ImportBatch) -> dict[str, object]:
    return {name: getattr(batch, name) for name in ("record_type", "level", "take", "with_errors", "infer_creators")}


@require_POST
@staff_page(Right.DESCRIBE)
def reading(request: ReadingRequest, ulid: str) -> HttpResponse:
    """Other columns, type or choices: the list is checked again."""
    batch = _batch(ulid, request)
    form = ReadingForm(request.POST)
    if not form.is_valid():
        return _page(request, batch, form, status=400)
    given = form.cleaned_data
    try:
        batch = set_reading(
            actor=request.actor,
            batch=batch,
            choices=Choices(form.names(batch.names), **{name: given[name] for name in _as_it_is(batch)}),
        )
        if given["mapping"].strip():
            remember_mapping(actor=request.actor, batch=batch, name=given["mapping"])
        order_work(actor=request.actor, batch=batch, act="check")
    except ArchiveError as refusal:
        messages.error(request, f"{refusal} {refusal.remedy()}")
    return redirect("imports:batch", ulid)


@require_POST
@staff_page(Right.DESCRIBE)
def commit(request: ReadingRequest, ulid: str) -> HttpResponse:
    return _ordered(request, ulid, "commit")


@require_POST
@staff_page(Right.DESCRIBE)
def undo(request: ReadingRequest, ulid: str) -> HttpResponse:
    return _ordered(request, ulid, "undo")


def _ordered(request: ReadingRequest, ulid: str, act: str) -> HttpResponse:
    try:
        reason = request.POST.get("reason", "")[:300]
        order_work(actor=request.actor, batch=_batch(ulid, request), act=act, reason=reason)
    except ArchiveError as refusal:
        messages.error(request, f"{refusal} {refusal.remedy()}")
    return redirect("imports:batch", ulid)


@require_safe
@staff_page(Right.DESCRIBE)
def report(request: ReadingRequest, ulid: str) -> FileResponse:
    batch = _batch(ulid, request)
    path = report_of(batch)
    if path is None:
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"{Path(batch.file_name).stem}-{batch.ulid}.xlsx")


def _batch(ulid: str, request: ReadingRequest) -> ImportBatch:
    found = import_at(ulid, request.scope)
    if found is None:
        raise Http404
    return found
