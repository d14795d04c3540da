"""`normalise`: make copies in formats for keeping of what the policy of formats says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.management.base import CommandParser

from lantai.base.accounts.access import OPERATOR
from lantai.base.accounts.models import Institution
from lantai.base.common.command import Verb
from lantai.holdings.catalogue.actions import FondsUnknown
from lantai.holdings.catalogue.models import Fonds
from lantai.holdings.catalogue.queries import one_fonds
from lantai.holdings.normalisation.actions import RunIsUnderWay, Wanted, begin_run, carry_out_run
from lantai.holdings.normalisation.choosing import Cell, cells_of
from lantai.holdings.normalisation.models import NormalisationFinding, NormalisationRun
from lantai.holdings.normalisation.policy import current_policy
from lantai.holdings.normalisation.queries import institutions_with_files, unfinished_run

SHOWN = 1000


class Command(Verb):
    help = (
        "Make checked PDF/A-2b copies beside originals where the policy of formats says so; originals are never "
        "changed. A run that was killed goes on where it was."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fonds", default="", metavar="CODE", help="only files of this fonds")
        parser.add_argument(
            "--institution", default="", metavar="CODE", help="only files of this archive (default: all)"
        )
        parser.add_argument("--limit", type=int, default=0, metavar="N", help="so many files of an archive at most")
        parser.add_argument("--again", action="store_true", help="try again what failed before")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done, by format")

    def run(self, options: dict[str, Any]) -> int:
        fonds = _fonds(options["fonds"], options["institution"])
        codes = [fonds.institution.code] if fonds else _codes(options["institution"])
        cells = cells_of(codes, current_policy())
        if options["dry_run"]:
            self._tell(cells, as_json=options["json"])
            return 0
        wanted = Wanted(most=max(0, options["limit"]), again=options["again"])
        waiting = {cell.institution for cell in cells if cell.waiting and cell.converter}
        runs = [self._carry_out(code, fonds, wanted) for code in codes if code in waiting]
        found = NormalisationFinding.objects.filter(run__in=runs).select_related("file__stored__record").order_by("pk")
        findings = list(found[:SHOWN])
        if options["json"]:
            self.print_json(_told(runs, findings))
        else:
            self._print(runs, findings)
        return 1 if any(run.failed for run in runs) else 0

    def _carry_out(self, code: str, fonds: Fonds | None, wanted: Wanted) -> NormalisationRun:
        """One run an archive; one that was killed before goes on as it was begun."""
        run = unfinished_run(code)
        if run is not None and run.state == NormalisationRun.State.PAUSED:
            raise RunIsUnderWay
        if run is None:
            institution = Institution.objects.get(code=code)
            run = begin_run(actor=OPERATOR, institution=institution, fonds=fonds, wanted=wanted)
        run = carry_out_run(actor=OPERATOR, run=run)
        if run.message:
            self.stderr.write(run.message)
        return run

    def _tell(self, cells: Sequence[Cell], *, as_json: bool) -> None:
        if as_json:
            self.print_json({"formats": [_cell(cell) for cell in cells]})
            return
        for cell in cells:
            told = _cell(cell)
            self.stdout.write(
                f"{cell.institution} {cell.puid or '—'} {cell.rule.name}: {cell.files} files, {cell.rule.risk.label}, "
                f"{cell.rule.action.label}; {cell.derivatives} copies, {told['waiting']} waiting {told['converter']}"
            )
        self.stdout.write(f"{sum(cell.waiting for cell in cells if cell.is_ready)} files would be converted")

    def _print(self, runs: Sequence[NormalisationRun], findings: Sequence[NormalisationFinding]) -> None:
        for run in runs:
            self.stdout.write(f"{run.institution}: {run.converted} copies made, {run.failed} files without a copy")
        for each in findings:
            finding = each.as_finding()
            self.stdout.write(
                f"  {each.file.stored.record.code} {finding.path}: {finding.sentence()} {finding.remedy()}"
            )
        if not runs:
            self.stdout.write("No file waits for a copy.")


def _fonds(code: str, institution: str) -> Fonds | None:
    if not code:
        return None
    found = one_fonds(code, archive=institution)
    if found is None:
        raise FondsUnknown(code=code)
    return found


def _codes(institution: str) -> list[str]:
    codes = institutions_with_files()
    return [code for code in codes if code == institution] if institution else codes


def _cell(cell: Cell) -> dict[str, Any]:
    converter = cell.converter
    return {
        "institution": cell.institution,
        "puid": cell.puid,
        "kind": cell.kind,
        "format": cell.rule.id,
        "risk": str(cell.rule.risk),
        "standing": str(cell.rule.standing),
        "action": str(cell.rule.action),
        "files": cell.files,
        "bytes": cell.bytes,
        "copies": cell.derivatives,
        "waiting": cell.waiting,
        "converter": "" if converter is None else converter.name if cell.is_ready else f"missing: {converter.install}",
    }


def _told(runs: Sequence[NormalisationRun], findings: Sequence[NormalisationFinding]) -> dict[str, Any]:
    return {
        "runs": [
            {"run": run.ulid, "institution": run.institution, "state": run.state, "files": run.files_total,
             "copies": run.converted, "failed": run.failed}
            for run in runs
        ],
        "copies": sum(run.converted for run in runs),
        "failed": sum(run.failed for run in runs),
        "findings": [{**each.as_finding().as_json(), "record": each.file.stored.record.code} for each in findings],
    }  # fmt: skip
