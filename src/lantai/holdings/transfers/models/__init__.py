"""Agreements, hand-overs and what belongs to them."""

from lantai.holdings.transfers.models.agreement import Agreement
from lantai.holdings.transfers.models.file import TransferFile
from lantai.holdings.transfers.models.paper import (
    REGISTER,
    Problem,
    Reminder,
    Signature,
    SignedPaper,
    TransferStep,
)
from lantai.holdings.transfers.models.transfer import NumberSeries, Transfer, Way

__all__ = [
    "REGISTER",
    "Agreement",
    "NumberSeries",
    "Problem",
    "Reminder",
    "Signature",
    "SignedPaper",
    "Transfer",
    "TransferFile",
    "TransferStep",
    "Way",
]
