"""What a batch is made of: items of a transfer whose files have been read, and the rows that tell of findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from lantai.base.accounts.access import Actor
from lantai.base.common.findings import Finding
from lantai.engines.formats.model import FileReading
from lantai.holdings.accessions.models import Transfer, TransferFinding, TransferItem
from lantai.holdings.accessions.planning import Planned
from lantai.holdings.catalogue.models import Record
from lantai.holdings.imports.describing import PAGES_AS_WRITTEN, SHEETS
from lantai.holdings.imports.scan_quality import about_pages, about_quality, images_in
from lantai.holdings.imports.scan_rules import ScanRules, scan_rules
from lantai.holdings.preservation.actions import Original
from lantai.holdings.preservation.virus_checks import VirusCheck

ROWS_AT_ONCE = 500
"""So many plans are held at a time: that of a record with twenty scans takes some kilobytes."""


@dataclass(frozen=True, slots=True)
class Ready:
    """An item whose files have all been read. Its `record_id` says for which held record they wait, if for one."""

    item: TransferItem
    planned: Planned
    readings: tuple[tuple[str, Path, FileReading], ...]

    @property
    def paths(self) -> dict[str, Path]:
        return {name: path for name, path, _ in self.readings}

    @property
    def originals(self) -> tuple[Original, ...]:
        return tuple(
            Original(path, name, reading.puid, reading.mime, reading.kind) for name, path, reading in self.readings
        )

    @property
    def pages(self) -> int:
        return sum(len(reading.pages) for _, _, reading in self.readings)

    @property
    def characters(self) -> int:
        return sum(len(page.text) for _, _, reading in self.readings for page in reading.pages)

    def findings_of(self, record: Record, transfer: Transfer) -> list[TransferFinding]:
        """What was found in its files, and of its scans as a whole, as rows that are not saved."""
        said = [finding for _, _, reading in self.readings for finding in reading.findings]
        said += self._about_scans(record, scan_rules(transfer.fonds.institution.code))
        return [TransferFinding.of(transfer, finding, record.pk) for finding in said]

    def _about_scans(self, record: Record, rules: ScanRules) -> Iterator[Finding]:
        if rules.leaves_out(record.code):
            return
        images = [image for name, _, reading in self.readings for image in images_in(name, reading.pages)]
        yield from about_quality(record.code, images, rules)
        counts_sheets = str(record.fields.get(PAGES_AS_WRITTEN, "")).endswith(SHEETS)
        files = [(name, reading) for name, _, reading in self.readings]
        yield from about_pages(record.code, record.pages_declared, files, rules, sheets=counts_sheets)


@dataclass(frozen=True, slots=True)
class Terms:
    """Who stores, and what was done about viruses before."""

    actor: Actor
    viruses: VirusCheck


def enter_findings(transfer: Transfer, findings: Sequence[Finding], record: Record | None = None) -> None:
    """Write findings; one said before, by a run that was killed, is not said twice."""
    remaining = iter(findings)
    while some := list(islice(remaining, ROWS_AT_ONCE)):
        rows = [TransferFinding.of(transfer, finding, record.pk if record else None) for finding in some]
        TransferFinding.objects.bulk_create(rows, ignore_conflicts=True)
