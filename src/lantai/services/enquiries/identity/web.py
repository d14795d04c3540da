"""What is asked of a login's servers: JSON over TLS, short, bounded, and nowhere but where it was meant to go."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

SECONDS, MOST = 8.0, 200_000
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class NotAnswered(Exception):
    """No answer, or none that can be used. `status` is 0 where there was none."""

    def __init__(self, status: int = 0) -> None:
        super().__init__(status)
        self.status = status


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A code and a secret go where was agreed, and nowhere else."""

    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        return None


def is_safe(address: str) -> bool:
    """TLS; without it this machine only."""
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and (parts.scheme == "https" or parts.hostname in LOOPBACK)
    except ValueError:
        return False


def ask(address: str, form: Mapping[str, str] | None = None, *, authorization: str = "") -> dict[str, Any]:
    """GET, or POST of a form. Raises `NotAnswered`."""
    if not is_safe(address):
        raise NotAnswered
    headers = {"Accept": "application/json"} | ({"Authorization": authorization} if authorization else {})
    data = urlencode(form).encode() if form is not None else None
    request = urllib.request.Request(address, data, headers)  # noqa: S310 - https, or this machine: asked above
    try:
        with urllib.request.build_opener(_NoRedirects).open(request, timeout=SECONDS) as answer:
            said = json.loads(answer.read(MOST))
    except urllib.error.HTTPError as error:
        error.close()
        raise NotAnswered(error.code) from error
    except (OSError, ValueError, RecursionError) as error:
        raise NotAnswered from error
    if not isinstance(said, dict):
        raise NotAnswered
    return said
