"""Roles: given and taken by the security officer, never to oneself; the three administrators exclude one another."""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import ADMINISTRATORS, Actor, Right, Role, require
from lantai.base.accounts.actions.authority import NotOneself
from lantai.base.accounts.models import Institution, RoleAssignment, User
from lantai.base.audit.actions import record
from lantai.base.common.errors import ArchiveError


class RolesExclude(ArchiveError):
    code = "accounts.roles_exclude"
    message = gettext_noop("%(name)s already holds “%(held)s”; it cannot be joined with “%(role)s”.")
    hint = gettext_noop("The three administrators exclude one another and hold no archival role: use another person.")
    http_status = 409


class RoleNotHeld(ArchiveError):
    code = "accounts.role_not_held"
    message = gettext_noop("%(name)s does not hold “%(role)s” there.")
    hint = gettext_noop("Load the page again: somebody else was faster.")
    http_status = 409


@transaction.atomic
def grant_role(*, actor: Actor, user: User, institution: Institution, role: Role) -> RoleAssignment:
    """Give one role in one institution. The three administrators exclude each other and every archival role."""
    _require(actor, user, institution)
    # Written first: of two officers who give two of the three roles at once, the second waits here, and is refused.
    User.objects.filter(pk=user.pk).update(institution=Coalesce("institution", institution.pk))
    for held in user.roles.exclude(role=role).values_list("role", flat=True):
        if {Role(held), role} & ADMINISTRATORS:
            raise RolesExclude(name=str(user), held=Role(held).label, role=role.label)
    assignment, made = RoleAssignment.objects.get_or_create(user=user, institution=institution, role=role)
    if made:
        user.institution_id = user.institution_id or institution.pk
        data = {"role": role, "institution": institution.code}
        record("user:role:grant", actor=actor, subject=("user", user.ulid), data=data)
    return assignment


@transaction.atomic
def revoke_role(*, actor: Actor, user: User, institution: Institution, role: Role) -> None:
    """Take one role away; what it allowed ends with the next request. Raises `RoleNotHeld`."""
    _require(actor, user, institution)
    gone, _ = user.roles.filter(institution=institution, role=role).delete()
    if not gone:
        raise RoleNotHeld(name=str(user), role=role.label)
    data = {"role": role, "institution": institution.code}
    record("user:role:revoke", actor=actor, subject=("user", user.ulid), data=data)


def _require(actor: Actor, user: User, institution: Institution) -> None:
    require(actor, Right.MANAGE_ACCOUNTS, institution.code)
    if actor.user_id is not None and actor.user_id == user.pk:
        raise NotOneself
