"""A certificate is drawn up, signed, laid down and entered in the log. Stopped at any moment, it goes on from there."""

from __future__ import annotations

import hashlib

from django.db import transaction
from django.utils import timezone

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.engines.formats.stamping import page_hashes
from lantai.engines.signatures.algorithms import Hash
from lantai.services.certificates.actions.allowing import chosen_of, hold_closed, hold_extract
from lantai.services.certificates.actions.common import subject_of
from lantai.services.certificates.actions.logging import append_leaf
from lantai.services.certificates.drawing import drawn
from lantai.services.certificates.granting import granted
from lantai.services.certificates.keeping import keep_file, kept_file
from lantai.services.certificates.keyring import national_signature, signed
from lantai.services.certificates.models import Certificate, SealUse
from lantai.services.certificates.proofs import facts_of
from lantai.services.certificates.signals import certificate_issued


def complete_certificate(*, actor: Actor, certificate: Certificate) -> Certificate:
    """Draw up what was begun and let it take effect; what is done already stays, and is not done twice.

    The file is drawn and signed outside of any transaction, then published; digests, state, leaf and event come
    together afterwards. Raises `GrantNeeded` and `WithheldInExtract` where something was closed meanwhile, and what
    drawing and signing raise.
    """
    require(actor, Right.ISSUE_CERTIFICATES, certificate.institution_id)
    if certificate.state != Certificate.State.BEGUN:
        return certificate
    pdf = kept_file(certificate)
    if pdf is None:
        _still_allowed(certificate)
        made = signed(drawn(certificate), certificate)
        pdf = keep_file(certificate, made, national_signature(made))
    return _entered(actor, certificate, pdf, page_hashes(pdf))


def _still_allowed(certificate: Certificate) -> None:
    """Between asking and drawing there may have been a night, and a decision."""
    chosen = chosen_of(certificate)
    records = [each.record for each in chosen]
    given = granted(certificate.case, [record.pk for record in records], timezone.localdate())
    hold_closed(records, given, certificate.case)
    if certificate.kind == Certificate.Kind.STATEMENT:
        said = str(certificate.body.get("text", ""))
        hold_extract({"text": said, "purpose": certificate.purpose}, chosen, given)


@transaction.atomic
def _entered(actor: Actor, certificate: Certificate, pdf: bytes, hashes: tuple[str, ...]) -> Certificate:
    now, sm3 = timezone.now(), Hash("sm3")
    sm3.update(pdf)
    claimed = Certificate.objects.filter(pk=certificate.pk, state=Certificate.State.BEGUN).update(
        state=Certificate.State.ISSUED, issued_at=now, sha256=hashlib.sha256(pdf).hexdigest(),
        sm3=sm3.digest().hex(), size=len(pdf), failure="",
    )  # fmt: skip
    certificate.refresh_from_db()
    if not claimed:
        return certificate  # another worker was given it too, and was first
    leaf = append_leaf(certificate, certificate.kind, facts_of(certificate, pages=hashes))
    if certificate.seal_id is not None:
        SealUse.objects.create(seal_id=certificate.seal_id, certificate=certificate, by=certificate.begun_by, at=now)
    data = {"number": certificate.number, "sha256": certificate.sha256, "leaf": leaf.index, "pages": len(hashes)}
    record_event("certificate:complete", actor=actor, subject=subject_of(certificate), data=data)
    certificate_issued.send(sender=Certificate, certificate=certificate, actor=actor)
    return certificate
