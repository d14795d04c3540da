"""What E-ARK asks of a package: its folders, each of its METS documents, and every file these name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from lantai.base.common.findings import Finding, Severity
from lantai.engines.packages import codes as common, files
from lantai.engines.packages.digests import algorithm, digest_file, is_digest, is_known, title
from lantai.engines.packages.eark.checks import Checks, in_map
from lantai.engines.packages.eark.mets import MetsFile, Node, target_of
from lantai.engines.packages.eark.rules import rules
from lantai.engines.packages.files import Found, Kind
from lantai.engines.packages.leftovers import leftover
from lantai.engines.packages.model import DeclaredFile, Progress
from lantai.engines.packages.reading import drained, or_told, unreadable
from lantai.engines.packages.register import Claim, Register
from lantai.engines.packages.watch import Watch

if TYPE_CHECKING:
    from lantai.engines.packages.eark.package import EarkPackage

# Where a METS names a file: the rules on its place, its size and its digest.
LOCATIONS = {
    "mets/dmdSec/mdRef": ("CSIP24", "CSIP27", "CSIP29"),
    "mets/amdSec/digiprovMD/mdRef": ("CSIP38", "CSIP41", "CSIP43"),
    "mets/amdSec/rightsMD/mdRef": ("CSIP51", "CSIP54", "CSIP56"),
    "mets/fileSec/fileGrp/file": ("CSIP79", "CSIP69", "CSIP71"),
    "mets/structMap/div/div/mptr": ("CSIP110", "", ""),
}


class Judgement:
    """One package being judged: (1) folders, (2) METS documents, (3) files there, (4) files missing or undeclared."""

    def __init__(self, package: EarkPackage, register: Register, progress: Progress | None) -> None:
        self.package = package
        self.register = register
        self.watch = Watch(progress)
        self.documents: set[str] = set()

    def findings(self) -> Iterator[Finding]:
        yield from self._folders()
        for source in self.package.documents():
            self.documents.add(source)
            yield from or_told(source, self._document(source))
        for found in files.walk(self.package.path):
            yield from self._file(found)
        yield from self._missing()
        for key in self.register.unclaimed():
            if key not in self.documents and not key.endswith("/.gitkeep"):
                yield Finding(common.UNDECLARED, Severity.WARNING, key, {"path": key})
        yield from self.register.alike()

    # ── 1 ──

    def _folders(self) -> Iterator[Finding]:
        root = self.package.path
        if not files.is_plain_file(root / "METS.xml"):
            found = self.package.root_document() or "—"
            yield rules().by_id["CSIPSTR4"].broken("", found=found, wanted="METS.xml")
        identifier = self.package.header.get("OBJID", "")
        if identifier and identifier != root.name:
            yield rules().by_id["CSIPSTR2"].broken("", found=root.name, wanted=identifier)
        for number, name in (("5", "metadata"), ("9", "representations"), ("15", "schemas"), ("16", "documentation")):
            if not (root / name).is_dir():
                yield rules().by_id[f"CSIPSTR{number}"].broken(name, wanted=f"{name}/")
        for number, name in (("6", "preservation"), ("7", "descriptive")):
            if (
                (root / "metadata").is_dir()
                and not (root / "metadata" / name).is_dir()
                and _holds_files(root / "metadata")
            ):
                yield rules().by_id[f"CSIPSTR{number}"].broken(f"metadata/{name}", wanted=f"metadata/{name}/")
        if (root / "representations").is_dir():
            yield from self._representations(root / "representations")

    def _representations(self, folder: Path) -> Iterator[Finding]:
        names = sorted(entry.name for entry in os.scandir(folder) if entry.is_dir(follow_symlinks=False))
        if not names:
            yield rules().by_id["CSIPSTR10"].broken("representations", wanted="representations/*/")
        for name in names:
            shown = f"representations/{files.readable(name)[0]}"
            for number, part in (("11", "data"), ("12", "METS.xml"), ("13", "metadata")):
                if not (folder / name / part).exists():
                    yield rules().by_id[f"CSIPSTR{number}"].broken(shown, wanted=f"{shown}/{part}")

    # ── 2 ──

    def _document(self, source: str) -> Iterator[Finding]:
        mets = MetsFile(partial(self.package.open, source), source)
        folder = (self.package.path / source).parent
        checks = Checks(source, folder, is_root="/" not in source, is_sip=self.package.is_sip)
        for event, node in mets.starts_and_ends():
            yield from drained(mets.findings)
            yield from checks.see(event, node)
            if event == "end":
                yield from self._rules(node, source, is_root=checks.is_root)
                yield from self._location(node, source)
        yield from drained(mets.findings)

    def _rules(self, node: Node, source: str, *, is_root: bool) -> Iterator[Finding]:
        if node.path.startswith("mets/structMap") and not in_map(node):
            return
        for rule in rules().by_path.get(node.path, ()):
            if rule.id.startswith("SIP") and not (self.package.is_sip and is_root):
                continue
            if rule.concerns(node):
                yield from rule.ask(node, source)
        if node.path == "mets/structMap/div" and node.get("LABEL") != (self.package.identifier(source)):
            found, wanted = node.get("LABEL") or "—", self.package.identifier(source)
            yield rules().by_id["CSIP86"].broken(source, node.line, found=found, wanted=wanted)

    def _location(self, node: Node, source: str) -> Iterator[Finding]:
        """Enter what an element says of a file, to be compared with the file when it comes by."""
        if node.path == "mets/fileSec/fileGrp/file/FLocat" and node.above is not None:
            node.above.attributes.setdefault("xlink:href", node.get("xlink:href"))
            return
        numbers = LOCATIONS.get(node.path)
        href = node.get("xlink:href")
        if numbers is None or not href:
            return
        target = target_of(href, source)
        if target is None:
            params = {"source": source, "line": node.line, "name": href[:200]}
            yield Finding(common.OUTSIDE, Severity.ERROR, source, params)
            yield rules().by_id[numbers[0]].broken(source, node.line, found=href, wanted="./")
            return
        kind, digest = algorithm(node.get("CHECKSUMTYPE")), node.get("CHECKSUM").lower()
        digests = {kind: digest} if digest and is_known(kind) and is_digest(kind, digest) else {}
        if digest and kind and not digests:
            yield rules().by_id[numbers[2] or numbers[0]].broken(source, node.line, found=digest, wanted=title(kind))
        size = node.get("SIZE")
        length = int(size) if size.isascii() and size.isdigit() and len(size) < 20 else None
        label = f"{source} {node.path}"
        self.register.declare(target, DeclaredFile(source, label, length, digests, node.line))

    # ── 3 ──

    def _file(self, found: Found) -> Iterator[Finding]:
        yield from files.oddities(found)
        if found.kind is not Kind.FILE:
            return
        self.register.put(found.name)
        yield from leftover(found.name)
        claims = self.register.claims(found.name)
        wanted = {claim.algorithm for claim in claims if claim.algorithm}
        try:
            digests = digest_file(found.path, wanted, self.watch, found.name)[1] if wanted else {}
        except OSError as error:
            yield unreadable(found.name, error)
            return
        if not wanted:
            self.watch.file_done(found.name)
        for claim in claims:
            yield from self._compare(claim, found, digests)

    def _compare(self, claim: Claim, found: Found, digests: dict[str, str]) -> Iterator[Finding]:
        _, size_rule, digest_rule = LOCATIONS[claim.source.removeprefix(f"{claim.name} ")]
        if size_rule and claim.size is not None and claim.size != found.size:
            rule = rules().by_id[size_rule]
            yield rule.broken(claim.name, claim.line, found=str(claim.size), wanted=f"{found.size} ({found.name})")
        if digest_rule and claim.algorithm and digests[claim.algorithm] != claim.digest:
            rule = rules().by_id[digest_rule]
            wanted = f"{digests[claim.algorithm]} ({found.name})"
            yield rule.broken(claim.name, claim.line, found=claim.digest, wanted=wanted)
            params = {"path": found.name, "source": claim.name, "algorithm": title(claim.algorithm)}
            params |= {"found": digests[claim.algorithm], "expected": claim.digest}
            yield Finding(common.DIGEST_DIFFERS, Severity.ERROR, found.name, params)

    # ── 4 ──

    def _missing(self) -> Iterator[Finding]:
        for key, label, line in self.register.missing():
            source, _, path = label.rpartition(" ")
            yield rules().by_id[LOCATIONS[path][0]].broken(source, line, found=key, wanted="./")
            yield Finding(common.MISSING, Severity.ERROR, key, {"path": key, "source": source})


def _holds_files(folder: Path) -> bool:
    return next(
        (True for found in files.walk(folder) if found.kind is Kind.FILE and ".gitkeep" not in found.name), False
    )
