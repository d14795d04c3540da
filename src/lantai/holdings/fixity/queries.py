"""What is asked of fixity: how the storage stands, what runs, what was found, and how many good copies there are."""

from __future__ import annotations

from lantai.holdings.fixity.copying import good_copies
from lantai.holdings.fixity.models import (
    OPEN_STATES,
    FixityFinding,
    FixityRun,
    ObjectFixity,
    Replica,
)
from lantai.holdings.preservation.models import StoredObject

RESUMABLE = (FixityRun.State.WAITING, FixityRun.State.RUNNING, FixityRun.State.STOPPED)


def unfinished_run(choice: FixityRun.Choice, replica: Replica | None, *, sm3: bool) -> FixityRun | None:
    """The latest run of everything in a place, if it is of this kind and was not finished: it is gone on with."""
    latest = FixityRun.objects.filter(institution="", replica=replica).select_related("replica").first()
    same = latest is not None and (latest.choice, latest.sm3) == (choice, sm3)
    return latest if same and latest is not None and latest.state in RESUMABLE else None


def copies_summary() -> dict[str, int]:
    """Objects by how many good copies they have beside the storage; damaged ones and open findings, for `doctor`."""
    counted = dict(good_copies()) if Replica.objects.exists() else {0: StoredObject.objects.count()}
    return {f"{number}": objects for number, objects in counted.items()}


def damaged_objects() -> int:
    return ObjectFixity.objects.filter(is_whole=False).count()


def open_findings() -> int:
    return FixityFinding.objects.filter(state__in=OPEN_STATES).count()
