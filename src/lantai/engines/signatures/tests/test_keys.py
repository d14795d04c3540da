from __future__ import annotations

import stat

import pytest

from lantai.base.audit.models import Event
from lantai.engines.signatures import pbes, store
from lantai.engines.signatures.algorithms import KeyKind, algorithm_named
from lantai.engines.signatures.errors import KeyIsLocked, KeyNotThere, KeysNotWritten, KeyUnreadable
from lantai.engines.signatures.keys import make_private_key, pem, read_private_key, read_public_key
from lantai.engines.signatures.signing import sign, verify
from lantai.engines.signatures.store import Holder, Purpose, current_key, key_files, write_key
from lantai.engines.signatures.tests.acts import NOW
from lantai.engines.signatures.verdict import State

HOLDER = Holder("电子档案签名", "临江县档案馆", NOW)


@pytest.fixture(autouse=True)
def few_rounds(monkeypatch):
    """A password is stretched 600,000 times on purpose: not in every test."""
    monkeypatch.setattr(pbes, "ROUNDS", 1000)


@pytest.mark.parametrize("kind", [KeyKind.SM2, KeyKind.ED25519, KeyKind.EC])
def test_it_reads_the_keys_it_writes(kind):
    key = make_private_key(kind)

    assert read_private_key(key.as_pem()) == key
    assert read_private_key(key.as_pem("口令"), password="口令") == key
    assert read_public_key(key.public.as_pem()) == key.public
    assert key.pkcs8.hex() not in repr(key)


@pytest.mark.parametrize("kind", [KeyKind.SM2, KeyKind.ED25519])
def test_openssl_reads_our_keys_with_their_password(kind, openssl, tmp_path):
    key = make_private_key(kind)
    (tmp_path / "k.pem").write_bytes(key.as_pem("secret"))

    public = openssl("pkey", "-in", "k.pem", "-passin", "pass:secret", "-pubout").stdout

    assert read_public_key(public) == key.public


@pytest.mark.parametrize(
    "extra", [["-nocrypt"], ["-v2", "aes-256-cbc"], ["-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA1"]]
)
def test_it_reads_keys_of_openssl(extra, openssl, tmp_path):
    openssl("ecparam", "-genkey", "-name", "SM2", "-noout", "-out", "k.pem")
    password = [] if extra == ["-nocrypt"] else ["-passout", "pass:secret"]
    openssl("pkcs8", "-topk8", "-in", "k.pem", "-out", "k8.pem", *extra, *password)
    public = openssl("pkey", "-in", "k.pem", "-pubout").stdout

    key = read_private_key((tmp_path / "k8.pem").read_bytes(), password="secret")

    assert key.public.spki == read_public_key(public).spki


def test_it_says_when_a_key_is_locked_or_no_key():
    key = make_private_key(KeyKind.SM2)

    for password in ("", "wrong"):
        with pytest.raises(KeyIsLocked):
            read_private_key(key.as_pem("right"), password=password)
    for data in (b"", b"-----BEGIN PRIVATE KEY-----\n!!\n-----END PRIVATE KEY-----", key.public.as_pem()):
        with pytest.raises(KeyUnreadable):
            read_private_key(data)
    for content in (b"", b"\x30\x00", key.pkcs8[:-40], b"\x30\x80\x00\x00"):
        with pytest.raises(KeyUnreadable):
            read_private_key(pem("PRIVATE KEY", content))
        with pytest.raises(KeyUnreadable):
            read_public_key(pem("PUBLIC KEY", content))
        with pytest.raises(KeyUnreadable):
            read_private_key(pem("ENCRYPTED PRIVATE KEY", content), password="x")


def test_it_refuses_a_key_whose_halves_do_not_belong_together():
    one, other = make_private_key(KeyKind.SM2), make_private_key(KeyKind.SM2)
    mixed = one.pkcs8.replace(one.public.point, other.public.point)

    with pytest.raises(KeyUnreadable):
        read_private_key(pem("PRIVATE KEY", mixed))


def test_it_keeps_keys_side_by_side_and_for_their_user_only(tmp_path):
    first = write_key(tmp_path / "keys", Purpose.AUDIT, KeyKind.SM2, holder=HOLDER)
    second = write_key(tmp_path / "keys", Purpose.AUDIT, KeyKind.SM2, holder=HOLDER, password="口令")
    write_key(tmp_path / "keys", Purpose.AUDIT, KeyKind.ED25519, holder=HOLDER)

    current = current_key(tmp_path / "keys", Purpose.AUDIT)

    assert (current.name, current.is_encrypted, first.is_encrypted) == ("audit-sm2-2", True, False)
    assert [key.name for key in key_files(tmp_path / "keys")] == ["audit-ed25519-1", "audit-sm2-1", "audit-sm2-2"]
    assert {stat.S_IMODE(key.path.stat().st_mode) for key in key_files(tmp_path / "keys")} == {0o600}
    assert verify(second.public(), b"x", sign(current.private("口令"), b"x")).state is State.VALID
    assert second.certificate().title == "电子档案签名"


def test_it_makes_two_keys_when_two_make_one_at_once(tmp_path, monkeypatch):
    write_key(tmp_path, Purpose.TRANSFER, KeyKind.SM2, holder=HOLDER)
    taken = iter([tmp_path / "transfer-sm2-1.pem", tmp_path / "transfer-sm2-2.pem"])
    monkeypatch.setattr(store, "_next_path", lambda *_: next(taken))

    assert write_key(tmp_path, Purpose.TRANSFER, KeyKind.SM2, holder=HOLDER).name == "transfer-sm2-2"
    assert len(list(tmp_path.iterdir())) == 6


def test_it_says_where_a_key_could_not_be_written(tmp_path):
    (tmp_path / "keys").write_text("a file where the folder should be")

    with pytest.raises(KeysNotWritten):
        write_key(tmp_path / "keys", Purpose.AUDIT, KeyKind.SM2, holder=HOLDER)
    with pytest.raises(KeyNotThere):
        current_key(tmp_path, Purpose.AUDIT)


@pytest.mark.django_db
def test_the_command_makes_and_lists_keys(tmp_path, settings, capsys):
    from django.core.management import call_command

    settings.KEYS_FOLDER = tmp_path / "keys"
    with pytest.raises(SystemExit) as nothing:
        call_command("keys", "list")
    with pytest.raises(SystemExit) as unsaid:
        call_command("keys", "make")
    call_command("keys", "make", purpose="transfer", holder="临江县档案馆")
    call_command("keys", "list", "--json")

    assert (nothing.value.code, unsaid.value.code) == (1, 2)
    assert '"name": "transfer-sm2-1"' in capsys.readouterr().out
    assert Event.objects.get(verb="key:make").subject_id == "transfer-sm2-1"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("1.2.156.10197.1.501", "SM2-SM3"),
        ("SM3withSM2", "SM2-SM3"),
        ("SM2", "SM2-SM3"),
        ("SHA1withRSA", "RSA-SHA1"),
        ("http://www.w3.org/2000/09/xmldsig#rsa-sha1", "RSA-SHA1"),
        ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "RSA-SHA256"),
        ("urn:oid:1.2.840.113549.1.1.5", "RSA-SHA1"),
        ("SHA-256/RSA", "RSA-SHA256"),
        ("ecdsa-with-SHA256", "ECDSA-SHA256"),
        ("MD5", None),
        ("RSA", None),
        ("", None),
    ],
)
def test_it_knows_algorithms_by_the_names_programs_write(text, title):
    found = algorithm_named(text)

    assert (found.title if found else None) == title
