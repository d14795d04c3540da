"""The tables of acquisitions."""

from lantai.holdings.acquisitions.models.acquisition import Acquisition, Item, Opinion
from lantai.holdings.acquisitions.models.agreement import Agreement, Condition, LinkedRecord, Reminder
from lantai.holdings.acquisitions.models.document import Document
from lantai.holdings.acquisitions.models.lead import Call, Lead, LeadNote
from lantai.holdings.acquisitions.models.party import NumberSeries, Party

__all__ = [
    "Acquisition",
    "Agreement",
    "Call",
    "Condition",
    "Document",
    "Item",
    "Lead",
    "LeadNote",
    "LinkedRecord",
    "NumberSeries",
    "Opinion",
    "Party",
    "Reminder",
]
