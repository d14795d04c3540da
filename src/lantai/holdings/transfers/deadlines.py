"""When a hand-over is due in the state it is in: days per state are data, agreements say when drafts are due."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

from lantai.holdings.catalogue.data_files import read_data_file
from lantai.holdings.transfers.models import Transfer
from lantai.holdings.transfers.states import State

FILE = Path(__file__).with_name("deadlines.yaml")
_NUMBER = {"type": "integer", "minimum": 1, "maximum": 3650}
SCHEMA = {
    "type": "object",
    "required": ["schema", "version", "remind_days_before", "days"],
    "additionalProperties": False,
    "properties": {
        "schema": {"const": 1},
        "version": _NUMBER,
        "remind_days_before": _NUMBER,
        "days": {"type": "object", "propertyNames": {"enum": list(State.values)}, "additionalProperties": _NUMBER},
    },
}


@cache
def rules() -> dict[str, Any]:
    """The file, held to its schema."""
    return read_data_file(FILE, SCHEMA)


def due_in(state: str, *, today: dt.date, transfer: Transfer) -> dt.date | None:
    """Until when the next act is asked for; None when nothing is waited for."""
    if state == State.DRAFT:
        return transfer.agreement.due_on if transfer.agreement else None
    days = rules()["days"].get(str(state))
    return today + dt.timedelta(days=days) if days else None


def soon() -> dt.timedelta:
    """How long before a deadline people are reminded."""
    return dt.timedelta(days=rules()["remind_days_before"])
