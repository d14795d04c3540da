"""Signatures of both parties and of a supervisor under the register form, by account and, where there is one, by key.

The archive signs with its own key for hand-overs. The unit may sign the form's text with a key of its own and send the
signature with its certificate: it is verified before it is kept. Without keys an account signs, and the form says so.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import Act
from lantai.base.common.errors import ArchiveError
from lantai.engines.signatures.algorithms import algorithm_for
from lantai.engines.signatures.certificates import read_certificate
from lantai.engines.signatures.errors import KeyNotThere
from lantai.engines.signatures.signing import sign, verify
from lantai.engines.signatures.store import Purpose, current_key
from lantai.holdings.transfers.actions.stepping import step, subject_of
from lantai.holdings.transfers.models import Signature, Transfer
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
class _ByKey:
    signature: str = ""
    algorithm: str = ""
    key: str = ""
    certificate: str = ""


@transaction.atomic
def sign_as_sender(*, actor: Actor, transfer: Transfer, own: OwnSignature | None = None) -> Transfer:
    """The unit signs. Raises `SignatureRefused` when its own key's signature does not fit the form."""
    require(actor, Right.HAND_OVER, transfer.unit.code)
    by_key = _verified(transfer, own) if own else _ByKey()
    event = Act("handover:sign:sender", subject_of(transfer), _told(transfer, by_key))
    done = step("sign_as_sender", event, actor=actor, transfer=transfer)
    _kept(done, Signature.Party.SENDER, actor, by_key)
    return done


@transaction.atomic
def sign_as_receiver(*, actor: Actor, transfer: Transfer) -> Transfer:
    """The archive signs, with its key for hand-overs where it has one."""
    require(actor, Right.TAKE_IN, transfer.archive.code)
    by_key = _signed(transfer)
    event = Act("handover:sign:receiver", subject_of(transfer), _told(transfer, by_key))
    done = step("sign_as_receiver", event, actor=actor, transfer=transfer)
    _kept(done, Signature.Party.RECEIVER, actor, by_key)
    return done


@transaction.atomic
def supervise_handover(*, actor: Actor, transfer: Transfer) -> Transfer:
    """监交: a second person of the archive, who signs for no other party, saw it handed over."""
    require(actor, Right.TAKE_IN, transfer.archive.code)
    event = Act("handover:supervise", subject_of(transfer), _told(transfer, _ByKey()))
    done = step("supervise", event, actor=actor, transfer=transfer)
    _kept(done, Signature.Party.SUPERVISOR, actor, _ByKey())
    return done


def _told(transfer: Transfer, by_key: _ByKey) -> dict[str, str]:
    return {"sha256": sha256_of(transfer.statement), "algorithm": by_key.algorithm, "key": by_key.key}


def _kept(transfer: Transfer, party: Signature.Party, actor: Actor, by_key: _ByKey) -> None:
    Signature.objects.create(
        transfer=transfer,
        party=party,
        user_id=actor.user_id,
        person=actor.label,
        capacity=actor.capacity,
        sha256=sha256_of(transfer.statement),
        signature=by_key.signature,
        algorithm=by_key.algorithm,
        key=by_key.key,
        certificate=by_key.certificate,
    )


def _signed(transfer: Transfer) -> _ByKey:
    """With the archive's newest key for hand-overs; without one, the account alone signs."""
    try:
        key = current_key(Path(settings.KEYS_FOLDER), Purpose.TRANSFER)
    except KeyNotThere:
        return _ByKey()
    signature = sign(key.private(settings.KEYS_PASSWORD), transfer.statement.encode())
    certificate = key.certificate()
    return _ByKey(
        base64.b64encode(signature).decode(),
        algorithm_for(key.kind).title,
        key.public().fingerprint,
        certificate.as_pem().decode() if certificate else "",
    )


def _verified(transfer: Transfer, own: OwnSignature) -> _ByKey:
    try:
        signature = base64.b64decode("".join(own.signature.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise SignatureRefused(reason=str(error)) from error
    certificate = read_certificate(own.certificate.encode(), name="PEM")
    try:
        public = certificate.public
    except ValueError as error:
        raise SignatureRefused(reason=str(error)) from error
    verdict = verify(public, transfer.statement.encode(), signature)
    if not verdict.fits:
        raise SignatureRefused(reason=verdict.sentence())
    return _ByKey(
        base64.b64encode(signature).decode(),
        algorithm_for(public.kind).title,
        public.fingerprint,
        certificate.as_pem().decode(),
    )
