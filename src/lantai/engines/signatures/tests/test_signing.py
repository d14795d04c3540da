from __future__ import annotations

import io

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given, settings, strategies as st

from lantai.engines.signatures import der, signing, sm2
from lantai.engines.signatures.algorithms import RSA_SHA1, RSA_SHA256, SM2_SM3, Hash, KeyKind
from lantai.engines.signatures.keys import PrivateKey, _from_native, make_private_key, read_private_key
from lantai.engines.signatures.signing import Message, sign, signed_digest, verify
from lantai.engines.signatures.verdict import REASONS, Reason, State

TEXT = "关于农村土地承包的通知".encode() * 1000


@pytest.fixture(scope="module")
def sm2_key() -> PrivateKey:
    return make_private_key(KeyKind.SM2)


@pytest.fixture(scope="module")
def rsa_key() -> PrivateKey:
    return _from_native(rsa.generate_private_key(public_exponent=65537, key_size=2048))


def with_algorithm(key, algorithm, data):
    message = Message(algorithm, key.public)
    message.update(data)
    return message.signed_by(key)


@pytest.mark.parametrize("kind", [KeyKind.SM2, KeyKind.ED25519, KeyKind.EC])
def test_it_verifies_what_it_signs_however_it_comes(kind):
    key = make_private_key(kind)
    signature = sign(key, io.BytesIO(TEXT))

    for source in (TEXT, io.BytesIO(TEXT), [TEXT[:7], TEXT[7:]]):
        assert verify(key.public, source, signature).state is State.VALID
    assert verify(key.public, TEXT + b" ", signature).state is State.INVALID
    assert verify(make_private_key(kind).public, TEXT, signature).state is State.INVALID
    assert verify(key.public, TEXT, signature[:-1]).state is State.INVALID
    assert verify(key.public, TEXT, b"").state is State.ABSENT


def test_it_tells_an_old_algorithm_from_an_invalid_signature(rsa_key):
    old, new = with_algorithm(rsa_key, RSA_SHA1, TEXT), with_algorithm(rsa_key, RSA_SHA256, TEXT)

    assert verify(rsa_key.public, TEXT, old, algorithm=RSA_SHA1).state is State.OLD_ALGORITHM
    assert verify(rsa_key.public, TEXT + b" ", old, algorithm=RSA_SHA1).state is State.INVALID
    assert verify(rsa_key.public, TEXT, new).state is State.VALID
    assert verify(rsa_key.public, TEXT, new, algorithm=SM2_SM3).state is State.UNVERIFIABLE


def test_it_tells_a_broken_short_key_from_a_good_one():
    short = _from_native(rsa.generate_private_key(public_exponent=65537, key_size=1024))

    verdict = verify(short.public, TEXT, sign(short, TEXT))

    assert (verdict.state, verdict.reason, verdict.params) == (State.OLD_ALGORITHM, Reason.SHORT_KEY, {"bits": 1024})


def test_it_asks_an_rsa_key_what_it_signed(rsa_key):
    signature = sign(rsa_key, TEXT)
    digest = Hash("sha256")
    digest.update(TEXT)

    assert signed_digest(rsa_key.public, signature).endswith(digest.digest())
    assert signed_digest(rsa_key.public, bytes(256)) is None


def test_it_holds_no_long_message_for_ed25519(monkeypatch):
    monkeypatch.setattr(signing, "LONGEST_WHOLE", 100)
    key = make_private_key(KeyKind.ED25519)

    assert verify(key.public, TEXT, b"x" * 64).reason is Reason.TOO_LONG


def test_every_reason_has_a_sentence():
    assert set(REASONS) == set(Reason)


# ── against openssl ──


def test_openssl_accepts_our_sm2_signature(sm2_key, openssl, tmp_path):
    (tmp_path / "k.pub").write_bytes(sm2_key.public.as_pem())
    (tmp_path / "text").write_bytes(TEXT)
    (tmp_path / "text.sig").write_bytes(sign(sm2_key, TEXT))
    common = ["-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678"]

    done = openssl("pkeyutl", "-verify", "-pubin", "-inkey", "k.pub", *common, "-in", "text", "-sigfile", "text.sig")

    assert b"Verified Successfully" in done.stdout


@pytest.mark.parametrize("user_id", [sm2.USER_ID, "临江县档案馆".encode()])
def test_we_accept_sm2_signatures_of_openssl(user_id, openssl, tmp_path):
    openssl("genpkey", "-algorithm", "SM2", "-out", "k.pem")
    key = read_private_key((tmp_path / "k.pem").read_bytes())
    (tmp_path / "text").write_bytes(TEXT)
    option = (
        ["-sigopt", f"hexdistid:{user_id.hex()}"]
        if user_id != sm2.USER_ID
        else ["-sigopt", f"distid:{user_id.decode()}"]
    )

    openssl("dgst", "-sm3", "-sign", "k.pem", *option, "-out", "sig", "text")
    signature = (tmp_path / "sig").read_bytes()

    assert verify(key.public, TEXT, signature, user_id=user_id).state is State.VALID
    assert verify(key.public, TEXT, signature, user_id=b"another").state is State.INVALID


@pytest.mark.parametrize(("digest", "state"), [("sha1", State.OLD_ALGORITHM), ("sha256", State.VALID)])
def test_we_accept_rsa_signatures_of_openssl(digest, state, rsa_key, openssl, tmp_path):
    (tmp_path / "k.pem").write_bytes(rsa_key.as_pem())
    (tmp_path / "text").write_bytes(TEXT)
    openssl("dgst", f"-{digest}", "-sign", "k.pem", "-out", "sig", "text")

    algorithm = RSA_SHA1 if digest == "sha1" else RSA_SHA256

    assert verify(rsa_key.public, TEXT, (tmp_path / "sig").read_bytes(), algorithm=algorithm).state is state


def test_sm3_is_that_of_openssl(openssl, tmp_path):
    (tmp_path / "text").write_bytes(TEXT)
    digest = Hash("sm3")
    digest.update(TEXT)

    assert openssl("dgst", "-sm3", "-r", "text").stdout.split()[0].decode() == digest.digest().hex()


# ── SM2 in particular ──


def test_it_takes_sm2_signatures_of_64_bytes_too(sm2_key):
    r, s = [node.integer() for node in der.one(sign(sm2_key, TEXT)).members()]
    bare = r.to_bytes(32, "big") + s.to_bytes(32, "big")

    assert verify(sm2_key.public, TEXT, bare).state is State.VALID


@given(st.binary(max_size=80))
@settings(max_examples=30, deadline=None)
def test_it_calls_no_odd_bytes_a_signature(data):
    key = test_it_calls_no_odd_bytes_a_signature.key

    assert not verify(key.public, TEXT, data).fits


test_it_calls_no_odd_bytes_a_signature.key = make_private_key(KeyKind.SM2)


@given(st.integers(min_value=-(1 << 300), max_value=1 << 300), st.binary(max_size=300))
@settings(max_examples=30, deadline=None)
def test_der_is_read_as_it_is_written(number, data):
    written = der.sequence(der.integer(number), der.octets(data), der.oid("1.2.156.10197.1.501"), der.bits(data))

    whole = der.one(written, der.SEQUENCE).members()

    assert (whole[0].integer(), whole[1].content, whole[2].oid(), whole[3].bits()) == (number, data, SM2_SM3.oid, data)
