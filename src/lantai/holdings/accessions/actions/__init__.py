"""The acts of taking in: begin or order a transfer, carry it out."""

from lantai.holdings.accessions.actions.noting import note_turned_pages
from lantai.holdings.accessions.actions.transfer import (
    TransferRuns,
    begin_transfer,
    carry_out,
    check_filing,
    order_transfer,
)

__all__ = [
    "TransferRuns",
    "begin_transfer",
    "carry_out",
    "check_filing",
    "note_turned_pages",
    "order_transfer",
]
