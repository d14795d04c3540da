"""What RFC 8493 and the drafts before it ask of a bag, asked of one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from lantai.base.common.findings import Finding, Severity
from lantai.engines.packages import codes as common, files
from lantai.engines.packages.bag import codes
from lantai.engines.packages.bag.tags import DECLARATION, repeated, tag_encoding
from lantai.engines.packages.digests import digest_file, is_digest, is_known, title
from lantai.engines.packages.files import Found, Kind, safe_name
from lantai.engines.packages.leftovers import is_leftover, leftover
from lantai.engines.packages.model import DeclaredFile, Progress
from lantai.engines.packages.reading import or_told, unreadable
from lantai.engines.packages.register import Register
from lantai.engines.packages.sums import Sum
from lantai.engines.packages.watch import Watch

if TYPE_CHECKING:
    from lantai.engines.packages.bag.package import Bag, Manifest

PAYLOAD = "data/"
_WEAK = frozenset({"md5", "sha1"})
_FETCH = re.compile(r"^(\S+)[ \t]+(\d+|-)[ \t]+(.+)$")


class Judgement:
    """One bag being judged: (1) declaration and layout, (2) manifests, (3) fetch.txt, (4) files, (5) what is left."""

    def __init__(self, bag: Bag, register: Register, progress: Progress | None) -> None:
        self.bag = bag
        self.register = register
        self.watch = Watch(progress)
        self.strict = bag.declaration is None or bag.declaration.is_strict
        self.manifests = bag.manifests()
        self.payload_files = self.payload_size = 0

    def findings(self) -> Iterator[Finding]:
        yield from self._layout()
        for manifest in self.manifests:
            yield from or_told(manifest.source, self._manifest(manifest))
        yield from or_told("fetch.txt", self._fetch())
        for found in files.walk(self.bag.path):
            yield from self._file(found)
        yield from self._missing()
        yield from self._left_out()
        yield from self._undeclared()
        yield from self._info()
        yield from self.register.alike()

    # ── 1 ──

    def _layout(self) -> Iterator[Finding]:
        declaration = self.bag.declaration
        if declaration is None:
            yield Finding(codes.NO_DECLARATION, Severity.ERROR, DECLARATION)
        else:
            yield from declaration.findings
        payload = self.bag.path / PAYLOAD
        if payload.is_symlink() or not payload.is_dir():
            yield Finding(codes.NO_PAYLOAD, Severity.ERROR, PAYLOAD)
        kinds = {manifest.algorithm for manifest in self.manifests if not manifest.is_tag}
        if not kinds:
            yield Finding(codes.NO_MANIFEST, Severity.ERROR, "")
        elif kinds <= _WEAK:
            named = ", ".join(title(kind) for kind in sorted(kinds))
            yield Finding(codes.WEAK_DIGESTS, Severity.INFO, "", {"algorithms": named})

    # ── 2 ──

    def _manifest(self, manifest: Manifest) -> Iterator[Finding]:
        source = manifest.source
        _, found = tag_encoding(partial(self.bag.open, source), self.bag.encoding, source)
        yield from found
        if not is_known(manifest.algorithm):
            params = {"source": source, "algorithm": title(manifest.algorithm)}
            yield Finding(common.UNKNOWN_ALGORITHM, Severity.WARNING, source, params)
        for line in self.bag.sums(manifest):
            yield from self._line(manifest, line)

    def _line(self, manifest: Manifest, line: Sum) -> Iterator[Finding]:
        source, where = manifest.source, {"source": manifest.source, "line": line.line}
        if line.cut or not is_digest(manifest.algorithm, line.digest):
            text = line.name[:80]
            code = common.TOO_LONG_LINE if line.cut else codes.BAD_LINE
            yield Finding(code, Severity.ERROR, source, where | {"text": text})
            return
        name = self.bag.name_of(line.name)
        if name is None:
            yield Finding(common.OUTSIDE, Severity.ERROR, source, where | {"name": line.name})
            return
        if line.starred:
            yield Finding(codes.STARRED_NAME, Severity.WARNING, source, where)
        yield from self._spelling(manifest, line, name)
        if name.startswith(PAYLOAD) == manifest.is_tag:
            yield Finding(codes.WRONG_PLACE, Severity.ERROR, source, where | {"path": name})
        file = DeclaredFile(line.name, source, None, {manifest.algorithm: line.digest}, line.line)
        for before in self.register.declare(name, file):
            params = where | {"path": name}
            if before.digest != line.digest:
                yield Finding(codes.DIGEST_TWICE, Severity.ERROR, source, params)
            elif before.name != line.name and safe_name(line.name) == safe_name(before.name):
                yield Finding(common.SPELT_DIFFERENTLY, Severity.WARNING, source, params)
            else:
                yield Finding(codes.NAME_TWICE, Severity.ERROR if self.strict else Severity.WARNING, source, params)

    def _spelling(self, manifest: Manifest, line: Sum, name: str) -> Iterator[Finding]:
        where = {"source": manifest.source, "line": line.line, "path": name}
        if line.name.startswith("./") or "//" in line.name or "/./" in line.name:
            yield Finding(codes.RELATIVE_NAME, Severity.WARNING, manifest.source, where | {"name": line.name})
        elif self.strict and "%" in name and name == safe_name(line.name):
            yield Finding(codes.NOT_ENCODED, Severity.WARNING, manifest.source, where)

    # ── 3 ──

    def _fetch(self) -> Iterator[Finding]:
        count = 0
        for line in self.bag.fetch_lines():
            count += 1
            match = None if line.cut else _FETCH.match(line.text)
            where: dict[str, Any] = {"source": "fetch.txt", "line": line.number}
            if match is None:
                yield Finding(codes.BAD_LINE, Severity.ERROR, "fetch.txt", where | {"text": line.text[:80]})
                continue
            address, _, written = match.groups()
            name = self.bag.name_of(written)
            if name is None:
                yield Finding(common.OUTSIDE, Severity.ERROR, "fetch.txt", where | {"name": written})
                continue
            self.register.first("fetch", name, address[:200])
            if not name.startswith(PAYLOAD):
                yield Finding(codes.WRONG_PLACE, Severity.ERROR, "fetch.txt", where | {"path": name})
            elif not self.register.claims(name):
                yield Finding(codes.FETCH_UNDECLARED, Severity.ERROR, "fetch.txt", where | {"path": name})
        if count:
            yield Finding(codes.HAS_FETCH, Severity.INFO, "fetch.txt", {"count": count})

    # ── 4 ──

    def _file(self, found: Found) -> Iterator[Finding]:
        yield from files.oddities(found)
        if found.kind is not Kind.FILE:
            return
        name = found.name
        if not self.register.put(name):
            yield Finding(common.SPELT_ALIKE, Severity.WARNING, name, {"path": name, "other": name})
        if name.startswith(PAYLOAD):
            self.payload_files += 1
            self.payload_size += found.size
            yield from leftover(name)
        claims = [claim for claim in self.register.claims(name) if is_known(claim.algorithm)]
        if not claims:
            self.watch.file_done(name)
            return
        try:
            _, digests = digest_file(found.path, {claim.algorithm for claim in claims}, self.watch, name)
        except OSError as error:
            yield unreadable(name, error)
            return
        for claim in claims:
            if digests[claim.algorithm] != claim.digest:
                params = {"path": name, "source": claim.source, "algorithm": title(claim.algorithm)}
                params |= {"found": digests[claim.algorithm], "expected": claim.digest}
                yield Finding(common.DIGEST_DIFFERS, Severity.ERROR, name, params)

    # ── 5 ──

    def _missing(self) -> Iterator[Finding]:
        for key, source, _ in self.register.missing():
            address = self.register.who("fetch", key)
            if address:
                yield Finding(codes.TO_FETCH, Severity.ERROR, key, {"path": key, "address": address})
            else:
                yield Finding(common.MISSING, Severity.ERROR, key, {"path": key, "source": source})

    def _left_out(self) -> Iterator[Finding]:
        sources = [manifest.source for manifest in self.manifests if not manifest.is_tag]
        severity = Severity.ERROR if self.strict else Severity.INFO
        for key, source in self.register.left_out(sources):
            yield Finding(codes.NOT_IN_MANIFEST, severity, key, {"path": key, "source": source})

    def _undeclared(self) -> Iterator[Finding]:
        for key in self.register.unclaimed(prefix=PAYLOAD):
            yield Finding(common.UNDECLARED, Severity.ERROR, key, {"path": key})
        lists = {manifest.source for manifest in self.manifests if manifest.is_tag}
        for key in self.register.unclaimed() if lists else ():
            if key.startswith(PAYLOAD) or key in lists:
                continue
            yield Finding(codes.TAG_FILE_UNLISTED, Severity.INFO, key, {"path": key})
            if is_leftover(key):
                yield from leftover(key)

    def _info(self) -> Iterator[Finding]:
        info = self.bag.info()
        if info is None:
            return
        statement, found = info
        yield from found
        yield from repeated(statement, strict=self.strict)
        real = f"{self.payload_size}.{self.payload_files}"
        for name, values in statement.fields.items():
            if name.lower() == "payload-oxum" and values[0] != real:
                params = {"expected": values[0], "found": real}
                yield Finding(codes.OXUM_DIFFERS, Severity.ERROR, statement.source, params)
