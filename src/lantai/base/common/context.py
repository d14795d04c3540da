"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest  # noqa: TID251 — context processors are handed the request by Django

import lantai


def site(request: HttpRequest) -> dict[str, Any]:
    """The archive's name, the version, who is asking, and on a terminal after how many seconds it begins anew."""
    return {
        "site_name": settings.SITE_NAME,
        "version": lantai.__version__,
        "kiosk": getattr(request, "kiosk", 0),
        "actor": getattr(request, "actor", None),
    }
