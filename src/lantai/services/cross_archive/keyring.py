"""The two keys of exchange: one signs packages, the other opens what is for us. And the card of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import OPERATOR
from lantai.base.accounts.models import Institution
from lantai.base.common.errors import ArchiveError
from lantai.engines.signatures.actions import make_key
from lantai.engines.signatures.algorithms import KeyKind
from lantai.engines.signatures.errors import KeyNotThere, KeyUnreadable
from lantai.engines.signatures.keys import PrivateKey, PublicKey, read_public_key
from lantai.engines.signatures.store import Holder, Purpose, current_key, key_files
from lantai.holdings.catalogue.models import Fonds
from lantai.services.cross_archive.envelope import fingerprint

SIGNING, SEALING = KeyKind.ED25519, KeyKind.EC
MOST_LINES = 400


class CardUnreadable(ArchiveError):
    code = "cross_archive.card_unreadable"
    message = gettext_noop("This is no card of an archive: %(reason)s.")
    hint = gettext_noop("Ask the other archive for the card from its page of partner archives. Nothing was changed.")
    http_status = 422


@dataclass(frozen=True, slots=True)
class Card:
    """What an archive gives to another: its name, where it is reached, its two keys, and its guide."""

    name: str
    address: str
    signing: PublicKey
    sealing: PublicKey
    guide: list[dict[str, Any]]

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.signing, self.sealing)


def prepare_keys() -> None:
    """Make what is not there yet; the register says which keys came to be. Again, it does nothing."""
    folder = Path(settings.KEYS_FOLDER)
    there = {(each.purpose, each.kind) for each in key_files(folder)}
    holder = Holder(settings.SITE_NAME, settings.SITE_NAME, timezone.now().replace(microsecond=0))
    for kind in (SIGNING, SEALING):
        if (Purpose.EXCHANGE, kind) not in there:
            make_key(
                actor=OPERATOR, folder=folder, purpose=Purpose.EXCHANGE, kind=kind, holder=holder,
                password=settings.KEYS_PASSWORD,
            )  # fmt: skip


def has_keys() -> bool:
    there = {each.kind for each in key_files(Path(settings.KEYS_FOLDER)) if each.purpose is Purpose.EXCHANGE}
    return {SIGNING, SEALING} <= there


def own_key(kind: KeyKind) -> PrivateKey:
    """Raises `KeyNotThere`, `KeyIsLocked`, `KeyUnreadable`."""
    return current_key(Path(settings.KEYS_FOLDER), Purpose.EXCHANGE, kind).private(settings.KEYS_PASSWORD)


def own_public(kind: KeyKind) -> PublicKey:
    """Raises `KeyNotThere`."""
    return current_key(Path(settings.KEYS_FOLDER), Purpose.EXCHANGE, kind).public()


def own_fingerprint() -> str:
    """Empty where there are no keys yet."""
    try:
        return fingerprint(own_public(SIGNING), own_public(SEALING))
    except KeyNotThere:
        return ""


def own_card(institution: Institution) -> dict[str, Any]:
    """Public keys, and the titles and years of fonds, which everybody may read."""
    fonds = Fonds.objects.filter(institution=institution).order_by("code")[:MOST_LINES]
    lines = [
        {"text": f"{each.title} {each.unit}"[:300], "first": each.year_from, "last": each.year_to} for each in fonds
    ]
    return {
        "schema": 1, "name": institution.name, "address": settings.PUBLIC_ADDRESS,
        "signing": own_public(SIGNING).as_pem().decode(), "sealing": own_public(SEALING).as_pem().decode(),
        "guide": lines,
    }  # fmt: skip


def read_card(text: str) -> Card:
    """Raises `CardUnreadable`; nothing of it is trusted further than its shape."""
    try:
        said = json.loads(text[:500_000])
        name, address = str(said["name"]).strip()[:200], str(said.get("address", "")).strip()[:200]
        signing = read_public_key(str(said["signing"]).encode(), name="signing")
        sealing = read_public_key(str(said["sealing"]).encode(), name="sealing")
        guide = [_line(each) for each in list(said.get("guide", ()))[:MOST_LINES]]
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise CardUnreadable(reason=type(error).__name__) from error
    except KeyUnreadable as error:
        raise CardUnreadable(reason=str(error)) from error
    if not name or signing.kind is not SIGNING or not _is_p256(sealing):
        raise CardUnreadable(reason="keys")
    return Card(name, address, signing, sealing, guide)


def _is_p256(key: PublicKey) -> bool:
    native = key.native
    return isinstance(native, EllipticCurvePublicKey) and native.curve.name == "secp256r1"


def _line(said: Any) -> dict[str, Any]:
    years = {name: said.get(name) for name in ("first", "last")}
    if any(not isinstance(year, int | None) for year in years.values()):
        raise TypeError
    return {"text": str(said["text"])[:300], **years}
