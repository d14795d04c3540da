"""Saying again what an earlier version said: a change like any other, which takes nothing out of the history."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.actions import RecordChange, RecordHasChanged, change_records, values_before
from lantai.holdings.catalogue.models import Record
from lantai.holdings.description.actions.editing import NothingSaid, names_in
from lantai.holdings.description.past import PLACED, said_since


class NoSuchVersion(ArchiveError):
    code = "description.no_such_version"
    message = gettext_noop("Record %(code)s has no earlier version %(version)s that says anything else.")
    hint = gettext_noop("Choose one of the versions its history lists.")
    http_status = 404


@transaction.atomic
def restore_version(*, actor: Actor, record: Record, version: int, earlier: int, reason: str = "") -> Record:
    """Let a record, as it is in `version`, say what version `earlier` said.

    Codes, the opening state, volume and class stay. Raises `RecordHasChanged`, `NoSuchVersion`, and `NothingSaid` when
    nothing but those has changed since.
    """
    require(actor, Right.DESCRIBE, record.institution_id)
    if record.version != version:
        raise RecordHasChanged(count=1)
    if not record.versions.filter(version=earlier).exists():
        raise NoSuchVersion(code=record.code, version=earlier)
    said = {name: value for name, value in said_since(record, earlier).items() if name not in PLACED}
    if not said:
        raise NothingSaid(code=record.code)
    values = values_before(said)
    change_records(actor=actor, fonds=record.fonds, changes=[RecordChange(record, values)], reason=reason)
    data = {"restored": earlier, "fields": names_in(values), "version": version, "reason": reason}
    record_event("record:describe", actor=actor, subject=("record", record.ulid), data=data)
    return record
