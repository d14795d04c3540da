"""What to say when a record that comes in is already held: nothing when it is the same, a finding when it is not."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext_noop

from lantai.base.common.findings import Finding, Severity, declare
from lantai.holdings.accessions.models import Transfer, TransferFinding, TransferItem
from lantai.holdings.accessions.planning import from_json
from lantai.holdings.preservation.digests import file_sha512
from lantai.holdings.preservation.models import StoredFile

HELD_DIFFERENTLY = declare(
    "record.held_differently",
    gettext_noop("The record %(code)s is already held, but %(path)s is not among its files; nothing was changed."),
    gettext_noop("If the new file is right, add it to the record as a new version; if not, correct the code."),
)


def compare_held(transfer: Transfer, item: TransferItem, record_pk: int, paths: dict[str, Path]) -> None:
    """Mark an item as held already, with a finding for every file that storage does not have under this record."""
    planned = from_json(item.plan)
    kept = set(StoredFile.objects.filter(stored__record_id=record_pk).values_list("sha512", flat=True))
    strange = [name for name in planned.files if name in paths and file_sha512(paths[name]) not in kept]
    code = planned.description.code
    TransferFinding.objects.bulk_create(
        [
            TransferFinding.of(
                transfer, Finding(HELD_DIFFERENTLY, Severity.WARNING, name, {"code": code, "path": name}), record_pk
            )
            for name in strange
        ],
        ignore_conflicts=True,
    )
    TransferItem.objects.filter(pk=item.pk).update(state=TransferItem.State.HELD, record_id=record_pk)
