"""Who sends, as a mark: it counts what comes from one address, and leads back to nobody."""

from __future__ import annotations

import hashlib
import hmac
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, Protocol

from django.conf import settings
from django.utils import timezone

from lantai.base.common.proxies import networks

SALT = "lantai.limits.sender"
_HOUSE = 64
"""Bits of an IPv6 address that name a connection; whoever has one may choose the rest as often as they like."""


class Asked(Protocol):
    """Any request: only its address is read."""

    META: dict[str, Any]


def sender_of(asked: Asked) -> str:
    """The mark of whoever asks: 32 characters."""
    return mark_of(str(asked.META.get("REMOTE_ADDR", "")))


def mark_of(address: str) -> str:
    """Keyed, and another one every day."""
    said = f"{SALT}|{timezone.localdate().isoformat()}|{_place(address)}"
    return hmac.new(settings.SECRET_KEY.encode(), said.encode(), hashlib.sha256).hexdigest()[:32]


def is_uncounted(address: str) -> bool:
    """Whether pages are not counted there (`LANTAI_UNCOUNTED`): this machine itself, terminals of the reading room."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in networks(settings.UNCOUNTED))


def _place(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        return str(ip_network((found, _HOUSE), strict=False))
    return str(getattr(found, "ipv4_mapped", None) or found)
