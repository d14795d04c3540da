"""The subjects of the staff rail, at most nine: which page opens each, and the right it asks for."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Actor, Right


@dataclass(frozen=True, slots=True)
class Subject:
    """One entry of the rail. `below` are pages that belong to it; views are names, so that no app above is known."""

    view: str
    label: str | Promise
    icon: str
    right: Right | None
    below: tuple[str, ...] = ()
    or_right: Right | None = None
    or_else: Right | None = None


SUBJECTS = (
    Subject("accessions:desk", _("Desk"), "checklist", None),
    Subject(
        "accessions:intake",
        _("Intake"),
        "folder",
        Right.TAKE_IN,
        (
            "accessions:transfer",
            "accessions:new",
            "checks:runs",
            "checks:run",
            "checks:item",
            "transfers:transfers",
            "transfers:transfer",
            "transfers:agreements",
            "acquisitions:leads",
            "acquisitions:lead",
            "acquisitions:new_lead",
            "acquisitions:acquisitions",
            "acquisitions:propose",
            "acquisitions:acquisition",
            "acquisitions:calls",
            "acquisitions:contact",
            "acquisitions:party",
        ),
    ),
    Subject(
        "transfers:handovers",
        _("Hand-over"),
        "upload",
        Right.HAND_OVER,
        ("transfers:begin", "transfers:handover", "transfers:declare", "transfers:files"),
    ),
    Subject("enquiries:consents", _("Consent to use"), "file-search", Right.HAND_OVER, ("enquiries:consent",)),
    Subject(
        "imports:imports",
        _("Lists"),
        "table-import",
        Right.DESCRIBE,
        ("imports:batch", "imports:new", "exchange:exchange", "exchange:load"),
    ),
    Subject(
        "entry:work",
        _("Entry"),
        "keyboard",
        Right.DESCRIBE,
        (
            "entry:record",
            "entry:rows",
            "entry:tasks",
            "entry:task",
            "entry:item",
            "entry:differences",
            "entry:decide",
        ),
    ),
    Subject(
        "accessions:records",
        _("Records"),
        "archive",
        Right.READ_UNOPENED,
        (
            "accessions:record",
            "fulltext:to_confirm",
            "fulltext:confirm",
            "description:new",
            "description:edit",
            "description:history",
            "description:opening",
            "description:fonds_list",
            "description:fonds",
            "description:fonds_opening",
            "description:cells",
            "description:changes",
            "description:change_new",
            "description:change",
            "description:pairs",
            "merging:merge",
            "merging:merges",
            "merging:done",
            "merging:undo",
            "printing:start",
            "printing:volume",
            "printing:printout",
        ),
    ),
    Subject(
        "arrangement:overview",
        _("Arrangement"),
        "layout-list",
        Right.DESCRIBE,
        (
            "arrangement:tree",
            "arrangement:add_series",
            "arrangement:enter_tree",
            "arrangement:begin_version",
            "arrangement:series",
            "arrangement:move_series",
            "arrangement:retire_series",
            "arrangement:codes",
            "arrangement:add_rule",
            "arrangement:reserve",
            "arrangement:plans",
            "arrangement:renumber",
            "arrangement:classify",
            "arrangement:plan",
            "arrangement:fonds_file",
            "arrangement:record_codes",
            "arrangement:renumber_record",
            "arrangement:number_next",
            "arrangement:unit_code",
        ),
    ),
    Subject(
        "people:persons",
        _("Persons and places"),
        "users",
        Right.READ_UNOPENED,
        (
            "people:by_number",
            "people:id_number",
            "people:links",
            "authority:authorities",
            "authority:new",
            "authority:authority",
            "authority:add_name",
            "authority:name",
            "authority:link",
        ),
    ),
    Subject(
        "fulltext:proofreading",
        _("Proof-reading"),
        "text-recognition",
        Right.CORRECT_TEXT,
        ("fulltext:proofread", "fulltext:page_history"),
    ),
    Subject(
        "storerooms:overview",
        _("Storerooms"),
        "building",
        Right.KEEP_STORES,
        (
            "storerooms:new_room",
            "storerooms:place",
            "storerooms:box",
            "storerooms:boxes",
            "storerooms:new_box",
            "storerooms:boxing",
            "storerooms:movements",
            "storerooms:movement",
            "storerooms:shelve",
            "storerooms:scan",
            "storerooms:loans",
            "storerooms:lend",
            "storerooms:loan",
            "storerooms:stock_takings",
            "storerooms:stock_taking",
            "storerooms:stock_scan",
        ),
    ),
    Subject(
        "disposal:overview",
        _("Disposal"),
        "clock",
        Right.APPRAISE,
        (
            "disposal:fonds",
            "disposal:appraisals",
            "disposal:appraisal",
            "disposal:destructions",
            "disposal:destruction",
            "disposal:holds",
            "disposal:new_hold",
            "disposal:hold",
        ),
        or_right=Right.APPROVE_DISPOSAL,
        or_else=Right.WITNESS_DISPOSAL,
    ),
    Subject(
        "precheck:precheck",
        _("Precheck"),
        "eye-search",
        Right.PLAN_OPENING,
        ("precheck:run", "precheck:record"),
    ),
    Subject(
        "opening:overview",
        _("Opening review"),
        "lock-open",
        Right.PLAN_OPENING,
        (
            "opening:fonds",
            "opening:batches",
            "opening:batch",
            "opening:letter",
            "opening:secret",
            "opening:withdraw",
            "opening:declassify",
            "opening:statistics",
            "opening:statistics_of_fonds",
            "opening:review_work",
            "opening:review_queue",
            "opening:review_item",
            "opening:review_alike",
        ),
        or_right=Right.REVIEW_OPENING,
        or_else=Right.APPROVE_OPENING,
    ),
    Subject("opening:unit_letters", _("Opinions on opening"), "lock-open", Right.HAND_OVER, ("opening:unit_letter",)),
    Subject("opening:consents", _("Requests for delays"), "rubber-stamp", Right.CONSENT_TO_DELAY, ("opening:consent",)),
    Subject(
        "enquiries:enquiries",
        _("Enquiries"),
        "message-report",
        Right.HANDLE_ENQUIRIES,
        (
            "enquiries:board",
            "enquiries:new",
            "enquiries:enquiry",
            "enquiries:applicant",
            "enquiries:desk",
            "enquiries:desk_act",
            "enquiries:desk_pages",
            "enquiries:desk_mask",
            "notices:notices",
            "enquiries:taken",
            "enquiries:taken_case",
        ),
    ),
    Subject("appointments:day", _("Reading room"), "calendar", Right.HANDLE_ENQUIRIES),
    Subject(
        "certificates:certificates",
        _("Certificates"),
        "rosette-discount-check",
        Right.ISSUE_CERTIFICATES,
        ("certificates:certificate", "certificates:copy", "certificates:statement", "certificates:not_found"),
        or_right=Right.REVOKE_CERTIFICATES,
    ),
    Subject("certificates:seals", _("Seals"), "rubber-stamp", Right.KEEP_SEALS, ("certificates:seal",)),
    Subject("enquiries:complaints", _("Complaints"), "bell", Right.ANSWER_COMPLAINTS, ("enquiries:complaint",)),
    Subject(
        "accessions:jobs",
        _("Jobs"),
        "loader",
        Right.MANAGE_JOBS,
        ("fixity:fixity", "normalisation:formats", "normalisation:run"),
    ),
    Subject(
        "accounts:accounts",
        _("Accounts"),
        "id",
        Right.KEEP_ACCOUNTS,
        ("accounts:new", "accounts:account", "accounts:activate", "accounts:reset", "accounts:roles"),
        or_right=Right.MANAGE_ACCOUNTS,
    ),
    Subject(
        "oversight:events",
        _("Audit"),
        "list-check",
        Right.READ_AUDIT,
        ("oversight:event", "oversight:chain"),
        or_right=Right.READ_USER_AUDIT,
    ),
)


def subjects_of(actor: Actor) -> list[Subject]:
    """What this person has to do with."""
    rights = [(subject, {subject.right, subject.or_right, subject.or_else} - {None}) for subject in SUBJECTS]
    return [subject for subject, asked in rights if not asked or any(right and actor.may(right) for right in asked)]
