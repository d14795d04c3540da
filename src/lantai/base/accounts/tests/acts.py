"""Examples of the acts of this app: see tests/architecture/acts.py."""

from lantai.base.accounts.access import OPERATOR, Role
from lantai.base.accounts.actions import add_user, found_institution, grant_role, issue_token, revoke_token
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
