"""Which items a person answers, and how: by page and act alike."""

from __future__ import annotations

from lantai.holdings.checks.items import Automation
from lantai.holdings.checks.models import CheckResult
from lantai.holdings.checks.results import Status

ANSWERS = (Status.PASS, Status.WARN, Status.FAIL, Status.NA)


def may_answer(result: CheckResult) -> bool:
    """Items that ask a person, and those nobody could look at; what the program has judged is not argued away."""
    if result.item.automation in {Automation.SEMI, Automation.MANUAL}:
        return result.found != Status.FAIL
    return result.found == Status.NOT_RUN
