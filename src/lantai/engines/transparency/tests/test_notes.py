from __future__ import annotations

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from lantai.engines.signatures.algorithms import KeyKind
from lantai.engines.signatures.keys import make_private_key
from lantai.engines.transparency.notes import Checkpoint, LogKey, read_checkpoint, sign_checkpoint

NAME = "档案.example/linjiang"
POINT = Checkpoint("archives.example/临江", 40, bytes(range(32)))
KEY, NATIONAL, OTHER = (make_private_key(kind) for kind in (KeyKind.ED25519, KeyKind.SM2, KeyKind.ED25519))
KEYS = [LogKey(NAME, KEY.public), LogKey(NAME, NATIONAL.public)]
NOTE = sign_checkpoint(POINT, name=NAME, key=KEY, sm2=NATIONAL)


def test_what_was_signed_is_read_by_either_key():
    assert [read_checkpoint(NOTE, keys=keys) for keys in (KEYS, KEYS[:1], KEYS[1:])] == [POINT] * 3


def test_it_is_a_note_as_other_programs_write_it():
    """Taken apart here by the words of C2SP signed-note and tlog-checkpoint alone."""
    text, _, lines = NOTE.partition("\n\n")
    first = lines.splitlines()[0]
    coded = base64.b64decode(first.removeprefix(f"— {NAME} "))
    public = KEY.public.native.public_bytes_raw()

    assert f"{text}\n" == f"archives.example/临江\n40\n{base64.b64encode(POINT.root).decode()}\n"
    assert coded[:4] == hashlib.sha256(NAME.encode() + b"\n\x01" + public).digest()[:4]
    Ed25519PublicKey.from_public_bytes(public).verify(coded[4:], f"{text}\n".encode())
    assert KEYS[0].text() == f"{NAME}+{coded[:4].hex()}+{base64.b64encode(bytes([1]) + public).decode()}"


def test_only_a_known_key_vouches():
    assert read_checkpoint(NOTE, keys=[]) is None
    assert read_checkpoint(NOTE, keys=[LogKey(NAME, OTHER.public)]) is None
    assert read_checkpoint(NOTE, keys=[LogKey("another", KEY.public)]) is None


def test_an_unknown_line_says_nothing_and_a_false_one_of_a_known_key_spoils_the_note():
    witnessed = NOTE + sign_checkpoint(POINT, name="witness.example", key=OTHER).rpartition("\n\n")[2]
    larger = sign_checkpoint(Checkpoint(POINT.origin, 41, POINT.root), name=NAME, key=KEY)
    false = sign_checkpoint(POINT, name="witness.example", key=OTHER) + larger.rpartition("\n\n")[2]

    assert read_checkpoint(witnessed, keys=KEYS) == POINT
    assert read_checkpoint(false, keys=[*KEYS, LogKey("witness.example", OTHER.public)]) is None


def test_every_changed_character_is_seen():
    for at in range(len(NOTE)):
        forged = NOTE[:at] + ("A" if NOTE[at] != "A" else "B") + NOTE[at + 1 :]

        # A line whose name or identifier is another's is an unknown one; then the other line vouches for the same.
        assert read_checkpoint(forged, keys=KEYS) in (None, POINT)
        assert at >= NOTE.index("\n\n") or read_checkpoint(forged, keys=KEYS) is None


@pytest.mark.parametrize(
    "note", ["", "\n\n", "\n\n\n", NOTE[:-1], NOTE + "\n", NOTE.replace("\n\n", "\n"), "x" * 200_000, "a\n-1\n\n\n— n "]
)
def test_anything_else_is_no_checkpoint(note):
    assert read_checkpoint(note, keys=KEYS) is None


@pytest.mark.parametrize(
    ("point", "name"),
    [
        (Checkpoint("", 1, bytes(32)), NAME),
        (Checkpoint("two\nlines", 1, bytes(32)), NAME),
        (Checkpoint("log", -1, bytes(32)), NAME),
        (Checkpoint("log", 1, bytes(31)), NAME),
        (POINT, ""),
        (POINT, "with blank"),
        (POINT, "with+plus"),
    ],
)
def test_what_cannot_stand_in_a_note_is_refused(point, name):
    with pytest.raises(ValueError, match="checkpoint"):
        sign_checkpoint(point, name=name, key=KEY)
