"""What is signed of each paper: one text, byte for byte, and what an outsider needs to verify its signatures.

登记表 is signed as `statement.py` writes it; 问题清单 and 回执 as they are written here, once, when they are given out.
"""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils import translation

from lantai.engines.signatures.algorithms import KeyKind
from lantai.engines.signatures.certificates import read_certificate
from lantai.engines.signatures.errors import CertificateUnreadable
from lantai.engines.signatures.signing import verify
from lantai.engines.signatures.verdict import Reason, State as Worth, Verdict
from lantai.holdings.transfers.models import REGISTER, Signature, Transfer
from lantai.holdings.transfers.papers import facts_of, papers_of, round_of, signed_paper_of
from lantai.holdings.transfers.statement import sha256_of

VERSION = 1
SCRIPT = Path(__file__).with_name("deeds") / "verify.sh"
_OPENED = (1980, 1, 1, 0, 0, 0)
"""The same package gives the same bytes whenever it is fetched."""


def text_of(transfer: Transfer, name: str) -> str:
    """What is signed of this paper; empty where it was not given out for signature (yet)."""
    if name == REGISTER:
        return transfer.statement
    return transfer.signed_papers.filter(name=name).values_list("text", flat=True).first() or ""


def new_text_of(transfer: Transfer, name: str) -> str:
    """The text of a list of problems or a receipt as it is to be signed: sorted keys, no blanks, UTF-8."""
    with translation.override("zh-hans"):
        said = {
            "form": f"handover-{name.partition('-')[0]}",
            "version": VERSION,
            "handover": transfer.ulid,
            "number": transfer.number,
            **_told(transfer, name),
        }
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def paper_as_json(transfer: Transfer, name: str) -> str | None:
    """The paper as data; once it is given out for signature, exactly the bytes that are signed."""
    if name not in {paper.name for paper in papers_of(transfer)}:
        return None
    if text := text_of(transfer, name):
        return text
    with translation.override("zh-hans"):
        said = _told(transfer, name)
    if not name.startswith("problems-"):
        said["signatures"] = [_as_data(each) for each in _signatures(transfer, name)]
    return json.dumps(said, ensure_ascii=False, indent=2)


def _told(transfer: Transfer, name: str) -> dict[str, Any]:
    said: dict[str, Any] = {"paper": name, "facts": facts_of(transfer, round_of(name, transfer))}
    if name.startswith("problems-"):
        rows = transfer.problems.filter(round=round_of(name, transfer))
        said["problems"] = list(rows.values("row", "path", "field", "code", "severity", "message", "remedy"))
    return said


def _as_data(signed: Signature) -> dict[str, Any]:
    names = ("party", "person", "capacity", "sha256", "algorithm", "key", "signature", "certificate")
    return {"paper": signed.paper, **{name: getattr(signed, name) for name in names}, "at": signed.at.isoformat()}


def _signatures(transfer: Transfer, name: str) -> list[Signature]:
    return list(transfer.signatures.filter(paper=signed_paper_of(name)))


# ── verified here ──


@dataclass(frozen=True, slots=True)
class Judged:
    """One signature, and what it is worth over the text as it is kept now. Without a key there is no verdict."""

    signature: Signature
    verdict: Verdict | None
    holder: str = ""

    @property
    def by_key(self) -> bool:
        return self.verdict is not None

    @property
    def holds(self) -> bool:
        return self.verdict is not None and self.verdict.fits

    @property
    def sentence(self) -> str:
        return self.verdict.sentence() if self.verdict else ""


def judged(transfer: Transfer, name: str, signatures: Sequence[Signature]) -> tuple[Judged, ...]:
    """Every signature under this paper held against its text; nothing is believed that was noted when it was made."""
    text = text_of(transfer, signed_paper_of(name))
    return tuple(_judge(each, text) for each in signatures)


def _judge(signed: Signature, text: str) -> Judged:
    if not signed.signature:
        changed = signed.sha256 != sha256_of(text)
        return Judged(signed, Verdict(Worth.INVALID, Reason.DIFFERS) if changed else None)
    if not signed.certificate:
        return Judged(signed, Verdict(Worth.UNVERIFIABLE, Reason.NO_CERTIFICATE))
    try:
        certificate = read_certificate(signed.certificate.encode())
        verdict = verify(certificate.public, text.encode(), base64.b64decode(signed.signature))
    except (CertificateUnreadable, ValueError):
        return Judged(signed, Verdict(Worth.UNVERIFIABLE, Reason.BAD_CERTIFICATE))
    return Judged(signed, verdict, certificate.title)


# ── for an outsider ──


def signatures_as_zip(transfer: Transfer, name: str) -> bytes | None:
    """What verifies a paper without this program: the text signed, each signature with its certificate, and a script
    that calls OpenSSL. None where there is no such paper, or nobody signed it with a key.
    """
    text = paper_as_json(transfer, name) and text_of(transfer, name)
    signatures = _signatures(transfer, name)
    by_key = [each for each in signatures if each.signature and each.certificate]
    if not text or not by_key or name != signed_paper_of(name):
        return None
    listed = json.dumps([_as_data(each) for each in signatures], ensure_ascii=False, indent=2)
    files = {"paper.json": text.encode(), "signatures.json": listed.encode(), "verify.sh": _script(by_key)}
    for each in by_key:
        files[f"{each.party}.sig"] = base64.b64decode(each.signature)
        files[f"{each.party}.crt"] = each.certificate.encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, data in files.items():
            archive.writestr(zipfile.ZipInfo(file, _OPENED), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _script(signatures: Sequence[Signature]) -> bytes:
    """The script with a line for each signature: whose it is, of which kind its key is, and how that key is named."""
    asked = (f"check {each.party} {_kind_of_key(each.certificate)} {each.key}" for each in signatures)
    return SCRIPT.read_bytes().replace(b"@CHECKS@", "\n".join(asked).encode())


def _kind_of_key(certificate: str) -> KeyKind:
    return read_certificate(certificate.encode()).public.kind
