"""Writes the demonstration's folders and catalogues and says what was written; the database is never touched."""

import json
import multiprocessing
import os
import shutil
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path

from demo.catalogues import FILES, write_catalogue
from demo.compose import compose, things_to_try
from demo.files.delivery import write_record
from demo.flaws import Flaws, write_stray
from demo.gbkzip import pack
from demo.model import DemoPlan, FondsDraft, FondsPlan, Record
from demo.truth import truths_of
from demo.world import SIZES

# Raise when the same size would come out differently, so that an older build is not taken for this one.
VERSION = 1
MARKER = ".lantai-demo.json"
PLAN = "plan.json"
INSTITUTION, INSTITUTION_EN = "临江区档案馆", "Linjiang District Archives"
BATCH = 12


class TargetInUse(Exception):
    """The target folder holds something this generator did not write."""


def build(target: Path, *, size: str = "small", processes: int | None = None) -> DemoPlan:
    """Write the demonstration below `target`, or find it already written, and return its plan.

    A build that was cut short is begun again; a finished one of the same size and version is left as it is.
    Raises `TargetInUse` when `target` holds other things, `ValueError` for an unknown size.
    """
    if size not in SIZES:
        raise ValueError(f"size is one of {', '.join(SIZES)}, not {size!r}")
    plan = plan_for(target, size)
    state = {"version": VERSION, "size": size, "complete": True}
    if _state(target) == state:
        return plan
    _make_room(target)
    for fonds, flaws in compose(size):
        _write_side(target, fonds, flaws)
    _write_files(target, size, processes or _default_processes(size))
    _pack_zips(target, size)
    (target / PLAN).write_text(json.dumps(asdict(plan), ensure_ascii=False, indent=1, default=str), encoding="utf-8")
    _mark(target, state)
    return plan


def plan_for(target: Path, size: str) -> DemoPlan:
    """The plan of an archive of this size, as it is or would be below `target`."""
    return DemoPlan(
        root=target,
        size=size,
        version=VERSION,
        fonds=tuple(_fonds_plan(target, fonds, flaws) for fonds, flaws in compose(size)),
        tries=things_to_try(size),
    )


def _fonds_plan(target: Path, fonds: FondsDraft, flaws: Flaws) -> FondsPlan:
    base = target / fonds.code
    return FondsPlan(
        code=fonds.code,
        title=fonds.title,
        title_en=fonds.title_en,
        institution=INSTITUTION,
        institution_en=INSTITUTION_EN,
        originating_unit=fonds.originating_unit,
        originating_unit_en=fonds.originating_unit_en,
        start=fonds.start,
        end=fonds.end,
        note=fonds.note,
        note_en=fonds.note_en,
        folder=_zip_path(target, fonds) if fonds.delivery == "zip" else _folder(target, fonds),
        catalogue=base / FILES[fonds.catalogue] if fonds.catalogue in FILES else None,
        records=truths_of(fonds, flaws),
        flaws=tuple(flaws.listed),
    )


def _folder(target: Path, fonds: FondsDraft) -> Path:
    return target / fonds.code / "数字化成果"


def _zip_path(target: Path, fonds: FondsDraft) -> Path:
    return target / fonds.code / f"{fonds.title}.zip"


def _default_processes(size: str) -> int:
    return 1 if size == "tiny" else min(2, os.cpu_count() or 1)


def _state(target: Path) -> object:
    marker = target / MARKER
    if not marker.is_file():
        return None
    try:
        return json.loads(marker.read_text(encoding="utf-8"))
    except ValueError:
        return {}


def _mark(target: Path, state: dict[str, object]) -> None:
    beside = target / (MARKER + ".new")
    beside.write_text(json.dumps(state), encoding="utf-8")
    beside.replace(target / MARKER)


def _make_room(target: Path) -> None:
    """Clear away an earlier or unfinished build; refuse to clear anything else."""
    if target.exists() and _state(target) is None and any(target.iterdir()):
        raise TargetInUse(f"{target} is not empty and was not written by the demonstration; choose another folder.")
    target.mkdir(parents=True, exist_ok=True)
    _mark(target, {"version": VERSION, "complete": False})
    for path in target.iterdir():
        if path.is_dir():
            shutil.rmtree(path)


def _write_side(target: Path, fonds: FondsDraft, flaws: Flaws) -> None:
    """Catalogue and stray files."""
    folder = _folder(target, fonds)
    folder.mkdir(parents=True)
    write_catalogue(target / fonds.code, fonds, flaws.odd_rows)
    write_stray(folder, flaws)


def _write_files(target: Path, size: str, processes: int) -> None:
    tasks: list[tuple[Path, str, list[Record]]] = []
    for fonds, _ in compose(size):
        carried = [record for record in fonds.records if record.carrier != "none"]
        for start in range(0, len(carried), BATCH):
            tasks.append((_folder(target, fonds), fonds.layout, carried[start : start + BATCH]))
    if processes == 1:
        for task in tasks:
            write_batch(task)
        return
    # A fresh interpreter a process: the caller may have threads, which a fork would copy in mid-step.
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        for _ in pool.map(write_batch, tasks):
            pass


def write_batch(task: tuple[Path, str, list[Record]]) -> int:
    folder, layout, records = task
    return sum(len(write_record(folder, layout, record)) for record in records)


def _pack_zips(target: Path, size: str) -> None:
    for fonds, _ in compose(size):
        if fonds.delivery == "zip":
            folder = _folder(target, fonds)
            pack(folder, _zip_path(target, fonds), fonds.title)
            shutil.rmtree(folder)
