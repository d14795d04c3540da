"""Signatures in packages: ours by the rule, and those of programs that had none."""

from __future__ import annotations

import base64
import re

import pytest
from lxml import etree

from lantai.base.common.findings import Finding, Severity
from lantai.engines.packages.eep import names
from lantai.engines.packages.eep.package import EepPackage
from lantai.engines.packages.eep.tests.samples import (
    certificate_of,
    foreign,
    signature_block,
    signer,
    with_data,
    written,
)
from lantai.engines.signatures.algorithms import RSA_SHA1, RSA_SHA256, SM2_SM3, KeyKind
from lantai.engines.signatures.keys import PrivateKey, make_private_key
from lantai.engines.signatures.signing import Message, sign
from lantai.engines.signatures.tests.conftest import openssl  # noqa: F401

FILES = {"通知.pdf": b"%PDF one", "b.txt": b"two\r\n" * 100}


@pytest.fixture(scope="module")
def package(tmp_path_factory) -> bytes:
    return written(tmp_path_factory.mktemp("eep"), FILES).read_bytes()


@pytest.fixture(scope="module")
def rsa_key() -> PrivateKey:
    return signer(KeyKind.RSA).key


def judged(tmp_path, data: bytes, **options) -> list[Finding]:
    """What is said of the signatures of a package."""
    path = tmp_path / "包.eep"
    path.write_bytes(data)
    return [each for each in EepPackage(path, **options).judge() if "state" in each.params]


def states(findings: list[Finding]) -> dict[str, str]:
    return {each.params["what"]: each.params["state"] for each in findings}


def signed(key: PrivateKey, algorithm, data: bytes) -> bytes:
    message = Message(algorithm, key.public)
    message.update(data)
    return message.signed_by(key)


# ── ours ──


def test_what_we_wrote_is_valid_and_trusted_where_it_should_be(package, tmp_path):
    path = tmp_path / "包.eep"
    path.write_bytes(package)
    trusting = list(EepPackage(path, trusted=[signer().certificate]).judge())

    assert states(judged(tmp_path, package)) == {"电子签名": "valid", "锁定签名": "valid"}
    assert {each.code for each in trusting} == {"eep.signature_valid"}
    assert "eep.not_trusted" in {each.code for each in EepPackage(path).judge()}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("土地承包", "土地转让", {"电子签名": "invalid", "锁定签名": "valid"}),
        ("base64-txt", "base64-TXT", {"电子签名": "invalid", "锁定签名": "valid"}),
        ("<封装内容>", "<封装内容>\n", {"电子签名": "invalid", "锁定签名": "valid"}),
        ("<签名人>张三", "<签名人>李四", {"电子签名": "valid", "锁定签名": "invalid"}),
        ("<版本>2009", "<版本>2010", {"电子签名": "valid", "锁定签名": "valid"}),
        ("http://www.w3.org/2001/10/xml-exc-c14n#", "", {"电子签名": "valid", "锁定签名": "invalid"}),
    ],
)
def test_it_finds_every_change(old, new, expected, package, tmp_path):
    """The last changes the rule: the signed element still fits a form that is tried, the lock does not."""
    changed = package.decode().replace(old, new, 1)

    assert states(judged(tmp_path, changed.encode())) == expected


def test_it_finds_a_changed_document(package, tmp_path):
    one, other = base64.b64encode(b"%PDF one"), base64.b64encode(b"%PDF two")

    assert states(judged(tmp_path, package.replace(one, other)))["电子签名"] == "invalid"


def test_it_is_not_misled_by_how_the_file_is_written(package, tmp_path):
    """Another program may write the same elements in its own way: the canonical form stays."""
    root = etree.fromstring(package)
    text = etree.tostring(root, encoding="GB18030", xml_declaration=True).replace(b"\n", b"\r\n")

    assert states(judged(tmp_path, text)) == {"电子签名": "valid", "锁定签名": "valid"}


def test_a_lock_must_name_a_signature_that_is_there(package, tmp_path):
    path = tmp_path / "包.eep"
    path.write_bytes(
        package.replace("<被锁定签名标识符>修改0-签名1".encode(), "<被锁定签名标识符>修改0-签名2".encode())
    )

    assert "eep.lock_names_nothing" in {each.code for each in EepPackage(path).judge()}


def test_a_certificate_that_did_not_hold_is_told(package, tmp_path):
    path = tmp_path / "包.eep"
    unsigned = package.decode().split("<电子签名块>")[0].rstrip("\n")
    element = etree.fromstring((unsigned + "</电子文件封装包>").encode()).find(names.tag(names.SIGNED))
    element.tail = None
    result = sign(signer().key, etree.tostring(element, method="c14n", exclusive=True))
    block = signature_block(result, signer().certificate, "SM3WithSM2").replace(
        "<签名结果>", "<签名时间>2001-01-01T00:00:00</签名时间><签名结果>"
    )
    path.write_bytes(f"{unsigned}\n{block}</电子文件封装包>".encode())

    assert {each.code for each in EepPackage(path).judge()} >= {"eep.signature_valid", "eep.outside_validity"}


@pytest.mark.parametrize("kind", [KeyKind.ED25519, KeyKind.RSA, KeyKind.EC])
def test_other_keys_sign_packages_too(kind, tmp_path):
    from lantai.engines.packages.eep.tests.samples import layer_of
    from lantai.engines.packages.eep.writing import write_package

    write_package(tmp_path / "包", layer_of({}), signer=signer(kind))

    assert states(judged(tmp_path, (tmp_path / "包").read_bytes())) == {"电子签名": "valid", "锁定签名": "valid"}


def test_openssl_and_lxml_verify_our_signature(package, openssl, tmp_path):  # noqa: F811
    root = etree.fromstring(package)
    element = root.find(names.tag(names.SIGNED))
    element.tail = None
    (tmp_path / "text").write_bytes(etree.tostring(element, method="c14n", exclusive=True))
    (tmp_path / "sig").write_bytes(base64.b64decode(root.find(".//{*}签名结果").text))
    (tmp_path / "crt").write_bytes(base64.b64decode(root.find(".//{*}证书").text))
    openssl("x509", "-inform", "DER", "-in", "crt", "-pubkey", "-noout", "-out", "pub")

    done = openssl("dgst", "-sm3", "-verify", "pub", "-sigopt", "distid:1234567812345678", "-signature", "sig", "text")

    assert b"Verified OK" in done.stdout


# ── those of others ──

SIGNED = with_data("a.txt", b"abc" * 100)


def lf(text: str) -> str:
    return text.replace("\r\n", "\n")


def compact(text: str) -> str:
    return re.sub(r">\s+<", "><", lf(text))


def without_cdata(text: str) -> str:
    return re.sub(r"<!\[CDATA\[(.*?)\]\]>", lambda found: found[1].replace("&", "&amp;"), text)


def declared(text: str) -> str:
    return text.replace("<被签名对象", f'<被签名对象 xmlns="{names.NAMESPACE}"', 1)


def by_lxml(*, exclusive: bool) -> bytes:
    """The canonical form, inclusive or not, told apart by the namespace of the instance that nothing uses."""
    text = declared(lf(without_cdata(SIGNED))).replace("<电子文件号/>", "<电子文件号></电子文件号>")
    inclusive = text.replace(
        f'"{names.NAMESPACE}"', f'"{names.NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"', 1
    )
    return (text if exclusive else inclusive).encode()


FORMS = {
    "exclusive": by_lxml(exclusive=True),
    "inclusive": by_lxml(exclusive=False),
    "as_is": SIGNED.encode(),
    "exclusive_compact": declared(
        compact(without_cdata(SIGNED)).replace("<电子文件号/>", "<电子文件号></电子文件号>")
    ).encode(),
    "serialised": declared(lf(without_cdata(SIGNED))).encode(),
    "serialised_bare": lf(without_cdata(SIGNED)).encode(),
    "compact": declared(compact(without_cdata(SIGNED))).encode(),
    "compact_bare": compact(without_cdata(SIGNED)).encode(),
    "serialised_cdata": declared(lf(SIGNED)).encode(),
    "compact_cdata": declared(compact(SIGNED)).encode(),
    "compact_cdata_bare": compact(SIGNED).encode(),
}


@pytest.mark.parametrize("form", FORMS)
def test_it_finds_the_form_in_which_others_signed(form, rsa_key, tmp_path):
    block = signature_block(signed(rsa_key, RSA_SHA1, FORMS[form]), certificate_of(rsa_key), "SHA1withRSA")

    (found,) = judged(tmp_path, foreign(SIGNED, block=block))

    assert (found.code, found.params["form"], found.severity) == ("eep.signature_old", form, Severity.WARNING)


@pytest.mark.parametrize("form", ["as_is", "as_is_utf8"])
def test_it_tries_the_bytes_of_the_file_and_those_of_its_text(form, rsa_key, tmp_path):
    data = SIGNED.encode("gb18030" if form == "as_is" else "utf-8")
    block = signature_block(signed(rsa_key, RSA_SHA256, data), certificate_of(rsa_key), "1.2.840.113549.1.1.11")

    (found,) = judged(tmp_path, foreign(SIGNED, block=block, encoding="GB18030"))

    assert (found.code, found.params["form"]) == ("eep.signature_valid", form)


def test_an_unnamed_algorithm_is_tried_by_the_kind_of_key(rsa_key, tmp_path):
    for algorithm, code in ((RSA_SHA256, "eep.signature_valid"), (RSA_SHA1, "eep.signature_old")):
        block = signature_block(signed(rsa_key, algorithm, FORMS["as_is"]), certificate_of(rsa_key), "")
        assert [each.code for each in judged(tmp_path, foreign(SIGNED, block=block))] == [code]


@pytest.mark.parametrize(
    "case",
    ["unknown form", "other key", "no certificate", "no signature", "wrong kind", "odd bytes", "bad certificate"],
)
def test_it_tells_what_cannot_be_verified_from_what_is_invalid(case, rsa_key, tmp_path):
    other = make_private_key(KeyKind.EC)
    result, mine, sm2 = signed(rsa_key, RSA_SHA256, b"something else"), certificate_of(rsa_key), signer()
    block, code = {
        "unknown form": (signature_block(result, mine, "RSA-SHA256"), "eep.signature_no_form"),
        "other key": (signature_block(b"\1" * 384, mine, "RSA-SHA256"), "eep.signature_other_key"),
        "no certificate": (signature_block(result, None, "RSA-SHA256"), "eep.signature_no_certificate"),
        "no signature": (signature_block(b"", mine, "RSA-SHA256"), "eep.signature_absent"),
        "wrong kind": (signature_block(result, certificate_of(other), "RSA-SHA256"), "eep.signature_key"),
        "odd bytes": (signature_block(b"", mine, "").replace("<签名结果>", "<签名结果>无法"), "eep.signature_not_one"),
        "bad certificate": (
            signature_block(result, None, "RSA").replace("<证书块>", "<证书块><证书>QUJD</证书>"),
            "eep.signature_bad_certificate",
        ),
    }[case]

    found = judged(tmp_path, foreign(SIGNED, block=block))

    assert code in {each.code for each in found}
    assert signed(sm2.key, SM2_SM3, b"x") != b""


def test_a_package_without_a_signature_says_so(tmp_path):
    assert [each.code for each in judged(tmp_path, foreign(SIGNED))] == ["eep.signature_absent"]
