"""Appraisal lists, destruction lists and holds, as pages show them: each asks the scope, each a constant cost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from lantai.base.accounts.access import Actor, Right, Scope
from lantai.base.common.keyset import Sheet, sheet_of, total_of
from lantai.holdings.catalogue.codes import canonical
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.disposal.models import (
    Appraisal,
    AppraisalItem,
    Destruction,
    DestructionItem,
    HeldRecord,
    Hold,
)
from lantai.holdings.disposal.people import is_among
from lantai.holdings.disposal.steps import Step, rules, step_from

SHEET = 50
ITEMS = 100


@dataclass(frozen=True, slots=True)
class AppraisalPage:
    """One list with a sheet of its items. `left`: without a decision of the review it is in."""

    appraisal: Appraisal
    items: Sheet[AppraisalItem]
    left: int
    counts: tuple[tuple[str, int], ...]
    destruction: Destruction | None
    may: bool

    @property
    def is_second(self) -> bool:
        return self.appraisal.state == Appraisal.State.SECOND


@dataclass(frozen=True, slots=True)
class DestructionPage:
    """One list with a sheet of its lines, and what this person may do now."""

    destruction: Destruction
    items: Sheet[DestructionItem]
    gone: int
    next: Step | None
    witnesses: int
    needed: int
    may_opine: bool
    may_witness: bool
    may_begin: bool
    may_go_on: bool
    may_strike: bool


@dataclass(frozen=True, slots=True)
class HoldPage:
    """One hold with the first records it names."""

    hold: Hold
    records: Sequence[Record]
    in_force: bool
    may_release: bool


def fonds_within(scope: Scope) -> list[Fonds]:
    rows = Fonds.objects.select_related("institution").order_by("code", "pk")
    return list(rows if scope.everything else rows.filter(institution__code__in=scope.institutions))


def fonds_at(ulid: str, scope: Scope) -> Fonds | None:
    rows = Fonds.objects.select_related("institution").filter(ulid=ulid)
    return (rows if scope.everything else rows.filter(institution__code__in=scope.institutions)).first()


def appraisal_sheet(scope: Scope, *, place: str) -> Sheet[Appraisal]:
    rows = Appraisal.objects.within(scope).select_related("fonds")
    return sheet_of(rows.annotate(n=Count("items")), by=["-id"], place=place, size=SHEET, total=total_of(rows))


def appraisal_at(ulid: str, scope: Scope) -> Appraisal | None:
    return Appraisal.objects.within(scope).select_related("fonds__institution").filter(ulid=ulid).first()


def appraisal_page(appraisal: Appraisal, actor: Actor, *, place: str = "") -> AppraisalPage:
    items = AppraisalItem.objects.filter(appraisal=appraisal)
    review = "first" if appraisal.state == Appraisal.State.FIRST else "second"
    counted = items.order_by().values_list(f"{review}_decision").annotate(n=Count("pk"))
    counts: dict[str, int] = dict(counted)
    sheet = sheet_of(items.select_related("record"), by=["position"], place=place, size=ITEMS, total=total_of(items))
    may = actor.may(Right.APPRAISE, appraisal.fonds.institution.code)
    destruction = appraisal.destructions.order_by("-pk").first()
    left = counts.pop("", 0)
    return AppraisalPage(appraisal, sheet, left, tuple(sorted(counts.items())), destruction, may)


def destruction_sheet(scope: Scope, *, place: str) -> Sheet[Destruction]:
    rows = Destruction.objects.within(scope).select_related("fonds")
    return sheet_of(rows.annotate(n=Count("items")), by=["-id"], place=place, size=SHEET, total=total_of(rows))


def destruction_at(ulid: str, scope: Scope) -> Destruction | None:
    rows = Destruction.objects.within(scope).select_related("fonds__institution", "appraisal")
    return rows.prefetch_related("steps").filter(ulid=ulid).first()


def destruction_page(destruction: Destruction, actor: Actor, *, place: str = "") -> DestructionPage:
    lines = DestructionItem.objects.filter(destruction=destruction)
    sheet = sheet_of(lines.select_related("record"), by=["position"], place=place, size=ITEMS, total=total_of(lines))
    done, code = list(destruction.steps.all()), destruction.fonds.institution.code
    step, approved = step_from(destruction.state), destruction.state == Destruction.State.APPROVED
    witnesses = sum(each.code == "witness" for each in done)
    operates = actor.may(Right.APPRAISE, code)
    under_way = destruction.state == Destruction.State.DESTROYING
    return DestructionPage(
        destruction=destruction,
        items=sheet,
        gone=lines.filter(state=DestructionItem.State.DESTROYED).count(),
        next=step,
        witnesses=witnesses,
        needed=rules()["witnesses"],
        may_opine=step is not None and actor.may(Right.APPROVE_DISPOSAL, code),
        may_witness=approved
        and actor.may(Right.WITNESS_DISPOSAL, code)
        and not is_among(actor, [each for each in done if each.code in ("propose", "witness")]),
        may_begin=approved and operates and witnesses >= rules()["witnesses"],
        may_go_on=under_way and operates,
        may_strike=operates and not under_way and not destruction.is_settled,
    )


def line_at(destruction: Destruction, position: int) -> DestructionItem | None:
    lines = DestructionItem.objects.filter(destruction=destruction, position=position)
    return lines.select_related("destruction__fonds__institution", "record").first()


def hold_sheet(scope: Scope, *, place: str, today: dt.date, released: bool) -> Sheet[Hold]:
    rows = Hold.objects.within(scope).select_related("fonds", "series").annotate(n=Count("records"))
    ended = Q(released_at__isnull=False) | Q(until__lt=today)
    rows = rows.filter(ended) if released else rows.exclude(ended)
    return sheet_of(rows, by=["-id"], place=place, size=SHEET, total=total_of(rows))


def hold_page(ulid: str, actor: Actor, scope: Scope, *, today: dt.date) -> HoldPage | None:
    hold = Hold.objects.within(scope).select_related("fonds__institution", "series").filter(ulid=ulid).first()
    if hold is None:
        return None
    named = HeldRecord.objects.filter(hold=hold).select_related("record").order_by("pk")[:ITEMS]
    in_force = Hold.objects.in_force_on(today).filter(pk=hold.pk).exists()
    may = hold.released_at is None and actor.may(Right.APPROVE_DISPOSAL, hold.fonds.institution.code)
    return HoldPage(hold, tuple(each.record for each in named), in_force, may)


def records_named(fonds: Fonds, codes: Sequence[str]) -> tuple[list[Record], list[str]]:
    """Records of a fonds by their codes, and the codes nobody bears."""
    keys = {canonical(code): code for code in codes}
    found: dict[str, Record] = {}
    every = list(keys)
    for start in range(0, len(every), 500):
        rows = Record.objects.filter(fonds=fonds, code_key__in=every[start : start + 500])
        found |= {row.code_key: row for row in rows}
    return list(found.values()), [code for key, code in keys.items() if key not in found]
