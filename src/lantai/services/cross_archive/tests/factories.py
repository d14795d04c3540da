"""Another archive in memory: it has keys of its own, packs what it is told to, and reads what is for it."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from lantai.base.accounts.access import OPERATOR
from lantai.base.accounts.models import Institution
from lantai.base.common.ids import new_ulid
from lantai.engines.signatures.keys import PrivateKey, make_private_key
from lantai.services.cross_archive.actions import Outcome, agree_peer, receive_parcel
from lantai.services.cross_archive.envelope import (
    Head,
    fingerprint,
    open_body,
    read_signed,
    write_acknowledgement,
    write_package,
)
from lantai.services.cross_archive.keyring import SEALING, SIGNING, own_fingerprint, own_public, prepare_keys, read_card
from lantai.services.cross_archive.models import Parcel, Peer
from lantai.services.cross_archive.views.door import LINE

PDF = b"%PDF-1.7 a certificate of the other archive"


@dataclass
class Other:
    """The archive at the other end. `sent` counts its packages."""

    name: str = "青山县档案馆"
    signing: PrivateKey = field(default_factory=lambda: make_private_key(SIGNING))
    sealing: PrivateKey = field(default_factory=lambda: make_private_key(SEALING))
    sent: int = 0

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.signing.public, self.sealing.public)

    def card(self, **more: Any) -> str:
        known = {
            "schema": 1, "name": self.name, "address": "", "signing": self.signing.public.as_pem().decode(),
            "sealing": self.sealing.public.as_pem().decode(),
            "guide": [{"text": "东风公社管理委员会", "first": 1958, "last": 1984}],
        }  # fmt: skip
        return json.dumps(known | more, ensure_ascii=False)

    def packed(self, kind: str, body: dict[str, Any], *, sequence: int = 0, signer: PrivateKey | None = None) -> bytes:
        if not sequence:
            self.sent += 1
        head = Head(kind, self.fingerprint, own_fingerprint(), sequence or self.sent, timezone.now().isoformat()[:19])
        return write_package(head, body, signer=signer or self.signing, receiver=own_public(SEALING))

    def sends(self, kind: str, body: dict[str, Any]) -> Outcome:
        return receive_parcel(actor=LINE, data=self.packed(kind, body))

    def reads(self, parcel: Parcel) -> dict[str, Any]:
        return open_body(read_signed(bytes(parcel.content), "package").said, self.sealing)

    def acknowledges(self, parcel: Parcel, refusal: str = "") -> bytes:
        head = read_signed(bytes(parcel.content), "package").head()
        return write_acknowledgement(head, parcel.sha256, refusal, signer=self.signing)


def agreed(institution: Institution, other: Other | None = None, address: str = "", **more: bool) -> tuple[Other, Peer]:
    prepare_keys()
    other = other or Other()
    card = read_card(other.card())
    return other, agree_peer(actor=OPERATOR, institution=institution, card=card, address=address, **more)


def case(**more: Any) -> dict[str, Any]:
    """What another archive asks."""
    known = {
        "case": new_ulid(), "number": "QS01-LY2026-0007", "matter": "marriage", "applicant": "self", "name": "柳文澜",
        "document_kind": "passport", "document": "E12345678", "body": "", "purpose": "marriage",
        "sought": "查结婚登记", "clues": "", "answers": {"husband": "程志远", "married": "1979", "unheard_of": "x"},
    }  # fmt: skip
    return known | more


def found(case_ulid: str, pdf: bytes = PDF) -> dict[str, Any]:
    leaf = {"number": "青档证〔2026〕0001", "sha256": hashlib.sha256(pdf).hexdigest(), "issuer_name": "青山县档案馆"}
    given = {"number": leaf["number"], "pdf": base64.b64encode(pdf).decode(), "proof": {"schema": 1, "leaf": leaf}}
    return {"case": case_ulid, "number": "QS01-LY2026-0031", "note": "已出证", "certificates": [given]}
