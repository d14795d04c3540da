"""What every scheme of signatures promises: the same tests for the one we ship and for another that is plugged in.

A scheme of national algorithms (SM2 with SM3) is held to the same: subclass `SignerContract` and name its class.
"""

from __future__ import annotations

import stat
from typing import ClassVar

import pytest

from lantai.base.audit.signing import Ed25519Signer, PublicKey, Signer, trusted_keys
from lantai.base.audit.tests.ecdsa import EcdsaSigner

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


class TestAnotherScheme(SignerContract):
    scheme = EcdsaSigner
