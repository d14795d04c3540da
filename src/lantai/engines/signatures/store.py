"""Key files in one folder, readable by their own user only. Keys are added, never replaced: old ones still verify.

`audit-sm2-2.pem` is the second SM2 key for the audit chain; beside it lie `.pub` (the public key) and `.crt` (a
certificate the archive signed itself, or one an authority gave and a person put there).
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from lantai.engines.signatures.algorithms import KeyKind
from lantai.engines.signatures.certificates import Certificate, Validity, make_certificate, read_certificate
from lantai.engines.signatures.errors import KeyNotThere, KeysNotWritten
from lantai.engines.signatures.keys import PrivateKey, PublicKey, make_private_key, read_private_key, read_public_key

_NAME = re.compile(r"^(?P<purpose>[a-z]+)-(?P<kind>[a-z0-9]+)-(?P<number>\d+)\.pem$")
_YEARS = 10


class Purpose(StrEnum):
    """What a key signs. One key serves one purpose, so that losing one does not cast doubt on the rest."""

    AUDIT = "audit"
    TRANSFER = "transfer"
    CERTIFICATE = "certificate"
    LOG = "log"
    EXCHANGE = "exchange"


@dataclass(frozen=True, slots=True)
class KeyFile:
    """One key of the archive as it lies in the folder."""

    path: Path
    purpose: Purpose
    kind: KeyKind
    number: int

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def is_encrypted(self) -> bool:
        return b"BEGIN ENCRYPTED" in self.path.read_bytes()[:64]

    @property
    def made_at(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(self.path.stat().st_mtime, dt.UTC)

    def private(self, password: str = "") -> PrivateKey:
        """Raises `KeyIsLocked` or `KeyUnreadable`."""
        return read_private_key(self.path.read_bytes(), password=password, name=self.path.name)

    def public(self) -> PublicKey:
        """Without the password. Raises `KeyUnreadable`."""
        path = self.path.with_suffix(".pub")
        return read_public_key(path.read_bytes() if path.exists() else b"", name=path.name)

    def certificate(self) -> Certificate | None:
        """Raises `CertificateUnreadable`."""
        path = self.path.with_suffix(".crt")
        return read_certificate(path.read_bytes(), name=path.name) if path.exists() else None


def key_files(folder: Path) -> list[KeyFile]:
    """Every key in the folder, by purpose, kind and number; files of other names are not ours."""
    return sorted(_found(folder), key=lambda key: (key.purpose, key.kind, key.number))


def _found(folder: Path) -> Iterator[KeyFile]:
    for path in folder.glob("*.pem"):
        named = _NAME.match(path.name)
        if named and named["purpose"] in set(Purpose) and named["kind"] in set(KeyKind):
            yield KeyFile(path, Purpose(named["purpose"]), KeyKind(named["kind"]), int(named["number"]))


def current_key(folder: Path, purpose: Purpose, kind: KeyKind | None = None) -> KeyFile:
    """The key to sign with: the newest for this purpose (SM2 before others). Raises `KeyNotThere`."""
    fitting = [key for key in key_files(folder) if key.purpose is purpose and kind in {None, key.kind}]
    if not fitting:
        raise KeyNotThere(purpose=str(purpose))
    return max(fitting, key=lambda key: (key.kind is KeyKind.SM2, key.number))


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose name stands in the certificate, and from when it holds."""

    name: str
    organisation: str
    since: dt.datetime


def write_key(folder: Path, purpose: Purpose, kind: KeyKind, *, holder: Holder, password: str = "") -> KeyFile:
    """Make a key and its self-signed certificate. Raises `KeysNotWritten`; nothing that is there is ever replaced.

    The key comes last: a kill before it leaves files that the next attempt writes over, never a key without its half.
    """
    key = make_private_key(kind)
    until = holder.since.replace(year=holder.since.year + _YEARS, day=min(holder.since.day, 28))
    certificate = make_certificate(
        name=holder.name,
        organisation=holder.organisation,
        public=key.public,
        signer=key,
        validity=Validity(holder.since, until),
    )
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        while True:
            path = _next_path(folder, purpose, kind)
            try:
                _write(path, key.as_pem(password), mode=0o600)
                break
            except FileExistsError:  # somebody made one at the same moment
                continue
        _write(path.with_suffix(".pub"), key.public.as_pem(), mode=0o644)
        _write(path.with_suffix(".crt"), certificate.as_pem(), mode=0o644)
    except OSError as error:
        raise KeysNotWritten(folder=str(folder), reason=error.strerror or str(error)) from error
    return KeyFile(path, purpose, kind, int(path.stem.rpartition("-")[2]))


def _next_path(folder: Path, purpose: Purpose, kind: KeyKind) -> Path:
    used = [key.number for key in _found(folder) if (key.purpose, key.kind) == (purpose, kind)]
    return folder / f"{purpose}-{kind}-{max(used, default=0) + 1}.pem"


def _write(path: Path, content: bytes, *, mode: int) -> None:
    """Whole or not at all, on the disk when it returns, and never over another file."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.chmod(mode)
        os.link(fresh, path)
    finally:
        fresh.unlink()
