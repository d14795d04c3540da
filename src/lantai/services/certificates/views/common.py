"""What several pages share: where the pages of verification stand for others."""

from __future__ import annotations

from django.conf import settings

from lantai.base.accounts.middleware import ReadingRequest


def address_of(request: ReadingRequest) -> str:
    """As the settings say; where they are silent, as the person at the counter has reached this server."""
    return str(settings.PUBLIC_ADDRESS or request.build_absolute_uri("/")).rstrip("/")
