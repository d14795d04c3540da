"""Examples of the acts of this app: see tests/architecture/acts.py."""

from __future__ import annotations

import tempfile
from pathlib import Path

from lantai.base.accounts.access import OPERATOR
from lantai.holdings.exchange.actions import (
    carry_out_export,
    export_description,
    load_description,
    order_export,
    order_load,
    receive_description,
    undo_load,
)
from lantai.holdings.exchange.files import Subject
from lantai.holdings.exchange.models import Load
from tests.architecture.acts import Call, example
from tests.support.world import World


@example(export_description)
def _export_description(world: World) -> Call:
    folder = Path(tempfile.mkdtemp())
    return lambda actor: export_description(actor=actor, subject=Subject(world.fonds), format="ead3", path=folder)


def _file() -> Path:
    path = Path(tempfile.mkdtemp()) / "in.xml"
    unit = '<c level="item"><did><unitid>A-1</unitid><unittitle>通知</unittitle></did></c>'
    path.write_text(
        f'<ead><eadheader/><archdesc level="fonds"><did/><dsc>{unit}</dsc></archdesc></ead>', encoding="utf-8"
    )
    return path


def _received(world: World) -> Load:
    return receive_description(actor=OPERATOR, fonds=world.fonds, path=_file())


@example(receive_description)
def _receive_description(world: World) -> Call:
    path = _file()
    return lambda actor: receive_description(actor=actor, fonds=world.fonds, path=path)


@example(load_description, events=2, because="one for the file, and one for each unit it makes")
def _load_description(world: World) -> Call:
    load = _received(world)
    return lambda actor: load_description(actor=actor, load=load)


@example(undo_load, events=2, because="one for the file, and one for each unit it takes out")
def _undo_load(world: World) -> Call:
    load = load_description(actor=OPERATOR, load=_received(world))
    return lambda actor: undo_load(actor=actor, load=load)


@example(order_export, events=0, because="the writing leaves the event; ordering it only puts it into the queue")
def _order_export(world: World) -> Call:
    return lambda actor: order_export(actor=actor, subject=Subject(world.fonds), format="ead3")


@example(carry_out_export)
def _carry_out_export(world: World) -> Call:
    export = order_export(actor=OPERATOR, subject=Subject(world.fonds), format="csv")
    return lambda actor: carry_out_export(actor=actor, export=export)


@example(order_load, events=0, because="the load itself leaves the event; ordering it only puts it into the queue")
def _order_load(world: World) -> Call:
    load = _received(world)
    return lambda actor: order_load(actor=actor, load=load, act="load")
