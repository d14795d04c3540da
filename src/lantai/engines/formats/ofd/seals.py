"""Signatures of an OFD file: what they cover, whether it is still the same, and the pictures of their seals."""

from __future__ import annotations

import base64
import hashlib
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.etree import _Element as Element

from lantai.engines.formats.ofd import der
from lantai.engines.formats.ofd.document import Body, OfdDocument
from lantai.engines.formats.ofd.package import Package
from lantai.engines.formats.ofd.problems import OfdPartIsMissing, OfdUnreadable
from lantai.engines.formats.ofd.values import Rect, box, child, child_text, children

MAX_SIGNATURES = 200
MAX_SIGNED_PARTS = 20_000
_DIGESTS = {
    "1.2.156.10197.1.401": "sm3",
    "sm3": "sm3",
    "1.3.14.3.2.26": "sha1",
    "sha1": "sha1",
    "2.16.840.1.101.3.4.2.1": "sha256",
    "sha256": "sha256",
    "1.2.840.113549.2.5": "md5",
    "md5": "md5",
}


@dataclass(frozen=True, slots=True)
class Stamp:
    """Where a seal is shown: page id, box in millimetres, and the part of it that shows when it is cut (骑缝章)."""

    page_id: str
    box: Rect
    clip: Rect | None


@dataclass(frozen=True, slots=True)
class Picture:
    """A seal's picture as it lies in the signature: its kind in lower case (png, gif, ofd, …) and its bytes."""

    kind: str
    data: bytes

    @property
    def is_document(self) -> bool:
        """Whether the seal is drawn as an OFD of its own."""
        return self.data.startswith(b"PK\x03\x04")


@dataclass(frozen=True, slots=True)
class Signature:
    number: str
    provider: str
    time: str
    method: str
    covered: tuple[tuple[str, str], ...]
    digest: str
    stamps: tuple[Stamp, ...]
    value_part: str
    seal_part: str


def signatures(document: OfdDocument, body: Body) -> list[Signature]:
    """The signatures listed for one body; parts that are missing or broken are noted and left out."""
    package = document.package
    if body.signatures_part is None:
        return []
    try:
        root = package.xml(body.signatures_part)
    except OfdUnreadable as error:
        package.note(error.code, body.signatures_part, **error.params)
        return []
    listed = list(children(root, "Signature"))[:MAX_SIGNATURES]
    folder = posixpath.dirname(body.signatures_part)
    return [one for element in listed if (one := _signature(package, element, folder)) is not None]


def _signature(package: Package, listed: Element, folder: str) -> Signature | None:
    location = listed.get("BaseLoc", "")
    part = package.resolve(location, folder)
    try:
        if part is None:
            raise OfdPartIsMissing(part=location)
        root = package.xml(part)
    except OfdUnreadable as error:
        package.note(error.code, location, **error.params)
        return None
    info = child(root, "SignedInfo")
    provider = child(info, "Provider")
    references = child(info, "References")
    beside = posixpath.dirname(part)
    seal = child(info, "Seal")
    return Signature(
        number=listed.get("ID", ""),
        provider=provider.get("ProviderName", "") if provider is not None else "",
        time=child_text(info, "SignatureDateTime"),
        method=child_text(info, "SignatureMethod"),
        covered=tuple(_covered(references)),
        digest=references.get("CheckMethod", "") if references is not None else "",
        stamps=tuple(_stamps(info)),
        value_part=package.resolve(child_text(root, "SignedValue"), beside) or "",
        seal_part=package.resolve(child_text(seal, "BaseLoc"), beside) or "",
    )


def _covered(references: Element | None) -> Iterator[tuple[str, str]]:
    for one in list(children(references, "Reference"))[:MAX_SIGNED_PARTS]:
        yield one.get("FileRef", ""), child_text(one, "CheckValue")


def _stamps(info: Element | None) -> Iterator[Stamp]:
    for one in children(info, "StampAnnot"):
        area = box(one.get("Boundary"))
        if area is not None and area[2] > 0 and area[3] > 0:
            yield Stamp(one.get("PageRef", ""), area, box(one.get("Clip")))


def changed_parts(package: Package, signature: Signature) -> list[str]:
    """The parts whose digest is no longer the signed one. A digest this machine cannot compute accuses nobody."""
    name = _DIGESTS.get(signature.digest.strip().lower())
    if name is None or name not in hashlib.algorithms_available:
        return []
    changed = []
    for location, expected in signature.covered:
        part = package.resolve(location)
        if part is None:
            changed.append(location)
            continue
        try:
            wanted = base64.b64decode(expected, validate=False)
            data = package.read(part)
        except (ValueError, OfdUnreadable):
            changed.append(location)
            continue
        if hashlib.new(name, data, usedforsecurity=False).digest() != wanted:
            changed.append(location)
    return changed


def seal_picture(package: Package, signature: Signature) -> Picture | None:
    """The picture inside the signed value, else inside the separate seal file.

    Both versions of the seal structure (GM/T 0031 and GB/T 38540) hold it as type, data, width, height.
    """
    for part in (signature.value_part, signature.seal_part):
        if not part:
            continue
        try:
            data = package.read(part)
        except OfdUnreadable as error:
            package.note(error.code, part, **error.params)
            continue
        for members in der.sequences(data):
            if picture := _picture(members):
                return picture
    return None


def _picture(members: list[der.Node]) -> Picture | None:
    if len(members) < 4:
        return None
    kind, data, width, height = members[:4]
    fits = kind.tag in der.STRINGS and data.tag == der.OCTETS and width.tag == height.tag == der.INTEGER
    if not fits or not data.content:
        return None
    return Picture(kind.content.decode("ascii", "replace").strip().lower(), data.content)
