"""What is kept of enquiries in storage: the case as a number, what was decided and answered. Nothing of the applicant.

Storage forgets nothing, and what tells of an applicant must be forgotten: name, document, contact, what was sought and
said, and proofs are not kept there. After a rebuild a case says what was decided, and its own page is closed.
"""

from typing import Any

from lantai.holdings.preservation.parts import Kind, Part, Table, register_kind, register_part

PERSONAL = {
    "name": "", "document_kind": "", "document": b"", "last4": "", "contact": b"", "body": "", "sought": "",
    "clues": "", "answers": {}, "searched": {}, "code_hash": "", "sender": "",
}  # fmt: skip

CHECKED: dict[str, Any] = {"document_kind": "", "last4": "", "why": "", "kept": {}, "sender": "", "proof": None}


def register() -> None:
    register_kind(Kind("enquiry", "enquiries.Enquiry", shelf=32))
    numbers = (
        Table("enquiries.EnquirySeries", "institution__pk"),
        Table("enquiries.ServiceTally", "institution__pk"),
    )
    register_part(Part("enquiry_numbers", "institution", "enquiry-numbers.json", numbers))
    told = (
        Table("enquiries.Enquiry", "pk", omit=PERSONAL),
        Table("enquiries.IdentityCheck", "enquiry_id", omit=CHECKED),
        Table("enquiries.ProofSeen", "enquiry_id"),
        Table("enquiries.Rating", "enquiry_id", omit={"words": ""}),
        Table("enquiries.Step", "enquiry_id", omit={"said": ""}),
        Table("enquiries.Meant", "enquiry_id"),
        Table("enquiries.ChosenPage", "meant__enquiry_id"),
        Table("enquiries.UnitConsent", "enquiry_id"),
        Table("enquiries.Decision", "enquiry_id"),
        Table("enquiries.Complaint", "enquiry_id", omit={"words": ""}),
    )
    register_part(Part("enquiry", "enquiry", "enquiry.json", told))
