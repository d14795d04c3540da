"""The chain's set-up of this installation: who signs, where checkpoints are laid, how often."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from lantai.base.audit.signing import PublicKey, Signer, Verifier, trusted_keys


@dataclass(frozen=True, slots=True)
class Setup:
    """What the settings say, as values."""

    schemes: tuple[type[Signer], ...]
    keys: Path
    folder: Path
    every: int
    longest: dt.timedelta

    def signers(self) -> list[Signer]:
        """Those who sign; their keys are made when they are first asked for."""
        return [scheme(self.keys) for scheme in self.schemes]

    def verifiers(self) -> list[type[Verifier]]:
        return list(self.schemes)

    def trusted(self) -> list[PublicKey]:
        return trusted_keys(self.keys)


def current_setup() -> Setup:
    """Read from the settings anew each time: it is asked for once a checkpoint, a verification or an export."""
    said: dict[str, Any] = settings.AUDIT
    schemes = tuple(import_string(path) for path in said["SIGNERS"])
    return Setup(schemes, Path(said["KEYS"]), Path(said["PATH"]), said["EVERY"], dt.timedelta(hours=said["HOURS"]))
