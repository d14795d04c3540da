"""What lies in the storage and belongs to no object the database knows: told to a person, never touched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TypeVar

from django.utils import timezone

from lantai.holdings.fixity.judging import Damage, Verdict
from lantai.holdings.fixity.kinds import Kind
from lantai.holdings.fixity.loose import judged_loose
from lantai.holdings.fixity.models import OPEN_STATES, FindingState, FixityFinding, FixityRun
from lantai.holdings.fixity.noting import Row, note_findings
from lantai.holdings.fixity.places import Place
from lantai.holdings.imports.models import ImportBatch
from lantai.holdings.preservation.models import StoredObject, SubjectObject
from lantai.holdings.preservation.ocfl import codes
from lantai.holdings.preservation.ocfl.layout import iter_objects
from lantai.holdings.preservation.ocfl.strays import check_root

PIECE = 500
T = TypeVar("T")


def note_strays(run: FixityRun, place: Place) -> int:
    """Write down objects without a row and files outside every object; gives how many there are.

    An object that is being taken in has no row yet: those are looked for a second time at the end. Objects that are no
    record's are judged on the way.
    """
    loose = [(row, verdict) for row, verdict in judged_loose(place.store, sm3=run.sm3) if not verdict.is_whole]
    note_findings(run, loose)
    unknown = [name for piece in _pieces(iter_objects(place.store)) for name in _unknown(piece)]
    unknown = [name for piece in _pieces(iter(unknown)) for name in _unknown(piece)]
    outside = [found.path for found in check_root(place.store) if found.code != codes.EMPTY_FOLDER]
    found = [(Row(0, name, 0, "", ""), Verdict(damages=[Damage(Kind.UNKNOWN, "")])) for name in unknown]
    found += [(Row(0, "", 0, "", ""), Verdict(damages=[Damage(Kind.EXTRA, path)])) for path in outside]
    note_findings(run, found)
    before = FixityFinding.objects.filter(stored__isnull=True, replica=None, state__in=OPEN_STATES)
    told = {*unknown, *(row.object_id for row, _ in loose)}
    gone = [each.pk for each in before.iterator() if each.object_id not in told and each.path not in outside]
    for piece in _pieces(iter(gone)):
        FixityFinding.objects.filter(pk__in=piece).update(state=FindingState.GONE, changed_at=timezone.now())
    return len(found) + len(loose)


def _unknown(names: Sequence[str]) -> list[str]:
    known = set(StoredObject.objects.filter(object_id__in=names).values_list("object_id", flat=True))
    known.update(SubjectObject.objects.filter(object_id__in=names).values_list("object_id", flat=True))
    known.update(ImportBatch.objects.filter(object_id__in=names).values_list("object_id", flat=True))
    return [name for name in names if name not in known]


def _pieces(things: Iterator[T]) -> Iterator[list[T]]:
    while piece := list(islice(things, PIECE)):
        yield piece
