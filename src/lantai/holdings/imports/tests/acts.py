"""Examples of the acts of this app: see tests/architecture/acts.py."""

from __future__ import annotations

import tempfile
from pathlib import Path

from lantai.base.accounts.access import OPERATOR
from lantai.holdings.imports.actions import (
    Choices,
    check_import,
    commit_import,
    order_work,
    receive_list,
    remember_mapping,
    set_reading,
    undo_import,
)
from lantai.holdings.imports.models import ImportBatch
from lantai.holdings.imports.tests.lists import HEADER, workbook
from tests.architecture.acts import Call, example
from tests.support.world import World

ROW = ("0001-WS·1988-Y-BGS-0001", "关于秋收的通知", "", "", "1988", "永久", "1", "", "")


def _list() -> Path:
    return workbook(Path(tempfile.mkdtemp()) / "目录.xlsx", {"目录": [HEADER, ROW]})


def _received(world: World) -> ImportBatch:
    return receive_list(actor=OPERATOR, fonds=world.fonds, path=_list())


def _checked(world: World) -> ImportBatch:
    return check_import(actor=OPERATOR, batch=_received(world))


@example(receive_list)
def _receive_list(world: World) -> Call:
    path = _list()
    return lambda actor: receive_list(actor=actor, fonds=world.fonds, path=path)


@example(check_import, events=0, because="a dry run touches no record: nothing has happened that a register would tell")
def _check_import(world: World) -> Call:
    batch = _received(world)
    return lambda actor: check_import(actor=actor, batch=batch)


@example(set_reading)
def _set_reading(world: World) -> Call:
    batch = _checked(world)
    return lambda actor: set_reading(actor=actor, batch=batch, choices=Choices({"备注": ""}, take="add"))


@example(commit_import, events=2, because="one for the list, and one for each record it makes")
def _commit_import(world: World) -> Call:
    batch = _checked(world)
    return lambda actor: commit_import(actor=actor, batch=batch)


@example(undo_import, events=2, because="one for the list, and one for each record it takes out")
def _undo_import(world: World) -> Call:
    batch = commit_import(actor=OPERATOR, batch=_checked(world))
    return lambda actor: undo_import(actor=actor, batch=batch)


@example(remember_mapping)
def _remember_mapping(world: World) -> Call:
    batch = _received(world)
    return lambda actor: remember_mapping(actor=actor, batch=batch, name="粮站")


@example(order_work, events=0, because="the work itself leaves the event; ordering it only puts it into the queue")
def _order_work(world: World) -> Call:
    batch = _checked(world)
    return lambda actor: order_work(actor=actor, batch=batch, act="commit")
