"""清点 of paper: what people counted, held against what was declared and against what the list (移交目录) names."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from lantai.engines.formats.shared_pool import shared_pool
from lantai.holdings.accessions.package import Package
from lantai.holdings.accessions.planning import make_plan
from lantai.holdings.catalogue.models import Record
from lantai.holdings.imports.mappings import remembered_profiles
from lantai.holdings.transfers.counting import differences, read_package
from lantai.holdings.transfers.models import Transfer

CODE = "paper.count"
"""The items of DA/T 70-2018 are those of electronic records; a difference of paper has a code of our own."""


@dataclass(frozen=True, slots=True)
class PaperCount:
    """What people counted; `None` of what was not counted, as items that lie in counted volumes may be."""

    boxes: int | None = None
    volumes: int | None = None
    items: int | None = None

    @property
    def is_enough(self) -> bool:
        return self.boxes is not None and not (self.volumes is None and self.items is None)


def count_of(transfer: Transfer, given: PaperCount) -> dict[str, Any]:
    """The count as it is kept: numbers, digest of the lists, and differences. Raises `SourceMissing`."""
    read = read_package(transfer)
    counted: dict[str, Any] = {
        "round": transfer.round,
        **{name: number for name, number in asdict(given).items() if number is not None},
        "digest_algorithm": read.algorithm,
        "digest": read.digest,
        "whole": {"digest": read.whole, "bytes": read.whole_size, "files": read.whole_files},
        "listed": _listed(transfer, read.package),
    }
    return counted | {"differences": _differences(transfer, counted)}


def _listed(transfer: Transfer, package: Package) -> dict[str, int]:
    """How many volumes, items and boxes the lists name, read as the intake will read them."""
    choose = remembered_profiles(transfer.archive.code)
    plan = make_plan(package, catalogue=None, fonds_code=transfer.fonds.code, pool=shared_pool(), choose=choose)
    entries = [item.description for item in plan.items if not item.files]  # with a file: no list, and not read as one
    volumes = sum(each.level == Record.Level.VOLUME for each in entries)
    boxes = {each.fields.get("box", "") for each in entries} - {""}
    return {"volumes": volumes, "items": len(entries) - volumes, "boxes": len(boxes)}


def _differences(transfer: Transfer, counted: dict[str, Any]) -> list[dict[str, Any]]:
    """Declared against counted, and the list against counted; boxes only where the list names any."""
    found = [{**each, "code": CODE} for each in differences(transfer, counted)]
    boxes = {"field": "boxes", "code": CODE, "declared": transfer.boxes, "counted": counted.get("boxes")}
    if None not in boxes.values() and boxes["declared"] != boxes["counted"]:
        found.insert(0, boxes)
    listed = counted["listed"]
    empty = not (listed["volumes"] or listed["items"])
    for field in ("boxes", "volumes", "items"):
        seen = counted.get(field)
        if seen is not None and listed[field] != seen and (listed[field] or (empty and field != "boxes")):
            found.append({"field": field, "code": CODE, "listed": listed[field], "counted": seen})
    return found
