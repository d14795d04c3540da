"""Examples of the acts of this app: see tests/architecture/acts.py."""

import base64
import time

from lantai.base.accounts.access import OPERATOR, Role, actor_of
from lantai.base.accounts.actions import (
    activate_user,
    add_user,
    change_password,
    disable_user,
    enrol_second_factor,
    found_institution,
    grant_role,
    issue_token,
    keep_contact,
    propose_user,
    renew_recovery_codes,
    reset_password,
    reset_second_factor,
    revoke_role,
    revoke_token,
    unlock_sign_in,
)
from lantai.base.accounts.contacts import Addresses
from lantai.base.accounts.models import User
from lantai.base.accounts.totp import code_at, new_secret, step_at
from tests.architecture.acts import Call, example
from tests.support.world import PASSWORD, World


@example(found_institution)
def _found_institution(world: World) -> Call:
    return lambda actor: found_institution(actor=actor, code="LT03", name="第三档案馆")


@example(add_user, anywhere="an account without a role belongs to no institution yet")
def _add_user(world: World) -> Call:
    return lambda actor: add_user(actor=actor, username="somebody", password=PASSWORD)


@example(grant_role)
def _grant_role(world: World) -> Call:
    user = add_user(actor=OPERATOR, username="somebody", password=PASSWORD)
    return lambda actor: grant_role(actor=actor, user=user, institution=world.institution, role=Role.PROOFREADER)


@example(issue_token)
def _issue_token(world: World) -> Call:
    return lambda actor: issue_token(actor=actor, user=world.people["archivist"], name="harvester")


@example(revoke_token)
def _revoke_token(world: World) -> Call:
    token, _ = issue_token(actor=OPERATOR, user=world.people["archivist"], name="harvester")
    return lambda actor: revoke_token(actor=actor, token=token)


@example(propose_user)
def _propose_user(world: World) -> Call:
    return lambda actor: propose_user(actor=actor, institution=world.institution, username="somebody")


def proposed(world: World) -> User:
    return propose_user(actor=OPERATOR, institution=world.institution, username="somebody")


@example(activate_user)
def _activate_user(world: World) -> Call:
    user = proposed(world)
    return lambda actor: activate_user(actor=actor, user=user)


@example(disable_user)
def _disable_user(world: World) -> Call:
    return lambda actor: disable_user(actor=actor, user=world.people["archivist"], reason="调离")


@example(reset_password)
def _reset_password(world: World) -> Call:
    return lambda actor: reset_password(actor=actor, user=world.people["archivist"])


@example(change_password, by="archivist")
def _change_password(world: World) -> Call:
    user = world.people["archivist"]
    user.refresh_from_db()
    return lambda actor: change_password(actor=actor, user=user, old=PASSWORD, new="another-horse-兰台")


@example(unlock_sign_in)
def _unlock_sign_in(world: World) -> Call:
    return lambda actor: unlock_sign_in(actor=actor, user=world.people["archivist"])


@example(revoke_role)
def _revoke_role(world: World) -> Call:
    user = world.people["archivist"]
    return lambda actor: revoke_role(actor=actor, user=user, institution=world.institution, role=Role.ARCHIVIST)


def code_now(secret: str, *, later: int = 0) -> str:
    """What a telephone shows now, or so many steps later."""
    return code_at(base64.b32decode(secret), step_at(time.time()) + later)


def enrolled(user: User, *, password: str = PASSWORD) -> str:
    """Enrol a telephone for somebody; gives its secret."""
    user.refresh_from_db()
    secret, mine = new_secret(), actor_of(user)
    enrol_second_factor(actor=mine, user=user, password=password, secret=secret, said=code_now(secret))
    return secret


@example(enrol_second_factor, by="archivist")
def _enrol_second_factor(world: World) -> Call:
    user, secret = world.people["archivist"], new_secret()
    user.refresh_from_db()
    said = code_now(secret)
    return lambda actor: enrol_second_factor(actor=actor, user=user, password=PASSWORD, secret=secret, said=said)


@example(renew_recovery_codes, by="archivist")
def _renew_recovery_codes(world: World) -> Call:
    user = world.people["archivist"]
    said = code_now(enrolled(user), later=1)
    return lambda actor: renew_recovery_codes(actor=actor, user=user, said=said)


@example(reset_second_factor)
def _reset_second_factor(world: World) -> Call:
    user = world.people["archivist"]
    enrolled(user)
    return lambda actor: reset_second_factor(actor=actor, user=user)


@example(keep_contact)
def _keep_contact(world: World) -> Call:
    user, addresses = world.people["archivist"], Addresses("staff@example.test")
    return lambda actor: keep_contact(actor=actor, user=user, addresses=addresses, pace="daily")
