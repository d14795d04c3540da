"""Searching under an agreement between institutions: what of the index the agreement does not lend after all."""

from __future__ import annotations

from django.db.models import Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Share
from lantai.base.common.errors import ArchiveError
from lantai.engines.search.indexing import waiting_keys
from lantai.holdings.catalogue.lending import secrets_of
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.models.numbered import IsAmong
from lantai.holdings.catalogue.models.record import UNOPENED
from lantai.holdings.withholding.models import Withheld

MOST_LOOKED_UP = 50_000
"""Of changes that wait for the index a search under an agreement looks up each: as many as another one keeps out."""


class TooMuchWaits(ArchiveError):
    """Nothing found would be told as an answer, so it is refused."""

    code = "fulltext.too_much_waits"
    message = gettext_noop("More than %(most)s changes wait for the search index: it cannot say yet what is lent.")
    hint = gettext_noop("Search again in some minutes. The list without search words is right already.")
    http_status = 503
    exit_code = 4


def is_lent(record: Record, share: Share) -> bool:
    """Whether a record, with its fonds, is lent."""
    return share.covers(
        state=record.opening_state, institution=str(record.institution_id), record_type=record.record_type,
        fonds=record.fonds.code, secrecy=record.secrecy,
    )  # fmt: skip


def not_found_under(share: Share) -> frozenset[int]:
    """Records no words find under an agreement: four queries. Raises `TooMuchWaits`.

    Those that bear a mark of secrecy; those of which something is withheld, because the index has an unopened record
    with all of its words; and those that changed since and are not lent as they are now.
    """
    # Compared in a form that no index of records has: what is withheld is little, and an archive's records are many.
    keeper, state = (Concat(name, Value("")) for name in ("record__institution_id", "record__opening_state"))
    partly = Withheld.objects.alias(keeper=keeper, state=state).filter(keeper=share.giver, state__in=UNOPENED)
    hidden = secrets_of(share) | set(partly.order_by().values_list("record_id", flat=True).distinct())
    waiting = waiting_keys(MOST_LOOKED_UP)
    if waiting is None:
        raise TooMuchWaits(most=MOST_LOOKED_UP)
    if waiting:
        rows = Record.objects.filter(IsAmong(sorted(waiting))).lent_by(share).order_by()
        hidden |= waiting.difference(rows.values_list("pk", flat=True))
    return frozenset(hidden)
