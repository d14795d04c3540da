"""Write an E-ARK SIP or DIP 2.2: a METS for the package and one for each representation, while files are copied."""

from __future__ import annotations

import datetime as dt
import io
import mimetypes
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Literal
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from lantai.engines.packages.digests import digest_file
from lantai.engines.packages.errors import NameCannotBeWritten
from lantai.engines.packages.model import Progress
from lantai.engines.packages.writing import NewFile, NewFolder, Source, checked

PROFILES = {
    "SIP": "https://earksip.dilcis.eu/profile/E-ARK-SIP-v2-2-0.xml",
    "DIP": "https://earkdip.dilcis.eu/profile/E-ARK-DIP-v2-2-0.xml",
}
_SPACES = (
    'xmlns="http://www.loc.gov/METS/" xmlns:csip="https://DILCIS.eu/XML/METS/CSIPExtensionMETS"'
    ' xmlns:xlink="http://www.w3.org/1999/xlink"'
)
_LINK = 'LOCTYPE="URL" xlink:type="simple"'
_KIND = "sha256"  # METS has no name for SM3
_DC = "http://purl.org/dc/elements/1.1/"


@dataclass(frozen=True, slots=True)
class Metadata:
    """A document about what is in the package. `kind` is the word of METS: DC, EAD, PREMIS (which is preservation)."""

    name: str
    kind: str
    source: Source

    @property
    def folder(self) -> str:
        return "preservation" if self.kind == "PREMIS" else "descriptive"


@dataclass(frozen=True, slots=True)
class Sip:
    """What is said of a package: who hands it over, its category, and Dublin Core elements (title, creator, date …).

    `package` is SIP for what goes to an archive, DIP for what an archive gives out; they differ in profile and name.
    `metadata` is of the whole: without descriptive documents, those elements are written as one.
    """

    submitter: str
    software_version: str
    description: Mapping[str, str] = field(default_factory=dict)
    category: str = "Mixed"
    information: str = "MIXED"
    package: Literal["SIP", "DIP"] = "SIP"
    metadata: Sequence[Metadata] = ()


@dataclass(frozen=True, slots=True)
class Representation:
    """Files that go into the folder data of one representation, and what is said of them.

    Without descriptive metadata it has that of the package, without PREMIS a document that says it was packaged.
    """

    name: str
    files: Iterable[NewFile]
    metadata: Sequence[Metadata] = ()


@dataclass(frozen=True, slots=True)
class WrittenSip:
    """What was written: files and bytes of the representations."""

    files: int
    size: int


@dataclass(frozen=True, slots=True)
class _Noted:
    """A file that is there, as METS tells it: name below its METS, size, digest."""

    name: str
    size: int
    digest: str


def write_sip(
    target: Path,
    *,
    sip: Sip,
    representations: Iterable[Representation],
    now: dt.datetime,
    others: Mapping[str, Sequence[NewFile]] | None = None,
    progress: Progress | None = None,
) -> WrittenSip:
    """Write a SIP or DIP; the folder's name is its OBJID. `others`: files of `documentation` and `schemas`.

    Raises `TargetIsThere`, `NameCannotBeWritten`, `NameIsTaken`, `FileChanged`, OSError.
    """
    with NewFolder(target, progress=progress) as folder:
        writer = _Writer(folder, sip, now)
        done = [_representation(writer, each) for each in representations]
        kept = {use: list(writer.copies(use, files)) for use, files in sorted((others or {}).items()) if files}
        with writer.document("", target.name, sip.metadata) as mets:
            for use, copied in kept.items():
                mets.group(use.capitalize(), copied)
            for name, noted, _, _ in done:
                mets.group(f"Representations/{name}", [noted], information=sip.information)
            mets.divide({use.capitalize(): "" for use in kept}, {name: noted.name for name, noted, _, _ in done})
        return WrittenSip(sum(count for _, _, count, _ in done), sum(size for _, _, _, size in done))


def _representation(writer: _Writer, given: Representation) -> tuple[str, _Noted, int, int]:
    name = given.name
    if "/" in checked(name):
        raise NameCannotBeWritten(name=name, reason="a representation's name is one folder")
    prefix = f"representations/{name}/"
    count = size = 0
    with writer.document(prefix, name, given.metadata) as mets, mets.group_of("Data"):
        for noted in writer.copies(f"{prefix}data", given.files, below=prefix):
            mets.file(noted)
            count, size = count + 1, size + noted.size
    return name, writer.noted(f"{prefix}METS.xml"), count, size


class _Writer:
    """The folder of a SIP and what is the same in all its documents."""

    def __init__(self, folder: NewFolder, sip: Sip, now: dt.datetime) -> None:
        self.folder = folder
        self.sip = sip
        self.now = now.isoformat(timespec="seconds")

    def copies(self, prefix: str, files: Iterable[NewFile], *, below: str = "") -> Iterator[_Noted]:
        for file in files:
            name = checked(f"{prefix}/{file.name}")
            size, digests = self.folder.copy(NewFile(name, file.source, file.digests), (_KIND,))
            yield _Noted(name.removeprefix(below), size, digests[_KIND])

    def noted(self, name: str, *, below: str = "") -> _Noted:
        size, digests = digest_file(self.folder.path / name, (_KIND,), self.folder.watch, name)
        return _Noted(name.removeprefix(below), size, digests[_KIND])

    @contextmanager
    def document(self, prefix: str, identifier: str, given: Sequence[Metadata]) -> Iterator[_Mets]:
        """A METS with its metadata files; the file section is open inside, the structural map comes at the end."""
        noted = [(each, self._metadata(prefix, each)) for each in self._completed(identifier, given)]
        with self.folder.create(f"{prefix}METS.xml") as out:
            mets = _Mets(out, self, identifier)
            mets.begin(noted)
            yield mets
            mets.end()

    def _completed(self, identifier: str, given: Sequence[Metadata]) -> list[Metadata]:
        """Descriptive metadata first; of each kind there is one at least."""
        described = [each for each in given if each.folder == "descriptive"]
        events = [each for each in given if each.folder == "preservation"]
        ours = Metadata("dc.xml", "DC", _stream(self._dublin_core()))
        packaged = Metadata("premis.xml", "PREMIS", _stream(self._premis(identifier)))
        return [*(described or [ours]), *(events or [packaged])]

    def _metadata(self, prefix: str, given: Metadata) -> _Noted:
        name = f"metadata/{given.folder}/{given.name}"
        size, digests = self.folder.copy(NewFile(prefix + name, given.source), (_KIND,))
        return _Noted(name, size, digests[_KIND])

    def _dublin_core(self) -> str:
        elements = "".join(
            f"  <dc:{name}>{escape(value)}</dc:{name}>\n"
            for name, value in self.sip.description.items()
            if name.isalpha()
        )
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<metadata xmlns:dc="{_DC}">\n{elements}</metadata>\n'

    def _premis(self, identifier: str) -> str:
        value = escape(identifier)
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<premis xmlns="http://www.loc.gov/premis/v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
            ' version="3.0">\n  <object xsi:type="intellectualEntity">\n    <objectIdentifier>\n'
            f"      <objectIdentifierType>local</objectIdentifierType>\n      <objectIdentifierValue>{value}"
            "</objectIdentifierValue>\n    </objectIdentifier>\n  </object>\n  <event>\n    <eventIdentifier>\n"
            f"      <eventIdentifierType>local</eventIdentifierType>\n      <eventIdentifierValue>{value}-packaging"
            "</eventIdentifierValue>\n    </eventIdentifier>\n    <eventType>packaging</eventType>\n"
            f"    <eventDateTime>{self.now}</eventDateTime>\n  </event>\n</premis>\n"
        )


def _stream(text: str) -> Callable[[], IO[bytes]]:
    return lambda: io.BytesIO(text.encode())


class _Mets:
    """One METS document, written from its beginning to its end."""

    def __init__(self, out: IO[bytes], writer: _Writer, identifier: str) -> None:
        self._out, self._writer, self._identifier = out, writer, identifier
        self._groups: list[tuple[str, str]] = []
        self._files = 0
        self._divisions: dict[str, str] = {"Data": ""}
        self._pointers: dict[str, str] = {}
        self._about: dict[str, list[str]] = {"ADMID": [], "DMDID": []}

    def begin(self, metadata: Sequence[tuple[Metadata, _Noted]]) -> None:
        sip, now = self._writer.sip, self._writer.now
        self._put(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f"<mets {_SPACES} OBJID={quoteattr(self._identifier)} TYPE={quoteattr(sip.category)}"
            f' PROFILE="{PROFILES[sip.package]}" csip:CONTENTINFORMATIONTYPE={quoteattr(sip.information)}>\n'
            f'  <metsHdr CREATEDATE="{now}" LASTMODDATE="{now}" csip:OAISPACKAGETYPE="{sip.package}">\n'
            '    <agent ROLE="CREATOR" TYPE="OTHER" OTHERTYPE="SOFTWARE">\n      <name>Lantai</name>\n'
            f'      <note csip:NOTETYPE="SOFTWARE VERSION">{escape(sip.software_version)}</note>\n    </agent>\n'
            f"{self._submitter()}  </metsHdr>\n"
        )
        self._put("".join(self._descriptive(*each) for each in metadata if each[0].folder == "descriptive"))
        events = "".join(self._preservation(*each) for each in metadata if each[0].folder == "preservation")
        self._put(f'  <amdSec>\n{events}  </amdSec>\n  <fileSec ID="files">\n')

    def _submitter(self) -> str:
        """Whom a SIP comes from. A DIP has no such agent; its giver is named as the publisher in Dublin Core."""
        sip = self._writer.sip
        if sip.package != "SIP":
            return ""
        name = f"      <name>{escape(sip.submitter)}</name>\n"
        return f'    <agent ROLE="CREATOR" TYPE="ORGANIZATION">\n{name}    </agent>\n'

    def _descriptive(self, given: Metadata, noted: _Noted) -> str:
        self._about["DMDID"].append(identifier := f"dmd-{len(self._about['DMDID']) + 1}")
        return (
            f'  <dmdSec ID="{identifier}" CREATED="{self._writer.now}" STATUS="CURRENT">\n'
            f'    <mdRef {self._reference(noted)} MDTYPE="{given.kind}"/>\n  </dmdSec>\n'
        )

    def _preservation(self, given: Metadata, noted: _Noted) -> str:
        self._about["ADMID"].append(identifier := f"digiprov-{len(self._about['ADMID']) + 1}")
        return (
            f'    <digiprovMD ID="{identifier}" STATUS="CURRENT">\n'
            f'      <mdRef {self._reference(noted)} MDTYPE="{given.kind}"/>\n    </digiprovMD>\n'
        )

    @contextmanager
    def group_of(self, use: str, *, information: str = "") -> Iterator[None]:
        identifier = f"group-{len(self._groups) + 1}"
        self._groups.append((identifier, use))
        kind = f" csip:CONTENTINFORMATIONTYPE={quoteattr(information)}" if information else ""
        self._put(f'    <fileGrp ID="{identifier}" USE={quoteattr(use)}{kind}>\n')
        yield
        self._put("    </fileGrp>\n")

    def group(self, use: str, files: Iterable[_Noted], *, information: str = "") -> None:
        with self.group_of(use, information=information):
            for noted in files:
                self.file(noted)

    def file(self, noted: _Noted) -> None:
        self._files += 1
        self._put(
            f'      <file ID="file-{self._files}" {_facts(noted, self._writer.now)}>\n'
            f"        <FLocat {_LINK} xlink:href={quoteattr(quote(noted.name))}/>\n      </file>\n"
        )

    def divide(self, divisions: Mapping[str, str], pointers: Mapping[str, str]) -> None:
        """What the structural map will hold besides metadata: a division per group, a pointer per representation."""
        self._divisions, self._pointers = dict(divisions), dict(pointers)

    def end(self) -> None:
        self._put(
            '  </fileSec>\n  <structMap ID="map" TYPE="PHYSICAL" LABEL="CSIP">\n'
            f'    <div ID="div-1" LABEL={quoteattr(self._identifier)}>\n'
            f'      <div ID="div-metadata" LABEL="Metadata"{self._about_text()}/>\n'
        )
        for identifier, use in self._groups:
            if use in self._divisions:
                self._put(f'      <div ID="div-{identifier}" LABEL="{use}"><fptr FILEID="{identifier}"/></div>\n')
            else:
                href = quote(self._pointers[use.partition("/")[2]])
                self._put(
                    f'      <div ID="div-{identifier}" LABEL={quoteattr(use)}>'
                    f'<mptr {_LINK} xlink:href={quoteattr(href)} xlink:title="{identifier}"/></div>\n'
                )
        self._put("    </div>\n  </structMap>\n</mets>\n")

    def _about_text(self) -> str:
        return "".join(f' {name}="{" ".join(identifiers)}"' for name, identifiers in self._about.items())

    def _reference(self, noted: _Noted) -> str:
        return f"{_LINK} xlink:href={quoteattr(quote(noted.name))} {_facts(noted, self._writer.now)}"

    def _put(self, text: str) -> None:
        self._out.write(text.encode())


def _facts(noted: _Noted, now: str) -> str:
    kind = mimetypes.guess_type(noted.name)[0] or "application/octet-stream"
    return f'MIMETYPE="{kind}" SIZE="{noted.size}" CREATED="{now}" CHECKSUM="{noted.digest}" CHECKSUMTYPE="SHA-256"'
