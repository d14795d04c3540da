"""What the audit chain says of the subjects of a group: for PREMIS, and for who and why in the inventory."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import lantai
from lantai.base.audit.models import Event
from lantai.holdings.preservation.describing.subjects import Target
from lantai.holdings.preservation.premis import AgentKind, EventType, PremisAgent, PremisEvent

SOFTWARE = PremisAgent("urn:lantai:software", "Lantai", AgentKind.SOFTWARE, lantai.__version__)
MARGIN = dt.timedelta(hours=6)
"""An act may take long between its event and its mark, or the other way round."""
_TOLD_OTHERWISE = {"record:take_in", "record:files:add"}
"""PREMIS has this event from the intake itself, with the files."""
_MOST_NAMES = 5


@dataclass(frozen=True, slots=True)
class Said:
    """One event: its number in the chain, when, which act, by whom, for which reason."""

    number: int
    at: dt.datetime
    verb: str
    by: str
    reason: str

    def as_premis(self, object_id: str) -> PremisEvent:
        agents = [SOFTWARE.identifier, agent(self.by).identifier]
        return PremisEvent(
            f"{object_id}#audit-{self.number}",
            EventType.METADATA_MODIFICATION,
            self.at,
            note=self.reason,
            detail=self.verb,
            agents=agents,
        )


Happenings = Mapping[str, Sequence[Said]]
"""By the lasting name of the subject."""


def happenings(group: Sequence[Target], since: dt.datetime) -> Happenings:
    """The events of the subjects since shortly before they were marked: one query."""
    names = [name or "" for target in group for name in target.names]
    kind = group[0].kind.name
    rows = Event.objects.filter(subject_kind=kind, subject_id__in=names, at__gte=since - MARGIN).order_by("number")
    found: dict[str, list[Said]] = defaultdict(list)
    for number, at, verb, by, name, data in rows.values_list(
        "number", "at", "verb", "actor_label", "subject_id", "data"
    ):
        if verb not in _TOLD_OTHERWISE:
            found[name].append(Said(number, at, verb, by, str(data.get("reason", ""))[:200]))
    return found


def agent(name: str) -> PremisAgent:
    return PremisAgent(f"urn:lantai:user:{quote(name)}", name, AgentKind.PERSON)


def of_target(target: Target, told: Happenings) -> list[Said]:
    return sorted((said for name in target.names for said in told.get(name, ())), key=lambda said: said.number)


def in_words(said: Sequence[Said]) -> tuple[str, str]:
    """Who and what, for the inventory."""
    people = list(dict.fromkeys(each.by for each in said))
    shown = "、".join(people[:_MOST_NAMES]) + (" …" if len(people) > _MOST_NAMES else "")
    return shown or "Lantai", ", ".join(dict.fromkeys(each.verb for each in said)) or "Written down"
