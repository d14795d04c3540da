"""Agreements, hand-overs and what belongs to them."""

from lantai.holdings.transfers.models.agreement import Agreement
from lantai.holdings.transfers.models.file import TransferFile
from lantai.holdings.transfers.models.paper import Problem, Reminder, Signature, TransferStep
from lantai.holdings.transfers.models.transfer import NumberSeries, Transfer, Way

__all__ = [
    "Agreement",
    "NumberSeries",
    "Problem",
    "Reminder",
    "Signature",
    "Transfer",
    "TransferFile",
    "TransferStep",
    "Way",
]
