"""An E-ARK information package, read by its METS documents: the root's and those of its representations."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import IO, ClassVar

from lantai.base.common.findings import Finding
from lantai.engines.packages import files
from lantai.engines.packages.digests import algorithm, is_known
from lantai.engines.packages.eark.judge import LOCATIONS, Judgement
from lantai.engines.packages.eark.mets import MetsFile, Node, target_of, version_of
from lantai.engines.packages.model import DeclaredFile, Entry, PackageForm, PresentFile, Progress, Statement
from lantai.engines.packages.reading import BROKEN, until_break
from lantai.engines.packages.register import Register

ROOT_NAMES = ("METS.xml", "mets.xml", "Mets.xml")


@dataclass(frozen=True, slots=True)
class Reference:
    """A metadata file a METS refers to: `section` is dmdSec, digiprovMD or rightsMD, `kind` its MDTYPE (PREMIS)."""

    source: str
    section: str
    kind: str
    name: str


class EarkPackage:
    """CSIP or SIP, whatever the version; representations may have a METS of their own."""

    form: ClassVar[PackageForm] = PackageForm.EARK

    def __init__(self, path: Path) -> None:
        self.path = path
        self._identifiers: dict[str, str] = {}

    def root_document(self) -> str:
        """The name of the root's METS, or an empty text."""
        return next((name for name in ROOT_NAMES if files.is_plain_file(self.path / name)), "")

    def documents(self) -> Iterator[str]:
        """The METS documents by their names in the package, the root's first."""
        if root := self.root_document():
            yield root
        folder = self.path / "representations"
        if folder.is_symlink() or not folder.is_dir():
            return
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
        for name in names:
            if files.is_plain_file(folder / name / "METS.xml"):
                yield f"representations/{files.readable(name)[0]}/METS.xml"

    @cached_property
    def header(self) -> dict[str, str]:
        """Attributes of the root element; empty when there is no METS."""
        return self._root_attributes(self.root_document())

    def identifier(self, source: str) -> str:
        """OBJID of one METS."""
        if source not in self._identifiers:
            self._identifiers[source] = self._root_attributes(source).get("OBJID", "")
        return self._identifiers[source]

    def _root_attributes(self, source: str) -> dict[str, str]:
        try:
            mets = MetsFile(partial(self.open, source), source)
        except BROKEN:
            return {}
        return next((dict(node.attributes) for _, node in until_break(mets.starts_and_ends())), {})

    def _nodes(self, source: str) -> Iterator[Node]:
        try:
            mets = MetsFile(partial(self.open, source), source)
        except BROKEN:
            return
        yield from until_break(mets.nodes())

    @property
    def is_sip(self) -> bool:
        """Whether the package says it follows the SIP profile, which adds rules to those of every package."""
        return "earksip" in self.header.get("PROFILE", "").lower()

    @property
    def version(self) -> str:
        return version_of(self.header.get("PROFILE", "")) if self.header else ""

    def statement(self) -> Statement | None:
        """The METS root and header: attributes by their names, agents as `agent ROLE TYPE`."""
        source = self.root_document()
        if not source:
            return None
        values: dict[str, list[str]] = {name: [value] for name, value in self.header.items() if ":" not in name}
        for node in self._nodes(source):
            if node.path == "mets/metsHdr/agent/name" and node.above is not None:
                role = " ".join(
                    ("agent", node.above.get("ROLE"), node.above.get("OTHERTYPE") or node.above.get("TYPE"))
                )
                values.setdefault(role, []).append(node.text)
            elif node.path == "mets/metsHdr":
                for name, value in node.attributes.items():
                    values.setdefault(name.removeprefix("csip:"), []).append(value)
                break
        return Statement(source, {name: tuple(given) for name, given in values.items()})

    def entries(self) -> Iterator[Entry]:
        """The representations that have a METS: its root attributes are what is said of each."""
        documents = [name for name in self.documents() if "/" in name]
        for number, source in enumerate(documents, start=1):
            fields = {name.removeprefix("csip:"): value for name, value in self._root_attributes(source).items()}
            yield Entry(source, number, "representation", fields)

    def references(self) -> Iterator[Reference]:
        """Metadata files: descriptive, provenance (PREMIS) and rights."""
        for source in self.documents():
            for node in self._nodes(source):
                target = target_of(node.get("xlink:href"), source) if node.path.endswith("/mdRef") else None
                if target is not None:
                    yield Reference(source, node.path.split("/")[-2], node.get("MDTYPE"), target)

    def declared_files(self) -> Iterator[DeclaredFile]:
        for source in self.documents():
            for node in self._nodes(source):
                if node.path == "mets/fileSec/fileGrp/file/FLocat" and node.above is not None:
                    node.above.attributes.setdefault("xlink:href", node.get("xlink:href"))
                target = target_of(node.get("xlink:href"), source) if node.path in LOCATIONS else None
                if target is None:
                    continue
                kind, digest, size = algorithm(node.get("CHECKSUMTYPE")), node.get("CHECKSUM").lower(), node.get("SIZE")
                digests = {kind: digest} if digest and is_known(kind) else {}
                length = int(size) if size.isascii() and size.isdigit() else None
                yield DeclaredFile(target, source, length, digests, node.line)

    def present_files(self) -> Iterator[PresentFile]:
        return files.present_files(self.path)

    def open(self, name: str) -> IO[bytes]:
        return files.open_named(self.path, name)

    def judge(self, *, progress: Progress | None = None) -> Iterator[Finding]:
        with Register() as register:
            yield from Judgement(self, register, progress).findings()
