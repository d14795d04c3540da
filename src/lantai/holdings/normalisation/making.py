"""Making copies of some originals and looking at each before it counts. Nothing here writes a row or into storage.

1. What cannot come out right is told before a program is started: too large, no fonts, characters no font has.
2. Converters work on copies of the originals in a folder of their own.
3. A copy counts when it has the pages and the text of its original, and breaks no rule we know: of PDF/A-2b, or of
   reading an OFD.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lantai.base.common.errors import ArchiveError
from lantai.base.common.findings import Severity
from lantai.engines.formats.converting.comparing import text_kept
from lantai.engines.formats.converting.converters import Converter, Given, Outcome, Problem, Profile, version_of
from lantai.engines.formats.converting.installed_fonts import not_covered
from lantai.engines.formats.identify import FormatKind
from lantai.engines.formats.model import PageReading
from lantai.engines.formats.pdfa.check import PdfaVerdict
from lantai.engines.formats.pdfa.rules import RULES
from lantai.engines.formats.readers.base import Unreadable
from lantai.engines.formats.workers import ReaderPool
from lantai.engines.storage.current import blob_store
from lantai.holdings.fulltext.queries import readings_of
from lantai.holdings.normalisation import codes
from lantai.holdings.normalisation.policy import Policy, ready_converter
from lantai.holdings.preservation.models import StoredFile
from lantai.holdings.preservation.ocfl.read import open_file

CHECK = "lantai.engines.formats.pdfa.check.check_pdfa"
WRITTEN = "lantai.engines.formats.ofd.read.written_text"
"""The text of an OFD as it is written. Reading one doubts a text that leaves writing on the page uncovered, as in
drawings: of a copy it is asked whether it has what its original says."""
PAGED = frozenset({FormatKind.PDF, FormatKind.IMAGE, FormatKind.SLIDES, FormatKind.PPT})
"""Kinds that say themselves how many pages they have. A text document has pages only once it is laid out."""
STANDARD_FONTS = ("Helvetica", "Times", "Courier", "Arial", "Symbol", "ZapfDingbats")
"""Fonts every program knows, with the same widths everywhere: Ghostscript puts in its own."""
_TOLD = 12
Wrong = tuple[str, dict[str, Any]]
"""The code of a finding with what it names."""


@dataclass(frozen=True, slots=True)
class Made:
    """What came of one original: a copy at `path` with what was found of it, or the code of a finding."""

    file: StoredFile
    profile: Profile
    path: Path | None = None
    tool: str = ""
    tool_version: str = ""
    options: str = ""
    checks: dict[str, Any] = field(default_factory=dict)
    code: str = ""
    params: dict[str, Any] = field(default_factory=dict)


class Maker:
    """Makes the copies of one run. `folder` is its own and emptied after each call; `pool` reads foreign files."""

    def __init__(self, policy: Policy, folder: Path, pool: ReaderPool) -> None:
        self._policy = policy
        self._folder = folder
        self._pool = pool

    def make(self, files: Sequence[StoredFile]) -> list[Made]:
        """One answer a file, in their order. Never raises for what is in a file."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        made: dict[int, Made] = {}
        by_converter: dict[str, list[tuple[StoredFile, Converter]]] = defaultdict(list)
        for file in files:
            rule = self._policy.rule_for(file.puid, file.kind)
            converter = ready_converter(rule, file.kind)
            if converter is not None:
                by_converter[converter.name].append((file, converter))
        for group in by_converter.values():
            made |= self._make_group([file for file, _ in group], group[0][1])
        return [made[file.pk] for file in files if file.pk in made]

    def _make_group(self, files: Sequence[StoredFile], converter: Converter) -> dict[int, Made]:
        work = self._folder / converter.name
        work.mkdir()
        made: dict[int, Made] = {}
        ready: list[tuple[StoredFile, Given]] = []
        for number, file in enumerate(files):
            found = self._prepared(file, converter, self._folder / f"original-{number:04}")
            if isinstance(found, Made):
                made[file.pk] = found
            else:
                ready.append((file, found))
        if ready:
            outcomes = converter.convert([given for _, given in ready], work, bounds=self._policy.bounds)
            for (file, given), outcome in zip(ready, outcomes, strict=True):
                made[file.pk] = self._looked_at(file, converter, given, outcome)
        return made

    def _prepared(self, file: StoredFile, converter: Converter, copy: Path) -> Made | Given:
        """A copy of the original to work on, with its text; or why there is no use in trying."""
        most = self._policy.most_bytes
        if file.size > most:
            megabytes = {"megabytes": -(-file.size // 1_000_000), "most": most // 1_000_000}
            return _refused(file, converter, codes.TOO_LARGE, **megabytes)
        pages: tuple[PageReading, ...] = ()
        if converter.profile is Profile.OFD:
            pages, waiting = readings_of(file)
            if waiting:
                return _refused(file, converter, codes.NOT_RECOGNISED, waiting=waiting)
        try:
            with open_file(blob_store(), file.stored.object_id, file.logical_path) as source, copy.open("wb") as target:
                shutil.copyfileobj(source, target)
        except (ArchiveError, OSError) as error:
            return _refused(file, converter, codes.ORIGINAL_MISSING, reason=str(error))
        kind = FormatKind(file.kind)
        if converter.profile is not Profile.OFD:
            pages = self._pool.read(copy, name=file.original_name).pages
        refused = self._unshowable(file, converter, copy, pages)
        return refused or Given(copy, file.original_name, kind, pages)

    def _unshowable(
        self, file: StoredFile, converter: Converter, copy: Path, pages: Sequence[PageReading]
    ) -> Made | None:
        """What would come out in other shapes than its author's: a picture has none."""
        if file.kind == FormatKind.IMAGE:
            return None
        if file.kind == FormatKind.PDF:
            return self._fonts_of_pdf(file, converter, copy)
        return _glyphs(file, converter, pages)

    def _fonts_of_pdf(self, file: StoredFile, converter: Converter, copy: Path) -> Made | None:
        """A program would put other fonts in the place of those that are not there, and nobody would see it."""
        try:
            verdict: PdfaVerdict = self._pool.call(CHECK, copy)
        except Unreadable as error:
            return _refused(file, converter, codes.NOT_CHECKED, reason=error.code)
        absent = [each.where.lstrip("/") for each in verdict.breaches if each.rule == "not_embedded"]
        strange = [name for name in absent if not name.partition("+")[2].startswith(STANDARD_FONTS)]
        strange = [name for name in strange if not name.startswith(STANDARD_FONTS)]
        return _refused(file, converter, codes.FONT_ABSENT, fonts=", ".join(strange)) if strange else None

    def _looked_at(self, file: StoredFile, converter: Converter, given: Given, outcome: Outcome) -> Made:
        if outcome.target is None:
            return self._not_made(file, converter, outcome)
        try:
            count, text, wrong = self._judged(converter, outcome.target)
        except Unreadable as error:
            return _refused(file, converter, codes.NOT_CHECKED, reason=error.code)
        share = text_kept(_text(given.pages), text)
        original_pages = len(given.pages) if file.kind in PAGED else None
        wrong = wrong or self._unlike(file, share, (original_pages, count))
        if wrong is not None:
            return _refused(file, converter, wrong[0], **wrong[1])
        checks: dict[str, Any] = {
            "pages": {"original": original_pages, "copy": count},
            "text_kept": None if share is None else round(share, 4),
            "network_cut": outcome.network_cut,
        }
        if converter.profile is Profile.PDFA_2B:
            checks["pdfa_rules"] = len(RULES)
        return Made(
            file,
            converter.profile,
            outcome.target,
            tool=converter.name,
            tool_version=version_of(converter),
            options=converter.options(),
            checks=checks,
        )

    def _judged(self, converter: Converter, target: Path) -> tuple[int, str, Wrong | None]:
        """How many pages a copy has, its text, and the first rule of its format it breaks. Raises `Unreadable`."""
        copy = self._pool.read(target, name=f"copy.{converter.profile.ending}")
        if converter.profile is Profile.PDFA_2B:
            verdict: PdfaVerdict = self._pool.call(CHECK, target)
            clauses = ", ".join(dict.fromkeys(each.clause for each in verdict.breaches))
            return verdict.pages, _text(copy.pages), (codes.NOT_PDFA, {"clauses": clauses}) if clauses else None
        told = next((each for each in copy.findings if each.severity is not Severity.INFO), None)
        wrong = (codes.NOT_OFD, {"reason": told.sentence()}) if told else None
        return len(copy.pages), "\n".join(self._pool.call(WRITTEN, target)) if wrong is None else "", wrong

    def _unlike(self, file: StoredFile, share: float | None, pages: tuple[int | None, int]) -> Wrong | None:
        """The first way in which a copy is not as its original."""
        original, copy = pages
        if copy == 0 or (original is not None and original != copy):
            return codes.PAGES_DIFFER, {"copy": copy, "original": original if original is not None else "—"}
        wanted = self._policy.text_kept(file.kind)
        if share is not None and share < wanted:
            return codes.TEXT_LOST, {"percent": int(share * 100), "wanted": round(wanted * 100)}
        return None

    def _not_made(self, file: StoredFile, converter: Converter, outcome: Outcome) -> Made:
        if outcome.problem == Problem.TIMED_OUT:
            return _refused(file, converter, codes.TIMED_OUT, seconds=int(self._policy.bounds.seconds))
        if outcome.problem == Problem.MISSING:
            return _refused(file, converter, codes.TOOL_MISSING, install=converter.install)
        said = outcome.said.strip().splitlines()
        return _refused(file, converter, codes.FAILED, reason=said[-1][:200] if said else "—")


def _refused(file: StoredFile, converter: Converter, code: str, **params: Any) -> Made:
    return Made(file, converter.profile, code=code, params={"tool": converter.name, **params})


def _text(pages: Sequence[PageReading]) -> str:
    return "\n".join(page.text for page in pages)


def _glyphs(file: StoredFile, converter: Converter, pages: Sequence[PageReading]) -> Made | None:
    missing = not_covered(_text(pages))
    if not missing:
        return None
    return _refused(file, converter, codes.NO_GLYPH, number=len(missing), characters=missing[:_TOLD])
