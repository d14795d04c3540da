"""Changing what is said of one record: one act, one event that names what was changed and no personal number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import Act, record as record_event, record_all
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.actions import RecordChange, RecordHasChanged, change_records
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.description.past import MERGED
from lantai.holdings.description.rows import PersonRow


class NothingSaid(ArchiveError):
    code = "description.nothing_said"
    message = gettext_noop("Nothing was changed: record %(code)s says all this already.")
    hint = gettext_noop("Change something before you save.")
    http_status = 422
    exit_code = 2


@transaction.atomic
def edit_record(*, actor: Actor, record: Record, version: int, values: Mapping[str, Any], reason: str = "") -> Record:
    """Change what one record says, as it was in this version; what it said before is kept as a version.

    `values` as `change_records` takes them, `persons` as rows of a form: a number that was not typed anew is the one
    that is kept. Raises `RecordHasChanged` when it is not any more in this version, and `NothingSaid`.
    """
    require(actor, Right.DESCRIBE, record.institution_id)
    if not values:
        raise NothingSaid(code=record.code)
    if record.version != version:
        raise RecordHasChanged(count=1)
    said = dict(values)
    if "persons" in said:
        said["persons"] = tuple(_person(row, record) for row in said["persons"])
    change_records(actor=actor, fonds=record.fonds, changes=[RecordChange(record, said)], reason=reason)
    data: dict[str, Any] = {"fields": names_in(said), "version": version}
    record_event("record:describe", actor=actor, subject=("record", record.ulid), data=data | _why(reason))
    return record


def _person(row: Any, record: Record) -> Any:
    return row.person(record) if isinstance(row, PersonRow) else row


def _why(reason: str) -> dict[str, str]:
    return {"reason": reason} if reason else {}


def names_in(values: Mapping[str, Any]) -> list[str]:
    """What was changed, by name: what stands inside elements and fields by its own."""
    names = {name for name in values if name not in MERGED}
    return sorted(names | {f"{name}.{inner}" for name in MERGED for inner in values.get(name, ())})


@transaction.atomic
def edit_records(*, actor: Actor, fonds: Fonds, changes: Sequence[RecordChange], reason: str = "") -> int:
    """Change some records of one fonds, all or none, each with an event of its own; gives how many.

    Raises `RecordHasChanged` when one is not any more as it was read.
    """
    require(actor, Right.DESCRIBE, fonds.institution.code)
    if not changes:
        return 0
    change_records(actor=actor, fonds=fonds, changes=changes, reason=reason)
    told = [Act("record:describe", ("record", each.record.ulid), _told(each) | _why(reason)) for each in changes]
    record_all(told, actor=actor)
    return len(changes)


def _told(change: RecordChange) -> dict[str, Any]:
    return {"fields": names_in(change.values), "version": change.record.version - 1}
