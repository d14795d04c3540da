"""The acts of checking: run a check, answer what a person has to look at."""

from lantai.holdings.checks.actions.answering import (
    AnswerNotPossible,
    EvidenceTooLarge,
    NoteNeeded,
    answer_item,
)
from lantai.holdings.checks.actions.keeping import (
    KeepingCheckRuns,
    NothingKept,
    Turn,
    begin_keeping_check,
    carry_out_keeping_check,
)
from lantai.holdings.checks.actions.running import run_checks
from lantai.holdings.checks.asking import LinkUnknown
from lantai.holdings.checks.opening import NoPackage
from lantai.holdings.checks.results import Expected
from lantai.holdings.checks.schemes import SchemeUnknown

__all__ = [
    "AnswerNotPossible",
    "EvidenceTooLarge",
    "Expected",
    "KeepingCheckRuns",
    "LinkUnknown",
    "NoPackage",
    "NoteNeeded",
    "NothingKept",
    "SchemeUnknown",
    "Turn",
    "answer_item",
    "begin_keeping_check",
    "carry_out_keeping_check",
    "run_checks",
]
