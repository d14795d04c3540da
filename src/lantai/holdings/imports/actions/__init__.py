"""The acts of importing a catalogue: receive, check, commit, undo; and remembering how a unit heads its columns."""

from lantai.holdings.imports.actions.checking import Choices, Progress, check_import, set_reading
from lantai.holdings.imports.actions.committing import NotChecked, commit_import
from lantai.holdings.imports.actions.mappings import remember_mapping
from lantai.holdings.imports.actions.ordering import NotNow, order_work
from lantai.holdings.imports.actions.receiving import ImportRuns, ListIsGone, ListUnreadable, receive_list
from lantai.holdings.imports.actions.undoing import NotCommitted, undo_import

__all__ = [
    "Choices",
    "ImportRuns",
    "ListIsGone",
    "ListUnreadable",
    "NotChecked",
    "NotCommitted",
    "NotNow",
    "Progress",
    "check_import",
    "commit_import",
    "order_work",
    "receive_list",
    "remember_mapping",
    "set_reading",
    "undo_import",
]
