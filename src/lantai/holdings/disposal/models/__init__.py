"""Holds, appraisal lists, destruction lists, and what remains of what was destroyed."""

from lantai.holdings.disposal.models.appraisals import Appraisal, AppraisalItem, Decision
from lantai.holdings.disposal.models.destructions import (
    DestroyedRecord,
    Destruction,
    DestructionItem,
    DestructionStep,
)
from lantai.holdings.disposal.models.holds import HeldRecord, Hold

__all__ = [
    "Appraisal",
    "AppraisalItem",
    "Decision",
    "DestroyedRecord",
    "Destruction",
    "DestructionItem",
    "DestructionStep",
    "HeldRecord",
    "Hold",
]
