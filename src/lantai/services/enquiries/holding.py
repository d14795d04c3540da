"""Who takes applications: archives, and whoever else holds records and has somebody who handles enquiries."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from lantai.base.accounts.access import RIGHTS, Right, Role
from lantai.base.accounts.models import Institution, RoleAssignment
from lantai.holdings.catalogue.models import Fonds

ARCHIVES = (Institution.Kind.ARCHIVE, Institution.Kind.SPECIAL)
HANDLERS = tuple(role.value for role in Role if Right.HANDLE_ENQUIRIES in RIGHTS.get(role, frozenset()))
"""Roles that may handle enquiries."""


def holders() -> QuerySet[Institution]:
    """Archives; townships, villages and offices that hold fonds of their own and would not leave a case lying."""
    holds = Exists(Fonds.objects.filter(institution=OuterRef("pk")))
    people = RoleAssignment.objects.filter(institution=OuterRef("pk"), role__in=HANDLERS, user__is_active=True)
    others = ~Q(kind=Institution.Kind.AUTHORITY) & Q(holds) & Q(Exists(people))
    return Institution.objects.filter(Q(kind__in=ARCHIVES) | others)
