"""Who really asks, where other programs stand between: limits and the audit name the reader, not the proxy."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network


def networks(said: Sequence[str]) -> tuple[Network, ...]:
    """Addresses and networks (10.0.0.1, 172.16.0.0/12, ::1). Raises ValueError, naming what is none."""
    return tuple(ip_network(word, strict=False) for word in said)


def sender(peer: str, forwarded: str, trusted: Sequence[Network]) -> str:
    """The address of whoever asks: `peer` itself unless it is a trusted proxy, whose X-Forwarded-For is believed then.

    Read from the right: each proxy adds whom it spoke to at the end, and everything left of the first stranger may be
    invented by the reader. What is no address ends the walk at the last that was one.
    """
    found = peer
    for said in reversed(forwarded.split(",")):
        if not _is_trusted(found, trusted) or not _is_address(said.strip()):
            break
        found = said.strip()
    return found


def _is_address(said: str) -> bool:
    try:
        ip_address(said)
    except ValueError:
        return False
    return True


def _is_trusted(said: str, trusted: Sequence[Network]) -> bool:
    return _is_address(said) and any(ip_address(said) in network for network in trusted)
