"""The described things: one module an aggregate."""

from lantai.holdings.catalogue.models.fonds import Fonds
from lantai.holdings.catalogue.models.person import PersonEntry, PersonKey, insert_keys
from lantai.holdings.catalogue.models.record import OpeningState, Record, ReferenceCode
from lantai.holdings.catalogue.models.tally import RecordTally

__all__ = ["Fonds", "OpeningState", "PersonEntry", "PersonKey", "Record", "RecordTally", "ReferenceCode", "insert_keys"]
