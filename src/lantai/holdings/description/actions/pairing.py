"""Records that may be one thing described twice: proposed by the machine, decided by a person. Neither is changed."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.accounts.models import Institution
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.engines.jobs.actions import end_job, start_job
from lantai.holdings.catalogue.models import Fonds
from lantai.holdings.description.models import RecordPair
from lantai.holdings.description.twins import Twins, copies_among, placed_of, said_of, twins_among

MOST = 2000
"""So many pairs of one search are proposed, the surest: nobody decides more before the next."""
PIECE = 500


class PairDecided(ArchiveError):
    code = "description.pair_decided"
    message = gettext_noop("These two records were decided on already, by %(who)s: %(decision)s.")
    hint = gettext_noop("Nothing was changed. Talk to whoever decided if you see it differently.")
    http_status = 409


class PairGone(ArchiveError):
    code = "description.pair_gone"
    message = gettext_noop("One of these two records is not there any more.")
    hint = gettext_noop("Nothing was decided.")
    http_status = 409


def propose_pairs(*, actor: Actor, fonds: Fonds) -> int:
    """Look through a fonds for records that may be one; gives how many pairs are new. What was decided stays.

    No event: the machine reckons this from the records and may do so again. Killed, it begins again and proposes
    nothing twice.
    """
    require(actor, Right.DESCRIBE, fonds.institution.code)
    title = _("Looking for what is described twice in %(fonds)s") % {"fonds": fonds.code}
    job = start_job(kind="pairs", subject=fonds.ulid, institution=fonds.institution.code, title=title)
    known = set(RecordPair.objects.filter(first__fonds=fonds).values_list("first_id", "second_id"))
    fresh = [each for each in twins_among(said_of(fonds)) if each.pair not in known][:MOST]
    count = _enter(fresh, fonds.institution.code)
    end_job(job)
    return count


def propose_copies(*, actor: Actor, institution: Institution) -> int:
    """Look for copies (重份) of one document in two fonds of an archive; gives how many pairs are new.

    They may be linked, never merged: each fonds keeps its own. No event, as with `propose_pairs`.
    """
    require(actor, Right.DESCRIBE, institution.code)
    title = _("Looking for copies in several fonds of %(archive)s") % {"archive": institution.name}
    job = start_job(kind="copies", subject=institution.code, institution=institution.code, title=title)
    count = 0
    for day in placed_of(institution.code):
        found = copies_among(day)
        if count < MOST and found:
            pks = [each.pair[0] for each in found]
            known = set(RecordPair.objects.filter(first__in=pks).values_list("first_id", "second_id"))
            count += _enter([each for each in found if each.pair not in known][: MOST - count], institution.code)
    end_job(job)
    return count


def _enter(fresh: Sequence[Twins], institution: str) -> int:
    count = 0
    for start in range(0, len(fresh), PIECE):
        rows = [
            RecordPair(
                first_id=each.pair[0],
                second_id=each.pair[1],
                institution=institution,
                score=each.score,
                reasons=list(each.codes),
            )
            for each in fresh[start : start + PIECE]
        ]
        count += len(RecordPair.objects.bulk_create(rows, ignore_conflicts=True))
    return count


@transaction.atomic
def order_copies(*, actor: Actor, institution: Institution) -> None:
    """Leave the search across fonds to a worker."""
    from lantai.holdings.description.tasks import look_for_copies  # the task calls back into this package

    require(actor, Right.DESCRIBE, institution.code)
    look_for_copies.enqueue(institution.pk, actor.user_id)


@transaction.atomic
def order_pairs(*, actor: Actor, fonds: Fonds) -> None:
    """Leave the search to a worker."""
    from lantai.holdings.description.tasks import look_for_pairs  # the task calls back into this package

    require(actor, Right.DESCRIBE, fonds.institution.code)
    look_for_pairs.enqueue(fonds.pk, actor.user_id)


@transaction.atomic
def decide_pair(*, actor: Actor, pair: RecordPair, together: bool, note: str = "") -> RecordPair:
    """Enter that two records belong together, or are not the same: for good. Raises `PairDecided` and `PairGone`.

    Both stay as they are, with their codes, their files and their opening states: a link opens nothing.
    """
    require(actor, Right.DESCRIBE)
    whole = RecordPair.objects.with_records().filter(pk=pair.pk).first()
    if whole is None:
        raise PairGone
    for code in sorted({whole.first.institution_id, whole.second.institution_id}):
        require(actor, Right.DESCRIBE, code)
    state = RecordPair.State.LINKED if together else RecordPair.State.REJECTED
    proposed = RecordPair.objects.filter(pk=pair.pk, state=RecordPair.State.PROPOSED)
    if not proposed.update(state=state, decided_by=actor.label, decided_at=timezone.now(), note=note.strip()[:200]):
        whole.refresh_from_db()
        raise PairDecided(who=whole.decided_by, decision=whole.get_state_display())
    data = {"together": together, "reasons": whole.reasons, "records": [whole.first.ulid, whole.second.ulid]}
    record_event("record:pair:decide", actor=actor, subject=("record_pair", whole.ulid), data=data)
    whole.refresh_from_db(fields=["state", "decided_by", "decided_at", "note"])
    return whole
