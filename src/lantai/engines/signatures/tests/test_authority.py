from __future__ import annotations

import datetime as dt

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509 import load_pem_x509_certificate

from lantai.engines.signatures.authority import make_authority, read_credential
from lantai.engines.signatures.certificates import Trust, read_certificate, trust_of
from lantai.engines.signatures.errors import CertificateUnreadable, KeyIsLocked, KeyUnreadable
from lantai.engines.signatures.keys import read_private_key

NOW = dt.datetime(2026, 11, 29, 10, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def ours():
    return make_authority("临江县档案馆", NOW)


@pytest.fixture(scope="module")
def credential(ours):
    return ours.signing("临江县档案馆 档案证明")


def packed(credential, password: bytes) -> bytes:
    key = serialization.load_pem_private_key(credential.key, None)
    method = serialization.BestAvailableEncryption(password)
    return pkcs12.serialize_key_and_certificates(
        b"archive", key, load_pem_x509_certificate(credential.certificate), None, method
    )


def test_openssl_accepts_what_it_issues_each_for_its_purpose(ours, credential, openssl, tmp_path):
    (tmp_path / "root.crt").write_bytes(ours.certificate)
    (tmp_path / "sign.crt").write_bytes(credential.certificate)
    (tmp_path / "time.crt").write_bytes(ours.timestamping("时间戳").certificate)
    moment = str(int(NOW.timestamp()) + 9)

    for purpose, name in (("smimesign", "sign.crt"), ("timestampsign", "time.crt")):
        done = openssl(
            "verify", "-x509_strict", "-purpose", purpose, "-attime", moment, "-CAfile", "root.crt", name
        )  # fmt: skip
        assert done.stdout == f"{name}: OK\n".encode()


def test_its_certificates_hold_ten_years_under_a_root_of_thirty(ours, credential):
    root, own = read_certificate(ours.certificate), read_certificate(credential.certificate)

    assert (own.title, own.valid_until.year, root.valid_until.year) == (
        "临江县档案馆 档案证明", NOW.year + 10, NOW.year + 30
    )  # fmt: skip
    assert not own.may_issue
    assert trust_of(own, trusted=[root], moment=NOW + dt.timedelta(days=1)) is Trust.TRUSTED


def test_keys_of_a_licensed_authority_come_as_pem_or_pkcs12(ours, credential):
    as_pem = read_credential(credential.key + credential.certificate + ours.certificate)
    apart = read_credential(credential.key, certificates=credential.certificate)
    locked = read_private_key(credential.key).as_pem("secret")
    opened = read_credential(locked, password="secret", certificates=credential.certificate)

    assert as_pem == apart == opened == read_credential(packed(credential, b"secret"), password="secret")
    assert as_pem == credential


def test_what_cannot_be_opened_says_so(ours, credential):
    with pytest.raises(KeyIsLocked):
        read_credential(packed(credential, b"secret"), password="wrong")
    with pytest.raises(KeyUnreadable):
        read_credential(b"neither")
    with pytest.raises(CertificateUnreadable):
        read_credential(credential.key, certificates=ours.certificate)
