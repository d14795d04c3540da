"""The acts of the precheck: ordering runs, carrying them out, pausing them, and learning from past decisions."""

from lantai.services.precheck.actions.ordering import (
    NothingToPrecheck,
    RunIsUnderWay,
    carry_out_precheck,
    order_precheck,
    pause_precheck,
)
from lantai.services.precheck.actions.training import TooFewDecisions, train_model
from lantai.services.precheck.running import RunHasEnded, RunIsHeld, Working

__all__ = [
    "NothingToPrecheck",
    "RunHasEnded",
    "RunIsHeld",
    "RunIsUnderWay",
    "TooFewDecisions",
    "Working",
    "carry_out_precheck",
    "order_precheck",
    "pause_precheck",
    "train_model",
]
