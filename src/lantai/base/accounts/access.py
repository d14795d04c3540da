"""The one gate: a `Scope` says what may be seen, `require` what may be done. Made here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, gettext_noop

from lantai.base.common.errors import ArchiveError

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lantai.base.accounts.models import User


class Right(StrEnum):
    """One thing a person may do in an institution. Roles are sets of these."""

    READ_UNOPENED = "read_unopened"
    READ_ID_NUMBERS = "read_id_numbers"
    TAKE_IN = "take_in"
    CHECK_PACKAGES = "check_packages"
    DESCRIBE = "describe"
    CORRECT_TEXT = "correct_text"
    KEEP_STORES = "keep_stores"
    APPRAISE = "appraise"
    APPROVE_DISPOSAL = "approve_disposal"
    WITNESS_DISPOSAL = "witness_disposal"
    MANAGE_JOBS = "manage_jobs"
    KEEP_ACCOUNTS = "keep_accounts"
    MANAGE_ACCOUNTS = "manage_accounts"
    READ_USER_AUDIT = "read_user_audit"
    READ_AUDIT = "read_audit"
    MANAGE_KEYS = "manage_keys"
    HAND_OVER = "hand_over"
    ACQUIRE = "acquire"
    PLAN_OPENING = "plan_opening"
    REVIEW_OPENING = "review_opening"
    APPROVE_OPENING = "approve_opening"
    CONSENT_TO_DELAY = "consent_to_delay"
    HANDLE_ENQUIRIES = "handle_enquiries"
    DECIDE_USE = "decide_use"
    ANSWER_COMPLAINTS = "answer_complaints"
    ISSUE_CERTIFICATES = "issue_certificates"
    REVOKE_CERTIFICATES = "revoke_certificates"
    KEEP_SEALS = "keep_seals"
    SHARE_RECORDS = "share_records"


class Role(StrEnum):
    """The roles of this release. The three administrators exclude one another and never see archives (三员)."""

    ARCHIVIST = "archivist"
    PROOFREADER = "proofreader"
    UNIT_OFFICER = "unit_officer"
    STORE_KEEPER = "store_keeper"
    DISPOSAL_APPROVER = "disposal_approver"
    DISPOSAL_WITNESS = "disposal_witness"
    OPENING_PLANNER = "opening_planner"
    OPENING_REVIEWER = "opening_reviewer"
    OPENING_APPROVER = "opening_approver"
    USE_APPROVER = "use_approver"
    DESK_OFFICER = "desk_officer"
    AUTHORITY_OFFICER = "authority_officer"
    SYSTEM_ADMINISTRATOR = "system_administrator"
    SECURITY_OFFICER = "security_officer"
    AUDITOR = "auditor"

    @property
    def label(self) -> str:
        """As people say it, in the active language."""
        return gettext(ROLE_NAMES[self])


ROLE_NAMES = {
    Role.ARCHIVIST: gettext_noop("archivist"),
    Role.PROOFREADER: gettext_noop("proofreader"),
    Role.UNIT_OFFICER: gettext_noop("unit officer"),
    Role.STORE_KEEPER: gettext_noop("store keeper"),
    Role.DISPOSAL_APPROVER: gettext_noop("approver of disposal"),
    Role.DISPOSAL_WITNESS: gettext_noop("supervisor of destruction"),
    Role.OPENING_PLANNER: gettext_noop("planner of opening"),
    Role.OPENING_REVIEWER: gettext_noop("reviewer of opening"),
    Role.OPENING_APPROVER: gettext_noop("approver of opening"),
    Role.USE_APPROVER: gettext_noop("approver of use"),
    Role.DESK_OFFICER: gettext_noop("officer at the counter"),
    Role.AUTHORITY_OFFICER: gettext_noop("officer of the authority"),
    Role.SYSTEM_ADMINISTRATOR: gettext_noop("system administrator"),
    Role.SECURITY_OFFICER: gettext_noop("security officer"),
    Role.AUDITOR: gettext_noop("auditor"),
}


RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.ARCHIVIST: frozenset(
        {
            Right.READ_UNOPENED,
            Right.READ_ID_NUMBERS,
            Right.TAKE_IN,
            Right.CHECK_PACKAGES,
            Right.DESCRIBE,
            Right.CORRECT_TEXT,
            Right.APPRAISE,
            Right.MANAGE_JOBS,
            Right.ACQUIRE,
            Right.HANDLE_ENQUIRIES,
        }
    ),
    Role.PROOFREADER: frozenset({Right.READ_UNOPENED, Right.CORRECT_TEXT}),
    Role.UNIT_OFFICER: frozenset({Right.HAND_OVER, Right.CHECK_PACKAGES}),
    Role.STORE_KEEPER: frozenset({Right.READ_UNOPENED, Right.KEEP_STORES}),
    Role.DISPOSAL_APPROVER: frozenset({Right.READ_UNOPENED, Right.APPROVE_DISPOSAL}),
    Role.DISPOSAL_WITNESS: frozenset({Right.READ_UNOPENED, Right.WITNESS_DISPOSAL}),
    Role.OPENING_PLANNER: frozenset({Right.READ_UNOPENED, Right.PLAN_OPENING}),
    Role.OPENING_REVIEWER: frozenset({Right.READ_UNOPENED, Right.REVIEW_OPENING}),
    Role.OPENING_APPROVER: frozenset({Right.READ_UNOPENED, Right.APPROVE_OPENING}),
    Role.USE_APPROVER: frozenset(
        {
            Right.READ_UNOPENED,
            Right.HANDLE_ENQUIRIES,
            Right.DECIDE_USE,
            Right.REVOKE_CERTIFICATES,
            Right.SHARE_RECORDS,
        }
    ),
    Role.DESK_OFFICER: frozenset(
        {Right.READ_UNOPENED, Right.READ_ID_NUMBERS, Right.HANDLE_ENQUIRIES, Right.ISSUE_CERTIFICATES}
    ),
    Role.AUTHORITY_OFFICER: frozenset({Right.CONSENT_TO_DELAY, Right.ANSWER_COMPLAINTS}),
    Role.SYSTEM_ADMINISTRATOR: frozenset({Right.MANAGE_JOBS, Right.KEEP_ACCOUNTS}),
    Role.SECURITY_OFFICER: frozenset(
        {Right.MANAGE_ACCOUNTS, Right.READ_USER_AUDIT, Right.MANAGE_KEYS, Right.KEEP_SEALS}
    ),
    Role.AUDITOR: frozenset({Right.READ_AUDIT}),
}

ADMINISTRATORS = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_OFFICER, Role.AUDITOR})


def roles_with(right: Right) -> str:
    """Who may do something, as people say it: the roles that hold the right, in the active language."""
    return gettext(", ").join(role.label for role, rights in RIGHTS.items() if right in rights)


class NotAllowed(ArchiveError):
    code = "access.not_allowed"
    message = gettext_noop("%(who)s may not do this here. Who may: %(roles)s.")
    hint = gettext_noop("Sign in with an account of such a role, or ask the security officer for it.")
    http_status = 403
    exit_code = 5

    def _said(self) -> dict[str, Any]:
        """The right is a word of machines (`params`); people know it by the roles that hold it."""
        return {**super()._said(), "roles": roles_with(self.params["right"])}


@dataclass(frozen=True, slots=True)
class Share:
    """What an agreement between institutions lends: the giver's unopened records of these record types and fonds.

    By their codes; of no types, or no fonds, named: of all. `pages`: with pages and their text, else the description
    alone. What bears a mark of secrecy is never lent. `agreement` is its identifier, for the event of each reading.
    """

    agreement: str
    giver: str
    types: frozenset[str]
    fonds: frozenset[str]
    pages: bool

    def covers(self, *, state: str, institution: str, record_type: str, fonds: str, secrecy: str) -> bool:
        """Whether one record is lent. Database and index filters say the same: a contract test holds it."""
        named = (not self.types or record_type in self.types) and (not self.fonds or fonds in self.fonds)
        return institution == self.giver and state != "open" and not secrecy and named


@dataclass(frozen=True, slots=True)
class Scope:
    """What one person may see: every opened record, and the unopened ones of these institutions (by code).

    `everything` is the operator's scope at the machine itself. A `Scope` has no default anywhere: who forgets it
    gets an error, not a leak.

    With a `share` it is the scope of one agreement: what that lends, and nothing else. It is asked for on purpose
    (`scope_under`) and never part of what a person sees anyway, so that no list, count or file takes it along unawares.
    """

    everything: bool
    institutions: frozenset[str]
    share: Share | None = None

    def covers(self, *, state: str, institution: str) -> bool:
        """Whether one record may be seen. Database and index filters say the same: a contract test holds it.

        Under an agreement more than this must be known of a record, so nothing is: ask the `share`.
        """
        return self.share is None and (self.everything or state == "open" or institution in self.institutions)

    def reads_in_full(self, institution: str) -> bool:
        """Whether opened records of this institution are read whole, whatever is withheld of them from everybody."""
        return self.everything or institution in self.institutions


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts and in which capacity. `rights` maps an institution's code to rights; `*` stands for all of them."""

    label: str
    capacity: str
    user_id: int | None = None
    rights: Mapping[str, frozenset[Right]] = field(default_factory=dict)

    def may(self, right: Right, institution: str | None = None) -> bool:
        """Whether the right is held in this institution, or anywhere when none is named."""
        if right in self.rights.get("*", frozenset()):
            return True
        if institution is None:
            return any(right in held for held in self.rights.values())
        return right in self.rights.get(institution, frozenset())

    def institutions_with(self, right: Right) -> frozenset[str]:
        """Codes of the institutions in which the right is held; `*` stands for all of them."""
        return frozenset(code for code, held in self.rights.items() if right in held)

    def scope(self) -> Scope:
        """What this actor may see."""
        everything = Right.READ_UNOPENED in self.rights.get("*", frozenset())
        codes = frozenset(code for code, held in self.rights.items() if Right.READ_UNOPENED in held and code != "*")
        return Scope(everything, codes)


OPERATOR = Actor("operator", "operator", None, {"*": frozenset(Right)})
"""Whoever sits at the machine and types commands: they hold the disk already. What they do is audited all the same."""

ANONYMOUS = Actor("anonymous", "reader")


def actor_of(user: User | AnonymousUser) -> Actor:
    """The actor behind a signed-in user, or the anonymous reader."""
    if not user.is_authenticated:
        return ANONYMOUS
    rights: dict[str, frozenset[Right]] = {}
    roles = list(user.roles.select_related("institution"))
    for held in roles:
        code = held.institution.code
        rights[code] = rights.get(code, frozenset()) | RIGHTS[Role(held.role)]
    capacity = ",".join(sorted({held.role for held in roles})) or "reader"
    return Actor(user.display_name or user.username, capacity, user.pk, rights)


READ_LENT = (Right.READ_UNOPENED, Right.HANDLE_ENQUIRIES)
"""What who reads under an agreement holds at the institution it was agreed with: its officers who serve enquiries."""


def scope_under(actor: Actor, share: Share, *, receiver: str) -> Scope:
    """What this person sees under one agreement, as an officer of the institution it was agreed with.

    Raises `NotAllowed`.
    """
    for right in READ_LENT:
        require(actor, right, receiver)
    return Scope(everything=False, institutions=frozenset(), share=share)


def require(actor: Actor, right: Right, institution: str | None = None) -> None:
    """Go on only when the right is held; raises `NotAllowed`. The first line of every act."""
    if not actor.may(right, institution):
        raise NotAllowed(who=actor.label, right=right)
