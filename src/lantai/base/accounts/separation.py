"""三员: which office does what, as data. The roles' rights follow from it, and a test performs every line.

GB/T 22239-2019 level 3 asks that system, security and audit administration be separated; practice ties these lines to
GB/T 39784-2021. An office that a line does not name does not do it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lantai.base.accounts.access import RIGHTS, Right, Role

SYSTEM, SECURITY, AUDIT, STAFF = Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_OFFICER, Role.AUDITOR, Role.ARCHIVIST


@dataclass(frozen=True, slots=True)
class Duty:
    """One line: what is done, by which office in which way, and the right each of them needs for it."""

    what: str
    offices: Mapping[Role, str]
    rights: Mapping[Role, Right]


DUTIES = (
    Duty("propose and disable an account", {SYSTEM: "does"}, {SYSTEM: Right.KEEP_ACCOUNTS}),
    Duty(
        "activate an account, reset its password or second factor",
        {SECURITY: "does"},
        {SECURITY: Right.MANAGE_ACCOUNTS},
    ),
    Duty("give and take roles, never one's own", {SECURITY: "does"}, {SECURITY: Right.MANAGE_ACCOUNTS}),
    Duty("watch and pause background work", {SYSTEM: "does", STAFF: "does"}, {SYSTEM: Right.MANAGE_JOBS}),
    Duty("give and end keys of programs", {SECURITY: "does"}, {SECURITY: Right.MANAGE_ACCOUNTS}),
    Duty("make keys that sign", {SECURITY: "does"}, {SECURITY: Right.MANAGE_KEYS}),
    Duty("agree with partner archives by their keys", {SECURITY: "does"}, {SECURITY: Right.MANAGE_KEYS}),
    Duty("keep seals and say who may use them", {SECURITY: "does"}, {SECURITY: Right.KEEP_SEALS}),
    Duty(
        "hold storage against its digests, repair it",
        {SYSTEM: "does", STAFF: "does"},
        {SYSTEM: Right.MANAGE_JOBS, STAFF: Right.MANAGE_JOBS},
    ),
    Duty(
        "read the audit chain",
        {SYSTEM: "own acts", SECURITY: "users' acts", AUDIT: "all", STAFF: "own acts"},
        {SECURITY: Right.READ_USER_AUDIT, AUDIT: Right.READ_AUDIT},
    ),
    Duty("verify, sign and export the audit chain", {AUDIT: "does"}, {AUDIT: Right.READ_AUDIT}),
    Duty("change or delete an event", {}, {}),
    Duty("read unopened archives", {STAFF: "by grant"}, {STAFF: Right.READ_UNOPENED}),
)


def offices_without_their_right() -> list[str]:
    """Lines that name an office whose role does not hold what it needs; empty when table and rights agree."""
    return [
        f"{duty.what}: {role}" for duty in DUTIES for role, right in duty.rights.items() if right not in RIGHTS[role]
    ]
