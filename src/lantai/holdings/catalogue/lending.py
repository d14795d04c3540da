"""What an agreement between institutions lends, listed and counted: in the ways in which an archive lists its own."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from django.db.models import Count, Q, Sum

from lantai.base.accounts.access import Share
from lantai.base.common.keyset import Sheet, Total
from lantai.holdings.catalogue.models import Fonds, PersonEntry, Record, RecordTally
from lantai.holdings.catalogue.models.record import UNOPENED, RecordQuerySet
from lantai.holdings.catalogue.queries import Asked, RecordsWanted, narrowed_sheet

NOT_SECRET = Q(secrecy="")


def records_lent(wanted: RecordsWanted, *, share: Share, place: str, size: int) -> Sheet[Record]:
    """A sheet of what is lent, narrowed further, in order of fonds and code: see `narrowed_sheet` for the queries.

    What is asked for beyond the agreement is left out of the filters; when nothing remains of one, nothing is listed.
    """
    types, fonds = _both(wanted.type, share.types), _both(wanted.fonds, share.fonds)
    states = tuple(state for state in UNOPENED if not wanted.state or state in wanted.state)
    if types is None or fonds is None or not states:
        return Sheet((), Total(0))
    kept = replace(wanted, type=types, fonds=fonds, state=states, archive=share.giver, parent="")
    narrowing = kept.narrowing()
    narrowing = replace(narrowing, rest=narrowing.rest & NOT_SECRET)
    return narrowed_sheet(_asked(share), narrowing, place=place, size=size)


def _both(asked: tuple[str, ...], lent: frozenset[str]) -> tuple[str, ...] | None:
    """What is asked for and lent; empty for all, None for nothing."""
    if not asked or not lent:
        return asked or tuple(sorted(lent))
    return tuple(value for value in asked if value in lent) or None


def _asked(share: Share) -> Asked:
    plain = Record.objects.plain().filter(Q(plain_institution_id=share.giver))
    tallies = RecordTally.objects.filter(fonds__institution__code=share.giver)
    return Asked((share.giver,), False, Record.objects.lent_by(share), plain, tallies)


def record_lent(ulid: str, *, share: Share) -> Record | None:
    """One record that is lent, or None: unknown and not lent cannot be told apart."""
    return Record.objects.lent_by(share).listed().filter(ulid=ulid).first()


def persons_lent(record: Record) -> list[PersonEntry]:
    """The persons of a lent record, without those that are withheld."""
    return list(PersonEntry.objects.filter(record=record, is_withheld=False))


def counts_lent(share: Share) -> dict[str, int]:
    """How many records are lent, by record type: two queries, of which one counts what bears a mark of secrecy."""
    cells = RecordTally.objects.filter(fonds__institution__code=share.giver, opening_state__in=UNOPENED)
    secret = _secret(share.giver)
    if share.types:
        cells, secret = cells.filter(record_type__in=share.types), secret.filter(record_type__in=share.types)
    if share.fonds:
        cells, secret = cells.filter(fonds__code__in=share.fonds), secret.filter(fonds__code__in=share.fonds)
    counts = Counter(dict(cells.order_by().values_list("record_type").annotate(n=Sum("records"))))
    counts.subtract(dict(secret.order_by().values_list("record_type").annotate(n=Count("pk"))))
    return {kind: n for kind, n in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])) if n > 0}


def secrets_of(share: Share) -> set[int]:
    """The giver's unopened records that bear a mark of secrecy: they are in the index of words, and lent to nobody."""
    return set(_secret(share.giver).order_by().values_list("pk", flat=True))


def _secret(institution: str) -> RecordQuerySet:
    """By the index of what bears a mark, which is little: another one would lead through all of the archive."""
    rows = Record.objects.plain().filter(Q(plain_institution_id=institution), opening_state__in=UNOPENED)
    return rows.exclude(secrecy="")


def fonds_lent(share: Share) -> list[Fonds]:
    """The fonds an agreement names; none when it names none."""
    rows = Fonds.objects.filter(institution__code=share.giver, code__in=share.fonds)
    return list(rows.order_by("code"))
