"""Lines that name where a record came from (署名): apps above the catalogue say them, pages of a record show them.

They are for everybody who may see the record, so an app gives no more than an agreement asks to be shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lantai.holdings.catalogue.models import Record

Credits = Callable[[Record], Sequence[str]]
_CREDITS: dict[str, Credits] = {}


def register_credits(name: str, function: Credits) -> None:
    """Said once at the start, by the app that knows. Raises ValueError for a name that is taken."""
    if _CREDITS.setdefault(name, function) is not function:
        msg = f"the credits {name} are registered twice"
        raise ValueError(msg)


def credit_lines(record: Record) -> list[str]:
    """Every line there is, in the order of registration."""
    return [line for function in _CREDITS.values() for line in function(record)]
