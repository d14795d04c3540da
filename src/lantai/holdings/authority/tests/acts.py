"""Examples of the acts of this app: see tests/architecture/acts.py."""

from lantai.base.accounts.access import OPERATOR
from lantai.holdings.authority.actions import (
    Link,
    NameSaid,
    add_name,
    change_name,
    describe_authority,
    enter_authority,
    enter_table,
    remove_name,
    remove_succession,
    succeed,
)
from lantai.holdings.authority.models import Authority
from tests.architecture.acts import Call, example
from tests.support.world import World

COMMUNE, TOWNSHIP = NameSaid("红旗公社", 1958, 1983), NameSaid("红旗乡", 1983, 2001)


def entered(world: World, name: NameSaid = COMMUNE) -> Authority:
    return enter_authority(actor=OPERATOR, institution=world.institution, kind="place", name=name)


@example(enter_authority)
def _enter_authority(world: World) -> Call:
    return lambda actor: enter_authority(actor=actor, institution=world.institution, kind="place", name=COMMUNE)


@example(describe_authority)
def _describe_authority(world: World) -> Call:
    place = entered(world)
    return lambda actor: describe_authority(actor=actor, authority=place, kind="body", note="见县志", version=1)


@example(add_name)
def _add_name(world: World) -> Call:
    place = entered(world)
    return lambda actor: add_name(actor=actor, authority=place, name=TOWNSHIP, version=1)


@example(change_name)
def _change_name(world: World) -> Call:
    name = entered(world).names.get()
    return lambda actor: change_name(actor=actor, dated=name, name=TOWNSHIP, version=1)


@example(remove_name)
def _remove_name(world: World) -> Call:
    name = add_name(actor=OPERATOR, authority=entered(world), name=TOWNSHIP, version=1)
    return lambda actor: remove_name(actor=actor, dated=name, version=2)


@example(succeed)
def _succeed(world: World) -> Call:
    earlier, later = entered(world), entered(world, TOWNSHIP)
    return lambda actor: succeed(actor=actor, authority=earlier, link=Link(later, year=1983), version=1)


@example(remove_succession)
def _remove_succession(world: World) -> Call:
    earlier, later = entered(world), entered(world, TOWNSHIP)
    made = succeed(actor=OPERATOR, authority=earlier, link=Link(later), version=1)
    return lambda actor: remove_succession(actor=actor, succession=made, authority=earlier, version=2)


@example(enter_table)
def _enter_table(world: World) -> Call:
    rows = [(2, {"name": "红旗公社", "since": "1958"}), (3, {"name": "红旗乡", "earlier": "红旗公社"})]
    return lambda actor: enter_table(actor=actor, institution=world.institution, rows=rows)
