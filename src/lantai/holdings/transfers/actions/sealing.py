"""How a signature comes about: with the archive's key, with one of the unit's own, or by an account alone."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor
from lantai.base.common.errors import ArchiveError
from lantai.engines.signatures.algorithms import algorithm_for
from lantai.engines.signatures.certificates import read_certificate
from lantai.engines.signatures.errors import KeyNotThere
from lantai.engines.signatures.signing import sign, verify
from lantai.engines.signatures.store import Purpose, current_key
from lantai.holdings.transfers.models import Signature, SignedPaper, Transfer
from lantai.holdings.transfers.paper_texts import new_text_of
from lantai.holdings.transfers.statement import sha256_of


class SignatureRefused(ArchiveError):
    code = "transfers.signature_refused"
    message = gettext_noop("The signature was not kept: %(reason)s.")
    hint = gettext_noop("Sign exactly the bytes of the form as JSON, and send the certificate of the same key.")
    http_status = 422


@dataclass(frozen=True, slots=True)
class OwnSignature:
    """A signature made outside, in base64, with its certificate in PEM."""

    signature: str
    certificate: str


@dataclass(frozen=True, slots=True)
class Signed:
    """One text as one party signed it; everything about a key is empty where the account alone did."""

    text: str
    signature: str = ""
    algorithm: str = ""
    key: str = ""
    certificate: str = ""

    def told(self) -> dict[str, str]:
        """What the audit chain says of it."""
        return {"sha256": sha256_of(self.text), "algorithm": self.algorithm, "key": self.key}


def signed_by_archive(text: str) -> Signed:
    """With the archive's newest key for hand-overs; without one, the account alone signs."""
    try:
        key = current_key(Path(settings.KEYS_FOLDER), Purpose.TRANSFER)
    except KeyNotThere:
        return Signed(text)
    certificate = key.certificate()
    return Signed(
        text,
        base64.b64encode(sign(key.private(settings.KEYS_PASSWORD), text.encode())).decode(),
        algorithm_for(key.kind).title,
        key.public().fingerprint,
        certificate.as_pem().decode() if certificate else "",
    )


def signed_by_unit(text: str, own: OwnSignature | None) -> Signed:
    """With a key of the unit's own, verified before it is kept. Raises `SignatureRefused`, `CertificateUnreadable`."""
    if own is None:
        return Signed(text)
    try:
        signature = base64.b64decode("".join(own.signature.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise SignatureRefused(reason=str(error)) from error
    certificate = read_certificate(own.certificate.encode(), name="PEM")
    public = certificate.public
    verdict = verify(public, text.encode(), signature)
    if not verdict.fits:
        raise SignatureRefused(reason=verdict.sentence())
    return Signed(
        text,
        base64.b64encode(signature).decode(),
        algorithm_for(public.kind).title,
        public.fingerprint,
        certificate.as_pem().decode(),
    )


def keep_signature(transfer: Transfer, paper: str, party: Signature.Party, actor: Actor, signed: Signed) -> None:
    """Add it to the hand-over, inside the transaction of the act that made it."""
    Signature.objects.create(
        transfer=transfer,
        paper=paper,
        party=party,
        user_id=actor.user_id,
        person=actor.label,
        capacity=actor.capacity,
        sha256=sha256_of(signed.text),
        signature=signed.signature,
        algorithm=signed.algorithm,
        key=signed.key,
        certificate=signed.certificate,
    )


def give_out(transfer: Transfer, name: str, actor: Actor) -> None:
    """Fix the text of a list of problems or a receipt and sign it for the archive, inside the act that gives it out.

    What it says does not change any more, whatever becomes of the names on it. Raises what a locked key raises: then
    the act is not performed.
    """
    signed = signed_by_archive(new_text_of(transfer, name))
    SignedPaper.objects.create(transfer=transfer, name=name, text=signed.text)
    keep_signature(transfer, name, Signature.Party.RECEIVER, actor, signed)
