"""What every way of proof does: it is begun for a case, and finished by an answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from lantai.holdings.catalogue.sealing import PersonKeys


@dataclass(frozen=True, slots=True)
class Claim:
    """Whose proof: the case, and what the application said of the person and the document."""

    number: str
    document_kind: str = ""
    last4: str = ""
    name: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Begun:
    """`kept` is laid down as it is: it proves nothing to who reads it. `secret` is sent, never kept."""

    kept: Mapping[str, str] = field(default_factory=dict)
    lasts: dt.timedelta | None = None
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Proved:
    """How it ended. Of a document no more is known than its kind and its last four characters.

    `level`: the level reached where that is another than the provider's own; `why`: the code of the reason, if refused.
    """

    passed: bool
    document_kind: str = ""
    last4: str = ""
    level: str = ""
    why: str = ""


class IdentityProvider(Protocol):
    """One way of proof."""

    code: str

    def begin(self, claim: Claim, keys: PersonKeys) -> Begun:
        """Start it; nothing is proved yet."""

    def finish(self, claim: Claim, kept: Mapping[str, str], answer: Mapping[str, str], keys: PersonKeys) -> Proved:
        """Whatever the answer is, it is judged and nothing is raised."""
