"""The ways that are set up here, by the settings; none of them need be."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from lantai.services.notices.channels.mail import MailChannel
from lantai.services.notices.channels.protocol import Channel
from lantai.services.notices.channels.sms import ConsoleSms, FileSms

CONSOLE, FILE = "console", "file:"


def current_channels() -> dict[str, Channel]:
    """By the name a notice has of it: email, sms."""
    found: dict[str, Channel] = {}
    if settings.NOTICE_MAIL:
        found["email"] = MailChannel()
    if said := settings.NOTICE_SMS:
        found["sms"] = _sms(said)
    return found


def _sms(said: str) -> Channel:
    if said == CONSOLE:
        return ConsoleSms()
    if said.startswith(FILE):
        return FileSms(Path(said.removeprefix(FILE)))
    return cast("Channel", import_string(said)())


def page_address() -> str:
    """Where a case is looked up, for texts: as far as it is known."""
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}/enquiries" if settings.PUBLIC_ADDRESS else settings.SITE_NAME
