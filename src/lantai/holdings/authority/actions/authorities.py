"""Entering a place, body or person, saying what it is, and the one check of every later act: that nobody was faster."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.accounts.models import Institution
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.base.common.text import fold
from lantai.holdings.authority.actions.wording import NameSaid, heading_of
from lantai.holdings.authority.lives import Life, life_of
from lantai.holdings.authority.models import Authority, DatedName
from lantai.holdings.authority.queries import history_of


class AuthorityIsThere(ArchiveError):
    code = "authority.is_there"
    message = gettext_noop("%(name)s is entered already, with the same first year.")
    hint = gettext_noop("Open it in the list and add to it; if it is another of the same name, give its own years.")
    http_status = 409


class HasSuccessions(ArchiveError):
    code = "authority.has_successions"
    message = gettext_noop(
        "%(name)s has come after something or been followed: that is said of places and bodies only."
    )
    hint = gettext_noop("Remove the links first, or enter the person as an entry of its own.")
    http_status = 409


class AuthorityHasChanged(ArchiveError):
    code = "authority.changed"
    message = gettext_noop("Somebody changed %(name)s meanwhile. Now there: %(now)s.")
    hint = gettext_noop("Compare, and save again on the page as it is now. Nothing was overwritten.")
    http_status = 409


@transaction.atomic
def enter_authority(*, actor: Actor, institution: Institution, kind: str, name: NameSaid, note: str = "") -> Authority:
    """Enter a place, body or person under its first name. Raises `NameMissing`, `YearsReversed`, `AuthorityIsThere`."""
    require(actor, Right.DESCRIBE, institution.code)
    said = name.read()
    same = DatedName.objects.filter(folded=fold(said.name), since_year=said.since)
    if same.filter(authority__institution=institution, authority__kind=kind).exists():
        raise AuthorityIsThere(name=said.name)
    authority = Authority.objects.create(
        institution=institution, kind=kind, heading=said.name, note=note.strip(), entered_by=actor.label
    )
    said.row(authority).save(force_insert=True)
    data = {"kind": str(kind), **said.as_json()}
    record_event("authority:enter", actor=actor, subject=("authority", authority.ulid), data=data)
    return authority


@transaction.atomic
def describe_authority(
    *, actor: Actor, authority: Authority, kind: str, note: str, version: int, life: Life | None = None
) -> Authority:
    """Say whether it is a place, a body or a person, and what else is to be known of it. Raises `AuthorityHasChanged`.

    `life` is kept of a person alone; what came before or after a place or body keeps it from becoming one, and raises
    `HasSuccessions`. Raises what `Life.read` raises too.
    """
    require(actor, Right.DESCRIBE, authority.institution_id)
    claim(authority, version)
    data: dict[str, Any] = {
        "kind_from": authority.kind, "kind": str(kind), "note_from": authority.note, "note": note.strip(),
    }  # fmt: skip
    authority.kind, authority.note = kind, note.strip()
    written = ["kind", "note", "changed_at"]
    if authority.is_person:
        if authority.earlier.exists() or authority.later.exists():
            raise HasSuccessions(name=authority.heading)
        read = (life or life_of(authority)).read(authority.heading, authority.note)
        authority.born, authority.died, authority.offices = read.born, read.died, list(read.offices)
        data |= {"born": read.born, "died": read.died, "offices": len(read.offices)}
        written += ["born", "died", "offices"]
    authority.save(update_fields=written)
    record_event("authority:describe", actor=actor, subject=("authority", authority.ulid), data=data)
    return authority


def claim(authority: Authority, version: int) -> None:
    """Take the next version, or raise `AuthorityHasChanged` when the form is of an older one.

    A conditional update, not a lock: of two who save at once the second finds the number moved, on both engines.
    """
    if not Authority.objects.filter(pk=authority.pk, version=version).update(version=F("version") + 1):
        now = history_of(list(authority.names.all()))
        raise AuthorityHasChanged(name=authority.heading, now=now)
    authority.refresh_from_db()


def renew_heading(authority: Authority) -> None:
    """List it by the name that is the last now."""
    authority.heading = heading_of(authority.names.all())
    authority.save(update_fields=["heading", "changed_at"])
