"""What the log says of a certificate, and the file with which anybody proves it without us.

The leaf tells nothing that a stranger may not see: the name is masked, records and cases are not named.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from lantai.services.certificates.keeping import NATIONAL, kept_file
from lantai.services.certificates.log import inclusion, newest
from lantai.services.certificates.models import Certificate


def facts_of(
    certificate: Certificate, *, pages: Sequence[str] = (), revoked_at: dt.datetime | None = None
) -> dict[str, Any]:
    """The content of a leaf: of the certificate with the hashes of its pages, or of its revocation."""
    moment = revoked_at or certificate.issued_at
    return {
        "number": certificate.number,
        "kind": "revocation" if revoked_at else certificate.kind,
        "issuer": certificate.institution_id,
        "issuer_name": certificate.institution.name,
        "issued_at": moment.astimezone(dt.UTC).isoformat(timespec="seconds") if moment else "",
        "name": certificate.masked_name,
        "sha256": certificate.sha256,
        "sm3": certificate.sm3,
        "pages": list(pages),
        "revokes": certificate.number if revoked_at else "",
    }


def page_hashes_of(certificate: Certificate) -> list[str]:
    """SHA-256 of the painted pixels of each page, as they stand in the log."""
    leaf = certificate.leaves.exclude(kind="revocation").first()
    return list(json.loads(leaf.data)["pages"]) if leaf else []


def proof_file(certificate: Certificate, *, of_revocation: bool = False) -> dict[str, Any] | None:
    """The proof that goes with the PDF, or that it was revoked; None while the log does not say so."""
    kind = "revocation" if of_revocation else certificate.kind
    leaf, checkpoint = certificate.leaves.filter(kind=kind).first(), newest()
    if leaf is None or checkpoint is None:
        return None
    national = kept_file(certificate, NATIONAL)
    return {
        "schema": 1,
        "leaf": json.loads(leaf.data),
        "index": leaf.index,
        "size": checkpoint.size,
        "proof": [each.hex() for each in inclusion(leaf, checkpoint.size)],
        "checkpoint": checkpoint.note,
        "sm2": base64.b64encode(national).decode() if national else None,
    }
