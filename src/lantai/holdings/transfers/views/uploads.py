"""Resumable uploads by the tus protocol 1.0.0 (core, creation, checksum, termination): any tus client can send here.

POST says that a file comes and gives its address, HEAD says how many bytes are safe, PATCH sends the next piece. Bodies
are read in small blocks and written at once.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.request import UnreadablePostError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.transfers.actions import append_piece, begin_upload, remove_upload, settle_upload
from lantai.holdings.transfers.models import TransferFile
from lantai.holdings.transfers.queries import file_at
from lantai.holdings.transfers.states import Side
from lantai.holdings.transfers.views.common import found

VERSION = "1.0.0"
BLOCK = 64 << 10
BODY = "application/offset+octet-stream"


def _answer(status: int, text: str = "", **headers: object) -> HttpResponse:
    answer = HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    answer["Tus-Resumable"] = VERSION
    answer["Cache-Control"] = "no-store"
    for name, value in headers.items():
        answer[name.replace("_", "-")] = str(value)
    return answer


def _refused(refusal: ArchiveError) -> HttpResponse:
    """In the language of the page: the script shows it beside the file."""
    return _answer(refusal.http_status, f"{refusal} {refusal.remedy()}".strip())


@require_http_methods(["OPTIONS", "POST"])
@staff_page(Right.HAND_OVER)
def create(request: ReadingRequest, ulid: str) -> HttpResponse:
    """Say that a file comes: its length, and its name in the metadata."""
    transfer = found(request, ulid, Side.UNIT)
    if request.method == "OPTIONS":
        most = settings.HANDOVER["MOST_GB"] << 30
        return _answer(
            204,
            Tus_Version=VERSION,
            Tus_Extension="creation,checksum,termination",
            Tus_Checksum_Algorithm="sha256,sha1,md5",
            Tus_Max_Size=most,
        )
    length, name = request.headers.get("Upload-Length", ""), _named(request.headers.get("Upload-Metadata", ""))
    if not (length.isascii() and length.isdigit() and len(length) < 17) or not name:
        return _answer(400, _("The request lacks the file's length or its name."))
    try:
        file = begin_upload(actor=request.actor, transfer=transfer, name=name, size=int(length))
    except ArchiveError as refusal:
        return _refused(refusal)
    place = reverse("transfers:upload", args=[transfer.ulid, file.ulid])
    return _answer(201, Location=place, Upload_Offset=file.offset)


@require_http_methods(["HEAD", "PATCH", "DELETE"])
@staff_page(Right.HAND_OVER)
def upload(request: ReadingRequest, ulid: str, file: str) -> HttpResponse:
    """How much has come; the next piece; or away with it."""
    held = _held(request, ulid, file)
    try:
        if request.method == "PATCH":
            return _patched(request, held)
        if request.method == "DELETE":
            remove_upload(actor=request.actor, file=held)
            return _answer(204)
    except ArchiveError as refusal:
        return _refused(refusal)
    held = settle_upload(held)
    return _answer(200, Upload_Offset=held.offset, Upload_Length=held.size)


def _patched(request: ReadingRequest, held: TransferFile) -> HttpResponse:
    offset = request.headers.get("Upload-Offset", "")
    if request.content_type != BODY or not (offset.isascii() and offset.isdigit() and len(offset) < 17):
        return _answer(415 if request.content_type != BODY else 400)
    try:
        held = append_piece(
            actor=request.actor,
            file=held,
            offset=int(offset),
            pieces=_blocks(request),
            checksum=request.headers.get("Upload-Checksum", ""),
        )
    except UnreadablePostError:  # the connection broke: what came is safe, and nobody listens any more
        return _answer(400)
    return _answer(204, Upload_Offset=held.offset)


def _blocks(request: ReadingRequest) -> Iterator[bytes]:
    while block := request.read(BLOCK):
        yield block


def _named(metadata: str) -> str:
    """`relativePath` before `filename`, both base64 of UTF-8, as tus clients send them."""
    said: dict[str, str] = {}
    for pair in metadata.split(","):
        key, _space, value = pair.strip().partition(" ")
        try:
            said[key.lower()] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, ValueError):
            continue
    return said.get("relativepath") or said.get("filename") or said.get("name") or ""


def _held(request: ReadingRequest, ulid: str, file: str) -> TransferFile:
    held = file_at(file, found(request, ulid, Side.UNIT))
    if held is None:
        raise Http404
    return held


@require_POST
@staff_page(Right.HAND_OVER)
def remove(request: ReadingRequest, ulid: str, file: str) -> HttpResponse:
    """Away with a file, by a button."""
    held = _held(request, ulid, file)
    try:
        remove_upload(actor=request.actor, file=held)
    except ArchiveError as refusal:
        messages.error(request, f"{refusal} {refusal.remedy()}")
    return redirect("transfers:files", ulid)
