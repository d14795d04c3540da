"""Searching under an agreement between institutions: what of the index the agreement does not lend after all."""

from __future__ import annotations

from django.db.models import Value
from django.db.models.functions import Concat

from lantai.base.accounts.access import Share
from lantai.engines.search.indexing import waiting_keys
from lantai.holdings.catalogue.lending import secrets_of
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.models.record import UNOPENED
from lantai.holdings.withholding.models import Withheld


def is_lent(record: Record, share: Share) -> bool:
    """Whether a record, with its fonds, is lent."""
    return share.covers(
        state=record.opening_state, institution=str(record.institution_id), record_type=record.record_type,
        fonds=record.fonds.code, secrecy=record.secrecy,
    )  # fmt: skip


def not_found_under(share: Share) -> frozenset[int]:
    """Records no words find under an agreement: at most four queries.

    Those that bear a mark of secrecy; those of which something is withheld, because the index has an unopened record
    with all of its words; and those that changed since and are not lent as they are now.
    """
    # Compared in a form that no index of records has: what is withheld is little, and an archive's records are many.
    keeper, state = (Concat(name, Value("")) for name in ("record__institution_id", "record__opening_state"))
    partly = Withheld.objects.alias(keeper=keeper, state=state).filter(keeper=share.giver, state__in=UNOPENED)
    hidden = secrets_of(share) | set(partly.order_by().values_list("record_id", flat=True).distinct())
    if waiting := waiting_keys():
        rows = Record.objects.filter(pk__in=waiting).lent_by(share).order_by()
        hidden |= set(waiting).difference(rows.values_list("pk", flat=True))
    return frozenset(hidden)
