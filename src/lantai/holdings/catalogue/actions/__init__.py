"""The acts of description, one module a subject. Each leaves one event and tells the wings above what is new."""

from lantai.holdings.catalogue.actions.changing import (
    RecordChange,
    RecordHasChanged,
    change_records,
    remove_records,
    values_before,
)
from lantai.holdings.catalogue.actions.fonds import FondsUnknown, TitleMissing, found_fonds, rename_fonds
from lantai.holdings.catalogue.actions.numbering import CodeChange, change_codes, change_unit_code
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
from lantai.holdings.catalogue.actions.series import (
    NameMissing,
    SeriesHasChanged,
    SeriesMisplaced,
    SeriesTaken,
    add_series,
    begin_scheme_version,
    change_series,
    enter_series,
    lineage,
    move_series,
    place_records,
    retire_series,
)

__all__ = [
    "CodeChange",
    "Description",
    "FondsUnknown",
    "NameMissing",
    "Person",
    "RecordChange",
    "RecordHasChanged",
    "Selection",
    "SeriesHasChanged",
    "SeriesMisplaced",
    "SeriesTaken",
    "TitleMissing",
    "TooManyToDecide",
    "add_series",
    "begin_scheme_version",
    "change_codes",
    "change_records",
    "change_series",
    "change_unit_code",
    "describe_records",
    "enter_persons",
    "enter_series",
    "entry_as_json",
    "found_fonds",
    "held_codes",
    "lineage",
    "move_series",
    "person_as_json",
    "person_from_json",
    "persons_of",
    "place_records",
    "remove_records",
    "rename_fonds",
    "replace_persons",
    "retire_series",
    "sealed_of",
    "set_opening_state",
    "set_opening_states",
    "values_before",
]
