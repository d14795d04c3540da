"""What one address answers each role: the words in which the permission table is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from lantai.holdings.transfers.tests.factories import DECLARED as SAID
from tests.architecture.arguments import Arguments, no_arguments, opened, unopened

ROLES = (
    "anonymous",
    "outsider",
    "proofreader",
    "unit_officer",
    "archivist",
    "store_keeper",
    "disposal_approver",
    "disposal_witness",
    "opening_planner",
    "opening_reviewer",
    "opening_approver",
    "use_approver",
    "desk_officer",
    "authority_officer",
    "system_administrator",
    "security_officer",
    "auditor",
)
TO_SIGN_IN, REFUSED = 302, 403


@dataclass(frozen=True)
class Case:
    """One request to one address, and the status each role gets; `without` is a method the address does not have."""

    answers: Mapping[str, int]
    arguments: Arguments = no_arguments
    query: str = ""
    method: str = "get"
    without: str = "patch"
    data: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if set(self.answers) != set(ROLES):
            msg = f"a case answers every role once: {sorted(set(ROLES) ^ set(self.answers))}"
            raise ValueError(msg)

    def __or__(self, answers: Mapping[str, int]) -> Case:
        """The same case with some answers changed."""
        return replace(self, answers={**self.answers, **answers})


def everyone(answer: int = 200, **request: Any) -> Case:
    """Anybody at all, signed in or not."""
    return Case(dict.fromkeys(ROLES, answer), **request)


def only(*allowed: str, answer: int = 200, anonymous: int = TO_SIGN_IN, others: int = REFUSED, **request: Any) -> Case:
    """Some roles; anonymous readers are sent to sign in, everybody else is refused."""
    answers = {"anonymous": anonymous} | {role: others for role in ROLES if role != "anonymous"}
    return Case(answers | dict.fromkeys(allowed, answer), **request)


READERS = (
    "archivist",
    "proofreader",
    "store_keeper",
    "disposal_approver",
    "disposal_witness",
    "opening_planner",
    "opening_reviewer",
    "opening_approver",
    "use_approver",
    "desk_officer",
)
CORRECTORS = ("archivist", "proofreader")
HIDDEN = {"anonymous": 404, "others": 404}
STAFF = tuple(role for role in ROLES if role != "anonymous")
MANAGERS = ("archivist", "outsider", "system_administrator")


def shows_records(arguments: Callable[[Arguments], Arguments] = lambda record: record, answer: int = 200) -> list[Case]:
    """A page about one record: everybody's when it is opened; not even known to be there when it is not."""
    return [
        everyone(answer, arguments=arguments(opened)),
        only(*READERS, answer=answer, arguments=arguments(unopened), **HIDDEN),
    ]


def describes_records(
    arguments: Callable[[Arguments], Arguments] = lambda record: record, **request: Any
) -> list[Case]:
    """A page on which a record is described: only of its own archive's archivists, opened or not."""
    return [
        only("archivist", arguments=arguments(record), **request) | {"outsider": 404} for record in (opened, unopened)
    ]


DECLARED = {
    "title": "移交",
    "way": "online",
    **{name: value for name, value in SAID.items() if name != "sender_checks"},
}
OFFICES = ("system_administrator", "security_officer")
