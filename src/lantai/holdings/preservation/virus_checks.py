"""What was done about viruses before files came into storage, as PREMIS states it. Silence is never called clean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from lantai.holdings.preservation.premis import EventType, Outcome, PremisAgent, PremisEvent


@dataclass(frozen=True, slots=True)
class VirusCheck:
    """What came of looking through a package. `infected`: names in the package, by what was found in each.

    A package in which something was found makes no file of it clean: what is not named itself has a warning.
    """

    outcome: Outcome = Outcome.NOT_RUN
    note: str = "nothing looked for viruses before this was taken in"
    at: dt.datetime | None = None
    by: PremisAgent | None = None
    infected: Collection[tuple[str, str]] = ()

    def event(self, identifier: str, *, files: Sequence[str], names: Collection[str], now: dt.datetime) -> PremisEvent:
        """The event of an object whose files are called `names` in the package; `now` where nobody looked."""
        outcome, note = self.outcome, self.note
        found = [f"{name}: {what}" for name, what in self.infected if name in names]
        if outcome is Outcome.FAILURE and found:
            note = f"{'; '.join(found)} ({note})"
        elif outcome is Outcome.FAILURE:
            outcome = Outcome.WARNING
        agents = [self.by.identifier] if self.by else []
        return PremisEvent(identifier, EventType.VIRUS_CHECK, self.at or now, outcome, note, agents=agents, files=files)


NOBODY_LOOKED = VirusCheck()
