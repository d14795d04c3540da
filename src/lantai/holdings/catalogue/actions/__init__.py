"""The acts of description, one module a subject. Each leaves one event and tells the wings above what is new."""

from lantai.holdings.catalogue.actions.fonds import FondsUnknown, TitleMissing, found_fonds, rename_fonds
from lantai.holdings.catalogue.actions.opening import Selection, TooManyToDecide, set_opening_state, set_opening_states
from lantai.holdings.catalogue.actions.records import Description, Person, describe_records, held_codes

__all__ = [
    "Description",
    "FondsUnknown",
    "Person",
    "Selection",
    "TitleMissing",
    "TooManyToDecide",
    "describe_records",
    "found_fonds",
    "held_codes",
    "rename_fonds",
    "set_opening_state",
    "set_opening_states",
]
