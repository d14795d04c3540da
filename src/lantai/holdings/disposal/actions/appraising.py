"""Appraisal: a list of what is due, decided by one person, looked at by another, then carried out. 条例 24.

A machine computes what is due and nothing more: no item has a decision until somebody has given it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record
from lantai.base.common.errors import ArchiveError
from lantai.base.common.rows import insert_values
from lantai.holdings.catalogue.actions import RecordChange, change_records
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.catalogue.models.numbered import IsAmong
from lantai.holdings.disposal.actions.holding import words
from lantai.holdings.disposal.models import Appraisal, AppraisalItem, Decision
from lantai.holdings.disposal.queries.due import due_records
from lantai.holdings.disposal.retentions import PERMANENT, due_from, rule, term_of
from lantai.holdings.imports.describing import retention_code
from lantai.holdings.preservation.marking import mark

MOST_LISTED = 20_000
_PIECE = 1000


class NothingIsDue(ArchiveError):
    code = "disposal.nothing_is_due"
    message = gettext_noop("Nothing of fonds %(code)s from %(first)s to %(last)s is due, or it is on a list already.")
    hint = gettext_noop("The page of what is due names the years there are.")
    http_status = 422


class TooMuchIsDue(ArchiveError):
    code = "disposal.too_much_is_due"
    message = gettext_noop("More than %(most)s records of these years are due.")
    hint = gettext_noop("Draw up a list of fewer years; another one takes the rest.")
    http_status = 422


class AppraisalHasMovedOn(ArchiveError):
    code = "disposal.appraisal_moved_on"
    message = gettext_noop("Appraisal list %(number)s is not in the state this needs any more.")
    hint = gettext_noop("Open the page anew: it shows what is next.")
    http_status = 409


class DecisionUnfit(ArchiveError):
    code = "disposal.decision_unfit"
    message = gettext_noop("This decision cannot be entered: %(period)s is no period, or it has ended already too.")
    hint = gettext_noop("Name a period such as 30年 that ends in the future, or keep the records permanently.")
    http_status = 422


class NotYetDecided(ArchiveError):
    code = "disposal.not_yet_decided"
    message = gettext_noop("%(count)s items of list %(number)s have no decision of this review yet.")
    hint = gettext_noop("Decide them first; many can be ticked at once.")
    http_status = 409


class OnePersonTwice(ArchiveError):
    code = "disposal.one_person_twice"
    message = gettext_noop("%(person)s has had a part in this list that excludes this step.")
    hint = gettext_noop(
        "Another person has to do it: the same one may not propose and approve, review twice or supervise alone."
    )
    http_status = 409
    exit_code = 5


@dataclass(frozen=True, slots=True)
class Verdict:
    """What somebody decides. `decision` empty, in the second review: as the first one. `period`: when kept longer."""

    decision: str = ""
    period: str = ""
    reason: str = ""


@transaction.atomic
def draw_up_appraisal(*, actor: Actor, fonds: Fonds, years: tuple[int, int], this_year: int) -> Appraisal:
    """Put what is due of these years on a list. Raises `NothingIsDue`, `TooMuchIsDue`."""
    require(actor, Right.APPRAISE, fonds.institution.code)
    first, last = years
    due = list(due_records(fonds, this_year=this_year, years=years)[: MOST_LISTED + 1])
    if not due:
        raise NothingIsDue(code=fonds.code, first=first, last=last)
    if len(due) > MOST_LISTED:
        raise TooMuchIsDue(most=MOST_LISTED)
    due.sort(key=lambda each: (each.last_year, each.code_key))
    appraisal = Appraisal.objects.create(
        fonds=fonds, year_from=first, year_to=last, due_in=this_year, rule_version=rule()["version"],
        drawn_up_by=actor.label,
    )  # fmt: skip
    appraisal.number = f"JD{this_year}-{appraisal.pk:05d}"
    appraisal.save(update_fields=["number"])
    rows = ((appraisal.pk, each.pk, n, each.retention, each.last_year) for n, each in enumerate(due, 1))
    insert_values(AppraisalItem, ("appraisal", "record", "position", "retention", "last_year"), rows)
    data = {"number": appraisal.number, "fonds": fonds.code, "years": [first, last], "records": len(due)}
    record("appraisal:draw_up", actor=actor, subject=("appraisal", appraisal.ulid), data=data)
    return appraisal


@transaction.atomic
def decide_items(*, actor: Actor, appraisal: Appraisal, positions: Sequence[int], verdict: Verdict) -> int:
    """Decide items of a list, in the review it is in; gives how many. None named: those without a decision yet.

    Raises `OnePersonTwice` for whoever gave the first decision of one of them, `DecisionUnfit`, `ReasonMissing`.
    """
    require(actor, Right.APPRAISE, appraisal.fonds.institution.code)
    if appraisal.state == Appraisal.State.CLOSED:
        raise AppraisalHasMovedOn(number=appraisal.number)
    review = str(appraisal.state)
    items = AppraisalItem.objects.filter(appraisal=appraisal)
    items = items.filter(IsAmong(positions, "position")) if positions else items.filter(**{f"{review}_decision": ""})
    values = _values(review, items, verdict, this_year=appraisal.due_in)
    if review == Appraisal.State.SECOND and items.filter(_first_by(actor)).exists():
        raise OnePersonTwice(person=actor.label)
    count = items.update(**values, **{f"{review}_by": actor.label, f"{review}_user_id": actor.user_id})
    mark("appraisal", [appraisal.pk])
    data = {"number": appraisal.number, "review": review, "decision": verdict.decision, "items": count}
    record("appraisal:decide", actor=actor, subject=("appraisal", appraisal.ulid), data=data)
    return count


def _first_by(actor: Actor) -> Q:
    """Decided first by this person: the same account, or the same name, as nobody is asked which of two namesakes."""
    return Q(first_by=actor.label) | (Q(first_user_id=actor.user_id) if actor.user_id is not None else Q(pk__in=[]))


def _values(review: str, items: QuerySet[AppraisalItem], verdict: Verdict, *, this_year: int) -> dict[str, object]:
    if review == Appraisal.State.SECOND and not verdict.decision:
        names = ("decision", "period", "reason")
        return {f"second_{name}": F(f"first_{name}") for name in names}
    if verdict.decision not in Decision.values:
        raise DecisionUnfit(period=verdict.decision or "–")
    period = retention_code(verdict.period) if verdict.decision == Decision.EXTEND else ""
    if verdict.decision == Decision.EXTEND:
        _refuse_ended(items, period, this_year)
    values = {"decision": verdict.decision, "period": period, "reason": words(verdict.reason)}
    return {f"{review}_{name}": value for name, value in values.items()}


def _refuse_ended(items: QuerySet[AppraisalItem], period: str, this_year: int) -> None:
    """A new period counts from where the old one did: one that has ended too would be due again at once."""
    term = term_of(period)
    if term is None or term.is_permanent:
        raise DecisionUnfit(period=period or "–")
    years = items.order_by("last_year").values_list("last_year", flat=True)
    oldest = years.first()
    if oldest is not None and (due_from(term, oldest) or 0) <= this_year:
        raise DecisionUnfit(period=period)


@transaction.atomic
def pass_on_appraisal(*, actor: Actor, appraisal: Appraisal) -> Appraisal:
    """The first review is done; the second begins. Raises `NotYetDecided`, `AppraisalHasMovedOn`."""
    require(actor, Right.APPRAISE, appraisal.fonds.institution.code)
    _move(appraisal, Appraisal.State.FIRST, Appraisal.State.SECOND)
    data = {"number": appraisal.number}
    record("appraisal:pass_on", actor=actor, subject=("appraisal", appraisal.ulid), data=data)
    return appraisal


@transaction.atomic
def close_appraisal(*, actor: Actor, appraisal: Appraisal) -> Appraisal:
    """Carry out what was decided: new periods are entered in the records; what is to go waits for a destruction list.

    Raises `NotYetDecided`, `OnePersonTwice` for whoever gave a first decision, `RecordIsBound` for what is held.
    """
    require(actor, Right.APPRAISE, appraisal.fonds.institution.code)
    if AppraisalItem.objects.filter(_first_by(actor), appraisal=appraisal).exists():
        raise OnePersonTwice(person=actor.label)
    _move(appraisal, Appraisal.State.SECOND, Appraisal.State.CLOSED)
    kept = _enter_periods(actor, appraisal)
    now = timezone.now()
    Appraisal.objects.filter(pk=appraisal.pk).update(closed_by=actor.label, closed_at=now)
    AppraisalItem.objects.filter(appraisal=appraisal).exclude(second_decision=Decision.DESTROY).update(is_open=False)
    appraisal.refresh_from_db()
    proposed = AppraisalItem.objects.filter(appraisal=appraisal, second_decision=Decision.DESTROY).count()
    data = {"number": appraisal.number, "kept": kept, "to_destroy": proposed}
    record("appraisal:close", actor=actor, subject=("appraisal", appraisal.ulid), data=data)
    return appraisal


def _move(appraisal: Appraisal, before: str, after: str) -> None:
    """Claimed by a conditional update: two people at once behave the same on both databases."""
    if not Appraisal.objects.filter(pk=appraisal.pk, state=before).update(state=after):
        raise AppraisalHasMovedOn(number=appraisal.number)
    left = AppraisalItem.objects.filter(appraisal=appraisal, **{f"{before}_decision": ""}).count()
    if left:
        raise NotYetDecided(count=left, number=appraisal.number)
    appraisal.state = after


def _enter_periods(actor: Actor, appraisal: Appraisal) -> int:
    """By the thousand; gives how many records were kept."""
    items = AppraisalItem.objects.filter(appraisal=appraisal).exclude(second_decision=Decision.DESTROY)
    wanted = {item.record_id: item.period or PERMANENT for item in items}
    pks = list(wanted)
    for start in range(0, len(pks), _PIECE):
        rows = Record.objects.filter(pk__in=pks[start : start + _PIECE])
        changes = [RecordChange(each, {"retention": wanted[each.pk]}) for each in rows]
        change_records(actor=actor, fonds=appraisal.fonds, changes=changes, reason=appraisal.number)
    return len(wanted)
