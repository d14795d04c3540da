"""What a certificate is worth, as anybody may know it: by its number once the code was right, or by the file itself."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

from lantai.engines.formats.readers.base import Unreadable
from lantai.engines.formats.shared_pool import shared_pool
from lantai.services.certificates.keyring import trusted
from lantai.services.certificates.models import Certificate
from lantai.services.certificates.proofs import page_hashes_of

CHECK = "lantai.engines.signatures.pades.check_pdf"
"""Runs in a limited process: what strangers send may be made to hurt whoever opens it."""
LARGEST = 64 * 1024 * 1024
_SECONDS = 30.0
_BREAK = "\u200b".encode()
"""Long words may break there: what sets the type puts it into the title too."""
_NAMED = re.compile(rb"urn:lantai:certificate:((?:[0-9A-HJKMNP-TV-Z](?:" + _BREAK + rb")?){26})")


class Worth(StrEnum):
    """The four answers there are."""

    VALID = "valid"
    ALTERED = "altered"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verified:
    """The answer. `certificate` is that which was issued, where it is known; `pages` are the hashes of its pages."""

    worth: Worth
    certificate: Certificate | None = None
    pages: tuple[str, ...] = ()

    @property
    def number(self) -> str:
        return self.certificate.number if self.certificate else ""

    @property
    def issuer(self) -> str:
        return self.certificate.institution.name if self.certificate else ""


def worth_of(certificate: Certificate) -> Verified:
    """By number and code: what was issued under it, and whether it is in force."""
    worth = Worth.REVOKED if certificate.state == Certificate.State.REVOKED else Worth.VALID
    return Verified(worth, certificate, tuple(page_hashes_of(certificate)))


def worth_of_file(content: bytes) -> Verified:
    """By the file itself: it is one that was issued, byte for byte, or it is not.

    What bears our signature and is no longer what was signed, and what says it is one of ours and is not, is altered.
    Nothing is told of a certificate that is not the file's own.
    """
    known = _issued(content)
    if known is not None:
        return worth_of(known)
    if not content.startswith(b"%PDF-") or len(content) > LARGEST:
        return Verified(Worth.UNKNOWN)
    try:
        state = shared_pool().call(CHECK, content, trusted=trusted(), seconds=_SECONDS).state
    except Unreadable:
        state = "altered" if _bears_signature(content) else "unsigned"
    return Verified(Worth.ALTERED if state == "altered" or _says_it_is_ours(content) else Worth.UNKNOWN)


def _issued(content: bytes) -> Certificate | None:
    digest = hashlib.sha256(content).hexdigest()
    return Certificate.objects.out().select_related("institution").filter(sha256=digest).first()


def _bears_signature(content: bytes) -> bool:
    return b"/ByteRange" in content


def _says_it_is_ours(content: bytes) -> bool:
    """Whether the file names one of our certificates where ours do: then it is a forgery, not something unknown."""
    named = _NAMED.search(content)
    return bool(named and Certificate.objects.out().filter(ulid=named[1].replace(_BREAK, b"").decode()).exists())


def issued_by_digest(sha256: str) -> Certificate | None:
    """Whoever knows the digest of the file has the file."""
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        return None
    return Certificate.objects.out().select_related("institution").filter(sha256=sha256).first()
