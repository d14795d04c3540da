"""Viruses: every file goes to the scanner, if one is there and up to date. Silence is never called clean."""

from __future__ import annotations

import datetime as dt

from lantai.engines.packages.errors import FileNotThere
from lantai.engines.packages.model import PresentFile
from lantai.holdings.checks.judging import codes
from lantai.holdings.checks.judging.material import Material
from lantai.holdings.checks.results import Status
from lantai.holdings.checks.scanner import ScannerFailed


class Scan:
    """The scanning of one package. Begun without a scanner, or with a stale one, it scans nothing and says so."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._scanner = material.scanner
        self._asked_version()

    def _asked_version(self) -> None:
        tallies, scanner = self._material.tallies, self._scanner
        if scanner is None:
            self._off(codes.NO_SCANNER)
            return
        try:
            version = scanner.version()
        except ScannerFailed as error:
            self._off(codes.SCANNER_SILENT, address=scanner.address, reason=str(error))
            return
        signed = version.signed
        if signed is None or (dt.datetime.now(dt.UTC) - signed).days > self._material.scheme.virus_days:
            date = f"{signed:%Y-%m-%d}" if signed else "?"
            self._off(codes.SCANNER_STALE, date=date, days=self._material.scheme.virus_days)
            return
        tallies.see("4-1")
        ready = {"version": version.engine, "date": f"{signed:%Y-%m-%d}"}
        tallies.say("4-1", codes.SCANNER_READY, "", codes.TOLD, **ready)

    def _off(self, code: str, **params: str | int) -> None:
        self._scanner = None
        tallies = self._material.tallies
        tallies.skip(("4-2",), Status.NOT_RUN, code, **params)
        tallies.skip(("4-1",), Status.MANUAL_PENDING, code, **params)

    def file(self, file: PresentFile) -> None:
        """One file; a scanner that falls silent on the way ends the scanning."""
        if self._scanner is None:
            return
        tallies = self._material.tallies
        try:
            with self._material.package.open(file.name) as stream:
                found = self._scanner.scan(stream)
        except ScannerFailed as error:
            try:
                self._scanner.version()
            except ScannerFailed:
                self._off(codes.SCANNER_SILENT, address=self._scanner.address, reason=str(error))
                return
            self._left(file, str(error))
            return
        except (OSError, FileNotThere) as error:
            self._left(file, str(error))
            return
        tallies.see("4-2")
        if found:
            tallies.say("4-2", codes.INFECTED, file.name, path=file.name, found=found)

    def _left(self, file: PresentFile, reason: str) -> None:
        """A file nobody looked into: then nobody can say that the package is clean."""
        tallies = self._material.tallies
        tallies.say("4-2", codes.NOT_SCANNED, file.name, codes.TOLD, path=file.name, reason=reason)
        tallies.skip(("4-2",), Status.NOT_RUN, codes.NOT_SCANNED, path=file.name, reason=reason)
