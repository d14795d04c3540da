"""How far a log had come, signed: the checkpoint of C2SP tlog-checkpoint in a signed note (C2SP signed-note).

Ed25519 signs the note as every program for such logs expects; a line of SM2 can stand below it for who asks for
national algorithms. Lines of keys that are not known say nothing; a false line of a known key spoils the note.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from lantai.engines.signatures.algorithms import KeyKind
from lantai.engines.signatures.keys import PrivateKey, PublicKey
from lantai.engines.signatures.signing import sign, verify
from lantai.engines.signatures.verdict import State

_KINDS = {KeyKind.ED25519: b"\x01", KeyKind.SM2: b"\xfflantai/sm2-sm3"}
_DASH = "— "
_LONGEST = 100_000  # characters of a note that is looked at


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The tree of a log (`origin`: its name, one line) when it had `size` leaves."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True, slots=True)
class LogKey:
    """A public key under the name it signs with, as a log publishes it."""

    name: str
    public: PublicKey

    @property
    def identifier(self) -> bytes:
        """The four bytes before every signature: a hint which key it was, no proof."""
        return hashlib.sha256(f"{self.name}\n".encode() + self._coded).digest()[:4]

    def text(self) -> str:
        """The one line by which programs for such logs take a key: name, identifier, key."""
        return f"{self.name}+{self.identifier.hex()}+{base64.b64encode(self._coded).decode()}"

    @property
    def _coded(self) -> bytes:
        return _KINDS[self.public.kind] + (self.public.point if self.public.kind is KeyKind.SM2 else _bare(self.public))


def sign_checkpoint(checkpoint: Checkpoint, *, name: str, key: PrivateKey, sm2: PrivateKey | None = None) -> str:
    """The signed note. `name` of the signer: no blanks, no `+`. Raises ValueError for what cannot stand in a note."""
    _refuse(checkpoint, name)
    text = checkpoint.text()
    lines = [_line(text, name, each) for each in (key, sm2) if each is not None]
    return f"{text}\n{''.join(lines)}"


def read_checkpoint(note: str, *, keys: Sequence[LogKey]) -> Checkpoint | None:
    """The checkpoint, if a known key signed it and no line of a known key is false; otherwise None, for any text."""
    text, gap, lines = note.rpartition("\n\n")
    if not gap or len(note) > _LONGEST or not lines.endswith("\n"):
        return None
    text += "\n"
    signed = 0
    for line in lines[:-1].split("\n"):
        name, signature = _taken_apart(line)
        known = next((key for key in keys if (key.name, key.identifier) == (name, signature[:4])), None)
        if not name or (known and not _fits(text, known, signature[4:])):
            return None
        signed += known is not None
    return _checkpoint_in(text) if signed else None


def _line(text: str, name: str, key: PrivateKey) -> str:
    identifier = LogKey(name, key.public).identifier
    return f"{_DASH}{name} {base64.b64encode(identifier + sign(key, text.encode())).decode()}\n"


def _fits(text: str, key: LogKey, signature: bytes) -> bool:
    return verify(key.public, text.encode(), signature).state is State.VALID


def _taken_apart(line: str) -> tuple[str, bytes]:
    """Name and signature with its identifier; without a name where the line is none."""
    name, blank, coded = line.removeprefix(_DASH).partition(" ")
    signature = _bytes_of(coded)
    if not line.startswith(_DASH) or not blank or not _is_name(name) or signature is None or len(signature) < 5:
        return "", b""
    return name, signature


def _checkpoint_in(text: str) -> Checkpoint | None:
    """Its first three lines; others may follow them (extensions) and are signed as well."""
    origin, size, root, *_ = [*text.split("\n"), "", ""]
    digest = _bytes_of(root)
    is_number = size.isascii() and size.isdigit() and len(size) < 20 and str(int(size)) == size
    if not origin or not is_number or digest is None or len(digest) != 32:
        return None
    return Checkpoint(origin, int(size), digest)


def _bytes_of(coded: str) -> bytes | None:
    try:
        found = base64.b64decode(coded, validate=True)
    except (binascii.Error, ValueError):
        return None
    return found if base64.b64encode(found).decode() == coded else None


def _refuse(checkpoint: Checkpoint, name: str) -> None:
    is_line = checkpoint.origin and not any(ord(character) < 0x20 for character in checkpoint.origin)
    if not is_line or checkpoint.size < 0 or len(checkpoint.root) != 32 or not _is_name(name):
        msg = f"{checkpoint.origin!r}, {checkpoint.size} and {name!r} make no checkpoint"
        raise ValueError(msg)


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(c.isspace() or ord(c) < 0x20 for c in name)


def _bare(public: PublicKey) -> bytes:
    return public.native.public_bytes_raw()  # type: ignore[union-attr]
