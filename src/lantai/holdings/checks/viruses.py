"""What a run has come to about viruses, as PREMIS states it of the files that are then taken in."""

from __future__ import annotations

from urllib.parse import quote

from lantai.holdings.checks.judging import codes
from lantai.holdings.checks.models import CheckResult, CheckRun
from lantai.holdings.checks.results import Status
from lantai.holdings.preservation.premis import AgentKind, Outcome, PremisAgent
from lantai.holdings.preservation.virus_checks import NOBODY_LOOKED, VirusCheck

_OUTCOMES = {
    Status.PASS: Outcome.SUCCESS,
    Status.FAIL: Outcome.FAILURE,
    Status.WARN: Outcome.WARNING,
}


def virus_check_of(run: CheckRun | None) -> VirusCheck:
    """What the scanner found in the package of the run, or what a person said of it. Three queries.

    Where neither did anything it is not run, and the note says why.
    """
    if run is None or run.state != CheckRun.State.DONE:
        return NOBODY_LOOKED
    rows = {row.number: row for row in run.results.filter(number__in=("4-1", "4-2")).prefetch_related("findings")}
    result = rows.get("4-2")
    if result is None:
        return NOBODY_LOOKED
    if Status(result.found) in _OUTCOMES:
        return _of_scanner(run, result, rows.get("4-1"))
    if result.answered_at and Status(result.status) in _OUTCOMES:
        by = PremisAgent(f"urn:lantai:user:{quote(result.answered_by)}", result.answered_by, AgentKind.PERSON)
        note = f"answered by a person: {result.note} (check {run.ulid}, {result.code})"
        return VirusCheck(_OUTCOMES[Status(result.status)], note, result.answered_at, by)
    why = result.reason_code.removeprefix("checks.").replace("_", " ") or str(result.status)
    return VirusCheck(note=f"nothing was scanned: {why} (check {run.ulid}, {result.code})", at=run.ended_at)


def _of_scanner(run: CheckRun, result: CheckResult, ready: CheckResult | None) -> VirusCheck:
    infected = [
        (each.object, each.seen or str(each.params.get("found", "")))
        for each in result.findings.all()
        if each.code == codes.INFECTED
    ]
    counted = f"{result.objects_seen} files scanned, something found in {result.failed + result.warned}"
    note = f"{counted} (check {run.ulid}, {result.code})"
    return VirusCheck(_OUTCOMES[Status(result.found)], note, run.ended_at, _scanner_of(ready), infected)


def _scanner_of(ready: CheckResult | None) -> PremisAgent | None:
    """Engine and day of its signatures, as the scanner named them when the run began."""
    if ready is None:
        return None
    for each in ready.findings.all():
        if each.code == codes.SCANNER_READY:
            engine, date = (str(each.params.get(name, "")) for name in ("version", "date"))
            return PremisAgent(f"urn:lantai:scanner:{quote(engine)}:{date}", engine, AgentKind.SOFTWARE, date)
    return None
