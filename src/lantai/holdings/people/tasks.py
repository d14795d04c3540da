"""Proposing links as background work: one task for the records entered together, one transaction a record."""

from __future__ import annotations

from lantai.base.accounts.access import OPERATOR
from lantai.engines.jobs.tasks import task
from lantai.holdings.people.proposing import propose_for_records


@task()
def propose(records: list[int]) -> int:
    """Propose links for the persons of these records; returns how many. Given out again, it proposes none twice."""
    return propose_for_records(records, actor=OPERATOR)
