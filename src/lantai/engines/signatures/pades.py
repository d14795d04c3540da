"""Signatures inside PDF files (PAdES B-T, ETSI EN 319 142-1): made with pyhanko, judged by our own strict reading.

A signed file is whole or it is altered: nothing may follow the signature, nobody may sign beside us, and no byte of it
may differ. Judging loads no library of PDF, so that it never depends on how one repairs a broken file.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import io
import mmap
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509.oid import ExtendedKeyUsageOID

from lantai.engines.signatures import cms, der
from lantai.engines.signatures.authority import Credential
from lantai.engines.signatures.certificates import Certificate, Trust, read_certificate, trust_of
from lantai.engines.signatures.keys import PrivateKey, read_private_key
from lantai.engines.signatures.signing import sign

if TYPE_CHECKING:
    from pyhanko.sign.timestamps import TimeStamper

FIELD = "Signature"
RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s*\]")
_TRACES = (b"/ByteRange", b"/SubFilter", b"ETSI.CAdES.detached", b"adbe.pkcs7.detached", b"/AcroForm")
_HEX = re.compile(rb"<(?:[0-9a-f]*|[0-9A-F]*)>")
BROKEN = (
    ValueError, LookupError, TypeError, OverflowError, UnsupportedAlgorithm, x509.InvalidVersion,
    x509.DuplicateExtension, x509.UnsupportedGeneralNameType,
)  # fmt: skip
"""What bytes that were made to be read wrongly make the libraries raise."""


class PdfState(StrEnum):
    """What a signed file is worth. `UNTRUSTED`: whole, but signed or time-stamped by somebody nobody vouches for."""

    INTACT = "intact"
    ALTERED = "altered"
    UNSIGNED = "unsigned"
    UNTRUSTED = "untrusted"


@dataclass(frozen=True, slots=True)
class PdfVerdict:
    """The state, and as far as it could be read who signed, and when by the time stamp.

    `whole_file`: there is one signature and it covers the file from its first byte to its last.
    """

    state: PdfState
    signer: str = ""
    signed_at: dt.datetime | None = None
    whole_file: bool = False


@dataclass(frozen=True, slots=True)
class PdfSigner:
    """Who signs: key and certificates in PEM, and whose clock says when (without one: PAdES B-B)."""

    key: bytes = field(repr=False)
    certificate: bytes
    chain: tuple[bytes, ...] = ()
    timestamper: Credential | None = None

    @classmethod
    def of(cls, credential: Credential, timestamper: Credential | None = None) -> PdfSigner:
        return cls(credential.key, credential.certificate, credential.chain, timestamper)


def sign_pdf(pdf: bytes, *, signer: PdfSigner, reason: str, location: str, at: dt.datetime) -> bytes:
    """The same file with an unseen signature behind it; PDF/A-2b stays PDF/A-2b. Only for files we made.

    Keys are RSA or ECDSA. Raises `KeyUnreadable` and `CertificateUnreadable`.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # a second to load, for who signs
    from pyhanko.sign import fields, signers

    meta = signers.PdfSignatureMetadata(
        field_name=FIELD,
        subfilter=fields.SigSeedSubFilter.PADES,
        md_algorithm="sha256",
        reason=reason,
        location=location,
    )
    signing = signers.PdfSigner(
        meta,
        signer=_signer(signer),
        timestamper=_clock(signer.timestamper, at) if signer.timestamper else None,
        new_field_spec=fields.SigFieldSpec(FIELD),
    )
    return asyncio.run(_signed(signing, IncrementalPdfFileWriter(io.BytesIO(pdf)), at))


async def _signed(signing: Any, writer: Any, at: dt.datetime) -> bytes:
    """The steps of the library's `sign_pdf`, which takes the time from the machine's clock alone."""
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

    session = signing.init_signing_session(writer)
    session.system_time = at
    info = await session.perform_presign_validation(writer)
    reserved = await session.estimate_signature_container_size(info)
    document = session.prepare_tbs_document(validation_info=info, bytes_reserved=reserved)
    prepared, out = document.digest_tbs_document()
    await document.perform_signature(
        document_digest=prepared.document_digest, pdf_cms_signed_attrs=PdfCMSSignedAttributes(signing_time=at)
    )
    return bytes(out.getvalue())


@lru_cache(maxsize=8)
def _key(pem: bytes) -> PrivateKey:
    """Loading proves that the primes are primes, a third of a second each time: once for a key is enough."""
    return read_private_key(pem)


def _signer(signer: PdfSigner) -> Any:
    from asn1crypto import keys, x509 as asn1
    from pyhanko.sign import signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    key = _key(signer.key)

    class OwnKey(signers.SimpleSigner):
        """Signs with the key that is loaded already."""

        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: FBT001, FBT002 - the library's own
            return sign(key, data)

    others = [asn1.Certificate.load(read_certificate(each).der) for each in signer.chain]
    # The root stays outside: who verifies has it, and nothing would prove the one in the file.
    return OwnKey(
        asn1.Certificate.load(read_certificate(signer.certificate).der),
        keys.PrivateKeyInfo.load(key.pkcs8),
        SimpleCertificateStore.from_certs(others),  # type: ignore[no-untyped-call]
        embed_roots=False,
    )


def _clock(credential: Credential, at: dt.datetime) -> TimeStamper:
    from asn1crypto import tsp
    from pyhanko.sign.timestamps import TimeStamper

    key, certificate = _key(credential.key), read_certificate(credential.certificate)

    class OwnClock(TimeStamper):
        """Answers requests for a time stamp in this process."""

        async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
            nonce = req["nonce"].dump() if req["nonce"].native is not None else b""
            token = cms.make_timestamp(key, certificate, imprint=req["message_imprint"].dump(), nonce=nonce, at=at)
            return tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": tsp.ContentInfo.load(token)})

    return OwnClock()  # type: ignore[no-untyped-call]


def check_pdf(pdf: bytes, *, trusted: Sequence[bytes]) -> PdfVerdict:
    """What the signature in a file is worth; never raises for what is in `pdf`.

    `trusted`: roots, as PEM or DER. A certificate counts at the moment of the time stamp, so that what was signed in
    its time stays signed. Raises `CertificateUnreadable` for a root.
    """
    roots = [read_certificate(each) for each in trusted]
    ranges = RANGE.findall(pdf)
    if not ranges:
        return PdfVerdict(PdfState.ALTERED if any(trace in pdf for trace in _TRACES) else PdfState.UNSIGNED)
    first, last = (tuple(int(number) for number in found) for found in (ranges[0], ranges[-1]))
    is_whole = len(ranges) == 1 and last[0] == 0 and sum(last[2:]) == len(pdf)
    try:
        return _judged(pdf, first, roots, is_whole=is_whole)
    except BROKEN:
        return PdfVerdict(PdfState.ALTERED, whole_file=is_whole)


def _judged(pdf: bytes, covered: tuple[int, ...], roots: Sequence[Certificate], *, is_whole: bool) -> PdfVerdict:
    start, length, again, rest = covered
    signed = cms.read_signed_data(container_of(pdf, length, again), content_type=cms.DATA)
    stamp = stamp_of(signed)
    told = (signed.signer.title, stamp.at if stamp else None, is_whole)
    digest = hashlib.new(signed.digest, memoryview(pdf)[start : start + length])
    digest.update(memoryview(pdf)[again : again + rest])
    if not is_whole or not signed.fits(digest.digest()):
        return PdfVerdict(PdfState.ALTERED, *told)
    moment = stamp.at if stamp else None
    trust = [trust_of(signed.signer, trusted=roots, among=signed.beside, moment=moment)]
    if stamp:
        trust.append(trust_of(stamp.authority, trusted=roots, among=stamp.beside, moment=moment))
    is_trusted = all(each is Trust.TRUSTED for each in trust) and not _stamps_time(signed.signer)
    is_trusted = is_trusted and (stamp is None or _stamps_time(stamp.authority))
    return PdfVerdict(PdfState.INTACT if is_trusted else PdfState.UNTRUSTED, *told)


def container_of(pdf: bytes | mmap.mmap, start: int, end: int) -> bytes:
    """The signature's own bytes: hexadecimal in one case, filled up with noughts and with nothing else."""
    text = pdf[start:end]
    if not _HEX.fullmatch(text) or len(text) % 2:
        raise ValueError(FIELD)
    filled = bytes.fromhex(text[1:-1].decode("ascii"))
    whole = 4 + int.from_bytes(filled[2:4], "big")  # 30 82 and two bytes of length, as every signature is that long
    if filled[:2] != b"\x30\x82" or filled[whole:].strip(b"\0"):
        raise ValueError(FIELD)
    return filled[:whole]


def stamp_of(signed: cms.SignedData) -> cms.Stamped | None:
    """The time stamp that hangs on the signature, the one thing that may."""
    if not signed.others:
        return None
    (attribute,) = signed.others
    kind, values = attribute.members()
    if (attribute.tag, kind.oid(), values.tag) != (der.SEQUENCE, cms.TIMESTAMP, der.SET):
        raise ValueError(FIELD)
    return cms.read_timestamp(values.content, signed.signature)


def _stamps_time(certificate: Certificate) -> bool:
    try:
        usage = x509.load_der_x509_certificate(certificate.der).extensions.get_extension_for_class(
            x509.ExtendedKeyUsage
        )
    except x509.ExtensionNotFound:
        return False
    return ExtendedKeyUsageOID.TIME_STAMPING in usage.value
