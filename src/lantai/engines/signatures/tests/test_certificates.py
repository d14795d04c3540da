from __future__ import annotations

import base64
import datetime as dt

import pytest

from lantai.engines.signatures.algorithms import KeyKind
from lantai.engines.signatures.certificates import Trust, Validity, make_certificate, read_certificate, trust_of
from lantai.engines.signatures.errors import CertificateUnreadable
from lantai.engines.signatures.keys import make_private_key
from lantai.engines.signatures.signing import sign, verify
from lantai.engines.signatures.tests.acts import NOW
from lantai.engines.signatures.verdict import State

TEN_YEARS = Validity(NOW, dt.datetime(2055, 3, 1, tzinfo=dt.UTC))


def authority(kind=KeyKind.SM2):
    """A root of our own, a certificate it issued, and the key of the latter."""
    root_key, key = make_private_key(kind), make_private_key(kind)
    names = {"organisation": "测试认证机构", "validity": TEN_YEARS}
    root = make_certificate(name="根", public=root_key.public, signer=root_key, **names)
    leaf = make_certificate(name="临江县档案馆", public=key.public, signer=root_key, issuer=root, **names)
    return root, leaf, key


@pytest.mark.parametrize("kind", [KeyKind.SM2, KeyKind.ED25519, KeyKind.EC])
def test_openssl_accepts_the_certificates_we_make(kind, openssl, tmp_path):
    root, leaf, _ = authority(kind)
    (tmp_path / "root.crt").write_bytes(root.as_pem())
    (tmp_path / "leaf.crt").write_bytes(leaf.as_pem())
    identity = ["-vfyopt", "distid:1234567812345678"] if kind is KeyKind.SM2 else []

    done = openssl(
        "verify",
        *identity,
        "-x509_strict",
        "-attime",
        str(int(NOW.timestamp()) + 9),
        "-CAfile",
        "root.crt",
        "leaf.crt",
    )

    assert done.stdout == b"leaf.crt: OK\n"


def test_it_reads_an_sm2_certificate_of_openssl_in_every_wrapping(openssl, tmp_path):
    openssl("ecparam", "-genkey", "-name", "SM2", "-noout", "-out", "k.pem")
    subject = ["-subj", "/C=CN/O=测试档案馆/CN=电子档案签名", "-utf8"]
    openssl(
        "req", "-x509", "-new", "-key", "k.pem", "-sm3", "-sigopt", "distid:1234567812345678", *subject, "-out", "c.pem"
    )
    text = (tmp_path / "c.pem").read_bytes()
    whole = read_certificate(text)

    assert (whole.title, whole.public.kind, whole.is_self_issued, whole.may_issue) == (
        "电子档案签名",
        KeyKind.SM2,
        True,
        True,
    )
    assert whole.issued_by(whole).state is State.VALID
    for form in (whole.der, base64.b64encode(whole.der), base64.encodebytes(whole.der)):
        assert read_certificate(form) == whole


def test_it_follows_the_issuers_to_one_that_is_trusted():
    root, leaf, key = authority()
    stranger, _, _ = authority()
    later = dt.datetime(2056, 1, 1, tzinfo=dt.UTC)

    assert verify(leaf.public, b"x", sign(key, b"x")).state is State.VALID
    assert trust_of(leaf, trusted=[root]) is Trust.TRUSTED
    assert trust_of(leaf, trusted=[leaf]) is Trust.TRUSTED
    assert trust_of(leaf, trusted=[], among=[root]) is Trust.UNKNOWN_ISSUER
    assert trust_of(leaf, trusted=[stranger]) is Trust.UNKNOWN_ISSUER
    assert trust_of(root, trusted=[stranger]) is Trust.SELF_SIGNED
    assert trust_of(leaf, trusted=[root], moment=later) is Trust.OUTSIDE_VALIDITY


def test_a_leaf_issues_nothing():
    root, leaf, key = authority()
    own = make_private_key(KeyKind.SM2)
    forged = make_certificate(
        name="某", organisation="", public=own.public, signer=key, issuer=leaf, validity=TEN_YEARS
    )

    assert trust_of(forged, trusted=[root], among=[leaf]) is Trust.UNKNOWN_ISSUER


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"0",
        b"MIIB",
        b"\x30\x03\x02\x01\x01",
        b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----",
        "证书".encode(),
    ],
)
def test_it_says_what_is_no_certificate(data):
    with pytest.raises(CertificateUnreadable):
        read_certificate(data)
