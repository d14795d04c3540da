"""The codes of one record: another archive-assigned one, the next of its sequence, the one the unit gave it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.holdings.arrangement.actions.sequences import next_code, pass_numbers
from lantai.holdings.arrangement.numbering import borne_codes
from lantai.holdings.arrangement.reasons import reason_given
from lantai.holdings.arrangement.scheme_files import read_code
from lantai.holdings.arrangement.schemes import CodeScheme, sequence_key
from lantai.holdings.catalogue.actions import CodeChange, change_codes, change_unit_code, held_codes
from lantai.holdings.catalogue.codes import ParsedCode
from lantai.holdings.catalogue.models import Record


class CodeTaken(ArchiveError):
    code = "arrangement.code_taken"
    message = gettext_noop("The code %(code)s is that of another record, or was once.")
    hint = gettext_noop("Give another number: one that was given is never given to another record.")
    http_status = 409


class CodeMissing(ArchiveError):
    code = "arrangement.code_missing"
    message = gettext_noop("A record cannot be without a reference code.")
    hint = gettext_noop("Type the code, of at most 200 characters.")
    http_status = 422


@transaction.atomic
def renumber_record(*, actor: Actor, record: Record, code: str, version: int, reason: str) -> Record:
    """Give a record another code; the old one stays in its history and still finds it.

    `version`: the record as it was read. Raises `CodeTaken`, `CodeMissing`, `ReasonMissing`, `RecordHasChanged`.
    """
    require(actor, Right.DESCRIBE, record.fonds.institution.code)
    reason = reason_given(reason)
    if not 0 < len(code.strip()) <= 200:
        raise CodeMissing
    record.version = version
    return _changed(actor, record, read_code(code, level=record.level), reason)


@transaction.atomic
def give_next_code(
    *, actor: Actor, record: Record, scheme: CodeScheme, values: Mapping[str, object], version: int, reason: str
) -> Record:
    """Give a record the next code of its sequence: see `next_codes`. Raises as `renumber_record` does too."""
    require(actor, Right.DESCRIBE, record.fonds.institution.code)
    reason = reason_given(reason)
    record.version = version
    return _changed(actor, record, next_code(record.fonds, scheme, values, level=record.level), reason)


def _changed(actor: Actor, record: Record, code: ParsedCode, reason: str) -> Record:
    before = record.code
    borne = borne_codes(record.fonds, [code.key]).get(code.key, set()) - {record.pk}
    holder = held_codes(record.fonds, [code.key]).get(code.key, (record.pk, ""))[0]
    if borne or holder != record.pk:
        raise CodeTaken(code=code.display)
    try:
        with transaction.atomic():
            change_codes(actor=actor, fonds=record.fonds, changes=[CodeChange(record, code)], reason=reason)
    except IntegrityError as error:
        raise CodeTaken(code=code.display) from error
    if number := re.search(r"-([0-9]{1,9})$", code.key):
        pass_numbers(record.fonds, {sequence_key(code.key): int(number[1])})
    told = {"from": before, "to": code.display, "reason": reason}
    record_event("record:renumber", actor=actor, subject=("record", record.ulid), data=told)
    return record


@transaction.atomic
def set_unit_code(*, actor: Actor, record: Record, code: str, reason: str) -> str:
    """Enter the number the unit gave the record (室编), kept apart from the archive's; an empty one ends it.

    Several records may have the same: units number as they like. Gives the one before. Raises `ReasonMissing`.
    """
    require(actor, Right.DESCRIBE, record.fonds.institution.code)
    reason = reason_given(reason)
    read = read_code(code[:200], level=record.level) if code.strip() else None
    before = change_unit_code(actor=actor, record=record, code=read, reason=reason)
    told = {"from": before, "to": read.display if read else "", "reason": reason}
    record_event("record:unit_code:set", actor=actor, subject=("record", record.ulid), data=told)
    return before
