"""News of the catalogue for the wings above. Sent inside the transaction: receivers write rows, never call out."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.dispatch import Signal

records_changed = Signal()
"""Records were described, changed or opened. `pks`: their row ids. `decided`: how they are known as a whole, when one
decision on the opening of a fonds changed them and nothing else (`OpeningDecided`). `closing`: those that fewer people
may see from now on; not said, it may be any of them. `new`: they were not there before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningDecided:
    """All records of a fonds (by codes) that these words mean, and no others, are `to` from now on; `was`: all of them
    were in this state before, empty when in any. Years are those of the 年度 entered."""

    institution: str
    fonds: str
    was: str
    to: str
    type: str
    retention: str
    level: str
    year_from: int | None
    year_to: int | None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


openings_entered_by_hand = Signal()
"""Opening states of records were entered by hand, other ones than before. `pks`: their row ids. `to`: the state they
are in. `actor`, `institution`: who entered it where. `noticed`: the notice with which they were published before, if
any. Who publishes a notice of them answers with its number."""

persons_entered = Signal()
"""Persons were entered. `records`: the row ids of the records that name them."""
