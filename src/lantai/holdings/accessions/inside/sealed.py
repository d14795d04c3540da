"""Which files are sealed packages (EEP), and what was found in them: without what it takes to open one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lantai.base.common.findings import Finding
from lantai.engines.packages.detect import is_eep
from lantai.holdings.accessions.package import PackageFile
from lantai.holdings.accessions.units import Unit

SUFFIXES = (".eep", ".xml")


@dataclass(slots=True)
class Opened:
    """What the sealed packages hold. `about`: those that were opened; `silent`: those with classified entries.

    `members`: by the name of the package, the names of what was laid down.
    """

    units: list[Unit] = field(default_factory=list)
    about: set[str] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)
    laid: list[PackageFile] = field(default_factory=list)
    members: dict[str, tuple[str, ...]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def sealed_among(files: Sequence[PackageFile]) -> list[PackageFile]:
    """Those that are sealed packages, told by how they begin; one that came alone may be called as somebody pleased."""
    alone = len(files) == 1
    return [file for file in files if (alone or file.name.lower().endswith(SUFFIXES)) and is_eep(file.path)]
