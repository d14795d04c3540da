"""The permission table: for every address, what each role is answered. An address that is not here fails the suite.

One line says who may: `everyone()`, `only("archivist", "proofreader")`, or answers role by role. Pages with arguments
name them as a function of the `World` (an institution with its cast, fonds and records), so a page that shows records
gets two lines: one for an opened record, one for an unopened one. Example:

    PERMISSIONS = {
        "portal:home": [everyone()],
        "portal:record": [
            everyone(arguments=lambda world: {"ulid": world.opened.ulid}),
            only("archivist", "proofreader", anonymous=404, others=404,
                 arguments=lambda world: {"ulid": world.unopened.ulid}),
        ],
        "accessions:desk": [only("archivist")],
        "accessions:begin": [only("archivist", answer=302, method="post", data={"path": "x"})],
    }
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.support.world import World

ROLES = (
    "anonymous",
    "outsider",
    "proofreader",
    "archivist",
    "system_administrator",
    "security_officer",
    "auditor",
)
TO_SIGN_IN = 302

Arguments = Callable[[World], dict[str, Any]]


def no_arguments(world: World) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Case:
    """One request to one address, and the status each role gets."""

    answers: Mapping[str, int]
    arguments: Arguments = no_arguments
    query: str = ""
    method: str = "get"
    data: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if set(self.answers) != set(ROLES):
            msg = f"a case answers every role once: {sorted(set(ROLES) ^ set(self.answers))}"
            raise ValueError(msg)


def everyone(answer: int = 200, **request: Any) -> Case:
    """Anybody at all, signed in or not."""
    return Case(dict.fromkeys(ROLES, answer), **request)


def only(*allowed: str, answer: int = 200, anonymous: int = TO_SIGN_IN, others: int = 403, **request: Any) -> Case:
    """Some roles; anonymous readers are sent to sign in, everybody else is refused."""
    answers = {"anonymous": anonymous} | {role: others for role in ROLES if role != "anonymous"}
    return Case(answers | dict.fromkeys(allowed, answer), **request)


PERMISSIONS: dict[str, list[Case]] = {}
