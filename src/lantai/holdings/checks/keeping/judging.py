"""One stored object looked at for link CQ: bytes, metadata, formats, copies. Nothing here changes it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, ClassVar

from lxml import etree

from lantai.base.common.findings import Finding, Severity
from lantai.engines.packages.errors import FileNotThere
from lantai.engines.packages.model import DeclaredFile, Entry, PackageForm, PresentFile, Progress, Statement
from lantai.engines.storage.errors import BlobIsMissing
from lantai.engines.storage.protocol import BlobStore
from lantai.holdings.checks.judging import codes
from lantai.holdings.checks.judging.content import OF_CONTENT, opened_file
from lantai.holdings.checks.judging.material import Material
from lantai.holdings.checks.judging.safety import Scan
from lantai.holdings.checks.keeping.objects import Kept
from lantai.holdings.checks.results import Status
from lantai.holdings.fixity.kinds import Kind
from lantai.holdings.fixity.models import FixityFinding, Replica
from lantai.holdings.fixity.schedule import Schedule
from lantai.holdings.normalisation.policy import Policy, Standing
from lantai.holdings.preservation.actions import DESCRIPTION
from lantai.holdings.preservation.mets import METS, PREMIS
from lantai.holdings.preservation.models import StoredFile, StoredObject
from lantai.holdings.preservation.ocfl.inventory import INVENTORY, Inventory, InventoryIsBroken, parse_inventory
from lantai.holdings.preservation.ocfl.layout import object_prefix

_LACKING = {Kind.TRUNCATED, Kind.MISSING, Kind.EXTRA, Kind.VERSION, Kind.OBJECT, Kind.UNREADABLE}
_XML = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


@dataclass
class KeptPackage:
    """One object's originals as the readers of packages expect them: only what is asked of an open package."""

    store: BlobStore
    keys: Mapping[str, str]
    path: Path = field(default_factory=Path)
    form: ClassVar[PackageForm] = PackageForm.PLAIN

    @property
    def version(self) -> str:
        return ""

    def statement(self) -> Statement | None:
        return None

    def entries(self) -> Iterator[Entry]:
        return iter(())

    def declared_files(self) -> Iterator[DeclaredFile]:
        return iter(())

    def present_files(self) -> Iterator[PresentFile]:
        return iter(())

    def open(self, name: str) -> IO[bytes]:
        try:
            return self.store.open(self.keys[name])
        except (KeyError, BlobIsMissing) as error:
            raise FileNotThere(name=name) from error

    def judge(self, *, progress: Progress | None = None) -> Iterator[Finding]:
        return iter(())


@dataclass
class Sitting:
    """What one process looks at objects with."""

    material: Material
    scan: Scan
    store: BlobStore
    schedule: Schedule
    policy: Policy
    places: Sequence[Replica]

    def object(self, kept: Kept) -> None:
        """Look at one object. Raises what the storage raises when all of it is away."""
        tallies = self.material.tallies
        tallies.see("3-2")
        self._fixity(kept)
        self._copies(kept)
        inventory = self._inventory(kept)
        if inventory is None:
            return
        self._metadata(kept, inventory)
        prefix, state = object_prefix(kept.row.object_id), inventory.state()
        names = {file.pk: f"{kept.code}/{file.original_name}" for file in kept.files}
        keys = {
            names[file.pk]: f"{prefix}/{inventory.content_path(state[file.logical_path])}"
            for file in kept.files
            if file.logical_path in state
        }
        self.material.package = KeptPackage(self.store, keys)
        for file in kept.files:
            self._file(kept, file, names[file.pk], keys.get(names[file.pk], ""))

    def _fixity(self, kept: Kept) -> None:
        """What fixity has found, and whether it has looked in the time the archive has set itself."""
        tallies, record = self.material.tallies, kept.row.record
        before = self.schedule.due_before(record.institution_id)
        if kept.read_at < before.get(record.retention, before["*"]):
            date = f"{kept.read_at:%Y-%m-%d}"
            tallies.skip(("1-1",), Status.NOT_RUN, codes.KEPT_UNREAD, entry=kept.code, date=date)
        else:
            tallies.see("1-1")
        for damage in kept.damages:
            number, code = ("2-7", codes.KEPT_LACKS) if damage.kind in _LACKING else ("1-1", codes.KEPT_ALTERED)
            self._say(number, code, kept, damage)

    def _say(self, number: str, code: str, kept: Kept, damage: FixityFinding) -> None:
        path = damage.path or kept.row.object_id
        self.material.tallies.say(number, code, path, entry=kept.code, path=path, found=str(damage.kind))

    def _copies(self, kept: Kept) -> None:
        tallies, own = self.material.tallies, {copy.replica_id: copy for copy in kept.copies}
        if not self.places:
            return
        tallies.see("4-8")
        for place in self.places:
            copy = own.get(place.pk)
            if copy is None or copy.inventory_sha512 != kept.row.inventory_sha512:
                severity = Severity.WARNING if copy else Severity.ERROR
                tallies.say("4-8", codes.COPY_LACKS, kept.code, severity, entry=kept.code, place=place.name)
            elif not copy.is_whole:
                tallies.say("4-8", codes.COPY_DAMAGED, kept.code, entry=kept.code, place=place.name)

    def _inventory(self, kept: Kept) -> Inventory | None:
        """1-14: the object is the one the database knows, by the digest of its inventory."""
        tallies, prefix = self.material.tallies, object_prefix(kept.row.object_id)
        tallies.see("1-14")
        try:
            with self.store.open(f"{prefix}/{INVENTORY}") as blob:
                data = blob.read()
            inventory = parse_inventory(data, prefix=prefix)
        except BlobIsMissing:
            tallies.say("1-14", codes.OBJECT_GONE, kept.code, entry=kept.code, path=prefix)
            return None
        except InventoryIsBroken as error:
            tallies.say("1-14", codes.OBJECT_CHANGED, kept.code, entry=kept.code, found=str(error), expected="")
            return None
        found = hashlib.sha512(data).hexdigest()
        if found not in (kept.row.inventory_sha512, _digest_now(kept.row)):
            expected = kept.row.inventory_sha512
            tallies.say("1-14", codes.OBJECT_CHANGED, kept.code, entry=kept.code, found=found, expected=expected)
        return inventory

    def _metadata(self, kept: Kept, inventory: Inventory) -> None:
        """3-1: what the object says of itself can be read."""
        tallies, state = self.material.tallies, inventory.state()
        tallies.see("3-1")
        prefix = object_prefix(kept.row.object_id)
        for path in (DESCRIPTION, PREMIS, METS):
            try:
                if path not in state:
                    raise ValueError("it is not there")
                with self.store.open(f"{prefix}/{inventory.content_path(state[path])}") as blob:
                    data = blob.read()
                _parse(path, data)
            except (ValueError, etree.XMLSyntaxError, BlobIsMissing) as error:
                tallies.say("3-1", codes.METADATA_UNREADABLE, kept.code, entry=kept.code, path=path, reason=str(error))

    def _file(self, kept: Kept, file: StoredFile, name: str, key: str) -> None:
        """2-7, 3-3 to 3-5, 3-8, 4-2: the original opened as a reader would, and given to the scanner."""
        material, tallies = self.material, self.material.tallies
        material.files += 1
        material.size += file.size
        for number in OF_CONTENT:
            tallies.see(number)
        if not key or not self.store.exists(key):
            tallies.say("2-7", codes.KEPT_LACKS, name, entry=kept.code, path=name, found=str(Kind.MISSING))
            return
        present = PresentFile(name, file.size, self.store.local_path(key))
        self.scan.file(present)
        look = opened_file(material, present)
        if look is None:
            return
        if file.puid and look.puid and look.puid != file.puid:
            tallies.say("3-3", codes.FORMAT_NOW_OTHER, name, path=name, found=look.puid, expected=file.puid)
        rule = self.policy.rule_for(look.puid or file.puid, look.kind or file.kind)
        if rule.standing is Standing.AT_RISK and file.pk not in kept.with_copy:
            tallies.say("3-5", codes.FORMAT_AT_RISK, name, path=name, found=look.name or look.puid)


def _digest_now(row: StoredObject) -> str:
    """A version may have come since the row was read: then the row has followed it."""
    return StoredObject.objects.filter(pk=row.pk).values_list("inventory_sha512", flat=True).first() or ""


def _parse(path: str, data: bytes) -> None:
    if path.endswith(".json"):
        json.loads(data)
    else:
        etree.fromstring(data, _XML)
