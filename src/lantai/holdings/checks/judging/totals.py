"""The whole package against what was registered: digest, units, bytes. And what is asked of people."""

from __future__ import annotations

from lantai.engines.packages.model import Statement
from lantai.engines.packages.transfer.statement import counts
from lantai.holdings.checks.judging import codes
from lantai.holdings.checks.judging.linking import bytes_in
from lantai.holdings.checks.judging.material import Material
from lantai.holdings.checks.results import Status

MANY = 500
"""Codes the catalogue is asked for in one question."""


def judge_totals(material: Material, events: int, annexes: int) -> None:
    statement = material.package.statement()
    _digest(material)
    _units(material, statement)
    _size(material, statement)
    _catalogue(material)
    _ask(material, statement, events, annexes)


def _digest(material: Material) -> None:
    registered = material.expected.digest.strip().lower().removeprefix("sha256:")
    if not registered:
        material.tallies.skip(("1-14",), Status.NOT_RUN, codes.NOTHING_REGISTERED)
        return
    found = material.book.digest()
    material.tallies.see("1-14")
    if found != registered:
        material.tallies.say("1-14", codes.PACKAGE_CHANGED, "", found=found, expected=registered)


def _units(material: Material, statement: Statement | None) -> None:
    """Registered beside the package; else what the statement says, which the package's own reader has compared."""
    registered, found = material.expected.units, material.units
    if registered is not None:
        material.tallies.see("2-1")
        if registered not in {found, material.units + material.volumes}:
            material.tallies.say("2-1", codes.UNITS_DIFFER, "", found=found, expected=registered)
    elif statement is not None and counts(statement.get("档案数量")):
        material.tallies.see("2-1")
    else:
        material.tallies.skip(("2-1",), Status.NOT_RUN, codes.NOTHING_REGISTERED)


def _size(material: Material, statement: Statement | None) -> None:
    tallies, found = material.tallies, material.size
    if material.expected.size is not None:
        tallies.see("2-2")
        if material.expected.size != found:
            tallies.say("2-2", codes.SIZE_DIFFERS, "", found=f"{found} B", expected=f"{material.expected.size} B")
        return
    said = statement.get("移交数据量").strip() if statement else ""
    if statement is not None and statement.get("Payload-Oxum"):
        tallies.see("2-2")  # the bag's own reader has compared it
        return
    if not said:
        tallies.skip(("2-2",), Status.NOT_RUN, codes.NOTHING_REGISTERED)
        return
    bounds = bytes_in(said)
    if bounds is None:
        tallies.skip(("2-2",), Status.NOT_RUN, codes.SIZE_UNREAD, found=said[:60])
        return
    tallies.see("2-2")
    # What was registered may be the records alone or the whole carrier: sender's forms differ.
    if not bounds[0] <= found <= bounds[1] and not bounds[0] <= material.record_size <= bounds[1]:
        tallies.say("2-2", codes.SIZE_DIFFERS, statement.source if statement else "", found=f"{found} B", expected=said)


def _catalogue(material: Material) -> None:
    """The archive's own catalogue: it can be read, and none of the codes is taken yet."""
    tallies, catalogue = material.tallies, material.catalogue
    if catalogue is None:
        tallies.skip(("3-2",), Status.NA, codes.NO_DATABASE)
        return
    catalogue.sample()
    tallies.see("3-2")
    waiting: dict[str, str] = {}
    for key, who in material.book.values("档号"):
        waiting[key] = who
        if len(waiting) >= MANY:
            _known(material, waiting)
            waiting = {}
    _known(material, waiting)


def _known(material: Material, waiting: dict[str, str]) -> None:
    assert material.catalogue is not None  # noqa: S101 - `_catalogue` has looked
    for key in sorted(material.catalogue.known_codes(waiting.keys())) if waiting else ():
        material.tallies.say("1-8", codes.IN_ARCHIVE, "", entry=waiting[key], found=key)


def _ask(material: Material, statement: Statement | None, events: int, annexes: int) -> None:
    """What a rule has looked at and a person decides: the question says what was seen."""
    ask, pending = material.tallies.skip, Status.MANUAL_PENDING
    ask(("2-5",), pending, codes.ASK_EVENTS, found=events)
    ask(("2-8",), pending, codes.ASK_ANNEXES, found=annexes)
    ask(("2-9",), pending, codes.ASK_SCOPE, found=material.units, volumes=material.volumes)
    environment = statement.get("软硬件环境")[:300] if statement else ""
    ask(("3-6",), pending, codes.ASK_ENVIRONMENT, found=environment or "–")
    ask(("4-4", "4-5", "4-6", "4-7", "4-8"), pending, codes.ASK)
