"""The files themselves, one by one: digest, virus scan, format, whether they open, how many pages they have."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from lantai.base.common.findings import Finding, Severity
from lantai.engines.formats import codes as formats
from lantai.engines.formats.ofd.problems import SIGNED_PART_CHANGED
from lantai.engines.formats.readers.base import Unreadable
from lantai.engines.packages.eep.folder import INSIDE, EepFolder
from lantai.engines.packages.errors import FileNotThere
from lantai.engines.packages.leftovers import is_leftover
from lantai.engines.packages.model import PackageForm, PresentFile
from lantai.engines.packages.transfer.package import TransferPackage
from lantai.holdings.checks.items import items
from lantai.holdings.checks.judging import codes
from lantai.holdings.checks.judging.ahead import LOOK, Answer, looked_ahead
from lantai.holdings.checks.judging.looking import Look
from lantai.holdings.checks.judging.material import Material
from lantai.holdings.checks.judging.notebook import LookedScans
from lantai.holdings.checks.judging.safety import Scan
from lantai.holdings.checks.results import Status
from lantai.holdings.imports.scan_quality import about_quality, images_in

BREAKS = "lantai.holdings.checks.judging.looking.breaks_of_pdfa"
PDFA_JUDGED = frozenset({"fmt/95", "fmt/354", "fmt/476", "fmt/477", "fmt/478"})
"""Parts 1 and 2 of PDF/A by PRONOM: what our checker of part 2 finds wrong is wrong in part 1 as well."""
PDFA = PDFA_JUDGED | {"fmt/479", "fmt/480", "fmt/481", "fmt/1910", "fmt/1911", "fmt/1912"}
OF_CONTENT = ("2-7", "3-3", "3-4", "3-5", "3-8")
_BLOCK = 1 << 20
_ARCHIVE = "archive"


def judge_files(material: Material) -> None:
    """Every file that is there; those with content are opened in a limited process."""
    scan = Scan(material)
    is_content = _content_of(material)

    def is_wanted(file: PresentFile) -> bool:
        return is_content(file.name) and not is_leftover(file.name)

    for file, answer in looked_ahead(material.package.present_files(), is_wanted, material.pool):
        material.files += 1
        sha256 = _digested(material, file)
        scan.file(file)
        look = _looked(material, file, answer) if is_wanted(file) else None
        mime, pages = (look.mime, look.pages) if look else ("", None)
        material.book.put_file(file.name, file.size, sha256, mime, pages)
        material.tell("files", material.files, material.size)
    if not material.content_files:
        material.tallies.skip(OF_CONTENT, Status.NOT_RUN, codes.NO_FILES)


def _digested(material: Material, file: PresentFile) -> str:
    """SHA-256 of what lies on the carrier; what is inside a sealed package is part of that package's bytes."""
    if file.path is None:
        return ""
    digest = hashlib.sha256()
    try:
        with material.package.open(file.name) as stream:
            while block := stream.read(_BLOCK):
                digest.update(block)
    except (OSError, FileNotThere):
        return ""  # the judgement of the form says it
    material.size += file.size
    return digest.hexdigest()


def _content_of(material: Material) -> partial[bool]:
    package = material.package
    prefixes: tuple[str, ...] = ("",)
    if isinstance(package, TransferPackage):
        prefixes = tuple(f"{carrier.named(carrier.records)}/" for carrier in package.carriers if carrier.records)
    elif package.form is PackageForm.BAG:
        prefixes = ("data/",)
    own = "" if isinstance(package, EepFolder) else package.path.name
    return partial(_is_content, package.form, prefixes, own)


def _is_content(form: PackageForm, prefixes: tuple[str, ...], own: str, name: str) -> bool:
    if form is PackageForm.EARK:
        parts = name.split("/")
        return "data" in parts[:-1] or "documentation" in parts[:1]
    if form is PackageForm.EEP:
        return name != own if own else INSIDE in name
    return name.startswith(prefixes)


def _looked(material: Material, file: PresentFile, answer: Answer | None) -> Look | None:
    material.content_files += 1
    material.record_size += file.size
    for number in OF_CONTENT:
        material.tallies.see(number)
    look = opened_file(material, file, answer)
    if look is not None:
        _format(material, file, look)
        _scans(material, file, look)
    return look


def _scans(material: Material, file: PresentFile, look: Look) -> None:
    """How good they are, by what reading the file has measured; the pages of an entry are compared with one another."""
    images = list(images_in(file.name, look.scanned))
    if not images:
        return
    blank = sum(image.scan.is_blank for image in images)
    width, height = (images[0].width, images[0].height) if look.pages == 1 else (0, 0)
    material.book.put_scans(file.name, LookedScans(blank, width, height))
    if rules := material.scan_rules:
        for finding in about_quality(file.name, images, rules):
            material.tallies.add(items().number_for(finding.code), finding)


def opened_file(material: Material, file: PresentFile, answer: Answer | None = None) -> Look | None:
    """The file opened in a limited process, with all that is wrong with it said; None where it does not open.

    `answer`, where the process was asked about it before.
    """
    tallies = material.tallies
    try:
        look = answer() if answer else _asked_now(material, file)
    except Unreadable as failure:
        formats.declare_all()
        _put(material, failure.finding(file.name))
        return None
    except (OSError, FileNotThere) as error:
        reason = (error.strerror if isinstance(error, OSError) else "") or type(error).__name__
        tallies.say("3-4", formats.DAMAGED, file.name, detail=reason)
        return None
    for finding in look.findings:
        _put(material, finding)
    tallies.see("1-1", look.signatures)
    if look.illegible and not any(f.code == formats.TEXT_LAYER_UNUSABLE for f in look.findings):
        tallies.say("3-4", codes.ILLEGIBLE, file.name, path=file.name, reason=look.illegible)
    if look.annexes:
        material.book.list_annexes(file.name, look.annexes)
    return look


def _asked_now(material: Material, file: PresentFile) -> Look:
    with _on_disk(material, file) as path:
        look: Look = material.pool.call(LOOK, path, name=file.name)
        return look


@contextmanager
def _on_disk(material: Material, file: PresentFile) -> Iterator[Path]:
    """Where the bytes are; those inside a sealed package are laid down for the reader, and taken away again."""
    if file.path is not None:
        yield file.path
        return
    with tempfile.TemporaryDirectory() as folder, material.package.open(file.name) as stream:
        path = Path(folder) / "file"
        with path.open("wb") as out:
            shutil.copyfileobj(stream, out, _BLOCK)
        yield path


def _put(material: Material, finding: Finding) -> None:
    """A reader's finding under its item. What readers only remark (no text in it) is no business of the check."""
    if finding.code in {formats.NO_TEXT, formats.NESTED, formats.UNKNOWN_FORMAT, formats.NO_READER}:
        return  # the format decides about these
    if finding.code in {formats.EXTENSION_MISMATCH, SIGNED_PART_CHANGED}:
        finding = replace(finding, severity=Severity.ERROR)
    material.tallies.add(items().number_for(finding.code), finding)


def _format(material: Material, file: PresentFile, look: Look) -> None:
    """Allowed, lasting, and no archive; an empty file has no format to speak of."""
    tallies, scheme, name = material.tallies, material.scheme, file.name
    if look.kind in {"empty", "locked"}:
        return
    known = {look.puid, look.mime}
    told = f"{look.name} ({look.puid})" if look.puid else look.name
    if look.kind == _ARCHIVE and not scheme.archives_allowed:
        tallies.say("3-8", codes.ARCHIVE_INSIDE, name, path=name, found=told)
        return
    if not known & (scheme.formats | scheme.long_term):
        tallies.say("3-3", codes.FORMAT_NOT_ALLOWED, name, path=name, found=told)
    elif not known & scheme.long_term:
        tallies.say("3-5", codes.FORMAT_NOT_LASTING, name, path=name, found=told)
    elif look.puid in PDFA:
        _pdfa(material, file, told, is_judged=look.puid in PDFA_JUDGED)


def _pdfa(material: Material, file: PresentFile, told: str, *, is_judged: bool) -> None:
    """A file says of itself that it is PDF/A, and identification believes it: our own checker looks."""
    said, breaks = {"path": file.name, "found": told}, None
    if is_judged:
        try:
            with _on_disk(material, file) as path:
                breaks = material.pool.call(BREAKS, path)
        except (Unreadable, OSError, FileNotThere):
            breaks = None
    if breaks is None:
        material.tallies.say("3-5", codes.PDFA_UNJUDGED, file.name, Severity.WARNING, **said)
    elif breaks:
        material.tallies.say("3-5", codes.NOT_PDFA, file.name, reason="; ".join(breaks), **said)
