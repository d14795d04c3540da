"""Which volume (案卷) a unit of a package lies in, where only its code or numbers say it: by the rule of imports."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from lantai.base.common.findings import Finding, Severity
from lantai.holdings.accessions.units import Unit
from lantai.holdings.catalogue.models import OpeningState, Record
from lantai.holdings.catalogue.secrecy import is_secret
from lantai.holdings.imports.volumes import BOUND, CLOSED_VOLUME, VOLUME_NOT_HELD, Volume

FindVolumes: TypeAlias = Callable[[Sequence[str]], Mapping[str, Volume]]
"""Tells of the volumes a fonds holds under these keys."""


def in_volumes(units: Sequence[Unit], held: FindVolumes) -> tuple[list[Unit], dict[str, str]]:
    """The units, each item with the volume it lies in, of the package or `held`; and the retention of those held.

    What lies in a classified volume is classified as well. What a source places itself stays where that says.
    """
    own = {unit.key: unit for unit in units if unit.description.level == Record.Level.VOLUME}
    lost = [unit for unit in units if not unit.parent]
    asked = sorted({key for unit in lost for key in unit.within if key not in own})
    volumes = dict(held(asked)) if asked else {}
    known = volumes | {key: _brought(unit) for key, unit in own.items()}
    hidden = {key for key, unit in own.items() if unit.is_secret}
    placed = [unit if unit.parent else _placed(unit, known, hidden) for unit in units]
    return placed, {key: volume.retention for key, volume in volumes.items()}


def _brought(unit: Unit) -> Volume:
    said = unit.description
    return Volume(said.code, retention=said.retention, closed=is_secret(said.secrecy))


def _placed(unit: Unit, known: Mapping[str, Volume], hidden: set[str]) -> Unit:
    key = next((key for key in unit.within if key in known and key != unit.key), "")
    if key in hidden or unit.is_secret:
        return replace(unit, is_secret=True)
    if not key:
        return _told(unit, VOLUME_NOT_HELD) if unit.within and unit.says_volume else unit
    volume = known[key]
    if volume.bound:
        return _told(unit, BOUND, volume=volume.code, why=volume.bound)
    unit = replace(unit, parent=volume.code)
    if not volume.closed or unit.description.opening_state != OpeningState.OPEN:
        return unit
    closed = replace(unit.description, opening_state=OpeningState.UNREVIEWED)
    return _told(replace(unit, description=closed), CLOSED_VOLUME, volume=volume.code)


def _told(unit: Unit, finding_code: str, /, **params: str) -> Unit:
    file, sheet, number = unit.place
    told = {"code": unit.description.code, **params}
    path = f"{file}#{sheet}!{number}" if number else file
    doubt = Finding(finding_code, Severity.WARNING, path, told)
    return replace(unit, doubts=(*unit.doubts, doubt))
