"""Remembering how one unit heads its columns, for its next list."""

from __future__ import annotations

from django.db import transaction

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.holdings.imports.actions.receiving import ListIsGone
from lantai.holdings.imports.headers import Columns
from lantai.holdings.imports.mappings import fingerprint, headers_of
from lantai.holdings.imports.models import ImportBatch, ImportMapping
from lantai.holdings.imports.received import reading_of, spool_of


@transaction.atomic
def remember_mapping(*, actor: Actor, batch: ImportBatch, name: str) -> ImportMapping:
    """Keep the columns of a batch under a name; a name that is there already is given the new columns.

    Before the list is committed: its headers are read once more. Raises `ListIsGone` afterwards.
    """
    institution = batch.fonds.institution
    require(actor, Right.DESCRIBE, institution.code)
    if not spool_of(batch).exists():
        raise ListIsGone(name=batch.file_name)
    found = next(iter(headers_of(reading_of(batch), Columns(batch.names))), None)
    print_ = fingerprint(found[1].written) if found else fingerprint(list(batch.names))
    mapping, _made = ImportMapping.objects.update_or_create(
        institution=institution,
        name=name.strip()[:80],
        defaults={
            "fingerprint": print_,
            "names": batch.names,
            "record_type": batch.record_type,
            "level": batch.level,
            "changed_by": actor.label,
        },
    )
    data = {"name": mapping.name, "columns": len(batch.names), "archive": institution.code}
    record_event("import_mapping:remember", actor=actor, subject=("import", batch.ulid), data=data)
    return mapping
