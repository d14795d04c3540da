"""Lists in pieces: a place in one says all of itself, signed, so that nothing is kept here for who never comes back."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, replace

from django.core import signing
from django.db.models import Exists, OuterRef, QuerySet

from lantai.base.common.ids import PATTERN
from lantai.base.common.keyset import Total, sheet_of
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.services.federation.models import Told
from lantai.services.federation.offer import Offer
from lantai.services.federation.protocol import (
    TOKEN,
    Asked,
    BadResumptionToken,
    IdDoesNotExist,
    NoRecordsMatch,
    NoSetHierarchy,
    prefix_asked,
    span_asked,
    written,
)
from lantai.services.federation.reading import everybodys, read
from lantai.services.federation.sets import codes_of, spec

SIZES = {"ListRecords": 100, "ListIdentifiers": 500, "ListSets": 500}
LASTS = dt.timedelta(hours=24)
_SALT = "lantai.federation"
_SECOND = dt.timedelta(seconds=1)
SCHEME = "oai"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of which list: what was asked for first, and how far it has been given. Moments as the protocol's."""

    verb: str
    prefix: str = ""
    set: str = ""
    since: str = ""
    before: str = ""
    place: str = ""
    given: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """One record as it is told of: without `record` it is deleted, and nothing is said but that."""

    identifier: str
    stamp: str
    sets: tuple[str, ...]
    record: Record | None


@dataclass(frozen=True, slots=True)
class Piece:
    """One answer of a list. `token`: where it goes on, until `expires`; empty at the end. `given`: how many before."""

    prefix: str
    items: tuple[Item, ...] = ()
    sets: tuple[tuple[str, str], ...] = ()
    token: str = ""
    expires: str = ""
    given: int = 0


def wanted(asked: Asked, now: dt.datetime) -> Wanted:
    """What is asked for. What is stamped after the first question is no part of the list it began.

    Raises `BadResumptionToken`, `CannotDisseminateFormat`, `BadArgument`.
    """
    if asked.resumes:
        return _resumed(asked)
    if asked.verb == "ListSets":
        return Wanted(asked.verb)
    since, before = span_asked(asked)
    end = now.replace(microsecond=0) + _SECOND
    before = min(before, end) if before else end
    return Wanted(
        asked.verb, prefix_asked(asked), asked.get("set"), since.isoformat() if since else "", before.isoformat()
    )


def _resumed(asked: Asked) -> Wanted:
    try:
        found = Wanted(**signing.loads(asked.get(TOKEN), salt=_SALT, max_age=LASTS))
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise BadResumptionToken from error
    if found.verb != asked.verb:
        raise BadResumptionToken
    return found


def records_listed(wanted: Wanted, offer: Offer, now: dt.datetime) -> Piece:
    """A piece of ListRecords or ListIdentifiers: five queries at most. Raises `NoRecordsMatch`."""
    rows = _meant(wanted)
    part = rows.filter(stamp__lt=wanted.before)
    sheet = sheet_of(part, by=("stamp", "pk"), place=wanted.place, size=SIZES[wanted.verb], total=Total(0))
    found = sheet.items or (_moved(rows, wanted) if wanted.place else ())
    if not found:
        raise NoRecordsMatch
    return _piece(wanted, sheet.next, now, items=_items(found, offer, whole=wanted.verb == "ListRecords"))


def sets_listed(wanted: Wanted, offer: Offer, now: dt.datetime) -> Piece:
    """A piece of ListSets: archives first, then fonds of which harvesters were told something. Three queries at most.

    Raises `NoSetHierarchy`.
    """
    archives = [] if wanted.place else [(spec(each.code), each.name) for each in offer.archives()]
    there = Told.objects.filter(fonds=OuterRef("pk"), stamp__lt=now)
    fonds = Fonds.objects.filter(Exists(there)).select_related("institution")
    sheet = sheet_of(fonds, by=("pk",), place=wanted.place, size=SIZES["ListSets"], total=Total(0))
    found = [*archives, *((spec(each.institution.code, each.code), each.title) for each in sheet.items)]
    if not found:
        raise NoSetHierarchy
    return _piece(wanted, sheet.next, now, sets=tuple(found))


def _moved(rows: QuerySet[Told], wanted: Wanted) -> tuple[Told, ...]:
    """A piece has one record at least (schema of the protocol): where all that were left have changed since the list
    was begun, and stand behind it now, the first of these ends it."""
    return tuple(rows.filter(stamp__gte=wanted.before).order_by("stamp", "pk")[:1])


def _piece(
    wanted: Wanted,
    place: str,
    now: dt.datetime,
    *,
    items: tuple[Item, ...] = (),
    sets: tuple[tuple[str, str], ...] = (),
) -> Piece:
    if not place:
        return Piece(wanted.prefix, items, sets, given=wanted.given)
    onwards = replace(wanted, place=place, given=wanted.given + len(items) + len(sets))
    token = signing.dumps(asdict(onwards), salt=_SALT, compress=True)
    return Piece(wanted.prefix, items, sets, token, written(now + LASTS), wanted.given)


def _meant(wanted: Wanted) -> QuerySet[Told]:
    """The rows of a list, without its end: in the order of one index, whatever narrows it."""
    rows = Told.objects.select_related("fonds")
    if wanted.since:
        rows = rows.filter(stamp__gte=wanted.since)
    if not wanted.set:
        return rows
    codes = codes_of(wanted.set)
    if len(codes) == 1:
        return rows.filter(institution__code=codes[0])
    found = Fonds.objects.filter(institution__code=codes[0], code=codes[1]).first() if codes else None
    if found is None:
        raise NoRecordsMatch
    return rows.filter(fonds=found)


def _items(rows: tuple[Told, ...], offer: Offer, *, whole: bool) -> tuple[Item, ...]:
    """Whether each is open is asked of the records now, not of what was told of them."""
    numbers = [row.record for row in rows]
    here = read(numbers, offer) if whole else _present(numbers, offer)
    return tuple(item_of(row, offer, here.get(row.record)) for row in rows)


def _present(numbers: list[int], offer: Offer) -> dict[int, Record]:
    rows = everybodys().filter(pk__in=numbers).only("pk", "institution")
    return {each.pk: each for each in rows.order_by() if offer.covers(each.institution_id)}


def item_of(row: Told, offer: Offer, record: Record | None) -> Item:
    """As it is told of. The fonds is that under which it was told of last."""
    archive = str(row.institution_id)
    identifier = f"{SCHEME}:{offer.namespace}:{row.ulid}"
    return Item(identifier, written(row.stamp), (spec(archive), spec(archive, row.fonds.code)), record)


def item_named(identifier: str, offer: Offer, now: dt.datetime) -> Item:
    """The record of this identifier. Raises `IdDoesNotExist`, of what was never open as of what was never there."""
    before = f"{SCHEME}:{offer.namespace}:"
    ulid = identifier.removeprefix(before)
    if not identifier.startswith(before) or not PATTERN.fullmatch(ulid):
        raise IdDoesNotExist
    row = Told.objects.filter(ulid=ulid, stamp__lte=now).select_related("fonds").first()
    if row is None:
        raise IdDoesNotExist
    return item_of(row, offer, read([row.record], offer).get(row.record))


def earliest(now: dt.datetime) -> str:
    """The lower limit of all datestamps."""
    first = Told.objects.filter(stamp__lte=now).order_by("stamp", "pk").values_list("stamp", flat=True).first()
    return written(first or now)
