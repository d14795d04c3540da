"""Adding, changing and removing the dated names of a place or body."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.base.common.text import fold
from lantai.holdings.authority.actions.authorities import AuthorityHasChanged, claim, renew_heading
from lantai.holdings.authority.actions.wording import NameSaid
from lantai.holdings.authority.models import Authority, DatedName
from lantai.holdings.authority.queries import history_of


class NameIsThere(ArchiveError):
    code = "authority.name_is_there"
    message = gettext_noop("%(name)s stands among these names already, with the same first year.")
    hint = gettext_noop("Change that one; a name borne twice is entered twice, each with its own first year.")
    http_status = 409


class LastName(ArchiveError):
    code = "authority.last_name"
    message = gettext_noop("%(name)s is the only name there is; it stays.")
    hint = gettext_noop("Add the right name first, then remove this one; or change it.")
    http_status = 409


@transaction.atomic
def add_name(*, actor: Actor, authority: Authority, name: NameSaid, version: int) -> DatedName:
    """One more name. Raises `NameMissing`, `YearsReversed`, `NameIsThere`, `AuthorityHasChanged`."""
    require(actor, Right.DESCRIBE, authority.institution_id)
    said = name.read()
    claim(authority, version)
    _refuse_double(authority, said)
    row = said.row(authority)
    row.save(force_insert=True)
    renew_heading(authority)
    subject = ("authority", authority.ulid)
    record_event("authority:name:add", actor=actor, subject=subject, data=said.as_json())
    return row


@transaction.atomic
def change_name(*, actor: Actor, dated: DatedName, name: NameSaid, version: int) -> DatedName:
    """Another wording, other years or another kind of one name. Refused like `add_name`."""
    authority = dated.authority
    require(actor, Right.DESCRIBE, authority.institution_id)
    said = name.read()
    claim(authority, version)
    _refresh(dated, authority)
    _refuse_double(authority, said, except_for=dated)
    before = NameSaid(dated.name, dated.since_year, dated.until_year, dated.kind).as_json()
    dated.name, dated.folded, dated.kind = said.name, fold(said.name), said.kind
    dated.since_year, dated.until_year = said.since, said.until
    dated.save(update_fields=["name", "folded", "kind", "since_year", "until_year"])
    renew_heading(authority)
    data = {"from": before, "to": said.as_json()}
    record_event("authority:name:change", actor=actor, subject=("authority", authority.ulid), data=data)
    return dated


@transaction.atomic
def remove_name(*, actor: Actor, dated: DatedName, version: int) -> Authority:
    """Take a name away that was never borne. Raises `LastName` and `AuthorityHasChanged`."""
    authority = dated.authority
    require(actor, Right.DESCRIBE, authority.institution_id)
    claim(authority, version)
    _refresh(dated, authority)
    if not authority.names.exclude(pk=dated.pk).exists():
        raise LastName(name=dated.name)
    data = NameSaid(dated.name, dated.since_year, dated.until_year, dated.kind).as_json()
    dated.delete()
    renew_heading(authority)
    record_event("authority:name:remove", actor=actor, subject=("authority", authority.ulid), data=data)
    return authority


def _refresh(dated: DatedName, authority: Authority) -> None:
    """The name as it is now; somebody may have removed it between its page and this act."""
    try:
        dated.refresh_from_db()
    except DatedName.DoesNotExist as gone:
        now = history_of(list(authority.names.all()))
        raise AuthorityHasChanged(name=authority.heading, now=now) from gone


def _refuse_double(authority: Authority, said: NameSaid, except_for: DatedName | None = None) -> None:
    same = authority.names.filter(folded=fold(said.name), since_year=said.since)
    if (same.exclude(pk=except_for.pk) if except_for else same).exists():
        raise NameIsThere(name=said.name)
