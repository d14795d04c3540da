"""The described things: one module an aggregate."""

from lantai.holdings.catalogue.models.component import Component
from lantai.holdings.catalogue.models.fonds import Fonds
from lantai.holdings.catalogue.models.person import PersonEntry, PersonKey, insert_keys
from lantai.holdings.catalogue.models.record import OpeningState, Record, ReferenceCode
from lantai.holdings.catalogue.models.series import Series
from lantai.holdings.catalogue.models.tally import RecordTally
from lantai.holdings.catalogue.models.version import RecordVersion

__all__ = [
    "Component",
    "Fonds",
    "OpeningState",
    "PersonEntry",
    "PersonKey",
    "Record",
    "RecordTally",
    "RecordVersion",
    "ReferenceCode",
    "Series",
    "insert_keys",
]
