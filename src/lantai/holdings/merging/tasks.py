"""What a worker does after a merge or its undoing: the objects in storage are told. Done again, it changes nothing."""

from __future__ import annotations

from lantai.engines.jobs.tasks import task
from lantai.holdings.merging.models import Merge
from lantai.holdings.preservation.merging import Happening, write_down
from lantai.holdings.preservation.models import StoredObject


@task()
def write_down_merge(merge_id: int) -> int:
    """Write what happened into the objects of both records; gives how many got a version."""
    merge = Merge.objects.whole().get(pk=merge_id)
    both = StoredObject.objects.filter(record__in=[merge.kept_id, merge.absorbed_id])
    return write_down(list(both.order_by("pk").values_list("object_id", flat=True)), _happening(merge))


def _happening(merge: Merge) -> Happening:
    kept, absorbed = f"{merge.kept.code} ({merge.kept.ulid})", f"{merge.code} ({merge.absorbed.ulid})"
    if merge.undone_at:
        detail = f"The merge of the descriptions {absorbed} into {kept} was taken back; originals untouched"
        return Happening(f"split-{merge.ulid.lower()}", detail, "", merge.undone_by, merge.undone_at)
    detail = f"Description {absorbed} merged into {kept} as the same thing; originals untouched"
    return Happening(f"merge-{merge.ulid.lower()}", detail, merge.reason, merge.by, merge.at)
