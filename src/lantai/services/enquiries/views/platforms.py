"""A list of the national or a province's platform is taken in; what became of each row is shown once, with codes."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.services.enquiries.forms import PlatformListForm
from lantai.services.enquiries.holding import holders
from lantai.services.enquiries.queries.lists import handling
from lantai.services.enquiries.transcribing import Transcribed, transcribe


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.HANDLE_ENQUIRIES)
def take_list(request: ReadingRequest) -> HttpResponse:
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    able = set(holders().values_list("pk", flat=True))
    offered = [each for each in handling(request.actor) if each.pk in able]
    form, done, status = PlatformListForm(*given, archives=offered), None, 400 if given else 200
    if given and form.is_valid():
        try:
            done, status = _taken(request, form), 200
        except ArchiveError as refusal:
            form.add_error("list", f"{refusal} {refusal.remedy()}")
            status = refusal.http_status
    return render(request, "enquiries/take_list.html", {"form": form, "done": done}, status=status)


def _taken(request: ReadingRequest, form: PlatformListForm) -> Transcribed:
    said = form.cleaned_data
    with tempfile.TemporaryDirectory(prefix="platform-") as folder:
        path = Path(folder) / (Path(said["list"].name or "").name[-80:] or "list")
        path.write_bytes(said["list"].read())
        return transcribe(actor=request.actor, institution=form.chosen, channel=said["channel"], path=path)
