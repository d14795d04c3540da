"""The register of certificates, one certificate, what a form offers, and the seals: for the archive's own people."""

from __future__ import annotations

from dataclasses import dataclass

from lantai.base.accounts.access import RIGHTS, Actor, Right
from lantai.base.accounts.models import Institution, RoleAssignment
from lantai.base.accounts.queries import institutions_with
from lantai.base.common.keyset import Sheet, sheet_of, total_of
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.sealing import person_keys
from lantai.holdings.fulltext.models import Page
from lantai.holdings.fulltext.queries import page_states
from lantai.holdings.withholding.queries import veil_of, withheld_of
from lantai.services.certificates.models import Certificate, CertificateSource, LogLeaf, Seal
from lantai.services.certificates.sealed import code_for, number_as_typed, open_name

SHEET = 50
MOST_PAGES = 500
"""So many pages of a record a form offers to be ticked; a longer one is copied in parts."""


def certificate_sheet(actor: Actor, *, state: str, words: str, place: str) -> Sheet[Certificate]:
    """The newest first, narrowed by state, number or case. Two queries."""
    rows = Certificate.objects.of(actor).select_related("institution")
    rows = rows.filter(state=state) if state else rows
    if words:
        typed = number_as_typed(words)
        rows = rows.filter(number=typed) | rows.filter(case=typed)
    return sheet_of(rows, by=("-pk",), place=place, size=SHEET, total=total_of(rows))


@dataclass(frozen=True, slots=True)
class CertificatePage:
    """One certificate for the counter. `sources` are those this person may see; `unseen` counts the others."""

    certificate: Certificate
    name: str
    code: str
    sources: list[CertificateSource]
    unseen: int
    leaves: list[LogLeaf]
    may: frozenset[str]

    @property
    def places(self) -> list[tuple[Record, list[int]]]:
        found: dict[int, tuple[Record, list[int]]] = {}
        for source in self.sources:
            found.setdefault(source.record_id, (source.record, []))[1].append(source.page)
        return list(found.values())

    @property
    def covered(self) -> int:
        """Pages of which something is covered."""
        return sum(bool(source.withheld) for source in self.sources)

    @property
    def masked(self) -> int:
        """Pages on which something is hidden on this copy alone."""
        return sum(bool(source.masked) for source in self.sources)


def certificate_at(ulid: str, actor: Actor) -> Certificate | None:
    """One of an archive for which this person issues or revokes."""
    rows = Certificate.objects.of(actor).select_related("institution", "seal", "replaces", "replaced_by")
    return rows.filter(ulid=ulid).first()


def certificates_of_case(number: str, actor: Actor) -> list[Certificate]:
    """Those issued for a case, the newest first, for who issues or revokes there."""
    rows = Certificate.objects.of(actor).select_related("institution").filter(case=number)
    return list(rows.order_by("-pk")[:50]) if number else []


def certificate_page(ulid: str, actor: Actor) -> CertificatePage | None:
    certificate = certificate_at(ulid, actor)
    if certificate is None:
        return None
    scope = actor.scope()
    every = list(certificate.sources.select_related("record__fonds__institution"))
    seen = [
        each
        for each in every
        if scope.covers(state=each.record.opening_state, institution=str(each.record.institution_id))
    ]
    keys = person_keys()
    return CertificatePage(
        certificate, open_name(bytes(certificate.name), keys), code_for(certificate.ulid, keys), seen,
        len(every) - len(seen), list(certificate.leaves.all()), _possible(certificate, actor),
    )  # fmt: skip


def _possible(certificate: Certificate, actor: Actor) -> frozenset[str]:
    issues = actor.may(Right.ISSUE_CERTIFICATES, certificate.institution_id)
    revokes = actor.may(Right.REVOKE_CERTIFICATES, certificate.institution_id)
    state, states = certificate.state, Certificate.State
    replaced = getattr(certificate, "replaced_by", None) is not None
    possible = {
        "print": issues and state == states.ISSUED,
        "revoke": revokes and state == states.ISSUED,
        "reissue": issues and state == states.REVOKED and not replaced,
        "retry": issues and state == states.BEGUN and bool(certificate.failure),
        "void": revokes and state == states.BEGUN and bool(certificate.failure),
    }
    return frozenset(name for name, may in possible.items() if may)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page to be ticked: its number and size, its text without what is withheld, whether anything will be covered."""

    position: int
    width: int
    height: int
    is_covered: bool
    text: str


@dataclass(frozen=True, slots=True)
class RecordToCertify:
    """A record of the person's own archive with its pages, and how many there are in all."""

    record: Record
    leaves: list[Leaf]
    total: int


def record_to_certify(ulid: str, actor: Actor) -> RecordToCertify | None:
    """None where there is no such record, or it is of another archive than those for which this person issues."""
    rows = Record.objects.visible_to(actor.scope()).select_related("fonds__institution")
    record = rows.filter(ulid=ulid).first()
    if record is None or not actor.may(Right.ISSUE_CERTIFICATES, str(record.institution_id)):
        return None
    pages = list(Page.objects.filter(record=record).order_by("position")[:MOST_PAGES])
    covered = withheld_of([record.pk]).get(record.pk, {})
    states = page_states(record.pk, list(covered)) if covered else {}
    leaves = []
    for page in pages:
        veil = veil_of(covered[page.position], states[page.position]) if page.position in covered else None
        text = veil.text(page.text) if veil else page.text
        leaves.append(Leaf(page.position, page.width, page.height, veil is not None, text))
    return RecordToCertify(record, leaves, Page.objects.filter(record=record).count())


def seals_for(actor: Actor, institution: str) -> list[Seal]:
    """Those this person may set on a certificate of this archive."""
    return [
        seal
        for seal in Seal.objects.in_use().filter(institution_id=institution).defer("picture")[:50]
        if seal.may_be_used_by(actor)
    ]


def issuing(actor: Actor) -> list[Institution]:
    return institutions_with(actor, Right.ISSUE_CERTIFICATES)


def keeping(actor: Actor) -> list[Institution]:
    return institutions_with(actor, Right.KEEP_SEALS)


def seals_of(actor: Actor) -> list[Seal]:
    """With who may use them, and how often they were; the pictures stay where they are."""
    return list(Seal.objects.of(actor).select_related("institution").defer("picture")[:200])


def seal_at(ulid: str, actor: Actor) -> Seal | None:
    return Seal.objects.of(actor).select_related("institution").filter(ulid=ulid).first()


def officers(institutions: list[Institution]) -> list[tuple[str, str]]:
    """Sign-in name and name as shown of who issues certificates there."""
    roles = [str(role) for role, held in RIGHTS.items() if Right.ISSUE_CERTIFICATES in held]
    rows = RoleAssignment.objects.filter(institution__in=institutions, role__in=roles).select_related("user")
    found = {each.user.username: each.user.display_name or each.user.username for each in rows[:500]}
    return sorted(found.items())
