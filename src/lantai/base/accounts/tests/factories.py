"""Made-up institutions and people: the fixed cast is archivist, proofreader, system administrator, outsider."""

from __future__ import annotations

import factory

from lantai.base.accounts.access import Role
from lantai.base.accounts.models import Institution, RoleAssignment, User


class InstitutionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Institution
        django_get_or_create = ("code",)

    code = "LT01"
    name = "云溪区档案馆"


class UserFactory(factory.django.DjangoModelFactory):
    """A user without a usable password: tests sign in with `force_login`."""

    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"user{n}")
    display_name = factory.Sequence(lambda n: f"柳文澜{n}")
    password = "!"


def person(role: Role, institution: Institution | None = None) -> User:
    """Somebody who holds one role in one institution."""
    user = UserFactory()
    RoleAssignment.objects.create(user=user, institution=institution or InstitutionFactory(), role=role)
    return user


def outsider(role: Role = Role.ARCHIVIST) -> User:
    """Somebody with the same role in another archive: what they may do there gives them nothing here."""
    return person(role, InstitutionFactory(code="LT99", name="别处档案馆"))
