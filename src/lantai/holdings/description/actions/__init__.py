"""The acts of describing by hand, one module a subject."""

from lantai.holdings.description.actions.editing import NothingSaid, edit_record
from lantai.holdings.description.actions.entering import CodeIsHeld, VolumeUnknown, enter_record
from lantai.holdings.description.actions.restoring import NoSuchVersion, restore_version

__all__ = [
    "CodeIsHeld",
    "NoSuchVersion",
    "NothingSaid",
    "VolumeUnknown",
    "edit_record",
    "enter_record",
    "restore_version",
]
