"""The acts of description, one module a subject. Each leaves one event and tells the wings above what is new."""

from lantai.holdings.catalogue.actions.fonds import FondsUnknown, TitleMissing, found_fonds, rename_fonds
from lantai.holdings.catalogue.actions.opening import Selection, TooManyToDecide, set_opening_state, set_opening_states
from lantai.holdings.catalogue.actions.persons import (
    Person,
    enter_persons,
    person_as_json,
    person_from_json,
    persons_of,
    replace_persons,
    sealed_of,
)
from lantai.holdings.catalogue.actions.records import Description, describe_records, held_codes

__all__ = [
    "Description",
    "FondsUnknown",
    "Person",
    "Selection",
    "TitleMissing",
    "TooManyToDecide",
    "describe_records",
    "enter_persons",
    "found_fonds",
    "held_codes",
    "person_as_json",
    "person_from_json",
    "persons_of",
    "rename_fonds",
    "replace_persons",
    "sealed_of",
    "set_opening_state",
    "set_opening_states",
]
