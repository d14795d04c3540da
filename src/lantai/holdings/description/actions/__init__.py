"""The acts of describing by hand, one module a subject."""

from lantai.holdings.description.actions.carrying_out import carry_out_change, undo_change
from lantai.holdings.description.actions.editing import NothingSaid, edit_record
from lantai.holdings.description.actions.entering import CodeIsHeld, VolumeUnknown, enter_record
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
    "VolumeUnknown",
    "carry_out_change",
    "count_change",
    "edit_record",
    "enter_record",
    "order_change",
    "prepare_change",
    "restore_version",
    "undo_change",
]
