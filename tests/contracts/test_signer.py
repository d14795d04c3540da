"""What every scheme of signatures promises: the same tests for those we ship and for another that is plugged in."""

from __future__ import annotations

import stat
from typing import ClassVar

import pytest
from django.utils import timezone

from lantai.base.audit.signing import Ed25519Signer, PublicKey, Signer, trusted_keys
from lantai.base.audit.tests.ecdsa import EcdsaSigner
from lantai.engines.signatures import checkpoints
from lantai.engines.signatures.algorithms import KeyKind
from lantai.engines.signatures.errors import KeyIsLocked
from lantai.engines.signatures.store import Holder, Purpose, write_key

TEXT = '{"kind":"checkpoint","字":"档"}'.encode()


class SignerContract:
    """A scheme signs with a key of its own folder and is verified without it."""

    scheme: ClassVar[type[Signer]]

    @pytest.fixture
    def signer(self, tmp_path):
        return self.scheme(tmp_path)

    def test_it_verifies_what_it_signed(self, signer):
        assert self.scheme.verify(signer.public_key, TEXT, signer.sign(TEXT))

    def test_it_verifies_nothing_else(self, signer, tmp_path):
        signature, other = signer.sign(TEXT), self.scheme(tmp_path / "other").public_key

        assert not self.scheme.verify(signer.public_key, TEXT + b" ", signature)
        assert not self.scheme.verify(other, TEXT, signature)
        for place in (0, len(signature) // 2, len(signature) - 1):
            changed = bytearray(signature)
            changed[place] ^= 1
            assert not self.scheme.verify(signer.public_key, TEXT, bytes(changed))

    @pytest.mark.parametrize(("key", "signature"), [(b"", b""), (b"x" * 32, b"y" * 64), (b"\x04" * 65, b"0")])
    def test_it_takes_what_cannot_be_read_for_no_signature(self, key, signature):
        assert not self.scheme.verify(key, TEXT, signature)

    def test_it_keeps_one_key_that_nobody_else_reads(self, signer, tmp_path):
        assert self.scheme(tmp_path).public_key == signer.public_key
        modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("*.key")}
        assert modes == {0o600}

    def test_it_leaves_its_public_key_when_the_private_one_is_replaced(self, signer, tmp_path):
        for path in tmp_path.glob("*.key"):
            path.unlink()
        fresh = self.scheme(tmp_path)

        keys = trusted_keys(tmp_path)
        assert {key.public for key in keys} == {signer.public_key, fresh.public_key}
        assert {key.name for key in keys} >= {PublicKey(self.scheme.algorithm, signer.public_key).name}


class TestEd25519(SignerContract):
    scheme = Ed25519Signer


class TestEd25519WithTheKeysOfTheArchive(SignerContract):
    scheme = checkpoints.Ed25519Signer


class TestSm2(SignerContract):
    scheme = checkpoints.Sm2Signer


class TestAnotherScheme(SignerContract):
    scheme = EcdsaSigner


@pytest.mark.parametrize(("kind", "scheme"), [
    (KeyKind.ED25519, checkpoints.Ed25519Signer),
    (KeyKind.SM2, checkpoints.Sm2Signer),
])  # fmt: skip
def test_a_key_that_was_made_for_the_chain_signs_it(tmp_path, settings, kind, scheme):
    before = scheme(tmp_path).public_key
    settings.KEYS_PASSWORD = "口令"
    holder = Holder("云溪区档案馆", "云溪区档案馆", timezone.now())
    made = write_key(tmp_path, Purpose.AUDIT, kind, holder=holder, password="口令")

    after = scheme(tmp_path)

    assert made.public().spki.endswith(after.public_key)
    assert after.public_key != before
    assert {key.public for key in trusted_keys(tmp_path)} == {before, after.public_key}
    settings.KEYS_PASSWORD = "another"
    with pytest.raises(KeyIsLocked):
        scheme(tmp_path)
