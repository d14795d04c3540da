"""The described things: one module an aggregate."""

from lantai.holdings.catalogue.models.fonds import Fonds
from lantai.holdings.catalogue.models.record import OpeningState, PersonEntry, Record, ReferenceCode

__all__ = ["Fonds", "OpeningState", "PersonEntry", "Record", "ReferenceCode"]
