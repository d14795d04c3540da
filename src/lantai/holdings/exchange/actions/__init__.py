"""The acts of exchange: descriptions written out, received, loaded and taken out again."""

from lantai.holdings.exchange.actions.exporting import CannotWrite, export_description, file_name
from lantai.holdings.exchange.actions.loading import LoadRuns, NotToBeLoaded, Progress, load_description
from lantai.holdings.exchange.actions.ordering import ExportRuns, NotNow, carry_out_export, order_export, order_load
from lantai.holdings.exchange.actions.receiving import DescriptionUnreadable, receive_description
from lantai.holdings.exchange.actions.undoing import undo_load

__all__ = [
    "CannotWrite",
    "DescriptionUnreadable",
    "ExportRuns",
    "LoadRuns",
    "NotNow",
    "NotToBeLoaded",
    "Progress",
    "carry_out_export",
    "export_description",
    "file_name",
    "load_description",
    "order_export",
    "order_load",
    "receive_description",
    "undo_load",
]
