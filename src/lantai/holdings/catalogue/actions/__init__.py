"""The acts of description, one module a subject. Each leaves one event and tells the wings above what is new."""

from lantai.holdings.catalogue.actions.fonds import FondsUnknown, found_fonds
from lantai.holdings.catalogue.actions.opening import set_opening_state
from lantai.holdings.catalogue.actions.records import Description, Person, describe_records, held_codes

__all__ = [
    "Description",
    "FondsUnknown",
    "Person",
    "describe_records",
    "found_fonds",
    "held_codes",
    "set_opening_state",
]
