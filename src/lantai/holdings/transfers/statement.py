"""电子档案移交与接收登记表 as one text that both sign: the same facts always give the same bytes.

JSON with sorted keys and without blanks, in UTF-8. It is made when the hand-over is accepted and never changed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from lantai.engines.packages.digests import title as algorithm_title
from lantai.holdings.transfers.models import Transfer

VERSION = 1


def statement_of(transfer: Transfer, *, accepted_at: dt.datetime) -> str:
    """The canonical text of what was declared, counted and decided."""
    return json.dumps(facts_of(transfer, accepted_at), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def facts_of(transfer: Transfer, accepted_at: dt.datetime) -> dict[str, Any]:
    """The fields of the form under stable names."""
    counted = transfer.counted
    return {
        "form": "handover-register",
        "version": VERSION,
        "handover": transfer.ulid,
        "number": transfer.number,
        "round": transfer.round,
        "title": transfer.title,
        "content": transfer.content,
        "unit": {"code": transfer.unit.code, "name": transfer.unit.name},
        "archive": {"code": transfer.archive.code, "name": transfer.archive.name},
        "fonds": {"code": transfer.fonds.code, "title": transfer.fonds.title},
        "category": transfer.category,
        "years": transfer.years,
        "agreement": transfer.agreement.number if transfer.agreement else "",
        "volumes": transfer.volumes,
        "items": transfer.items,
        "files": transfer.files,
        "bytes": transfer.bytes,
        "gigabytes": transfer.gigabytes,
        "way": transfer.way,
        "carrier": transfer.carrier_words,
        "carrier_numbers": transfer.carrier_numbers,
        "digest": {"algorithm": algorithm_title(counted["digest_algorithm"]), "value": counted["digest"]},
        "counted": {name: counted.get(name) for name in ("volumes", "items", "files", "bytes")},
        "openings": transfer.openings,
        "government_information": transfer.government_information,
        "secrecy_changes": transfer.secrecy_changes,
        "sender_checks": transfer.sender_checks,
        "receiver_checks": transfer.receiver_checks,
        "outcome": transfer.state,
        "reason": transfer.reason,
        "accepted_at": accepted_at.astimezone(dt.UTC).isoformat(timespec="seconds"),
        **(_of_paper(transfer) if transfer.is_paper else {}),
    }


def _of_paper(transfer: Transfer) -> dict[str, Any]:
    """What stands on the form of paper besides; `listed` is what the list that was sent names."""
    counted = {name: transfer.counted.get(name) for name in ("boxes", "volumes", "items")}
    said = {name: getattr(transfer, name) for name in ("boxes", "lists", "finding_aids", "copies")}
    return {"counted": counted, "listed": transfer.counted.get("listed", {}), "paper": said}


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
