"""The acts of fixity: beginning checks, repairing, deciding what cannot be repaired, copying to second places."""

from lantai.holdings.fixity.actions.checking import RunIsUnderWay, Wanted, begin_run, carry_out_run
from lantai.holdings.fixity.actions.copying import replicate
from lantai.holdings.fixity.actions.deciding import (
    NothingToSetAside,
    ReasonMissing,
    accept_finding,
    set_aside_extra,
)
from lantai.holdings.fixity.actions.repairing import (
    FindingIsClosed,
    RepairResult,
    order_repair,
    repair_object,
)

__all__ = [
    "FindingIsClosed",
    "NothingToSetAside",
    "ReasonMissing",
    "RepairResult",
    "RunIsUnderWay",
    "Wanted",
    "accept_finding",
    "begin_run",
    "carry_out_run",
    "order_repair",
    "repair_object",
    "replicate",
    "set_aside_extra",
]
