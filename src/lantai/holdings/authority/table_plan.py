"""From rows to places and bodies: which rows are one under its later names, and which follow another by a link.

1. Each name a row came from is looked for among the rows and among what was entered before.
2. A place that came from one name, as the only one, is the same place under a later name. A body is another body, as
   the standard for authority records has it (ISAAR(CPF)), and so is what was merged or split: these are linked.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lantai.base.common.findings import Finding, Severity
from lantai.base.common.text import fold
from lantai.holdings.authority.models import Authority, Succession
from lantai.holdings.authority.table_rows import EARLIER_UNKNOWN, TableRow

Node = tuple[str, int]
"""An authority that is there, or the number of a row that will have one."""
THERE, NEW = "there", "row"
Key = tuple[str, str, int | None]


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who bears a name, since when; `is_last`: it is the last name of what was entered before, or one of the table."""

    node: Node
    key: Key
    until: int | None
    is_last: bool = True


@dataclass(frozen=True, slots=True)
class PlannedLink:
    """Two to be linked."""

    earlier: Node
    later: Node
    year: int | None
    kind: str


@dataclass(slots=True)
class Plan:
    """The rows of each place or body, by its node, and the links between them."""

    groups: dict[Node, list[TableRow]] = field(default_factory=lambda: defaultdict(list))
    links: list[PlannedLink] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


class _Groups:
    """Nodes that are one. What was entered before stays itself: two such are never made one."""

    def __init__(self) -> None:
        self._above: dict[Node, Node] = {}

    def of(self, node: Node) -> Node:
        while node in self._above:
            node = self._above[node]
        return node

    def join(self, one: Node, other: Node) -> bool:
        """False when both were entered before, each for itself."""
        first, second = self.of(one), self.of(other)
        if first == second:
            return True
        if first[0] == second[0] == THERE:
            return False
        keeps, goes = (second, first) if second[0] == THERE else (first, second)
        self._above[goes] = keeps
        return True


def plan_table(rows: Sequence[TableRow], there: Iterable[Bearer]) -> Plan:
    """What is to be entered, in the order of the rows."""
    bearers: dict[str, list[Bearer]] = defaultdict(list)
    nodes: dict[Key, Node] = {}
    for bearer in there:
        bearers[bearer.key[1]].append(bearer)
        nodes[bearer.key] = bearer.node
    for number, row in enumerate(rows):
        if row.key not in nodes:
            nodes[row.key] = (NEW, number)
            bearers[row.key[1]].append(Bearer((NEW, number), row.key, row.until))
    plan, groups = Plan(), _Groups()
    resolved = [_resolved(row, bearers, plan) for row in rows]
    followers = Counter(each.key for found in resolved for each in found)
    apart: list[tuple[TableRow, Bearer]] = []
    for row, found in zip(rows, resolved, strict=True):
        for each in found:
            one = row.kind == Authority.Kind.PLACE and len(row.earlier) == 1 and followers[each.key] == 1
            if not (one and each.is_last and groups.join(each.node, nodes[row.key])):
                apart.append((row, each))
    for row in rows:
        plan.groups[groups.of(nodes[row.key])].append(row)
    for row, each in apart:
        earlier, later = groups.of(each.node), groups.of(nodes[row.key])
        if earlier != later:
            plan.links.append(PlannedLink(earlier, later, row.since, _how(row, followers[each.key])))
    return plan


def _how(row: TableRow, followers: int) -> str:
    if len(row.earlier) > 1:
        return Succession.Kind.MERGED
    return Succession.Kind.SPLIT if followers > 1 else Succession.Kind.RENAMED


def _resolved(row: TableRow, bearers: dict[str, list[Bearer]], plan: Plan) -> list[Bearer]:
    """Who bore the names this row came from; a name nobody bears is a finding."""
    found = []
    for name in row.earlier:
        known = [each for each in bearers.get(fold(name), ()) if each.key != row.key]
        if known:
            found.append(max(known, key=lambda each: _fitness(row, each)))
        else:
            params = {"row": row.number, "name": row.name, "earlier": name}
            plan.findings.append(Finding(EARLIER_UNKNOWN, Severity.WARNING, str(row.number), params))
    return found


def _fitness(row: TableRow, bearer: Bearer) -> tuple[bool, bool, int]:
    """Of its kind, begun before it, and the last of these."""
    kind, _, since = bearer.key
    began = since if since is not None else bearer.until
    return kind == row.kind, row.since is None or began is None or began <= row.since, began or 0
