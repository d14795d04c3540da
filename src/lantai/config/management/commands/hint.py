"""`hint PATH…`: where a file may hold what must not be opened. Needs no database; decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils.translation import gettext_noop

from lantai.base.common.command import Verb, existing_path
from lantai.base.common.data_files import BadDataFile
from lantai.base.common.errors import ArchiveError
from lantai.base.common.findings import Finding, Severity
from lantai.engines.formats.merging import merge_page
from lantai.engines.formats.model import FileReading, PageReading
from lantai.engines.formats.readers.base import Unreadable
from lantai.engines.formats.workers import ReaderPool
from lantai.engines.hints.detectors.named import model_names
from lantai.engines.hints.finding import find_hints, version_with
from lantai.engines.hints.lexicons import lexicons_in, read_lexicon
from lantai.engines.hints.model import Hint, Lexicon

RECOGNISE = "lantai.engines.formats.recognise.recognise_page"


class NothingToHint(ArchiveError):
    code = "hints.no_file"
    message = gettext_noop("There is no file at %(path)s.")
    hint = gettext_noop("Check the path; a folder is looked through with all its folders.")
    exit_code = 3


class LexiconNotRead(ArchiveError):
    code = "hints.bad_lexicon"
    message = gettext_noop("The lexicon %(path)s cannot be used, line %(line)s: %(reason)s")
    hint = gettext_noop("Mend that line; docs/using/opening-hints.md shows the two forms a lexicon may have.")
    exit_code = 3


class Command(Verb):
    help = (
        "Show where files may hold what must not be opened: ID numbers, telephones, names in private matters, secrets."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=existing_path, metavar="PATH", help="file or folder")
        parser.add_argument(
            "--lexicon", action="append", type=existing_path, default=[], metavar="FILE", help="a list of words besides"
        )
        parser.add_argument("--no-names", action="store_true", help="leave names of persons out")
        parser.add_argument("--no-model", action="store_true", help="find names by rules alone")
        parser.add_argument("--no-recognition", action="store_true", help="leave page images unread")

    def run(self, options: dict[str, Any]) -> int:
        lexicons, unread = _lexicons(options["lexicon"]), False
        model = model_names() if settings.NAME_MODEL and not options["no_model"] else None
        with ReaderPool(1) as pool:
            for path in _files(options["paths"]):
                reading = _read(pool, path, recognising=not options["no_recognition"])
                text = "\n".join(page.text for page in reading.pages)
                hints = find_hints(text, lexicons=lexicons, names=not options["no_names"], model=model)
                failed = [finding for finding in reading.findings if finding.severity is Severity.ERROR]
                unread = unread or bool(failed)
                if options["json"]:
                    self.print_json(_as_json(path, hints, reading, version_with(lexicons, model)))
                else:
                    self._print(path, hints, failed, _pages(reading))
        return 3 if unread else 0

    def _print(self, path: Path, hints: list[Hint], failed: list[Finding], pages: list[int]) -> None:
        self.stdout.write(f"{path}: {len(hints)}")
        for finding in failed:
            self.stderr.write(finding.sentence())
        for hint in hints:
            shown = " ".join(hint.text.split())
            page = f"{_page_of(hint.start, pages)}:{hint.start}"
            self.stdout.write(f"  {page:<9}{hint.detector:<16}{hint.score:.2f}  {hint.ground:<4}{shown}")


def _as_json(path: Path, hints: list[Hint], reading: FileReading, version: str) -> dict[str, Any]:
    pages = _pages(reading)
    return {
        "path": str(path),
        "hints": [
            {
                "detector": hint.detector,
                "start": hint.start,
                "end": hint.end,
                "text": hint.text,
                "score": hint.score,
                "rule": hint.rule,
                "ground": hint.ground,
                "page": _page_of(hint.start, pages),
            }
            for hint in hints
        ],
        "rules": version,
        "findings": [finding.as_json() for finding in reading.findings],
    }


def _pages(reading: FileReading) -> list[int]:
    """Where each page begins in the text of the file: pages are joined by a line break."""
    starts, at = [], 0
    for page in reading.pages:
        starts.append(at)
        at += len(page.text) + 1
    return starts


def _page_of(place: int, starts: Sequence[int]) -> int:
    return sum(1 for start in starts if start <= place)


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    """Every file, folders in order of names. Raises before anything is read where a path leads nowhere."""
    for path in paths:
        if not path.exists():
            raise NothingToHint(path=path)
    for path in paths:
        yield from sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else (path,)


def _read(pool: ReaderPool, path: Path, *, recognising: bool) -> FileReading:
    reading = pool.read(path)
    if not recognising or not any(page.needs_ocr for page in reading.pages):
        return reading
    pages = tuple(_recognised(pool, path, page) if page.needs_ocr else page for page in reading.pages)
    return FileReading(reading.puid, reading.mime, pages, reading.findings, reading.metadata, reading.kind)


def _recognised(pool: ReaderPool, path: Path, page: PageReading) -> PageReading:
    """A page that cannot be recognised keeps the text it has: findings of the file say what is wrong with it."""
    try:
        return merge_page(page, pool.call(RECOGNISE, path, page.number))
    except Unreadable:
        return page


def _lexicons(named: Sequence[Path]) -> tuple[Lexicon, ...]:
    """The archive's own of its folder, and those named."""
    try:
        return (*lexicons_in(settings.LEXICONS_FOLDER), *(read_lexicon(path) for path in named))
    except BadDataFile as error:
        raise LexiconNotRead(path=error.path, line=error.line, reason=error.reason) from error
