"""The acts of arrangement: rules and sequences, single codes, plans for many records, the tree, the fonds file."""

from lantai.holdings.arrangement.actions.batches import BatchRuns, NotNow, commit_batch, order_batch, undo_batch
from lantai.holdings.arrangement.actions.codes import CodeTaken, give_next_code, renumber_record, set_unit_code
from lantai.holdings.arrangement.actions.fonds_file import (
    Entry,
    EntryEmpty,
    EntryHasChanged,
    EntryWithdrawn,
    NothingCorrected,
    add_file_entry,
    correct_file_entry,
    number_old_entries,
    withdraw_file_entry,
)
from lantai.holdings.arrangement.actions.placing import AlreadyThere, put_into_class, put_into_volume
from lantai.holdings.arrangement.actions.planning import plan_classification, plan_moving, plan_renumbering
from lantai.holdings.arrangement.actions.rules import (
    CodeWanted,
    Rule,
    RuleExists,
    remove_code_rule,
    reserve_codes,
    set_code_rule,
)
from lantai.holdings.arrangement.actions.sequences import SequenceFull, next_code, next_codes
from lantai.holdings.arrangement.actions.trees import TreeUnreadable, enter_tree

__all__ = [
    "AlreadyThere",
    "BatchRuns",
    "CodeTaken",
    "CodeWanted",
    "Entry",
    "EntryEmpty",
    "EntryHasChanged",
    "EntryWithdrawn",
    "NotNow",
    "NothingCorrected",
    "Rule",
    "RuleExists",
    "SequenceFull",
    "TreeUnreadable",
    "add_file_entry",
    "commit_batch",
    "correct_file_entry",
    "enter_tree",
    "give_next_code",
    "next_code",
    "next_codes",
    "number_old_entries",
    "order_batch",
    "plan_classification",
    "plan_moving",
    "plan_renumbering",
    "put_into_class",
    "put_into_volume",
    "remove_code_rule",
    "renumber_record",
    "reserve_codes",
    "set_code_rule",
    "set_unit_code",
    "undo_batch",
    "withdraw_file_entry",
]
