"""Keeping what harvesters are told of right, behind the acts: what was noted is weighed, and stamped if it differs.

Read and weighed first, written in one short transaction afterwards: whatever is committed in between is noted anew.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from lantai.base.accounts.models import Institution
from lantai.base.common.rows import insert_values
from lantai.holdings.catalogue.models import OpeningState, Record
from lantai.services.federation.models import Due, Gone, Place, Round, Told
from lantai.services.federation.offer import Offer
from lantai.services.federation.reading import read, said

PIECE = 500
AHEAD = dt.timedelta(seconds=2)
"""How far stamps lie ahead, less the part of the second that has begun: longer than the transaction that writes them,
and than clocks of machines that share a database differ."""
FORM = "1"
"""Counted up when another thing is said of the same record, such as a new line in the crosswalk: all are weighed."""
_NAMES = ("record", "ulid", "institution", "fonds")
Row = tuple[int, str, str, int]
"""The columns of `Place`: row id, ulid, code of the archive, row id of the fonds."""


@dataclass(slots=True)
class Weighed:
    """What is to be stamped: what is open, each with its digest, and what is gone."""

    here: list[tuple[Row, str]] = field(default_factory=list)
    gone: list[Row] = field(default_factory=list)


def stamp_at(now: dt.datetime) -> dt.datetime:
    """The datestamp of what is written now: the granularity of the protocol is the second."""
    return now.replace(microsecond=0) + AHEAD


def bring_up_to_date(offer: Offer, *, now: dt.datetime | None = None) -> bool:
    """One piece of the work; says whether there may be more. What was noted goes before what is walked over.

    `now`: stamps are those of another moment than the present one.
    """
    return settle(offer, now=now) or walk(offer, now=now)


def settle(offer: Offer, *, now: dt.datetime | None = None) -> bool:
    """Weigh some of the records that were noted; says whether there were any."""
    noted = dict(Due.objects.values_list("pk", "record")[:PIECE])
    if not noted:
        return False
    weighed = weigh(set(noted.values()), offer)
    with transaction.atomic():
        _enter(weighed, now)
        Due.objects.filter(pk__in=noted).delete()
    return True


def walk(offer: Offer, *, now: dt.datetime | None = None) -> bool:
    """Weigh a piece of the first archive whose walk is not over; says whether there was one."""
    rounds = {each.institution_id: each for each in Round.objects.all()}
    forms = {archive.code: form_of(archive, offer) for archive in offer.archives()}
    for code in sorted(forms.keys() | rounds.keys()):
        form, at = forms.get(code, ""), rounds.get(code)
        if at is None or at.form != form:
            at = Round(pk=at.pk if at else None, institution_id=code, form=form)
        if not at.is_over:
            _step(at, offer, now)
            return True
    return False


def form_of(archive: Institution, offer: Offer) -> str:
    """What is in every record of an archive: when it changes, all of them are weighed again."""
    return hashlib.sha256(f"{FORM}\n{archive.name}\n{offer.address}".encode()).hexdigest()


def _step(at: Round, offer: Offer, now: dt.datetime | None) -> None:
    """The next records in order of their row ids: open ones, those that were told of, and those known to be gone."""
    beyond = {"institution": at.institution_id, "record__gt": at.reached}
    found = set(_open_beyond(at)) if at.form else set()
    for model in (Told, Gone):
        found.update(model.objects.filter(**beyond).order_by("record").values_list("record", flat=True)[:PIECE])
    piece = sorted(found)[:PIECE]
    weighed = weigh(piece, offer)
    at.reached, at.is_over = (piece[-1], False) if piece else (at.reached, True)
    with transaction.atomic():
        _enter(weighed, now)
        at.save()


def _open_beyond(at: Round) -> Iterable[int]:
    """In a form that no index has: one that finds opened records would sort all of them for each piece."""
    meant = Q(plain_opening_state=OpeningState.OPEN, plain_institution_id=at.institution_id)
    rows = Record.objects.plain().filter(meant)
    return rows.filter(pk__gt=at.reached).order_by("pk").values_list("pk", flat=True)[:PIECE]


def weigh(records: Collection[int], offer: Offer) -> Weighed:
    """Of these row ids, what must be stamped: five queries."""
    told = {each.record: each for each in Told.objects.filter(record__in=records)}
    gone = {each.record: each for each in Gone.objects.filter(record__in=records)}
    here, found = read(records, offer), Weighed()
    for number in sorted(records):
        before, record = told.get(number), here.get(number)
        if record is not None:
            row, digest = (number, record.ulid, record.institution_id, record.fonds_id), digest_of(record, offer)
            if before is None or before.digest != digest or number in gone:
                found.here.append((row, digest))
        elif before is not None and (before.digest or number not in gone):
            found.gone.append(_row_of(before))
        elif before is None and number in gone:
            found.gone.append(_row_of(gone[number]))
    return found


def _row_of(place: Place) -> Row:
    return place.record, place.ulid, str(place.institution_id), place.fonds_id


def digest_of(record: Record, offer: Offer) -> str:
    """Names what is given out of a record, in any format: another thing said, another digest."""
    keeper = [record.institution_id, record.institution.name, record.fonds.code, offer.address]
    text = json.dumps([FORM, keeper, said(record).as_json()], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _enter(weighed: Weighed, now: dt.datetime | None) -> None:
    """Stamped with the moment at which the database is this transaction's to write to.

    A row that is stamped anew is a new row: the number that orders rows of one second only grows.
    """
    here, gone = [row for row, _ in weighed.here], weighed.gone
    Told.objects.filter(record__in=_numbers(here) + _numbers(gone)).delete()
    Gone.objects.filter(record__in=_numbers(here)).delete()
    known = set(Gone.objects.filter(record__in=_numbers(gone)).values_list("record", flat=True))
    stamp = stamp_at(now or timezone.now())
    stamped = [(*row, stamp, digest) for row, digest in weighed.here] + [(*row, stamp, "") for row in gone]
    insert_values(Told, (*_NAMES, "stamp", "digest"), stamped)
    insert_values(Gone, (*_NAMES, "since"), [(*row, stamp) for row in gone if row[0] not in known])


def _numbers(rows: Sequence[Row]) -> list[int]:
    return [number for number, *_ in rows]
