"""Making copies of some originals and looking at each before it counts. Nothing here writes a row or into storage.

1. What cannot come out right is told before a program is started: too large, no fonts, characters no font has.
2. Converters work on copies of the originals in a folder of their own.
3. A copy counts when it has the pages and the text of its original, and breaks no rule of PDF/A-2b we know.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lantai.base.common.errors import ArchiveError
from lantai.engines.formats.converting.comparing import text_kept
from lantai.engines.formats.converting.converters import Converter, Given, Outcome, Problem, Profile
from lantai.engines.formats.converting.installed_fonts import not_covered
from lantai.engines.formats.identify import FormatKind
from lantai.engines.formats.model import FileReading
from lantai.engines.formats.pdfa.check import PdfaVerdict
from lantai.engines.formats.pdfa.rules import RULES
from lantai.engines.formats.probe import version
from lantai.engines.formats.readers.base import Unreadable
from lantai.engines.formats.workers import ReaderPool
from lantai.engines.storage.current import blob_store
from lantai.holdings.normalisation import codes
from lantai.holdings.normalisation.policy import Policy, ready_converter
from lantai.holdings.preservation.models import StoredFile
from lantai.holdings.preservation.ocfl.read import open_file

CHECK = "lantai.engines.formats.pdfa.check.check_pdfa"
PAGED = frozenset({FormatKind.PDF, FormatKind.SLIDES, FormatKind.PPT})
"""Kinds that say themselves how many pages they have. A text document has pages only once it is laid out."""
STANDARD_FONTS = ("Helvetica", "Times", "Courier", "Arial", "Symbol", "ZapfDingbats")
"""Fonts every program knows, with the same widths everywhere: Ghostscript puts in its own."""
_TOLD = 12


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
                by_converter[converter.program].append((file, converter))
        for group in by_converter.values():
            made |= self._make_group([file for file, _ in group], group[0][1])
        return [made[file.pk] for file in files if file.pk in made]

    def _make_group(self, files: Sequence[StoredFile], converter: Converter) -> dict[int, Made]:
        work = self._folder / converter.program
        work.mkdir()
        made: dict[int, Made] = {}
        ready: list[tuple[StoredFile, Given, FileReading]] = []
        for number, file in enumerate(files):
            refused, given, reading = self._prepared(file, converter, self._folder / f"original-{number:04}")
            if refused is not None or given is None or reading is None:
                made[file.pk] = refused or _refused(file, converter, codes.NOT_CHECKED, reason="")
            else:
                ready.append((file, given, reading))
        if ready:
            outcomes = converter.convert([given for _, given, _ in ready], work, bounds=self._policy.bounds)
            for (file, _, reading), outcome in zip(ready, outcomes, strict=True):
                made[file.pk] = self._looked_at(file, converter, reading, outcome)
        return made

    def _prepared(
        self, file: StoredFile, converter: Converter, copy: Path
    ) -> tuple[Made | None, Given | None, FileReading | None]:
        """A copy of the original to work on, with its text; or why there is no use in trying."""
        most = self._policy.most_bytes
        if file.size > most:
            megabytes = {"megabytes": -(-file.size // 1_000_000), "most": most // 1_000_000}
            return _refused(file, converter, codes.TOO_LARGE, **megabytes), None, None
        try:
            with open_file(blob_store(), file.stored.object_id, file.logical_path) as source, copy.open("wb") as target:
                shutil.copyfileobj(source, target)
        except (ArchiveError, OSError) as error:
            return _refused(file, converter, codes.ORIGINAL_MISSING, reason=str(error)), None, None
        reading = self._pool.read(copy, name=file.original_name)
        kind = FormatKind(file.kind)
        refused = (
            self._fonts_of_pdf(file, converter, copy) if kind is FormatKind.PDF else _glyphs(file, converter, reading)
        )
        return refused, Given(copy, file.original_name, kind), reading

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

    def _looked_at(self, file: StoredFile, converter: Converter, reading: FileReading, outcome: Outcome) -> Made:
        if outcome.target is None:
            return self._not_made(file, converter, outcome)
        try:
            verdict: PdfaVerdict = self._pool.call(CHECK, outcome.target)
        except Unreadable as error:
            return _refused(file, converter, codes.NOT_CHECKED, reason=error.code)
        copy = self._pool.read(outcome.target, name="copy.pdf")
        share = text_kept(_text(reading), _text(copy))
        original_pages = len(reading.pages) if file.kind in PAGED else None
        wrong = self._wrong(file, verdict, share, original_pages)
        if wrong is not None:
            return _refused(file, converter, wrong[0], **wrong[1])
        checks = {
            "pages": {"original": original_pages, "copy": verdict.pages},
            "text_kept": None if share is None else round(share, 4),
            "pdfa_rules": len(RULES),
            "network_cut": outcome.network_cut,
        }
        return Made(
            file,
            converter.profile,
            outcome.target,
            tool=converter.name,
            tool_version=version(converter.program) or "?",
            options=converter.options(),
            checks=checks,
        )

    def _wrong(
        self, file: StoredFile, verdict: PdfaVerdict, share: float | None, pages: int | None
    ) -> tuple[str, dict[str, Any]] | None:
        """The first reason for which a copy does not count."""
        if verdict.breaches:
            return codes.NOT_PDFA, {"clauses": ", ".join(dict.fromkeys(each.clause for each in verdict.breaches))}
        if verdict.pages == 0 or (pages is not None and pages != verdict.pages):
            return codes.PAGES_DIFFER, {"copy": verdict.pages, "original": pages if pages is not None else "—"}
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


def _text(reading: FileReading) -> str:
    return "\n".join(page.text for page in reading.pages)


def _glyphs(file: StoredFile, converter: Converter, reading: FileReading) -> Made | None:
    missing = not_covered(_text(reading))
    if not missing:
        return None
    return _refused(file, converter, codes.NO_GLYPH, number=len(missing), characters=missing[:_TOLD])
