"""Examples of the acts of this app: see tests/architecture/acts.py."""

import datetime as dt
import tempfile
from pathlib import Path

from lantai.engines.signatures.actions import make_key
from lantai.engines.signatures.algorithms import KeyKind
from lantai.engines.signatures.store import Holder, Purpose
from tests.architecture.acts import Call, example
from tests.support.world import World

NOW = dt.datetime(2026, 3, 1, 8, 0, tzinfo=dt.UTC)


@example(make_key, anywhere="keys are of the installation, not of one institution")
def _make_key(world: World) -> Call:
    folder = Path(tempfile.mkdtemp(prefix="keys"))
    return lambda actor: make_key(
        actor=actor,
        folder=folder,
        purpose=Purpose.AUDIT,
        kind=KeyKind.SM2,
        holder=Holder("电子档案签名", "临江县档案馆", NOW),
    )
