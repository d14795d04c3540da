"""What every way of sending does, and the two ways in which it may not work."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one address. Neither is ever logged."""

    to: str = field(repr=False)
    subject: str = ""
    text: str = field(default="", repr=False)


class AddressRefused(Exception):
    """For good: the address is none, or nobody is there. Its text holds no address."""


class ChannelUnavailable(Exception):
    """For now: the way itself does not work. Its text holds no address."""


class Channel(Protocol):
    """One way. It returns when the message is out of hand, and raises when it is not."""

    def send(self, letter: Letter) -> None:
        """Raises `AddressRefused` or `ChannelUnavailable`, and nothing else."""
