"""What finding persons does when the catalogue says that persons were entered: have their links proposed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def order_proposals(*, records: Iterable[int], **_signal: Any) -> None:
    """Write the task down in the transaction that entered them: without the persons there is no task either."""
    from lantai.holdings.people.tasks import propose  # heavy, and of no use where nobody is entered

    propose.enqueue(sorted(records))
