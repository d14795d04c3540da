"""The register of examples: how each act is performed once. An act without an example fails the suite.

Each app keeps its examples in `<app>/tests/acts.py`; the file is found, nobody imports it:

    @example(revoke_token)
    def _revoke_token(world: World) -> Call:
        token, _ = issue_token(actor=OPERATOR, user=world.people["archivist"], name="harvester")
        return lambda actor: revoke_token(actor=actor, token=token)

The function prepares what the act needs in a `World` and gives back the act itself, waiting for its actor. What is
declared beside the act is what departs from the rule "one event, of this actor; refused without the right, in this
institution", and each departure carries its reason.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

import lantai
from lantai.base.accounts.access import Actor
from tests.architecture.source import ROOT, SOURCE
from tests.support.world import World

Act: TypeAlias = Callable[..., Any]
Call: TypeAlias = Callable[[Actor], Any]
Prepare: TypeAlias = Callable[[World], Call]


@dataclass(frozen=True)
class Example:
    """One act, ready to be performed.

    `by`: somebody of the world's cast who performs it, when the operator may not. `events`: how many it leaves, with
    `because` when that is not one. `unasked`: why it asks no right itself. `anywhere`: why the right held in another
    institution is enough.
    """

    act: Act
    prepare: Prepare
    by: str = ""
    events: int = 1
    because: str = ""
    unasked: str = ""
    anywhere: str = ""

    def __post_init__(self) -> None:
        if (self.events == 1) == bool(self.because):
            msg = f"{name_of(self.act)}: say because of what it leaves another number of events than one, and only then"
            raise ValueError(msg)


_examples: dict[str, Example] = {}


def example(act: Act, **declared: Any) -> Callable[[Prepare], Prepare]:
    """Register the decorated function as the example of an act; for `declared` see `Example`."""

    def register(prepare: Prepare) -> Prepare:
        _examples[name_of(act)] = Example(act, prepare, **declared)
        return prepare

    return register


def name_of(act: Act) -> str:
    return f"{act.__module__}.{act.__qualname__}"


def examples() -> dict[str, Example]:
    """All of them by the act's name, after every app's `tests/acts.py` has been read."""
    for path in sorted(SOURCE.rglob("tests/acts.py")):
        importlib.import_module(".".join(path.relative_to(SOURCE.parent).with_suffix("").parts))
    return dict(sorted(_examples.items()))


def acts() -> dict[str, Act]:
    """Every act of the house: public functions that take an `actor`, in each app's `actions`.

    Of a package, those it exports: its modules are its workings, and `stray_imports` sees that nobody goes around.
    """
    found = {}
    for module in _action_modules():
        for name, thing in vars(module).items():
            at_home = f"{getattr(thing, '__module__', '')}.".startswith(f"{module.__name__}.")
            if at_home and not name.startswith("_") and takes_actor(thing):
                found[name_of(thing)] = thing
    return dict(sorted(found.items()))


def takes_actor(thing: object) -> bool:
    return inspect.isfunction(thing) and "actor" in inspect.signature(thing).parameters


def _action_modules() -> Iterator[ModuleType]:
    for module in pkgutil.walk_packages(lantai.__path__, "lantai.", onerror=lambda name: None):
        if module.name.endswith(".actions") and ".tests" not in module.name:
            yield importlib.import_module(module.name)


def place_of(act: str) -> str:
    """The file in which the example of an act belongs."""
    app = Path(*act.partition(".actions.")[0].split("."))
    return (SOURCE.parent / app / "tests" / "acts.py").relative_to(ROOT).as_posix()
