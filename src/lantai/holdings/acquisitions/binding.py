"""How agreements bind records: what may not be done with those that came of an acquisition, and what is to be named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lantai.holdings.acquisitions.conditions import crediting, refusing
from lantai.holdings.acquisitions.models import Condition, LinkedRecord
from lantai.holdings.catalogue.bindings import Deed, Obstacle
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.models.numbered import IsAmong

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def bound_by_agreements(records: Sequence[int], deed: Deed) -> Iterator[Obstacle]:
    """Registered with `catalogue.bindings`. Three queries at most; a volume's agreement binds its items too.

    What came of an acquisition is not taken out of the catalogue or merged away, whatever its agreement says: the
    donor's papers would be lost from sight. Who linked it by mistake undoes the link.
    """
    if deed is Deed.REMOVE:
        linked = LinkedRecord.objects.filter(IsAmong(records, "record_id")).select_related("acquisition")
        for link in linked:
            yield Obstacle(
                link.record_id, "acquisitions.linked", _("it came of an acquisition"), None,
                format_lazy(_("acquisition {number}"), number=link.acquisition.number), link.acquisition.ulid,
            )  # fmt: skip
        return
    if deed is Deed.MOVE:
        yield from _leaving(records)
        return
    if kinds := refusing(deed):
        yield from _by_conditions(records, kinds)


def _leaving(records: Sequence[int]) -> Iterator[Obstacle]:
    """Items that came with the volume they lie in: an agreement reaches them through it. Linked themselves, they go."""
    own = set(LinkedRecord.objects.filter(IsAmong(records, "record_id")).values_list("acquisition", "record"))
    below = Record.every.filter(IsAmong(records), parent__acquisition_links__isnull=False).order_by()
    named = ("pk", *(f"parent__acquisition_links__acquisition__{name}" for name in ("pk", "number", "ulid")))
    for record, acquisition, number, ulid in below.values_list(*named):
        if (acquisition, record) not in own:
            yield Obstacle(
                record, "acquisitions.with_volume", _("it came of an acquisition with its volume"), None,
                format_lazy(_("acquisition {number}"), number=number), ulid,
            )  # fmt: skip


def _by_conditions(records: Sequence[int], kinds: Sequence[str]) -> Iterator[Obstacle]:
    links: dict[int, list[int]] = defaultdict(list)
    own = LinkedRecord.objects.filter(IsAmong(records, "record_id")).order_by()
    below = Record.every.filter(IsAmong(records), parent__acquisition_links__isnull=False).order_by()
    for source, record in own.values_list("acquisition_id", "record_id"):
        links[source].append(record)
    for source, record in below.values_list("parent__acquisition_links__acquisition_id", "pk"):
        links[source].append(record)
    if not links:
        return
    conditions = Condition.objects.in_force(timezone.localdate()).filter(kind__in=kinds)
    among = conditions.filter(IsAmong(list(links), "agreement__acquisition_id"))
    for condition in among.select_related("agreement__acquisition"):
        acquisition = condition.agreement.acquisition
        code, named = f"acquisitions.{condition.kind}", source_of(condition)
        for record in links[acquisition.pk]:
            yield Obstacle(record, code, condition.what.label, condition.until, named, acquisition.ulid)


def source_of(condition: Condition) -> StrOrPromise:
    """The agreement as people name it."""
    return format_lazy(_("agreement {number}"), number=condition.agreement.number)


def credits_of(record: Record) -> list[str]:
    """Registered with `catalogue.credits`: the words donors asked to be named with. One query."""
    linked = Q(agreement__acquisition__links__record=record.pk)
    if record.parent_id:
        linked |= Q(agreement__acquisition__links__record=record.parent_id)
    asked = Condition.objects.in_force(timezone.localdate()).filter(linked, kind__in=crediting())
    return list(dict.fromkeys(asked.order_by("pk").values_list("words", flat=True)))
