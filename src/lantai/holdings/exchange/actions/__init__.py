"""The acts of exchange: descriptions written out for somebody."""

from lantai.holdings.exchange.actions.exporting import CannotWrite, export_description

__all__ = ["CannotWrite", "export_description"]
