"""Judging objects as the specification says: all that is wrong, never stopping at the first, changing nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import PurePosixPath

from lantai.base.common.findings import Finding
from lantai.engines.storage.errors import BlobIsMissing
from lantai.engines.storage.protocol import BlobStore
from lantai.holdings.preservation.digests import digest_stream, sm3_is_available
from lantai.holdings.preservation.ocfl import codes
from lantai.holdings.preservation.ocfl.inventory import INVENTORY, SM3_MANIFEST
from lantai.holdings.preservation.ocfl.layout import object_prefix
from lantai.holdings.preservation.ocfl.read import parse_sm3_manifest
from lantai.holdings.preservation.ocfl.rules import SPECIFICATIONS, Facts, judge_inventory

_DECLARATION = "0=ocfl_object_"
_REGISTERED = re.compile(r"00(0[1-9]|1[01])-[a-z0-9-]+|initial")
Expectation = tuple[str, str, str]
"""Algorithm, digest in lower case, and the code of the finding when the bytes differ."""


def check_object(store: BlobStore, object_id: str, *, full: bool, sm3: bool = False) -> list[Finding]:
    """Everything wrong with one object; empty when it is whole.

    `full` reads every byte and compares digests; without it presence, names, inventories and their digests are
    checked. `sm3` compares SM3 as well: SHA-512 alone finds every change, so this is for proof by the other algorithm.
    """
    prefix = object_prefix(object_id)
    check = _Check(store, prefix, full=full, sm3=sm3)
    if not check.files:
        return [codes.own(codes.OBJECT_IS_MISSING, prefix, object_id)]
    findings = check.run()
    if check.object_id not in (None, object_id):
        findings.append(codes.own(codes.OBJECT_LIES_ELSEWHERE, prefix, str(check.object_id)))
    return findings


def check_tree(store: BlobStore, prefix: str, *, full: bool, sm3: bool = False) -> list[Finding]:
    """The same for an object wherever it lies and whatever its id: packages of others, fixtures."""
    return _Check(store, prefix, full=full, sm3=sm3).run()


class _Check:
    """One object under examination. Findings gather in the order of the specification's chapters."""

    def __init__(self, store: BlobStore, prefix: str, *, full: bool, sm3: bool) -> None:
        self._store = store
        self._prefix = prefix
        self._full = full
        self._sm3 = sm3 and full and sm3_is_available()
        self._findings: list[Finding] = []
        self.object_id: str | None = None
        cut = len(prefix) + 1
        self.files = {key[cut:] for key in store.list(prefix)}
        self._folders = {key[cut:] for key in _all_folders(store, prefix)}
        self._populated = {parent.as_posix() for file in self.files for parent in PurePosixPath(file).parents}

    def run(self) -> list[Finding]:
        specification = self._declaration()
        if INVENTORY not in self.files:
            self._note("E063", INVENTORY)
            return self._findings
        root = self._inventory(INVENTORY)
        if root is None:
            return self._findings
        self.object_id = root.object_id
        if specification and root.specification not in ("", specification):
            self._note("E038", INVENTORY, root.specification)
        self._sidecar(INVENTORY, root.algorithm)
        self._top_folder(root)
        self._extensions()
        earlier = self._version_inventories(root)
        self._version_folders(root, earlier)
        self._content(root, earlier)
        return self._findings

    def _note(self, code: str, where: str, detail: str = "") -> None:
        self._findings.append(codes.specified(code, f"{self._prefix}/{where}", where, detail))

    def _read(self, where: str) -> bytes:
        with self._store.open(f"{self._prefix}/{where}") as blob:
            return blob.read()

    def _declaration(self) -> str:
        names = sorted(name for name in self.files if name.startswith("0="))
        if len(names) != 1:
            self._note("E003", ", ".join(names))
        for name in names:
            version = name.removeprefix(_DECLARATION)
            if not name.startswith(_DECLARATION) or version not in SPECIFICATIONS:
                self._note("E004", name)
            elif self._read(name).strip() != name.removeprefix("0=").encode():
                self._note("E007", name)
        return names[-1].removeprefix(_DECLARATION) if names else ""

    def _inventory(self, where: str) -> Facts | None:
        try:
            body = json.loads(self._read(where))
        except ValueError as error:
            self._note("E033", where, str(error))
            return None
        return judge_inventory(body, lambda code, detail: self._note(code, where, detail))

    def _sidecar(self, inventory: str, algorithm: str) -> None:
        where = f"{inventory}.{algorithm}"
        if where not in self.files:
            self._note("E058", where)
            return
        found = re.fullmatch(rb"([0-9a-fA-F]+)[ \t]+inventory\.json\s*", self._read(where))
        if not found:
            self._note("E061", where)
        elif self._digests(inventory, {algorithm})[algorithm] != found[1].decode().lower():
            self._note("E060", inventory)

    def _top_folder(self, root: Facts) -> None:
        allowed = {INVENTORY, f"{INVENTORY}.{root.algorithm}"}
        for name in sorted(name for name in self.files if "/" not in name):
            if name not in allowed and not name.startswith("0="):
                self._note("E001", name)
        for name in sorted(name for name in self._folders if "/" not in name):
            if re.fullmatch(r"v\d+", name) and name not in root.versions:
                self._note("E046", INVENTORY, name)
            elif name not in (*root.versions, "logs", "extensions"):
                self._note("E001", name)
        missing = [name for name in root.versions if name not in self._folders]
        for name in missing:
            self._note("E046", INVENTORY, name)
        if missing and missing[0] != root.head:
            self._note("E010", INVENTORY, ", ".join(missing))

    def _extensions(self) -> None:
        for name in sorted(self.files):
            if re.fullmatch(r"extensions/[^/]+", name):
                self._note("E067", name)
        for name in sorted(self._folders):
            if re.fullmatch(r"extensions/[^/]+", name) and not _REGISTERED.fullmatch(name.partition("/")[2]):
                self._note("W013", name)

    def _version_inventories(self, root: Facts) -> dict[str, Facts]:
        """What the older versions' inventories say; the newest one's must be the object's own, byte by byte."""
        earlier: dict[str, Facts] = {}
        for version in root.versions:
            where = f"{version}/{INVENTORY}"
            if where not in self.files:
                if version in self._folders:
                    self._note("W010", version)
            elif version == root.head:
                if self._read(where) != self._read(INVENTORY):
                    self._note("E064", where)
                else:
                    self._sidecar(where, root.algorithm)
            elif facts := self._inventory(where):
                earlier[version] = facts
                self._sidecar(where, facts.algorithm)
        self._same_story(root, earlier)
        return earlier

    def _same_story(self, root: Facts, earlier: dict[str, Facts]) -> None:
        before: Facts | None = None
        for version, facts in [*earlier.items(), ("", root)]:
            where = f"{version}/{INVENTORY}" if version else INVENTORY
            for path in sorted(before.manifest.keys() - facts.manifest.keys() if before else ()):
                self._note("E023", path, where)
            if before and before.specification > facts.specification:
                self._note("E103", where)
            if version:
                self._one_story(root, version, facts)
            before = facts
        first = earlier.get(root.versions[0], root) if root.versions else root
        for where, facts in [*((f"{name}/{INVENTORY}", each) for name, each in earlier.items()), (INVENTORY, root)]:
            if facts.names_content_directory and not (
                first.names_content_directory and facts.content_directory == first.content_directory
            ):
                self._note("E019", where)
            if facts.content_directory != root.content_directory:
                self._note("E020", where, facts.content_directory)

    def _one_story(self, root: Facts, version: str, facts: Facts) -> None:
        where = f"{version}/{INVENTORY}"
        if facts.object_id != root.object_id:
            self._note("E037", where, str(facts.object_id))
        if facts.head != version:
            self._note("E040", where, facts.head)
        for name in facts.versions:
            if name not in root.versions or self._tells_otherwise(root, facts, name):
                self._note("E066", where, name)
            elif _remarks(root, name) != _remarks(facts, name):
                self._note("W011", where, name)

    def _tells_otherwise(self, root: Facts, facts: Facts, version: str) -> bool:
        """Other names, other bytes, or (the algorithm being the same) other digests for one version."""
        if root.algorithm == facts.algorithm and root.states[version] != facts.states[version]:
            return True
        now, then = root.content_of(version), facts.content_of(version)
        return now.keys() != then.keys() or any(not then[path] <= now[path] for path in then)

    def _version_folders(self, root: Facts, earlier: dict[str, Facts]) -> None:
        for version in root.versions:
            content = f"{version}/{root.content_directory}"
            algorithm = earlier[version].algorithm if version in earlier else root.algorithm
            allowed = {f"{version}/{INVENTORY}", f"{version}/{INVENTORY}.{algorithm}"}
            for path in sorted(self.files - allowed):
                if path.count("/") == 1 and path.startswith(f"{version}/"):
                    self._note("E015", path)
            for path in sorted(self._folders):
                self._version_folder(path, version, content)

    def _version_folder(self, path: str, version: str, content: str) -> None:
        is_empty = path not in self._populated
        if path == content and is_empty:
            self._note("W003", path)
        elif path.startswith(f"{content}/") and is_empty:
            self._note("E024", path)
        elif path != content and re.fullmatch(rf"{version}/[^/]+", path):
            self._note("W002", path)

    def _content(self, root: Facts, earlier: dict[str, Facts]) -> None:
        folders = tuple(f"{version}/{root.content_directory}/" for version in root.versions)
        present = {path for path in self.files if path.startswith(folders)}
        for path in sorted(present - root.manifest.keys()):
            self._note("E023", path)
        expected = self._expectations(root, earlier)
        for path in sorted(expected):
            if path not in present:
                for code in sorted({code for _, _, code in expected[path]}):
                    self._note(code, path)
            elif self._full:
                self._compare(path, expected[path])

    def _expectations(self, root: Facts, earlier: dict[str, Facts]) -> dict[str, set[Expectation]]:
        """Every digest any inventory claims for a content path."""
        expected: dict[str, set[Expectation]] = {}
        for facts in (root, *earlier.values()):
            for path, digest in facts.manifest.items():
                expected.setdefault(path, set()).add((facts.algorithm, digest, "E092"))
            for path, algorithm, digest in facts.fixity:
                expected.setdefault(path, set()).add((algorithm, digest, "E093"))
        if self._sm3:
            for path, digest in self._claimed_sm3(root):
                expected.setdefault(path, set()).add(("sm3", digest, codes.SM3_DIFFERS))
        return expected

    def _claimed_sm3(self, root: Facts) -> Iterator[tuple[str, str]]:
        for version in root.versions:
            content = {name: min(paths) for name, paths in root.content_of(version).items() if paths}
            manifest = content.pop(SM3_MANIFEST, None)
            if manifest not in self.files or manifest is None:
                continue
            claimed = parse_sm3_manifest(self._read(manifest))
            yield from ((path, claimed.get(name, "")) for name, path in content.items())

    def _compare(self, path: str, expected: set[Expectation]) -> None:
        found = self._digests(path, {algorithm for algorithm, _, _ in expected})
        wrong = {code for algorithm, digest, code in expected if found.get(algorithm) != digest}
        for code in sorted(wrong):
            if code == codes.SM3_DIFFERS:
                self._findings.append(codes.own(code, f"{self._prefix}/{path}"))
            else:
                self._note(code, path)

    def _digests(self, where: str, algorithms: set[str]) -> dict[str, str]:
        """Digests of the bytes; none when they vanished while we looked."""
        try:
            blob = self._store.open(f"{self._prefix}/{where}")
        except BlobIsMissing:
            return {}
        with closing(blob):
            return digest_stream(blob, tuple(sorted(algorithms)))


def _remarks(facts: Facts, version: str) -> list[object]:
    return [facts.blocks.get(version, {}).get(entry) for entry in ("created", "message", "user")]


def _all_folders(store: BlobStore, prefix: str) -> Iterator[str]:
    for folder in store.folders(prefix):
        yield folder
        yield from _all_folders(store, folder)
