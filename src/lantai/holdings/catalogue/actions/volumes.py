"""Moving items into volumes, out of them and from one to another: part of larger acts. Codes stay as they are."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.actions.changing import claim_versions
from lantai.holdings.catalogue.bindings import Deed, refuse_bound
from lantai.holdings.catalogue.models import Fonds, Record, RecordVersion
from lantai.holdings.catalogue.signals import records_changed


class VolumeUnfit(ArchiveError):
    code = "catalogue.volume_unfit"
    message = gettext_noop("The record %(code)s cannot lie in %(volume)s.")
    hint = gettext_noop("Only an item lies in a volume, and the volume is one of its own fonds.")
    http_status = 422
    exit_code = 2


def fits_volume(record: Record, volume: Record | None) -> bool:
    """Whether a record may lie there (DA/T 13-2022: 案卷 1—n 件); out of a volume (None) any item may be taken."""
    if record.level != Record.Level.ITEM:
        return False
    if volume is None:
        return True
    return volume.level == Record.Level.VOLUME and volume.fonds_id == record.fonds_id and volume.merged_into_id is None


@transaction.atomic
def move_to_volumes(*, actor: Actor, fonds: Fonds, places: Sequence[tuple[Record, Record | None]], reason: str) -> None:
    """Let records lie in these volumes, or in none. Part of a larger act; a constant number of queries.

    Where each lay is kept as a version. Raises `VolumeUnfit`, `RecordHasChanged`, and `RecordIsBound`: for what an
    item would escape by leaving its volume, for volumes that are settled, and for opened items below what stays closed.
    """
    require(actor, Right.DESCRIBE, fonds.institution.code)
    for record, volume in places:
        if not fits_volume(record, volume) or record.fonds_id != fonds.pk:
            raise VolumeUnfit(code=record.code, volume=volume.code if volume else "—")
    records = [record for record, _ in places]
    volumes = {volume.pk for _, volume in places if volume}
    refuse_bound(sorted({record.pk for record in records} | volumes), Deed.MOVE)
    refuse_bound(sorted({volume.pk for record, volume in places if volume and record.is_open}), Deed.OPEN)
    claim_versions(records)
    above = {record.parent_id for record in records if record.parent_id}
    codes = dict(Record.every.filter(pk__in=above).values_list("pk", "code"))
    RecordVersion.objects.bulk_create(
        RecordVersion(
            record=record, version=record.version, said={"parent": codes.get(record.parent_id or 0, "")},
            by=actor.label, reason=reason[:200],
        )
        for record in records
    )  # fmt: skip
    now = timezone.now()
    for record, volume in places:
        record.parent, record.version, record.changed_at = volume, record.version + 1, now
    Record.objects.bulk_update(records, ["parent", "version", "changed_at"], batch_size=200)
    records_changed.send(sender=Record, pks=[record.pk for record in records], closing=())
