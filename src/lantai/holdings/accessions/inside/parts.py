"""The shapes in which a form of package is given to intake, and what was found in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lantai.base.common.findings import Finding
from lantai.engines.formats.workers import ReaderPool
from lantai.holdings.accessions.units import Unit
from lantai.holdings.imports.levels import NOTHING_LAID_DOWN, Dialect


@dataclass(frozen=True, slots=True)
class Part:
    """What is one package of its form: all that came, or one folder of it.

    `names`: of each of its files, the name inside the part and the name in all that came. `work` is where what has to
    be laid down may lie. `dialect`: how the fonds is numbered.
    """

    path: Path
    names: Mapping[str, str]
    work: Path
    pool: ReaderPool
    dialect: Dialect = NOTHING_LAID_DOWN

    def named(self, name: str) -> str:
        """A name inside the part as it is in all that came; one of no file stays as it is."""
        return self.names.get(name, name)


@dataclass(frozen=True, slots=True)
class Inside:
    """What was found: units, and names (of all that came) of files that are about them and no records themselves."""

    units: tuple[Unit, ...] = ()
    about: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] = ()
