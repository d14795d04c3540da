"""One entry of a list, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from lantai.base.common.findings import Finding
from lantai.holdings.catalogue.actions import Description
from lantai.holdings.catalogue.models import Record
from lantai.holdings.imports.rows import CatalogueRow


class Fate(StrEnum):
    """What becomes of an entry."""

    NEW = "created"
    CHANGED = "changed"
    SAME = "same"
    SKIPPED = "skipped"
    HELD_BACK = "held_back"
    SECRET = "secret"  # noqa: S105 - the archival sense of the word


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `record` is what is held under its code, `changes` what of it would be another: field → new value.

    `parent` is the code of the record it belongs to, where a list says so, or the volume it was found to lie in.
    In `changes` it is the code of the volume that a record held outside is to lie in. `retention_above`: the retention
    of the volume of a new entry.
    """

    position: int
    row: CatalogueRow
    description: Description | None
    fate: Fate
    findings: tuple[Finding, ...] = ()
    record: Record | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)
    parent: str = ""
    retention_above: str = ""
