"""What of the log is for everybody: signed checkpoints, proofs between hashes, the public keys, the script."""

from __future__ import annotations

from importlib.resources import files

from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from lantai.base.accounts.middleware import ReadingRequest
from lantai.services.certificates.keyring import published_keys
from lantai.services.certificates.queries.logged import checkpoint_at, consistency_of, inclusion_of

SCRIPT = "verify_certificate.py"


def _number(request: ReadingRequest, name: str) -> int | None:
    said = request.GET.get(name, "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 16 else None


@require_safe
def checkpoint(request: ReadingRequest) -> HttpResponse:
    """The newest one, or that of a size."""
    found = checkpoint_at(_number(request, "size"))
    if found is None:
        raise Http404
    return HttpResponse(found.note, content_type="text/plain; charset=utf-8")


@require_safe
def proof(request: ReadingRequest) -> HttpResponse:
    """`leaf` (a hash) and `size`: that it stands in the log; `old` and `new`: that the log only grew."""
    old, new = _number(request, "old"), _number(request, "new")
    if old is not None and new is not None:
        found = consistency_of(old, new)
    else:
        found = inclusion_of(request.GET.get("leaf", "")[:64], _number(request, "size"))
    if found is None:
        raise Http404
    return JsonResponse(found)


@require_safe
def key(request: ReadingRequest) -> HttpResponse:
    """The public keys with which certificates and the log are verified offline; before the first one there are none."""
    keys = published_keys()
    if not keys:
        raise Http404
    return HttpResponse(keys, content_type="application/x-pem-file")


@require_safe
def script(request: ReadingRequest) -> HttpResponse:
    """The program that verifies without us: read it, it is short."""
    source = files("lantai.services.certificates.offline").joinpath(SCRIPT).read_bytes()
    answer = HttpResponse(source, content_type="text/x-python; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{SCRIPT}"'
    return answer
