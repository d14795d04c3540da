"""Linking a place or body with the one that came after it, or before, and taking a wrong link away."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.holdings.authority.actions.authorities import claim
from lantai.holdings.authority.models import Authority, Succession


class NotItsOwn(ArchiveError):
    code = "authority.not_its_own"
    message = gettext_noop("%(name)s cannot come after itself.")
    hint = gettext_noop("When only its name changed, add the new name to it; to link, name another place or body.")
    http_status = 422
    exit_code = 2


class LinkedAlready(ArchiveError):
    code = "authority.linked_already"
    message = gettext_noop("%(later)s is entered as what came after %(earlier)s already.")
    hint = gettext_noop("Remove the link first if its year or kind is wrong.")
    http_status = 409


class PersonsDoNotFollow(ArchiveError):
    code = "authority.persons_do_not_follow"
    message = gettext_noop("%(name)s is a person: nobody is merged into another or split off one.")
    hint = gettext_noop("Say who held an office after whom in the offices of both.")
    http_status = 422
    exit_code = 2


@dataclass(frozen=True, slots=True)
class Link:
    """What is linked with a place or body: the other one, which of them came later, when, and how."""

    other: Authority
    other_is_later: bool = True
    year: int | None = None
    kind: str = Succession.Kind.RENAMED


@transaction.atomic
def succeed(*, actor: Actor, authority: Authority, link: Link, version: int) -> Succession:
    """Link what came after (or before). `version` is of the entry whose page was filled in; both get a new one.

    Both institutions must agree, so the right is asked for in both: what is found by either changes. Raises
    `NotItsOwn`, `PersonsDoNotFollow`, `LinkedAlready`, `AuthorityHasChanged`.
    """
    for each in (authority, link.other):
        require(actor, Right.DESCRIBE, each.institution_id)
    claim(authority, version)
    if authority.pk == link.other.pk:
        raise NotItsOwn(name=authority.heading)
    if persons := [each for each in (authority, link.other) if each.is_person]:
        raise PersonsDoNotFollow(name=persons[0].heading)
    earlier, later = (authority, link.other) if link.other_is_later else (link.other, authority)
    if Succession.objects.filter(predecessor=earlier, successor=later).exists():
        raise LinkedAlready(earlier=earlier.heading, later=later.heading)
    Authority.objects.filter(pk=link.other.pk).update(version=F("version") + 1)
    made = Succession.objects.create(predecessor=earlier, successor=later, year=link.year, kind=link.kind)
    record_event("authority:succeed", actor=actor, subject=("authority", authority.ulid), data=_said(made))
    return made


@transaction.atomic
def remove_succession(*, actor: Actor, succession: Succession, authority: Authority, version: int) -> None:
    """Take a link away that never was. `authority` is the one of its two ends whose page was filled in."""
    ends = (succession.predecessor, succession.successor)
    for each in ends:
        require(actor, Right.DESCRIBE, each.institution_id)
    claim(authority, version)
    Authority.objects.filter(pk__in=[each.pk for each in ends if each.pk != authority.pk]).update(
        version=F("version") + 1
    )
    data = _said(succession)
    Succession.objects.filter(pk=succession.pk).delete()
    record_event("authority:succession:remove", actor=actor, subject=("authority", authority.ulid), data=data)


def _said(succession: Succession) -> dict[str, str | int | None]:
    earlier, later = succession.predecessor, succession.successor
    return {
        "earlier": earlier.ulid,
        "earlier_name": earlier.heading,
        "later": later.ulid,
        "later_name": later.heading,
        "year": succession.year,
        "kind": str(succession.kind),
    }
