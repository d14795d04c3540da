"""Original files and their copies for keeping, byte for byte: always as a download, never rendered under our name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from lantai.base.accounts.middleware import ReadingRequest
from lantai.holdings.fulltext.ranges import RangeNotSatisfiable, byte_range
from lantai.holdings.fulltext.served import ServedFile, served_file

PIECE = 64 * 1024


@require_safe
def original(request: ReadingRequest, ulid: str) -> HttpResponseBase:
    file = served_file(ulid, request.scope)
    if file is None:
        raise Http404
    etag = f'"{file.sha512[:64]}"'
    if request.headers.get("If-None-Match") == etag:
        return _finish(HttpResponse(status=304), file, etag)
    wanted = request.headers.get("Range", "")
    if request.headers.get("If-Range", etag) != etag:
        wanted = ""
    return _finish(_body(file, wanted), file, etag)


def _body(file: ServedFile, wanted: str) -> HttpResponseBase:
    try:
        part = byte_range(wanted, file.size)
    except RangeNotSatisfiable:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"})
    source = file.open()
    if part is None:
        return FileResponse(source)
    first, last = part
    answer = StreamingHttpResponse(_pieces(source, first, last), status=206)
    answer["Content-Range"] = f"bytes {first}-{last}/{file.size}"
    answer["Content-Length"] = str(last - first + 1)
    return answer


def _pieces(source: BinaryIO, first: int, last: int) -> Iterator[bytes]:
    left = last - first + 1
    with source:
        source.seek(first)
        while left > 0 and (piece := source.read(min(PIECE, left))):
            left -= len(piece)
            yield piece


def _finish(answer: HttpResponseBase, file: ServedFile, etag: str) -> HttpResponseBase:
    answer["Content-Type"] = file.mime or "application/octet-stream"
    answer["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Accept-Ranges"] = "bytes"
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache" if file.is_open else "private, no-store"
    patch_vary_headers(answer, ["Cookie"])
    return answer
