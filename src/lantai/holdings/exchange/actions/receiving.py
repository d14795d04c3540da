"""Receiving a description from elsewhere: read in a limited process, unit by unit. Nothing is loaded yet."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.base.common.findings import Severity, declare
from lantai.engines.formats.readers.base import Unreadable
from lantai.engines.formats.workers import ReaderPool
from lantai.engines.storage.errors import as_storage_error, worded
from lantai.holdings.catalogue.models import Fonds
from lantai.holdings.catalogue.secrecy import is_classified
from lantai.holdings.exchange.ead.codes import Findings
from lantai.holdings.exchange.ead.units import units_in
from lantai.holdings.exchange.models import Load
from lantai.holdings.exchange.received import clear_away, load_folder, units_path
from lantai.holdings.imports.entries import mark_of
from lantai.holdings.preservation.digests import copy_with_digests

READ_EAD = "lantai.holdings.exchange.ead.reading.read_ead"
SECONDS = 1800.0
"""A finding aid of a hundred thousand units takes a minute; a hostile one may not take the day."""
CLASSIFIED = declare(
    "ead.classified",
    gettext_noop("Line %(line)s: a unit is classified; neither it nor what belongs to it will be loaded."),
    gettext_noop("Take the unit out of the file and hand it over by the way for classified records."),
)


class DescriptionUnreadable(ArchiveError):
    code = "exchange.description_unreadable"
    message = gettext_noop("%(name)s could not be read: %(reason)s")
    hint = gettext_noop("Look at the file in an XML editor; if it is sound and only very long, divide it.")
    http_status = 422
    exit_code = 3


def receive_description(*, actor: Actor, fonds: Fonds, path: Path, name: str = "", schemas: Path | None = None) -> Load:
    """Read a file of EAD for a fonds; the `Load` says what it holds and what is wrong with it. One event is left.

    A file with an error is kept as refused, with its findings. `schemas`: a folder with the schemas of EAD, for who
    wants files held against them. The load of the same file into the same fonds that a kill stopped is taken up again.
    Raises `DescriptionUnreadable`.
    """
    require(actor, Right.DESCRIBE, fonds.institution.code)
    name = (name or path.name)[:300]
    load = Load(fonds=fonds, file_name=name, started_by=actor.label)
    folder = load_folder(load)
    with worded(folder):
        folder.mkdir(parents=True)
    original = folder / "original.xml"
    try:
        digests = copy_with_digests(path, original)
        load.size, load.sha512 = digests.size, digests.sha512
        told = _read(original, folder, load, schemas)
        _without_classified(load, told)
        return _entered(load, told, actor)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise as_storage_error(error, folder) from error
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    finally:
        original.unlink(missing_ok=True)


def _read(original: Path, folder: Path, load: Load, schemas: Path | None) -> dict[str, Any]:
    try:
        with ReaderPool(1) as pool:
            answer: dict[str, Any] = pool.call(
                READ_EAD, original, folder, name=load.file_name, fonds=load.fonds.code, mark=mark_of(load.sha512),
                schemas=schemas, seconds=SECONDS,
            )  # fmt: skip
    except Unreadable as error:
        raise DescriptionUnreadable(name=load.file_name, reason=error.finding(load.file_name).sentence()) from error
    return answer


def _without_classified(load: Load, told: dict[str, Any]) -> None:
    """Units that are classified are left out with all below them, before any of their words is kept anywhere."""
    path = units_path(load)
    if not path.exists():
        return
    findings, gone = Findings(load.file_name), set()
    again = path.with_suffix(".kept")
    with again.open("w", encoding="utf-8") as target:
        for unit in units_in(path):
            level = str(unit["said"].get("values", {}).get("secrecy", ""))
            if unit["parent"] in gone or is_classified(level):
                gone.add(unit["n"])
                findings.add(CLASSIFIED, Severity.WARNING, unit["line"])
            else:
                target.write(json.dumps(unit, ensure_ascii=False) + "\n")
    again.replace(path)
    told["findings"] = [*told["findings"], *findings.groups()]
    told["units"] -= len(gone)


@transaction.atomic
def _entered(load: Load, told: dict[str, Any], actor: Actor) -> Load:
    unfinished = Load.objects.filter(fonds=load.fonds, sha512=load.sha512, state=Load.State.LOADING).first()
    if unfinished and units_path(unfinished).exists():
        clear_away(load)
        return unfinished
    load.version, load.exact, load.title = told["version"], told["exact"], told["title"]
    load.units, load.findings = told["units"], told["findings"]
    if any(group["severity"] == "error" for group in load.findings):
        load.state = Load.State.REFUSED
        clear_away(load)
    load.save()
    data = {"file": load.file_name, "sha512": load.sha512, "units": load.units, "fonds": load.fonds.code}
    record_event("load:receive", actor=actor, subject=("load", load.ulid), data=data | {"state": str(load.state)})
    return load


def pieces(load: Load, size: int) -> Iterator[list[dict[str, Any]]]:
    """The units behind those that are done, in pieces."""
    piece: list[dict[str, Any]] = []
    for unit in units_in(units_path(load)):
        if unit["n"] <= load.done:
            continue
        piece.append(unit)
        if len(piece) == size:
            yield piece
            piece = []
    if piece:
        yield piece
