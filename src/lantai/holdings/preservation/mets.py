"""A version of an object as METS 1.12: which files it has, what each is for, and where their description lies.

METS is how other systems read a package whose maker is gone. It repeats nothing: descriptions and events stand in
documents of their own, which it names. The same facts always give the same bytes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

import lantai
from lantai.holdings.preservation.digests import digest_bytes
from lantai.holdings.preservation.ocfl.inventory import SM3_MANIFEST
from lantai.holdings.preservation.ocfl.write import StagedFile
from lantai.holdings.preservation.xml_lines import XmlLines

METS = "mets.xml"
PREMIS = "premis.xml"
_METS = "http://www.loc.gov/METS/"
_XLINK = "http://www.w3.org/1999/xlink"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SCHEMA = f"{_METS} https://www.loc.gov/standards/mets/version1121/mets.xsd"
_KINDS = {"ead3.xml": 'MDTYPE="EAD"', "dc.xml": 'MDTYPE="DC"'}
"""Descriptions in a form others know, by the name they have here."""
_MIMES = {".json": "application/json", ".jsonl": "application/jsonl", ".xml": "application/xml"}


@dataclass(frozen=True, slots=True)
class MetsFile:
    """One file of the version, at its logical path."""

    path: str
    size: int
    sha512: str
    mime: str = ""

    @property
    def use(self) -> str:
        """Its folder says what it is for; what lies on top is metadata."""
        top, _, below = self.path.partition("/")
        return top if below else "metadata"

    @property
    def is_description(self) -> bool:
        return self.path in _KINDS or (self.path.endswith(".json") and self.use in ("description", "metadata"))

    @property
    def description_kind(self) -> str:
        """Its kind in the words of METS."""
        return _KINDS.get(self.path, 'MDTYPE="OTHER" OTHERMDTYPE="LANTAI"')


def with_mets(
    files: Sequence[StagedFile],
    documents: Mapping[str, bytes],
    *,
    object_id: str,
    at: dt.datetime,
    mimes: Mapping[str, str] | None = None,
) -> dict[str, bytes]:
    """The documents of a version and the METS of the whole: `files` is what the version has beside them."""
    known = mimes or {}
    every = {file.logical_path: (file.size, file.sha512) for file in files}
    for path, data in documents.items():
        digests = digest_bytes(data)
        every[path] = (digests.size, digests.sha512)
    listed = [
        MetsFile(path, *every[path], known.get(path, _MIMES.get(PurePosixPath(path).suffix, "")))
        for path in sorted(every)
        if path not in (METS, SM3_MANIFEST)
    ]
    return {**documents, METS: mets_xml(listed, object_id=object_id, at=at)}


def mets_xml(files: Sequence[MetsFile], *, object_id: str, at: dt.datetime) -> bytes:
    """The document, its files in the order given. `at` needs a zone."""
    page = XmlLines("mets")
    root = f' xmlns:mets="{_METS}" xmlns:xlink="{_XLINK}" xmlns:xsi="{_XSI}" xsi:schemaLocation="{_SCHEMA}"'
    ids = {file.path: f"file-{n}" for n, file in enumerate(files, start=1)}
    described = [file for file in files if file.is_description]
    with page.element("mets", f"{root} OBJID={quoteattr(object_id)}"):
        _header(page, at)
        for n, file in enumerate(described, start=1):
            with page.element("dmdSec", f' ID="dmd-{n}"'):
                page.leaf("mdRef", "", _reference(file, file.description_kind))
        has_events = PREMIS in ids
        if has_events:
            with page.element("amdSec", ' ID="amd-1"'), page.element("digiprovMD", ' ID="premis-1"'):
                page.leaf("mdRef", "", _reference(_file(files, PREMIS), 'MDTYPE="PREMIS" MDTYPEVERSION="3.0"'))
        _file_section(page, files, ids)
        told = {"DMDID": " ".join(f"dmd-{n}" for n in range(1, len(described) + 1))}
        told |= {"ADMID": "premis-1"} if has_events else {}
        _structure(page, files, ids, told)
    return page.document()


def _file(files: Sequence[MetsFile], path: str) -> MetsFile:
    return next(file for file in files if file.path == path)


def _header(page: XmlLines, at: dt.datetime) -> None:
    if at.tzinfo is None:
        msg = "a METS document needs a time with a zone"
        raise ValueError(msg)
    agent = ' ROLE="CREATOR" TYPE="OTHER" OTHERTYPE="SOFTWARE"'
    created = f' CREATEDATE="{at.isoformat(timespec="seconds")}"'
    with page.element("metsHdr", created), page.element("agent", agent):
        page.leaf("name", f"Lantai {lantai.__version__}")


def _reference(file: MetsFile, kind: str) -> str:
    return f' {kind} LOCTYPE="URL" xlink:type="simple" xlink:href={quoteattr(quote(file.path))}{_digest(file)}'


def _digest(file: MetsFile) -> str:
    mime = f" MIMETYPE={quoteattr(file.mime)}" if file.mime else ""
    return f'{mime} SIZE="{file.size}" CHECKSUM="{file.sha512}" CHECKSUMTYPE="SHA-512"'


def _uses(files: Sequence[MetsFile]) -> list[str]:
    """Originals first."""
    return sorted({file.use for file in files}, key=lambda use: (use != "original", use))


def _file_section(page: XmlLines, files: Sequence[MetsFile], ids: Mapping[str, str]) -> None:
    with page.element("fileSec"):
        for use in _uses(files):
            with page.element("fileGrp", f" USE={quoteattr(use)}"):
                for file in files:
                    if file.use == use:
                        with page.element("file", f' ID="{ids[file.path]}"{_digest(file)}'):
                            where = f' LOCTYPE="URL" xlink:type="simple" xlink:href={quoteattr(quote(file.path))}'
                            page.leaf("FLocat", "", where)


def _structure(page: XmlLines, files: Sequence[MetsFile], ids: Mapping[str, str], about: Mapping[str, str]) -> None:
    told = "".join(f' {name}="{value}"' for name, value in about.items() if value)
    with page.element("structMap", ' TYPE="physical"'), page.element("div", f' TYPE="object"{told}'):
        for use in _uses(files):
            with page.element("div", f" TYPE={quoteattr(use)}"):
                for file in files:
                    if file.use == use:
                        page.leaf("fptr", "", f' FILEID="{ids[file.path]}"')
