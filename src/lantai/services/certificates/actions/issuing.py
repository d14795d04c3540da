"""A certificate is begun: what it shows is allowed, it has its number and code. A worker draws it up and signs it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.accounts.models import Institution
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.base.common.ids import new_ulid
from lantai.base.common.rows import insert_rows
from lantai.holdings.catalogue.sealing import person_keys
from lantai.services.certificates.actions.allowing import Chosen, allowed_pages, chosen_of, hold_extract
from lantai.services.certificates.actions.common import needed, subject_of, take_number
from lantai.services.certificates.data import wording
from lantai.services.certificates.granting import hold_rules
from lantai.services.certificates.models import Certificate, CertificateSource, Seal
from lantai.services.certificates.sealed import code_for, code_hash, masked, seal_name


class SealNotYours(ArchiveError):
    code = "certificates.seal_not_yours"
    message = gettext_noop("You may not use the seal “%(seal)s”.")
    hint = gettext_noop("Choose another one, or ask the security officer to name you. Nothing was issued.")
    http_status = 403
    exit_code = 5


class AlreadyTaken(ArchiveError):
    code = "certificates.already_taken"
    message = gettext_noop("This form was already used for another certificate.")
    hint = gettext_noop("Open the form anew. Nothing was issued.")
    http_status = 409


class NotRevoked(ArchiveError):
    code = "certificates.not_revoked"
    message = gettext_noop("%(number)s is in force: another one in its place would make two.")
    hint = gettext_noop("Have it revoked first, then issue it anew.")
    http_status = 409


@dataclass(frozen=True, slots=True)
class Order:
    """For whom and for which case. `ulid` is the form's own: sent twice, it is one certificate.

    `address`: where the pages of verification stand for others, for the code that is read by telephones.
    """

    name: str = field(default="", repr=False)
    case: str = ""
    purpose: str = ""
    seal: Seal | None = None
    address: str = ""
    ulid: str = field(default_factory=new_ulid)


@dataclass(frozen=True, slots=True)
class Searched:
    """What was looked through, with which words, for which years, and where the holdings have gaps."""

    scope: str
    words: str
    years: str = ""
    gaps: str = ""


@transaction.atomic
def issue_copy(*, actor: Actor, order: Order, chosen: Sequence[Chosen]) -> Certificate:
    """A faithful copy of pages (复制件). Raises `NothingChosen`, `NotYourRecord`, `GrantNeeded`, `RecordIsBound`…"""
    institution = _institution_of(chosen)
    require(actor, Right.ISSUE_CERTIFICATES, institution)
    if known := _known(order, actor):
        return known
    hold_rules(order.case, Certificate.Kind.COPY)
    pages = allowed_pages(actor, chosen, order.case, timezone.localdate())
    return _begun(actor, order, institution, _Content(Certificate.Kind.COPY, pages.sources, pages.in_full))


@transaction.atomic
def issue_statement(*, actor: Actor, order: Order, chosen: Sequence[Chosen], text: str) -> Certificate:
    """An extract, word for word, with its source (档案证明). Raises what `issue_copy` does, and `WithheldInExtract`."""
    institution = _institution_of(chosen)
    require(actor, Right.ISSUE_CERTIFICATES, institution)
    if known := _known(order, actor):
        return known
    hold_rules(order.case, Certificate.Kind.STATEMENT)
    pages = allowed_pages(actor, chosen, order.case, timezone.localdate())
    said = needed(text, _("what is quoted"), wording().most_characters)
    hold_extract({"text": said, "purpose": order.purpose}, chosen, pages.given)
    content = _Content(Certificate.Kind.STATEMENT, pages.sources, pages.in_full, {"text": said})
    return _begun(actor, order, institution, content)


@transaction.atomic
def issue_not_found(*, actor: Actor, order: Order, institution: Institution, searched: Searched) -> Certificate:
    """What was searched, and that nothing was found (查无档案证明). Raises `WordsMissing`, `SealNotYours`."""
    require(actor, Right.ISSUE_CERTIFICATES, institution.code)
    if known := _known(order, actor):
        return known
    needed(order.name, _("who asks"), 80)
    body = {
        "scope": needed(searched.scope, _("what was looked through"), 600),
        "words": needed(searched.words, _("the words that were searched for"), 300),
        "years": searched.years.strip()[:60],
        "gaps": searched.gaps.strip()[:600],
    }
    return _begun(actor, order, institution.code, _Content(Certificate.Kind.NOT_FOUND, body=body))


@transaction.atomic
def reissue_certificate(*, actor: Actor, certificate: Certificate, order: Order) -> Certificate:
    """Another one of the same content in the place of one that was revoked, with a number of its own.

    What it may show is asked anew. Raises `NotRevoked`, `AlreadyTaken`, and what `issue_copy` does.
    """
    require(actor, Right.ISSUE_CERTIFICATES, certificate.institution_id)
    if known := _known(order, actor):
        return known
    if certificate.state != Certificate.State.REVOKED:
        raise NotRevoked(number=certificate.number)
    if Certificate.objects.filter(replaces=certificate).exists():
        raise AlreadyTaken
    hold_rules(order.case, certificate.kind)
    chosen = chosen_of(certificate)
    pages = allowed_pages(actor, chosen, order.case, timezone.localdate()) if chosen else None
    if pages and certificate.kind == Certificate.Kind.STATEMENT:
        said = str(certificate.body.get("text", ""))
        hold_extract({"text": said, "purpose": order.purpose}, chosen, pages.given)
    sources, in_full = (pages.sources, pages.in_full) if pages else ([], False)
    content = _Content(certificate.kind, sources, in_full, certificate.body, certificate)
    return _begun(actor, order, certificate.institution_id, content)


def _institution_of(chosen: Sequence[Chosen]) -> str:
    """The archive that holds the records; several in one certificate are refused when the pages are looked at."""
    return str(chosen[0].record.institution_id) if chosen else ""


def _known(order: Order, actor: Actor) -> Certificate | None:
    """The certificate this form has made already. Raises `AlreadyTaken` where it was somebody else's form."""
    known = Certificate.objects.filter(ulid=order.ulid).first()
    if known is not None and known.begun_user_id != actor.user_id:
        raise AlreadyTaken
    return known


@dataclass(frozen=True, slots=True)
class _Content:
    """What a certificate is to hold."""

    kind: str
    sources: Sequence[CertificateSource] = ()
    in_full: bool = False
    body: Mapping[str, Any] = field(default_factory=dict)
    replaces: Certificate | None = None


def _begun(actor: Actor, order: Order, institution: str, content: _Content) -> Certificate:
    from lantai.services.certificates.tasks import draw_up  # the task calls back into this package

    if order.seal and (order.seal.institution_id != institution or not order.seal.may_be_used_by(actor)):
        raise SealNotYours(seal=order.seal.name)
    keys, number, name = person_keys(), take_number(institution), order.name.strip()[:80]
    certificate = Certificate.objects.create(
        ulid=order.ulid, institution_id=institution, number=number, kind=content.kind,
        case=order.case.strip().upper()[:40], name=seal_name(name, keys), masked_name=masked(name),
        purpose=order.purpose.strip()[:120], body=dict(content.body), in_full=content.in_full,
        address=order.address[:200], code_hash=code_hash(number, code_for(order.ulid, keys), keys), seal=order.seal,
        replaces=content.replaces, pages=len(content.sources), begun_by=actor.label, begun_user_id=actor.user_id,
    )  # fmt: skip
    for source in content.sources:
        source.certificate = certificate
    insert_rows(content.sources)
    record_event("certificate:issue", actor=actor, subject=subject_of(certificate), data=_told(certificate, content))
    transaction.on_commit(partial(draw_up.enqueue, certificate.pk))
    return certificate


def _told(certificate: Certificate, content: _Content) -> dict[str, Any]:
    """For the event: numbers and identifiers, no names."""
    return {
        "number": certificate.number, "kind": content.kind, "case": certificate.case, "pages": len(content.sources),
        "in_full": content.in_full, "records": sorted({source.record.ulid for source in content.sources}),
        "seal": certificate.seal.ulid if certificate.seal else "",
        "replaces": content.replaces.number if content.replaces else "",
    }  # fmt: skip
