"""The acts of describing by hand, one module a subject."""

from lantai.holdings.description.actions.carrying_out import carry_out_change, undo_change
from lantai.holdings.description.actions.editing import NothingSaid, edit_record, edit_records
from lantai.holdings.description.actions.entering import CodeIsHeld, VolumeUnknown, enter_record
from lantai.holdings.description.actions.following import follow_pairs
from lantai.holdings.description.actions.pairing import (
    PairDecided,
    PairGone,
    decide_pair,
    order_copies,
    order_pairs,
    propose_copies,
    propose_pairs,
)
from lantai.holdings.description.actions.preparing import (
    ChangeNotNow,
    ChangeRuns,
    count_change,
    order_change,
    prepare_change,
)
from lantai.holdings.description.actions.restoring import NoSuchVersion, restore_version

__all__ = [
    "ChangeNotNow",
    "ChangeRuns",
    "CodeIsHeld",
    "NoSuchVersion",
    "NothingSaid",
    "PairDecided",
    "PairGone",
    "VolumeUnknown",
    "carry_out_change",
    "count_change",
    "decide_pair",
    "edit_record",
    "edit_records",
    "enter_record",
    "follow_pairs",
    "order_change",
    "order_copies",
    "order_pairs",
    "prepare_change",
    "propose_copies",
    "propose_pairs",
    "restore_version",
    "undo_change",
]
