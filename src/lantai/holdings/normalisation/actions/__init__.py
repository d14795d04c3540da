"""The acts of normalisation: beginning, carrying out and pausing runs, and keeping a copy."""

from lantai.holdings.normalisation.actions.keeping import AlreadyKept, keep_derivative
from lantai.holdings.normalisation.actions.running import (
    RunIsUnderWay,
    Wanted,
    begin_run,
    carry_out_run,
    pause_run,
)

__all__ = [
    "AlreadyKept",
    "RunIsUnderWay",
    "Wanted",
    "begin_run",
    "carry_out_run",
    "keep_derivative",
    "pause_run",
]
