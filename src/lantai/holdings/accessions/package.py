"""What is here? A folder or an archive file becomes a list of plain files with clean names. Nothing is trusted."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.base.common.findings import Finding, Severity, declare
from lantai.engines.formats.archives import extract
from lantai.engines.formats.identify import FormatKind, identify
from lantai.engines.packages.leftovers import is_leftover
from lantai.engines.storage.errors import worded
from lantai.holdings.accessions.units import Unit

SYMLINK = declare(
    "package.symlink",
    gettext_noop("%(path)s is a link to somewhere else; it was not followed."),
    gettext_noop("Copy the file itself into the folder and take it in again."),
)
SPECIAL = declare(
    "package.special_file",
    gettext_noop("%(path)s is not a file with content (a device, pipe or socket); it was left out."),
    gettext_noop("Remove it from the package."),
)
UNREADABLE = declare(
    "package.unreadable",
    gettext_noop("%(path)s could not be opened: %(reason)s"),
    gettext_noop("Give the account that runs Lantai the right to read it, then take the package in again."),
)
JUNK = declare(
    "package.junk",
    gettext_noop("%(path)s is a leftover of the operating system or an office program; it was left out."),
    gettext_noop("Nothing needs doing."),
)
NAME_ENCODING = declare(
    "package.name_encoding",
    gettext_noop("The name of %(path)s is not UTF-8; it was read as GB18030."),
    gettext_noop("Check that the name reads right. The content is not touched."),
)
SAME_NAME = declare(
    "package.same_name",
    gettext_noop("Another file has this name, composed of other characters; this one is taken in as %(new)s."),
    gettext_noop("Compare the two files and keep the right one."),
)

BAG = "bagit.txt"
UNPACKED = "unpacked"
_DIGITS = re.compile(r"\d+")


class SourceMissing(ArchiveError):
    code = "accessions.source_missing"
    message = gettext_noop("There is nothing at %(path)s.")
    hint = gettext_noop("Check the path; it must be a folder, an archive file or a single file this machine can read.")
    http_status = 404
    exit_code = 3


@dataclass(frozen=True, slots=True)
class PackageFile:
    """One file: its name inside the package (slashes, NFC, readable) and where its bytes are.

    `below` is where it lies in the folder `top`; mostly that is its name, and then the same string: of 200,000 files
    neither paths nor second spellings are held.
    """

    name: str
    top: Path
    below: str

    @property
    def path(self) -> Path:
        return self.top / self.below


@dataclass(frozen=True, slots=True)
class About:
    """A file that speaks of the package. `members`: of a sealed package, the names of the files that were in it.

    `is_digest_list`: of a plain folder, which has no other such files.
    """

    file: PackageFile
    members: tuple[str, ...] = ()
    is_digest_list: bool = False


@dataclass(frozen=True, slots=True)
class Package:
    """The files that came, in natural order of their names, and what was found on the way. They lie in `root`.

    Once it is sorted (`inside`), `units` is what a package of a standard's form tells of, `about` its files that are no
    records and speak of it: then they are not among `files`.
    """

    files: tuple[PackageFile, ...]
    findings: tuple[Finding, ...]
    root: Path | None = None
    units: tuple[Unit, ...] = ()
    about: tuple[About, ...] = ()


def open_package(source: Path, work: Path) -> Package:
    """List a folder, unpack an archive file into `work` (again, if a run before was killed), or take one file.

    Raises `SourceMissing`, and `StorageError` when the disk that is unpacked to is full or cannot be written.
    Everything else that is wrong is a finding.
    """
    if not source.exists():
        raise SourceMissing(path=str(source))
    root = None
    if source.is_dir():
        root, (files, findings) = source, _folder(source)
    elif identify(source).kind is FormatKind.ARCHIVE:
        root, (files, findings) = work / UNPACKED, _archive(source, work)
    else:
        files, findings = [PackageFile(_readable(source.name)[0], source.parent, source.name)], []
    kept = []
    for file in _payload(_apart(files, findings)):
        if is_leftover(file.name):
            findings.append(Finding(JUNK, Severity.INFO, file.name, {"path": file.name}))
        else:
            kept.append(file)
    return Package(tuple(sorted(kept, key=lambda f: natural(f.name))), tuple(findings), root)


def _apart(files: list[PackageFile], findings: list[Finding]) -> list[PackageFile]:
    """Files whose names became alike when they were made readable get numbers, the same at every run."""
    respelled = [file for file in files if file.name != file.below]
    if not respelled:
        return files
    taken = {file.name for file in files if file.name == file.below}
    named = {}
    for file in respelled:
        name, count = file.name, 1
        while name in taken:
            count += 1
            path = PurePosixPath(file.name)
            name = str(path.with_name(f"{path.stem} ({count}){path.suffix}"))
        taken.add(name)
        named[file.below] = name
        if count > 1:
            findings.append(Finding(SAME_NAME, Severity.WARNING, file.name, {"path": file.name, "new": name}))
    return [replace(file, name=named.get(file.below, file.name)) for file in files]


def _payload(files: list[PackageFile]) -> list[PackageFile]:
    """Of a bag (RFC 8493) what is in it: manifests and tags say something of the records and are none themselves."""
    tops = [file.name.removesuffix(BAG) for file in files if re.fullmatch(f"([^/]+/)?{BAG}", file.name)]
    if len(tops) != 1:
        return files
    data = f"{tops[0]}data/"
    return [replace(file, name=file.name.removeprefix(data)) for file in files if file.name.startswith(data)]


def natural(name: str) -> str:
    """Sort key by which 10 follows 9 and folders keep their files together.

    A number stands as how long it is and itself, before every letter; as it is written decides between 7 and 07. The
    key is one string, because the keys of all files of a package are held at once.
    """
    return _DIGITS.sub(_by_value, name)


def _by_value(written: re.Match[str]) -> str:
    digits = written[0]
    value = "".join(str(int(digit)) for digit in digits).lstrip("0")
    return f"\0{chr(len(value))}{value}{digits}\0"


def _archive(source: Path, work: Path) -> tuple[list[PackageFile], list[Finding]]:
    into = work / UNPACKED
    with worded(into):
        into.mkdir(parents=True, exist_ok=True)
        members, findings = extract(source, into)
    files = [_file(into, member.path.relative_to(into).as_posix(), _readable(member.name)[0]) for member in members]
    return files, list(findings)


def _file(top: Path, below: str, name: str) -> PackageFile:
    return PackageFile(name, top, name if below == name else below)


def _folder(source: Path) -> tuple[list[PackageFile], list[Finding]]:
    files: list[PackageFile] = []
    findings: list[Finding] = []
    for path in _walk(source, findings):
        below = path.relative_to(source).as_posix()
        name, encoded = _readable(below)
        try:
            mode = path.lstat().st_mode
        except OSError as error:
            findings.append(_unreadable(name, error))
            continue
        if stat.S_ISLNK(mode):
            findings.append(Finding(SYMLINK, Severity.WARNING, name, {"path": name}))
        elif not stat.S_ISREG(mode):
            findings.append(Finding(SPECIAL, Severity.WARNING, name, {"path": name}))
        elif not os.access(path, os.R_OK):
            findings.append(_unreadable(name, PermissionError(13, "Permission denied")))
        else:
            files.append(_file(source, below, name))
            if encoded:
                findings.append(Finding(NAME_ENCODING, Severity.INFO, name, {"path": name}))
    return files, findings


def _unreadable(name: str, error: OSError) -> Finding:
    return Finding(UNREADABLE, Severity.ERROR, name, {"path": name, "reason": error.strerror or str(error)})


def _walk(source: Path, findings: list[Finding]) -> Iterator[Path]:
    """Every entry that is not a folder, links included but not followed."""

    def failed(error: OSError) -> None:
        where = Path(error.filename or source)
        findings.append(_unreadable(_readable(os.path.relpath(where, source))[0], error))

    for folder, folders, names in os.walk(source, onerror=failed, followlinks=False):
        linked = [name for name in folders if (Path(folder) / name).is_symlink()]
        folders[:] = sorted(set(folders) - set(linked))
        for name in sorted([*names, *linked]):
            yield Path(folder) / name


def _readable(name: str) -> tuple[str, bool]:
    """A name people can read, and whether its bytes were not UTF-8. Normal form C, so that a name has one spelling."""
    try:
        name.encode()
        return unicodedata.normalize("NFC", name), False
    except UnicodeEncodeError:
        raw = os.fsencode(name)
        return unicodedata.normalize("NFC", raw.decode("gb18030", errors="replace")), True
