"""The check a package went through before it was taken in (归档, link GD), where somebody asked for one."""

from __future__ import annotations

from lantai.holdings.accessions.models import Transfer
from lantai.holdings.checks.models import CheckRun
from lantai.holdings.checks.queries import runs_of


def subject_of_filing(transfer: Transfer) -> str:
    """How runs name the package of an intake."""
    return f"intake:{transfer.ulid}"


def filing_check_of(transfer: Transfer) -> CheckRun | None:
    """The check its package went through before it was taken in (link GD), where somebody asked for one."""
    return runs_of(subject_of_filing(transfer)).filter(state=CheckRun.State.DONE).first()
