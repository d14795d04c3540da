"""`verify`: read what is stored and its second copies, say what is damaged, repair it from good bytes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.management.base import CommandParser
from django.db.models import Q

from lantai.base.accounts.access import OPERATOR
from lantai.base.common.command import Verb
from lantai.holdings.fixity.actions import Wanted, begin_run, carry_out_run, repair_object
from lantai.holdings.fixity.mending import LEFT
from lantai.holdings.fixity.models import OPEN_STATES, FixityFinding, FixityRun
from lantai.holdings.fixity.places import Place, replicas, storage
from lantai.holdings.fixity.queries import unfinished_run
from lantai.holdings.fixity.running import Reading
from lantai.holdings.fixity.schedule import current_schedule

SHOWN = 1000


class Command(Verb):
    help = (
        "Read every stored object and its second copies, compare all digests, and list what is damaged. A verification "
        "that was killed goes on where it was."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--full", action="store_true", help="compare SM3 too, and read past what is in memory")
        parser.add_argument("--due", action="store_true", help="only objects whose period has run out")
        parser.add_argument("--sample", type=int, metavar="N", help="only one object in N, others each time")
        parser.add_argument("--repair", action="store_true", help="repair what is damaged from whichever copy is good")

    def run(self, options: dict[str, Any]) -> int:
        places = [storage(), *replicas()]
        runs = [self._read(place, options) for place in places]
        repaired = self._repair(places) if options["repair"] else []
        shown = FixityFinding.objects.filter(Q(run__in=runs) | Q(state__in=OPEN_STATES)).select_related("replica")
        findings = list(shown.order_by("pk")[:SHOWN])
        left = FixityFinding.objects.filter(state__in=OPEN_STATES).count()
        if options["json"]:
            self.print_json(self._told(runs, findings, repaired, left))
        else:
            self._print(runs, findings, repaired, left)
        return 1 if left else 0

    def _read(self, place: Place, options: dict[str, Any]) -> FixityRun:
        choice = FixityRun.Choice.FULL
        if options["due"]:
            choice = FixityRun.Choice.DUE
        elif options["sample"]:
            choice = FixityRun.Choice.SAMPLE
        run = unfinished_run(choice, place.replica, sm3=options["full"])
        if run is None:
            last = FixityRun.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            run = begin_run(
                actor=OPERATOR,
                wanted=Wanted(
                    choice=choice,
                    sm3=options["full"],
                    part=(max(1, options["sample"] or 1), last),
                    due_before=current_schedule().due_before() if options["due"] else {},
                ),
                replica=place.replica,
            )
        return carry_out_run(actor=OPERATOR, run=run, reading=Reading(from_disk=options["full"]))

    def _repair(self, places: Sequence[Place]) -> list[dict[str, Any]]:
        done = []
        for place in places:
            damaged = FixityFinding.objects.filter(replica=place.replica, state__in=OPEN_STATES, stored__isnull=False)
            seen: set[int] = set()
            for finding in damaged.exclude(kind__in=LEFT).select_related("stored__record").order_by("pk"):
                if finding.stored is None or finding.stored.pk in seen:
                    continue
                seen.add(finding.stored.pk)
                result = repair_object(actor=OPERATOR, stored=finding.stored, replica=place.replica)
                done.append({"object": finding.object_id, "place": place.label, "whole": result.is_whole})
        return done

    def _told(
        self, runs: Sequence[FixityRun], findings: Sequence[FixityFinding], repaired: list[dict[str, Any]], left: int
    ) -> dict[str, Any]:
        return {
            "runs": [
                {
                    "place": run.replica.name if run.replica else "storage",
                    "objects": run.objects_read,
                    "files": run.files_read,
                    "bytes": run.bytes_read,
                    "damaged": run.damaged,
                    "seconds": round(run.milliseconds / 1000, 2),
                    "megabytes_a_second": run.megabytes_a_second,
                }
                for run in runs
            ],
            "repaired": repaired,
            "open": left,
            "findings": [
                {
                    "object": each.object_id,
                    "place": each.replica.name if each.replica else "storage",
                    "kind": each.kind,
                    "path": each.path,
                    "state": each.state,
                    "other": each.other,
                    "note": each.note,
                }
                for each in findings
            ],
        }

    def _print(
        self, runs: Sequence[FixityRun], findings: Sequence[FixityFinding], repaired: list[dict[str, Any]], left: int
    ) -> None:
        for run in runs:
            place = run.replica.name if run.replica else "storage"
            size = f"{run.bytes_read / 1e6:.1f} MB, {run.megabytes_a_second} MB/s"
            self.stdout.write(
                f"{place}: {run.objects_read} objects, {run.files_read} files, {size}; {run.damaged} damaged"
            )
        for each in findings:
            place = each.replica.name if each.replica else "storage"
            name = " ".join(part for part in (each.object_id, each.path) if part)
            self.stdout.write(
                f"  {place} {name}: {each.get_kind_display()}, {each.get_state_display()} {each.note}".rstrip()
            )
        if repaired:
            whole = sum(each["whole"] for each in repaired)
            self.stdout.write(f"{len(repaired)} objects repaired, {whole} of them whole now")
        self.stdout.write(f"{left} findings are open")
