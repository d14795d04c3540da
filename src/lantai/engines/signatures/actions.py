"""The act of making a key. The register says which key came to be, when, by whom; never what it is."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record
from lantai.engines.signatures.algorithms import KeyKind
from lantai.engines.signatures.store import Holder, KeyFile, Purpose, write_key


@transaction.atomic
def make_key(
    *,
    actor: Actor,
    folder: Path,
    purpose: Purpose,
    kind: KeyKind,
    holder: Holder,
    password: str = "",
) -> KeyFile:
    """Make a key for one purpose in the archive's folder of keys, with a certificate in the archive's name.

    Keys are of the installation, not of one institution. Where the event cannot be written there is a key too many,
    with which nothing was signed yet.
    """
    require(actor, Right.MANAGE_KEYS)
    key = write_key(folder, purpose, kind, holder=holder, password=password)
    data = {"purpose": str(purpose), "kind": str(kind), "fingerprint": key.public().fingerprint}
    record("key:make", actor=actor, subject=("key", key.name), data=data)
    return key
