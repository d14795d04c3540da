"""Persons that are entered anew, or whose record changes its type, may be persons of a page that is withheld."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lantai.holdings.withholding.persons import hide_persons


def hide_entered_persons(*, records: Iterable[int], **_signal: Any) -> None:
    """In the transaction that entered them: nobody sees them in between."""
    hide_persons(records)


def hide_persons_again(*, pks: Iterable[int], **_signal: Any) -> None:
    """A record of another type may say other names in public."""
    hide_persons(pks)
