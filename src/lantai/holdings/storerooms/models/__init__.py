"""The models of storerooms, one module a subject."""

from lantai.holdings.storerooms.models.boxes import Box, Paper
from lantai.holdings.storerooms.models.loans import Loan, LoanItem
from lantai.holdings.storerooms.models.movements import MovedBox, MovedPaper, Movement
from lantai.holdings.storerooms.models.places import Counter, Place
from lantai.holdings.storerooms.models.stock import StockLine, StockTaking

__all__ = [
    "Box",
    "Counter",
    "Loan",
    "LoanItem",
    "MovedBox",
    "MovedPaper",
    "Movement",
    "Paper",
    "Place",
    "StockLine",
    "StockTaking",
]
