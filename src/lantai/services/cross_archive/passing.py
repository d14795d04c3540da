"""What packages say: a case as it is asked, and how it was answered. Shapes only; nothing that comes in is believed."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lantai.holdings.catalogue.applicants import applicants
from lantai.holdings.catalogue.sealing import PersonKeys
from lantai.services.certificates.keeping import kept_file
from lantai.services.certificates.models import Certificate
from lantai.services.certificates.proofs import proof_file
from lantai.services.enquiries.actions import Application
from lantai.services.enquiries.data import listed
from lantai.services.enquiries.identity.levels import levels
from lantai.services.enquiries.matters import matters
from lantai.services.enquiries.models import Enquiry
from lantai.services.enquiries.sealed import open_document

CASE, TAKEN_ON, FOUND, NOT_FOUND, REFUSED, CALLED_BACK = (
    "case", "taken_on", "found", "not_found", "refused", "called_back",
)  # fmt: skip
ANSWERS = (TAKEN_ON, FOUND, NOT_FOUND, REFUSED)
MOST_CERTIFICATES = 10
_TEXT = ("name", "sought", "clues", "body", "document")


class Unusable(ValueError):
    """A package that is well signed and says what cannot be used. Its word goes back to the sender."""


@dataclass(frozen=True, slots=True)
class Given:
    """A certificate as it came: its number, its bytes, its proof."""

    number: str
    pdf: bytes
    proof: dict[str, Any]


def case_body(case: str, enquiry: Enquiry, keys: PersonKeys) -> dict[str, Any]:
    """What the other archive needs to search: who asks, how far that is proved here, and for what.

    No contact, no proofs, no code.
    """
    document = open_document(bytes(enquiry.document), keys) if enquiry.document else ""
    return {
        "case": case, "number": enquiry.number, "matter": enquiry.matter, "applicant": enquiry.applicant_kind,
        "name": enquiry.name, "document_kind": enquiry.document_kind, "document": document, "body": enquiry.body,
        "identity": enquiry.identity_level,
        "purpose": enquiry.purpose, "sought": enquiry.sought, "clues": enquiry.clues, "answers": enquiry.answers,
    }  # fmt: skip


def case_of(body: Mapping[str, Any]) -> str:
    """The identifier of the case a package is about. Raises `Unusable`."""
    case = body.get("case")
    if not isinstance(case, str) or len(case) != 26 or not case.isalnum():
        raise Unusable("case")
    return case


def level_in(body: Mapping[str, Any]) -> str:
    """How far the other archive has proved who asks; the least where it does not say, or knows levels we do not.

    Raises `Unusable`.
    """
    said = body.get("identity", "")
    if not isinstance(said, str):
        raise Unusable("identity")
    return said if said in levels() else next(iter(levels()))


def number_of(body: Mapping[str, Any]) -> str:
    return str(body.get("number", ""))[:40]


def application_in(body: Mapping[str, Any]) -> Application:
    """Raises `Unusable` with the name of what is wrong."""
    text = {name: body.get(name, "") for name in _TEXT}
    codes = {"matter": matters(), "applicant": applicants(), "purpose": listed("purposes")}
    for name, known in codes.items():
        if body.get(name) not in known:
            raise Unusable(name)
    if wrong := next((name for name, said in text.items() if not isinstance(said, str) or len(said) > 2000), None):
        raise Unusable(wrong)
    kind, answers = body.get("document_kind", ""), body.get("answers", {})
    if kind and kind not in listed("documents"):
        raise Unusable("document_kind")
    if not text["name"].strip() or not text["sought"].strip():
        raise Unusable("name")
    questions = {each.code for each in matters()[body["matter"]].questions}
    if not isinstance(answers, dict) or not all(isinstance(said, str) for said in answers.values()):
        raise Unusable("answers")
    return Application(
        body["applicant"], text["name"][:80], body["purpose"], text["sought"], document_kind=kind,
        document=text["document"][:40], body=text["body"], clues=text["clues"], matter=body["matter"],
        answers={code: said[:80] for code, said in answers.items() if code in questions},
    )  # fmt: skip


def answer_body(case: str, enquiry: Enquiry) -> dict[str, Any]:
    """How a case stands here, in words its applicant may read."""
    last = enquiry.steps.filter(internal=False).exclude(note="").last()
    return {"case": case, "number": enquiry.number, "note": last.note[:1000] if last else ""}


def searched_body(enquiry: Enquiry) -> dict[str, Any]:
    """What was searched here; what archives asked from here searched is not ours to say."""
    return {"searched": {name: said for name, said in enquiry.searched.items() if name != "there"}}


def searched_in(body: Mapping[str, Any]) -> dict[str, Any]:
    """What was searched there, held to the shape it has here. Raises `Unusable`."""
    said = body.get("searched")
    if not isinstance(said, dict):
        raise Unusable("searched")
    types = said.get("types", ())
    if not isinstance(types, list):
        raise Unusable("searched")
    near = said.get("near", 0)
    words = {name: str(said.get(name, ""))[:1000] for name in ("question", "years", "more", "elsewhere")}
    return {**words, "types": [str(each)[:40] for each in types[:50]], "near": near if isinstance(near, int) else 0}


def certificates_body(certificates: list[Certificate]) -> dict[str, Any]:
    """Each with its file and its proof, so that it is verified without us."""
    return {"certificates": [_certificate(each) for each in certificates[:MOST_CERTIFICATES]]}


def _certificate(certificate: Certificate) -> dict[str, Any]:
    pdf = kept_file(certificate) or b""
    return {
        "number": certificate.number, "pdf": base64.b64encode(pdf).decode(), "proof": proof_file(certificate) or {},
    }  # fmt: skip


def certificates_in(body: Mapping[str, Any]) -> list[Given]:
    """Each file is what its proof says, or the package is not used. Raises `Unusable`."""
    rows = body.get("certificates")
    if not isinstance(rows, list) or len(rows) > MOST_CERTIFICATES:
        raise Unusable("certificates")
    return [_given(row) for row in rows]


def _given(row: Any) -> Given:
    try:
        number, proof = str(row["number"])[:60], dict(row["proof"])
        pdf = base64.b64decode(row["pdf"], validate=True)
        leaf = dict(proof["leaf"])
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        raise Unusable("certificates") from error
    if not pdf.startswith(b"%PDF-") or leaf.get("sha256") != hashlib.sha256(pdf).hexdigest():
        raise Unusable("certificates")
    if leaf.get("number") != number:
        raise Unusable("certificates")
    return Given(number, pdf, proof)
