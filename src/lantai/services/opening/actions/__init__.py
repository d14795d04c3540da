"""The acts of opening review: planning, deciding, steps. Each leaves one event."""

from lantai.services.opening.actions.deciding import PassageSaid, decide, decide_many, undo_decision
from lantai.services.opening.actions.planning import (
    EarlyUnfounded,
    NothingIsDue,
    Plan,
    leave_out,
    name_people,
    plan_batch,
)
from lantai.services.opening.actions.refusals import (
    BatchHasMovedOn,
    BindingStands,
    DecisionUnfit,
    GateIsShut,
    NothingToUndo,
    NotYourOffice,
    OnePersonTwice,
    PersonUnfit,
    ReasonMissing,
    SecrecyStands,
)
from lantai.services.opening.actions.stepping import advance_batch

__all__ = [
    "BatchHasMovedOn",
    "BindingStands",
    "DecisionUnfit",
    "EarlyUnfounded",
    "GateIsShut",
    "NotYourOffice",
    "NothingIsDue",
    "NothingToUndo",
    "OnePersonTwice",
    "PassageSaid",
    "PersonUnfit",
    "Plan",
    "ReasonMissing",
    "SecrecyStands",
    "advance_batch",
    "decide",
    "decide_many",
    "leave_out",
    "name_people",
    "plan_batch",
    "undo_decision",
]
