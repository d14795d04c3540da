"""Every act leaves exactly one audit event of whoever acted, and when it is refused, nothing at all."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import F

from lantai.base.accounts.access import (
    ADMINISTRATORS,
    ANONYMOUS,
    OPERATOR,
    RIGHTS,
    Actor,
    NotAllowed,
    Right,
    Role,
    actor_of,
    require,
)
from lantai.base.accounts.models import Institution
from lantai.base.accounts.separation import DUTIES
from lantai.base.audit.actions import record
from lantai.base.audit.models import Event
from lantai.holdings.catalogue.models import PersonEntry, Record
from tests.architecture.acts import Call, Example, acts, examples, name_of, place_of
from tests.architecture.offices import ACTS, BY_QUESTION, offices_of
from tests.architecture.source import SOURCE, Module, lantai_modules, module_from
from tests.support.world import ID_NUMBER, World, standing

NEIGHBOUR = Actor("neighbour", "archivist", None, {"LT02": frozenset(Right)})
"""Somebody who may do everything, in another institution."""

HOW = "write one with @example({act}) in {place}; tests/architecture/acts.py says how"
EXAMPLES = examples()


@pytest.fixture(scope="module")
def standing_world(tmp_path_factory, django_db_setup, django_db_blocker) -> Iterator[World]:
    """What an act tells the index is not asked here: it is kept in memory."""
    with django_db_blocker.unblock(), standing(tmp_path_factory.mktemp("acts"), backend="memory") as built:
        yield built


def rows() -> dict[str, list[dict[str, Any]]]:
    """Everything the database holds, by table."""
    return {
        model._meta.db_table: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models(include_auto_created=True)
    }


def changed(before: dict[str, list[dict[str, Any]]]) -> list[str]:
    after = rows()
    return sorted(table for table in before if before[table] != after[table])


def events_after(number: int) -> list[tuple[str, str]]:
    return list(Event.objects.filter(number__gt=number).order_by("number").values_list("verb", "actor_label"))


def performed_wrongly(each: Example, world: World) -> list[str]:
    """What one performance left that it should not have, or did not leave."""
    name, call = name_of(each.act), each.prepare(world)
    actor = actor_of(world.people[each.by]) if each.by else OPERATOR
    last = Event.objects.count()
    call(actor)
    left = events_after(last)
    wrong = [] if len(left) == each.events else [f"{name} left {len(left)} events, declared are {each.events}: {left}"]
    wrong += [f"{name} put words of a record into its event: {data}" for data in told_of_records(last)]
    strangers = {label for _, label in left} - {actor.label}
    return wrong + [f"{name} wrote its event in the name of {label}, not of who acted" for label in sorted(strangers)]


def told_of_records(number: int) -> list[str]:
    """Events are read by people who see no archives: they hold no title, person or number of identity of a record."""
    titles = Record.objects.exclude(title__in=["", F("code")]).values_list("title", flat=True)
    secrets = {*titles, *PersonEntry.objects.exclude(name="").values_list("name", flat=True), ID_NUMBER}
    said = [str(data) for data in Event.objects.filter(number__gt=number).values_list("data", flat=True)]
    return [text for text in said if any(secret in text for secret in secrets)]


def refused_wrongly(each: Example, world: World, *actors: Actor) -> list[str]:
    """What an act did for people who may not: all try the same thing, as who is refused leaves it as it was."""
    wrong, _offices = refusals(each, world, *actors)
    return wrong


def refusals(each: Example, world: World, *actors: Actor) -> tuple[list[str], set[Role]]:
    """What an act did for people who may not, and which of the three offices may; all undone.

    An act that asked the database for nothing but rows has changed none. Whoever wrote is tried again from the
    beginning, with every table compared: the writing may have been undone when the act refused.
    """
    name, wrong, hasty, offices = name_of(each.act), [], [], set()
    with transaction.atomic():
        call = each.prepare(world)
        for actor in actors:
            asked = Statements()
            if not is_refused(call, actor, asked):
                wrong.append(f"{name} let {actor.label} act: its first line is require(actor, Right.…, institution)")
            elif asked.written:
                hasty.append(actor)
        if not wrong + hasty:
            offices = administrators_who_may(call, world)
        transaction.set_rollback(True)
    for actor in hasty:
        wrong += [
            f"{name} refused {actor.label}, but changed {table} before" for table in changed_by(each, world, actor)
        ]
    return wrong, offices if not wrong + hasty else administrators_who_may(each.prepare(world), world)


def changed_by(each: Example, world: World, actor: Actor) -> list[str]:
    """Tables that differ after somebody was refused."""
    with transaction.atomic():
        call, before = each.prepare(world), rows()
        is_refused(call, actor, Statements())
        tables = changed(before)
        transaction.set_rollback(True)
    return tables


class Statements:
    """Hears what the database is asked, and keeps whatever is not plainly reading."""

    reading = ("SELECT ", "SAVEPOINT ", "RELEASE SAVEPOINT ", "ROLLBACK TO SAVEPOINT ")

    def __init__(self) -> None:
        self.written: list[str] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(self.reading):
            self.written.append(sql)
        return execute(sql, params, many, context)


def is_refused(call: Call, actor: Actor, asked: Statements) -> bool:
    try:
        with connection.execute_wrapper(asked):
            call(actor)
    except NotAllowed:
        return True
    return False


def stray_imports(module: Module) -> Iterator[str]:
    """Acts are taken from `actions` itself, never from a module behind it: what is not exported is no act."""
    own = ".".join(module.path.relative_to(SOURCE.parent).parts)
    for node in ast.walk(module.tree):
        package, behind, _ = str(getattr(node, "module", "")).partition(".actions.")
        if isinstance(node, ast.ImportFrom) and behind and not own.startswith(f"{package}.actions."):
            yield f"{module.at(node)} imports from {node.module}: import from {package}.actions."


def test_it_has_an_example_of_every_act():
    missing = [f"{act} has no example: {HOW.format(act=act, place=place_of(act))}" for act in acts()]

    assert [line for line in missing if line.split()[0] not in EXAMPLES] == []


def test_it_has_no_example_of_what_is_no_act():
    assert sorted(set(EXAMPLES) - set(acts())) == []


def test_it_knows_acts_by_what_their_apps_export():
    imports = [line for module in lantai_modules() for line in stray_imports(module)]

    assert imports == []


@pytest.mark.parametrize("act", EXAMPLES)
def test_it_leaves_its_events(act, world):
    assert performed_wrongly(EXAMPLES[act], world) == []


@pytest.mark.any_database  # what it would have asked is asked by whoever may
@pytest.mark.parametrize("act", [name for name, each in EXAMPLES.items() if not each.unasked])
def test_it_is_refused_to_strangers_to_neighbours_and_to_other_offices_than_its_table_says(act, world):
    """They all try what was prepared once."""
    each = EXAMPLES[act]
    wrong, offices = refusals(each, world, ANONYMOUS, *([] if each.anywhere else [NEIGHBOUR]))

    assert wrong == []
    assert offices == offices_of(act)


def administrators_who_may(call: Call, world: World) -> set[Role]:
    """Which of the three offices, held everywhere, the act does not refuse; whatever it did is undone."""
    may = set()
    for role in ADMINISTRATORS:
        with transaction.atomic(), suppress(NotAllowed):
            call(Actor(role, role, world.people[role].pk, {"*": RIGHTS[role]}))
            may.add(role)
            transaction.set_rollback(True)
    return may


def test_every_line_of_the_three_administrators_is_performed():
    names = {name.rpartition(".")[2] for name in EXAMPLES}

    assert {duty.what for duty in DUTIES} == {*ACTS, *BY_QUESTION}
    assert [name for line in ACTS.values() for name in line if name not in names] == []


def silent(*, actor: Actor) -> None:
    """An act as it should not be: it asks nothing, changes a row and says nothing."""
    Institution.objects.filter(code="LT01").update(name="改名档案馆")


def hasty(*, actor: Actor) -> None:
    """An act that has written already when it asks, with no transaction to undo that."""
    silent(actor=actor)
    require(actor, Right.DESCRIBE, "LT01")


def borrowed(*, actor: Actor) -> None:
    """An act that signs with another's name."""
    record("institution:found", actor=OPERATOR, subject=("institution", "LT01"))


def planted(act: Any) -> Example:
    def prepare(world: World) -> Call:
        return lambda actor: act(actor=actor)

    return Example(act, prepare)


def test_it_notices_an_act_that_says_nothing(world):
    assert "left 0 events" in performed_wrongly(planted(silent), world)[0]


def test_it_notices_an_act_that_asks_nobody(world):
    assert "let anonymous act" in refused_wrongly(planted(silent), world, ANONYMOUS)[0]


def test_it_notices_an_act_in_another_name(world):
    assert "in the name of operator" in performed_wrongly(replace(planted(borrowed), by="archivist"), world)[0]


def test_it_notices_an_act_that_writes_before_it_asks(world):
    assert "changed accounts_institution before" in refused_wrongly(planted(hasty), world, NEIGHBOUR)[0]


def test_it_notices_acts_taken_from_behind(world):
    text = "from lantai.holdings.catalogue.actions.fonds import found_fonds\n"
    outside = module_from(text, "src/lantai/holdings/accessions/planning.py")
    inside = module_from(text, "src/lantai/holdings/catalogue/actions/__init__.py")

    assert [len(list(stray_imports(module))) for module in (outside, inside)] == [1, 0]


def test_it_says_where_an_example_belongs():
    place = place_of("lantai.holdings.catalogue.actions.opening.set_opening_state")

    assert place == "src/lantai/holdings/catalogue/tests/acts.py"
