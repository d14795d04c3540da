"""The acts of entering by hand, one module a subject. Each leaves one event, without anything that was typed."""

from lantai.holdings.entry.actions.checking import (
    Decided,
    ItemNotYours,
    NothingChosen,
    NothingToDecide,
    decide_differences,
    type_item,
)
from lantai.holdings.entry.actions.entering import DoubtsUnconfirmed, Entered, NothingTyped, enter_record
from lantai.holdings.entry.actions.rows import CodeIsHeld, NoVolume, Row, enter_row
from lantai.holdings.entry.actions.tasks import NothingToType, TaskWanted, TooManyToType, make_task

__all__ = [
    "CodeIsHeld",
    "Decided",
    "DoubtsUnconfirmed",
    "Entered",
    "ItemNotYours",
    "NoVolume",
    "NothingChosen",
    "NothingToDecide",
    "NothingToType",
    "NothingTyped",
    "Row",
    "TaskWanted",
    "TooManyToType",
    "decide_differences",
    "enter_record",
    "enter_row",
    "make_task",
    "type_item",
]
