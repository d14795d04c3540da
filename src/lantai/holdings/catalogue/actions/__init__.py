"""The acts of description, one module a subject. Each leaves one event and tells the wings above what is new."""

from lantai.holdings.catalogue.actions.changing import (
    RecordChange,
    RecordHasChanged,
    change_records,
    remove_records,
    values_before,
)
from lantai.holdings.catalogue.actions.fonds import FondsUnknown, TitleMissing, found_fonds, rename_fonds
from lantai.holdings.catalogue.actions.opening import Selection, TooManyToDecide, set_opening_state, set_opening_states
from lantai.holdings.catalogue.actions.persons import (
    Person,
    enter_persons,
    entry_as_json,
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
    "RecordChange",
    "RecordHasChanged",
    "Selection",
    "TitleMissing",
    "TooManyToDecide",
    "change_records",
    "describe_records",
    "enter_persons",
    "entry_as_json",
    "found_fonds",
    "held_codes",
    "person_as_json",
    "person_from_json",
    "persons_of",
    "remove_records",
    "rename_fonds",
    "replace_persons",
    "sealed_of",
    "set_opening_state",
    "set_opening_states",
    "values_before",
]
