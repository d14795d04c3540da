"""Signatures under the papers of a hand-over, by account and, where there is one, by key.

Both parties and a supervisor sign the register form. The list of problems and the receipt are signed by the archive
when it gives them out, and by the unit for having received them. The archive signs with its own key for hand-overs. The
unit may sign a paper's text with a key of its own and send the signature with its certificate: it is verified before it
is kept. Without keys an account signs, and the paper says so.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import Act, record
from lantai.base.common.errors import ArchiveError
from lantai.holdings.transfers.actions.sealing import (
    OwnSignature,
    Signed,
    keep_signature,
    signed_by_archive,
    signed_by_unit,
)
from lantai.holdings.transfers.actions.stepping import step, subject_of, write_step
from lantai.holdings.transfers.models import REGISTER, Signature, Transfer
from lantai.holdings.transfers.paper_texts import text_of


class NothingToSign(ArchiveError):
    code = "transfers.nothing_to_sign"
    message = gettext_noop("There is no paper “%(name)s” here that awaits the unit's signature.")
    hint = gettext_noop("Lists of problems and receipts are signed once, after the archive has given them out.")
    http_status = 409


@transaction.atomic
def sign_as_sender(*, actor: Actor, transfer: Transfer, own: OwnSignature | None = None) -> Transfer:
    """The unit signs. Raises `SignatureRefused` when its own key's signature does not fit the form."""
    require(actor, Right.HAND_OVER, transfer.unit.code)
    signed = signed_by_unit(transfer.statement, own)
    event = Act("handover:sign:sender", subject_of(transfer), signed.told())
    done = step("sign_as_sender", event, actor=actor, transfer=transfer)
    keep_signature(done, REGISTER, Signature.Party.SENDER, actor, signed)
    return done


@transaction.atomic
def sign_as_receiver(*, actor: Actor, transfer: Transfer) -> Transfer:
    """The archive signs, with its key for hand-overs where it has one."""
    require(actor, Right.TAKE_IN, transfer.archive.code)
    signed = signed_by_archive(transfer.statement)
    event = Act("handover:sign:receiver", subject_of(transfer), signed.told())
    done = step("sign_as_receiver", event, actor=actor, transfer=transfer)
    keep_signature(done, REGISTER, Signature.Party.RECEIVER, actor, signed)
    return done


@transaction.atomic
def supervise_handover(*, actor: Actor, transfer: Transfer) -> Transfer:
    """监交: a second person of the archive, who signs for no other party, saw it handed over."""
    require(actor, Right.TAKE_IN, transfer.archive.code)
    signed = Signed(transfer.statement)
    event = Act("handover:supervise", subject_of(transfer), signed.told())
    done = step("supervise", event, actor=actor, transfer=transfer)
    keep_signature(done, REGISTER, Signature.Party.SUPERVISOR, actor, signed)
    return done


@transaction.atomic
def sign_paper(*, actor: Actor, transfer: Transfer, name: str, own: OwnSignature | None = None) -> Transfer:
    """签收: the unit signs that it has received a list of problems or the receipt, whatever state it is in by now.

    Of two people at once the second is refused by the database. Raises `NothingToSign`, `SignatureRefused`.
    """
    require(actor, Right.HAND_OVER, transfer.unit.code)
    if name not in set(transfer.signed_papers.values_list("name", flat=True)):
        raise NothingToSign(name=name[:20])
    signed = signed_by_unit(text_of(transfer, name), own)
    try:
        with transaction.atomic():
            keep_signature(transfer, name, Signature.Party.SENDER, actor, signed)
    except IntegrityError as error:
        raise NothingToSign(name=name) from error
    write_step("sign_paper", actor=actor, transfer=transfer, before=transfer.state)
    record("handover:sign:paper", actor=actor, subject=subject_of(transfer), data={"paper": name, **signed.told()})
    return transfer
