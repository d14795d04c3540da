"""The keys of certificates: made on first use, each for one purpose, readable by this installation's user only.

Our own authority vouches for who signs PDF files and for the clock that says when; a licensed authority's key takes the
place of ours by settings. The log has a key of its own, and an SM2 key signs beside (national algorithms).
"""

from __future__ import annotations

import os
import shutil
import tempfile
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR
from lantai.base.audit.actions import record as record_event
from lantai.engines.signatures.actions import make_key
from lantai.engines.signatures.algorithms import KeyKind
from lantai.engines.signatures.authority import Credential, make_authority, read_credential
from lantai.engines.signatures.certificates import read_certificate
from lantai.engines.signatures.keys import PrivateKey, read_private_key
from lantai.engines.signatures.pades import PdfSigner, sign_pdf
from lantai.engines.signatures.signing import sign
from lantai.engines.signatures.store import Holder, KeyFile, Purpose, current_key, key_files
from lantai.services.certificates.models import Certificate

AUTHORITY, SIGNING, CLOCK = "authority", "signing", "clock"
_OURS = ((Purpose.LOG, KeyKind.ED25519), (Purpose.CERTIFICATE, KeyKind.SM2))


def prepare_keys() -> None:
    """Make what is not there yet; the register says which keys came to be. Again, it does nothing.

    Raises `KeysNotWritten`.
    """
    if not _folder().is_dir():
        _make_authority()
    there = {(each.purpose, each.kind) for each in key_files(Path(settings.KEYS_FOLDER))}
    holder = Holder(settings.SITE_NAME, settings.SITE_NAME, timezone.now().replace(microsecond=0))
    for purpose, kind in _OURS:
        if (purpose, kind) not in there:
            make_key(
                actor=OPERATOR, folder=Path(settings.KEYS_FOLDER), purpose=purpose, kind=kind, holder=holder,
                password=settings.KEYS_PASSWORD,
            )  # fmt: skip


def _folder() -> Path:
    return Path(settings.KEYS_FOLDER) / "certificates"


@transaction.atomic
def _make_authority() -> None:
    """All of it appears in one step: of two processes that make one at once, the second takes the first's."""
    now, name = timezone.now().replace(microsecond=0), settings.SITE_NAME
    authority = make_authority(f"{name} 根证书", now)
    made = {
        AUTHORITY: Credential(authority.key, authority.certificate),
        SIGNING: authority.signing(name),
        CLOCK: authority.timestamping(f"{name} 时间戳"),
    }
    _folder().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = Path(tempfile.mkdtemp(prefix=".certificates-", dir=_folder().parent))
    for each, credential in made.items():
        _write(fresh / f"{each}.pem", read_private_key(credential.key).as_pem(settings.KEYS_PASSWORD), 0o600)
        _write(fresh / f"{each}.crt", credential.certificate, 0o644)
    try:
        fresh.rename(_folder())
    except OSError:
        shutil.rmtree(fresh, ignore_errors=True)
        if not _folder().is_dir():
            raise
        return
    data = {"purpose": AUTHORITY, "kind": str(KeyKind.RSA)}
    data["fingerprint"] = read_certificate(authority.certificate).public.fingerprint
    record_event("key:make", actor=OPERATOR, subject=("key", "certificates"), data=data)


def _write(path: Path, content: bytes, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _credential(name: str) -> Credential:
    """One of ours as it lies in the folder. Raises `KeyIsLocked`, `KeyUnreadable`."""
    key = (_folder() / f"{name}.pem").read_bytes()
    return Credential(_opened(key, settings.KEYS_PASSWORD, f"{name}.pem"), (_folder() / f"{name}.crt").read_bytes())


@lru_cache(maxsize=4)
def _opened(key: bytes, password: str, name: str) -> bytes:
    """The key without its password, once a process: that its primes are primes takes a third of a second to prove."""
    return read_private_key(key, password=password, name=name).as_pem()


def _signer() -> PdfSigner:
    path = Path(settings.SIGNING_CERTIFICATE)
    if not settings.SIGNING_CERTIFICATE:
        return PdfSigner.of(_credential(SIGNING), _credential(CLOCK))
    licensed = read_credential(path.read_bytes(), password=settings.SIGNING_PASSWORD, name=path.name)
    return PdfSigner.of(licensed, _credential(CLOCK))


def signed(pdf: bytes, certificate: Certificate) -> bytes:
    """The PDF with its signature and time stamp."""
    prepare_keys()
    reason, location = f"{certificate.kind_label} {certificate.number}", certificate.institution.name
    return sign_pdf(pdf, signer=_signer(), reason=reason, location=location, at=timezone.now())


def national_signature(pdf: bytes) -> bytes:
    """The SM2 signature over the whole file, beside it."""
    return sign(_key(Purpose.CERTIFICATE, KeyKind.SM2), pdf)


def log_key() -> PrivateKey:
    return _key(Purpose.LOG, KeyKind.ED25519)


def national_key() -> PrivateKey:
    """Signs checkpoints a second time."""
    return _key(Purpose.CERTIFICATE, KeyKind.SM2)


def _file(purpose: Purpose, kind: KeyKind) -> KeyFile:
    return current_key(Path(settings.KEYS_FOLDER), purpose, kind)


def _key(purpose: Purpose, kind: KeyKind) -> PrivateKey:
    return _file(purpose, kind).private(settings.KEYS_PASSWORD)


def trusted() -> list[bytes]:
    """The roots by which a signature is believed: ours, and those the settings name."""
    own = _folder() / f"{AUTHORITY}.crt"
    paths = [*([own] if own.exists() else []), *map(Path, settings.SIGNING_TRUST)]
    return [path.read_bytes() for path in paths]


def published_keys() -> bytes:
    """What anybody verifies with: the public keys of the log and of the SM2 signature, and the roots. PEM.

    Empty before the first certificate.
    """
    if not _folder().is_dir():
        return b""
    public = [_file(purpose, kind).public().as_pem() for purpose, kind in _OURS]
    return b"".join([*public, *trusted()])
