"""What links do when the persons of one record go over to another, or turn out to be entries of one person twice.

Part of the act that merges records, inside its transaction and before the entries themselves go.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q

from lantai.base.common.journal import Journal
from lantai.holdings.catalogue.models import PersonEntry, Record
from lantai.holdings.people.models import PersonLink

_STRENGTH = {PersonLink.State.PROPOSED: 0, PersonLink.State.REJECTED: 1, PersonLink.State.CONFIRMED: 2}


def follow_entries(*, keep: Record, absorb: Record, same: Mapping[int, int], journal: Journal) -> None:
    """Links between the two records say nothing any more; those of an entry that is another's double go to that one."""
    ours, theirs = (PersonEntry.objects.filter(record=record).values("pk") for record in (keep, absorb))
    between = Q(first__in=ours, second__in=theirs) | Q(first__in=theirs, second__in=ours)
    journal.remove(
        PersonLink.objects.filter(pk__in=list(PersonLink.objects.filter(between).values_list("pk", flat=True)))
    )
    doubled = PersonLink.objects.of_entries(list(same))
    known = {(link.first_id, link.second_id): link for link in PersonLink.objects.of_entries(list(same.values()))}
    for link in doubled.order_by("pk"):
        ends = sorted(same.get(pk, pk) for pk in (link.first_id, link.second_id))
        _follow(link, (ends[0], ends[1]), known, journal)


def _follow(
    link: PersonLink, ends: tuple[int, int], known: dict[tuple[int, int], PersonLink], journal: Journal
) -> None:
    rows, other = PersonLink.objects.filter(pk=link.pk), known.get(ends)
    if other is None and ends[0] != ends[1]:
        journal.change(rows, first=ends[0], second=ends[1])
        known[ends] = link
        return
    if other and _STRENGTH[PersonLink.State(link.state)] > _STRENGTH[PersonLink.State(other.state)]:
        told = {"state": link.state, "decided_by": link.decided_by, "decided_at": link.decided_at, "note": link.note}
        journal.change(PersonLink.objects.filter(pk=other.pk), **told)
    journal.remove(rows)
