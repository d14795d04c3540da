"""Who turns which kinds of files into which format for keeping. What nobody writes is said to have no converter."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import lantai
from lantai.engines.formats import codes
from lantai.engines.formats.converting import ghostscript, libreoffice
from lantai.engines.formats.converting.limited import Bounds, Ended
from lantai.engines.formats.identify import FormatKind
from lantai.engines.formats.model import PageReading
from lantai.engines.formats.probe import version
from lantai.engines.formats.readers.base import Unreadable
from lantai.engines.formats.shared_pool import shared_pool

TO_OFD = "lantai.engines.formats.ofd.from_pages.to_ofd"
OFD_DPI = 300
"""At which pages of a PDF are drawn for OFD: what digitised paper is asked to have (DA/T 31-2017)."""


class Profile(StrEnum):
    """Formats for keeping."""

    PDFA_2B = "pdfa-2b"
    OFD = "ofd"

    @property
    def ending(self) -> str:
        return "ofd" if self is Profile.OFD else "pdf"

    @property
    def mime(self) -> str:
        return f"application/{self.ending}"


class Problem(StrEnum):
    """Why nothing came out."""

    MISSING = "missing"
    TIMED_OUT = "timed_out"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Given:
    """A file to convert: where a copy of it lies, what it was called, what it is, and what is known of its pages."""

    path: Path
    name: str
    kind: FormatKind
    pages: tuple[PageReading, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one file: the copy, or the problem with what the program said."""

    target: Path | None
    problem: Problem | None = None
    said: str = ""
    network_cut: bool = True


class Converter(Protocol):
    """One outside program; our own hand where `program` is empty. `options` are what the event says of how it ran."""

    program: str
    name: str
    kinds: frozenset[FormatKind]
    profile: Profile
    install: str

    def options(self) -> str: ...
    def convert(self, files: Sequence[Given], folder: Path, *, bounds: Bounds) -> list[Outcome]:
        """One outcome a file, in order. `folder` is empty and the caller's to take away. Never raises for a file."""
        ...


class Ghostscript:
    """PDF to PDF/A-2b, one file at a time."""

    program, name, install = ghostscript.PROGRAM, "Ghostscript", "apt-get install ghostscript"
    kinds = frozenset({FormatKind.PDF})
    profile = Profile.PDFA_2B

    def options(self) -> str:
        return " ".join(ghostscript.OPTIONS)

    def convert(self, files: Sequence[Given], folder: Path, *, bounds: Bounds) -> list[Outcome]:
        found = []
        for number, given in enumerate(files, start=1):
            own = folder / f"{number:04}"
            own.mkdir()
            target = own / "pdfa.pdf"
            found.append(_outcome(target, ghostscript.pdf_to_pdfa(given.path, target, bounds=bounds)))
        return found


class LibreOffice:
    """Office files to PDF/A-2b, all of one filter at one start. A file that spoils a start is tried alone."""

    program, name = libreoffice.PROGRAM, "LibreOffice"
    install = "apt-get install libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui fonts-noto-cjk"
    kinds = frozenset(libreoffice.FILTERS)
    profile = Profile.PDFA_2B

    def options(self) -> str:
        return " ".join((*libreoffice.OPTIONS, libreoffice.FILTER_OPTIONS))

    def convert(self, files: Sequence[Given], folder: Path, *, bounds: Bounds) -> list[Outcome]:
        by_filter: dict[str, list[int]] = {}
        for number, given in enumerate(files):
            by_filter.setdefault(libreoffice.FILTERS[given.kind][0], []).append(number)
        found: dict[int, Outcome] = {}
        libreoffice.prepare_profile(folder / "profile", bounds=bounds)
        for start, numbers in enumerate(by_filter.values()):
            found |= self._start(files, numbers, folder / f"start-{start}", bounds)
            alone = [number for number in numbers if found[number].target is None and len(numbers) > 1]
            for number in alone:
                found |= self._start(files, [number], folder / f"alone-{number}", bounds)
        return [found[number] for number in range(len(files))]

    def _start(
        self, files: Sequence[Given], numbers: Sequence[int], folder: Path, bounds: Bounds
    ) -> dict[int, Outcome]:
        folder.mkdir()
        sources = []
        for number in numbers:
            given = files[number]
            source = folder / f"{number:04}.{libreoffice.ending_of(given.name, given.kind)}"
            shutil.copyfile(given.path, source)
            sources.append(source)
        kind, profile = files[numbers[0]].kind, folder.parent / "profile"
        targets, ended = libreoffice.office_to_pdfa(sources, folder, kind=kind, profile=profile, bounds=bounds)
        return {number: _outcome(target, ended) for number, target in zip(numbers, targets, strict=True)}


class OwnOfd:
    """Scans and PDF to OFD of two layers, pictures with text above them, one file at a time in a limited process."""

    program, name, install = "", "Lantai", ""
    kinds = frozenset({FormatKind.IMAGE, FormatKind.PDF})
    profile = Profile.OFD

    def options(self) -> str:
        return f"pages as pictures ({OFD_DPI} dpi of a PDF), text without ink above them"

    def convert(self, files: Sequence[Given], folder: Path, *, bounds: Bounds) -> list[Outcome]:
        return [self._one(given, folder / f"{n:04}.ofd", bounds) for n, given in enumerate(files, start=1)]

    def _one(self, given: Given, target: Path, bounds: Bounds) -> Outcome:
        asked = {"pages": given.pages, "title": Path(given.name).stem, "dpi": OFD_DPI}
        try:
            shared_pool().call(TO_OFD, given.path, target, seconds=bounds.seconds, **asked)
        except Unreadable as error:
            target.unlink(missing_ok=True)
            problem = Problem.TIMED_OUT if error.code == codes.TOOK_TOO_LONG else Problem.FAILED
            return Outcome(None, problem, error.finding(given.name).sentence(), network_cut=False)
        return Outcome(target, network_cut=False)


def _outcome(target: Path, ended: Ended) -> Outcome:
    if target.exists() and target.stat().st_size:
        return Outcome(target, network_cut=ended.network_cut)
    if ended.timed_out:
        return Outcome(None, Problem.TIMED_OUT, ended.said, ended.network_cut)
    problem = Problem.MISSING if ended.code == 127 else Problem.FAILED
    return Outcome(None, problem, ended.said or json.dumps({"exit": ended.code}), ended.network_cut)


CONVERTERS: tuple[Converter, ...] = (Ghostscript(), LibreOffice(), OwnOfd())


def converter_for(profile: str, kind: str) -> Converter | None:
    """Who writes this format from files of this kind; None: nobody."""
    return next((each for each in CONVERTERS if each.profile == profile and kind in each.kinds), None)


def is_installed(converter: Converter) -> bool:
    return not converter.program or version(converter.program) is not None


def version_of(converter: Converter) -> str:
    """The version of who makes copies; `?` where a program does not tell."""
    return (version(converter.program) or "?") if converter.program else lantai.__version__
