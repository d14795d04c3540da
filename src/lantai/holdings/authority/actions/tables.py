"""Entering a whole table of names: repeatable, in one transaction, with its rows written in batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.accounts.models import Institution
from lantai.base.audit.actions import record as record_event
from lantai.base.common.findings import Finding
from lantai.base.common.text import fold
from lantai.holdings.authority.actions.wording import NameSaid, heading_of
from lantai.holdings.authority.models import Authority, DatedName, Succession
from lantai.holdings.authority.table_plan import THERE, Bearer, Node, Plan, plan_table
from lantai.holdings.authority.table_rows import TableRow, table_rows

BATCH = 500


@dataclass(frozen=True, slots=True)
class TableEntered:
    """What a table brought: how much of it is new, how many of its rows were there, and what is wrong with the rest."""

    rows: int
    authorities: int
    names: int
    links: int
    there: int
    findings: tuple[Finding, ...]

    @property
    def counts(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in ("rows", "authorities", "names", "links", "there")}

    def as_json(self) -> dict[str, Any]:
        """What `authorities --json` prints."""
        return {**self.counts, "findings": [finding.as_json() for finding in self.findings]}


@transaction.atomic
def enter_table(
    *, actor: Actor, institution: Institution, rows: Sequence[tuple[int, Mapping[str, str]]]
) -> TableEntered:
    """Enter each row that can be; a row entered before (its name, first year and kind) is left as it is.

    `rows`: (number, cells by column), as `table_files.read_table` gives them. Rows that are wrong become findings.
    """
    require(actor, Right.DESCRIBE, institution.code)
    readable, findings = table_rows(rows)
    there, held = _there(institution)
    plan = plan_table(readable, there)
    authorities, made = _enter_authorities(plan, institution, actor)
    known = {bearer.key for bearer in there}
    names = _enter_names(plan, authorities, held)
    links = _enter_links(plan, authorities, institution)
    changed = {name.authority_id for name in names} | {pk for x in links for pk in (x.predecessor_id, x.successor_id)}
    _mark_changed({pk for node, pk in authorities.items() if node[0] == THERE}, changed, institution)
    entered = TableEntered(
        rows=len(rows),
        authorities=made,
        names=len(names),
        links=len(links),
        there=sum(row.key in known for row in readable),
        findings=(*findings, *plan.findings),
    )
    data = {**entered.counts, "findings": len(entered.findings)}
    record_event("authority:table:enter", actor=actor, subject=("institution", institution.code), data=data)
    return entered


Held = set[tuple[int, str, int | None]]
"""(authority, folded name, first year) of every name there is."""


def _there(institution: Institution) -> tuple[list[Bearer], Held]:
    """The names this institution has entered: one query."""
    names = DatedName.objects.filter(authority__institution=institution).order_by("pk")
    columns = ("authority_id", "authority__kind", "authority__heading", "folded", "since_year", "until_year")
    bearers, held = [], set()
    for pk, kind, heading, folded, since, until in names.values_list(*columns):
        bearers.append(Bearer((THERE, pk), (kind, folded, since), until, is_last=fold(heading) == folded))
        held.add((pk, folded, since))
    return bearers, held


def _enter_authorities(plan: Plan, institution: Institution, actor: Actor) -> tuple[dict[Node, int], int]:
    """The row of each node, made where there is none."""
    fresh = [node for node in plan.groups if node[0] != THERE]
    rows = [
        Authority(institution=institution, kind=plan.groups[node][0].kind, heading="", entered_by=actor.label)
        for node in fresh
    ]
    for node, row in zip(fresh, rows, strict=True):
        row.heading = heading_of(name for each in plan.groups[node] for name in _names(each, row))
    made = Authority.objects.bulk_create(rows, batch_size=BATCH)
    ends = {node for link in plan.links for node in (link.earlier, link.later)}
    found = {node: node[1] for node in {*plan.groups, *ends} if node[0] == THERE}
    return found | {node: row.pk for node, row in zip(fresh, made, strict=True)}, len(made)


def _names(row: TableRow, authority: Authority) -> list[DatedName]:
    """The name of a row and the other words for it, all of its years."""
    aliases = [NameSaid(alias, row.since, row.until, DatedName.Kind.ALIAS) for alias in row.aliases]
    return [said.row(authority) for said in (NameSaid(row.name, row.since, row.until), *aliases)]


def _enter_names(plan: Plan, authorities: Mapping[Node, int], held: Held) -> list[DatedName]:
    held, fresh = set(held), []
    for node, rows in plan.groups.items():
        authority = Authority(pk=authorities[node])
        for name in (each for row in rows for each in _names(row, authority)):
            key = (authority.pk, name.folded, name.since_year)
            if key not in held:
                held.add(key)
                fresh.append(name)
    return DatedName.objects.bulk_create(fresh, batch_size=BATCH)


def _enter_links(plan: Plan, authorities: Mapping[Node, int], institution: Institution) -> list[Succession]:
    pairs = {(authorities[each.earlier], authorities[each.later]): each for each in plan.links}
    held = Succession.objects.filter(predecessor__institution=institution).order_by()
    known = set(held.values_list("predecessor_id", "successor_id")) if pairs else set()
    fresh = [
        Succession(predecessor_id=earlier, successor_id=later, year=link.year, kind=link.kind)
        for (earlier, later), link in pairs.items()
        if (earlier, later) not in known
    ]
    return Succession.objects.bulk_create(fresh, batch_size=BATCH)


def _mark_changed(before: set[int], changed: set[int], institution: Institution) -> None:
    """What was there and has something new is listed by its last name, and open forms of it are stale."""
    touched = before & changed
    if not touched:
        return
    names: dict[int, list[DatedName]] = {}
    for name in DatedName.objects.filter(authority__institution=institution):
        names.setdefault(name.authority_id, []).append(name)
    now = timezone.now()
    rows = [
        Authority(pk=pk, heading=heading_of(names[pk]), changed_at=now, version=F("version") + 1)
        for pk in sorted(touched)
    ]
    Authority.objects.bulk_update(rows, ["heading", "changed_at", "version"], batch_size=BATCH)
