"""The policy of formats as data: the archive's own before the shipped one. Read again when a file has changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lantai.engines.formats.converting.converters import Converter, Profile, converter_for, is_installed
from lantai.engines.formats.converting.limited import Bounds
from lantai.engines.formats.identify import FormatKind
from lantai.holdings.catalogue.data_files import BadDataFile, problem_in, read_data_file
from lantai.holdings.catalogue.record_types import label_of

SHIPPED = Path(__file__).parent / "policy.yaml"
ANY = "*"


class Risk(models.TextChoices):
    HIGH = "high", _("high risk")
    MEDIUM = "medium", _("medium risk")
    LOW = "low", _("low risk")


class Standing(models.TextChoices):
    PREFERRED = "preferred", _("preferred")
    ACCEPTABLE = "acceptable", _("acceptable")
    AT_RISK = "at_risk", _("at risk")


class Action(models.TextChoices):
    NONE = "none", _("keep as it is")
    PDFA_2B = "pdfa-2b", _("make a PDF/A-2b copy")
    OFD = "ofd", _("make an OFD copy")
    ASK = "ask", _("a person decides")


_WORDS = {
    "type": "object",
    "required": ["zh", "en"],
    "additionalProperties": False,
    "properties": {"zh": {"type": "string", "minLength": 1}, "en": {"type": "string", "minLength": 1}},
}
_SHARE = {"type": "number", "minimum": 0, "maximum": 1}
_FORMAT = {
    "type": "object",
    "additionalProperties": False,
    "required": ["id", "name", "risk", "standing", "action", "reason", "source"],
    "anyOf": [{"required": ["puids"]}, {"required": ["kinds"]}],
    "properties": {
        "id": {"type": "string", "pattern": "^[a-z0-9_-]{1,30}$"},
        "name": _WORDS,
        "puids": {"type": "array", "items": {"type": "string", "pattern": "^[a-z-]+/[0-9a-z.-]+$"}},
        "kinds": {"type": "array", "items": {"enum": [ANY, *FormatKind]}},
        "risk": {"enum": list(Risk.values)},
        "standing": {"enum": list(Standing.values)},
        "action": {"enum": list(Action.values)},
        "reason": _WORDS,
        "source": {"type": "string", "minLength": 1},
    },
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["version", "edition", "formats"],
    "properties": {
        "version": {"const": 1},
        "edition": {"type": "string", "minLength": 1, "maxLength": 30},
        "bounds": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "seconds": {"type": "integer", "minimum": 5, "maximum": 7200},
                "memory_mb": {"type": "integer", "minimum": 256, "maximum": 64_000},
                "most_megabytes": {"type": "integer", "minimum": 1, "maximum": 10_000},
            },
        },
        "text_kept": {
            "type": "object",
            "propertyNames": {"enum": [ANY, *FormatKind]},
            "additionalProperties": _SHARE,
        },
        "formats": {"type": "array", "items": _FORMAT},
    },
}


@dataclass(frozen=True, slots=True)
class FormatRule:
    """What the archive thinks of one group of formats, and does about it."""

    id: str
    names: Mapping[str, str]
    puids: frozenset[str]
    kinds: frozenset[str]
    risk: Risk
    standing: Standing
    action: Action
    reasons: Mapping[str, str]
    source: str

    @property
    def name(self) -> str:
        return label_of(self.names)

    @property
    def reason(self) -> str:
        return label_of(self.reasons)

    @property
    def profile(self) -> Profile | None:
        """The format a copy is to be made in; None: no copy."""
        return Profile(self.action.value) if self.action in (Action.PDFA_2B, Action.OFD) else None

    def converter(self, kind: str) -> Converter | None:
        return converter_for(self.profile, kind) if self.profile else None


@dataclass(frozen=True, slots=True)
class Policy:
    """All rules in the order in which they are asked. `edition` names the files they come from."""

    edition: str
    rules: tuple[FormatRule, ...]
    bounds: Bounds
    most_bytes: int
    shares: Mapping[str, float]

    def rule_for(self, puid: str, kind: str) -> FormatRule:
        """By PRONOM identifier, then by kind; the shipped policy ends with a rule for everything."""
        by_puid = (rule for rule in self.rules if puid and puid in rule.puids)
        by_kind = (rule for rule in self.rules if rule.kinds & {kind, ANY})
        return next(by_puid, None) or next(by_kind)

    def text_kept(self, kind: str) -> float:
        return self.shares.get(kind, self.shares[ANY])


def ready_converter(rule: FormatRule, kind: str) -> Converter | None:
    """Who can make the copy here and now: there is somebody, and it is installed."""
    found = rule.converter(kind)
    return found if found is not None and is_installed(found) else None


def current_policy() -> Policy:
    """The archive's own before the shipped one; while its own is wrong (a system check says so), that alone."""
    own = Path(settings.FORMAT_POLICY_FILE)
    return _policy(own, own.stat().st_mtime_ns if own.exists() else 0)


@lru_cache(maxsize=4)
def _policy(own: Path, changed: int) -> Policy:
    told = [read_data_file(SHIPPED, SCHEMA)]
    if changed:
        with suppress(BadDataFile):
            told.insert(0, read_data_file(own, SCHEMA))
    bounds: dict[str, int] = {}
    shares: dict[str, float] = {}
    for each in reversed(told):
        bounds |= each.get("bounds", {})
        shares |= each.get("text_kept", {})
    return Policy(
        " + ".join(each["edition"] for each in told),
        tuple(rule for each in told for rule in _rules(each)),
        Bounds(float(bounds["seconds"]), bounds["memory_mb"]),
        bounds["most_megabytes"] * 1_000_000,
        shares,
    )


def _rules(told: Mapping[str, Any]) -> Iterator[FormatRule]:
    for each in told["formats"]:
        yield FormatRule(
            each["id"],
            each["name"],
            frozenset(each.get("puids", ())),
            frozenset(each.get("kinds", ())),
            Risk(each["risk"]),
            Standing(each["standing"]),
            Action(each["action"]),
            each["reason"],
            each["source"],
        )


def policy_problem() -> BadDataFile | None:
    """What is wrong with the archive's own policy, or with the shipped one."""
    return problem_in(SCHEMA, SHIPPED, Path(settings.FORMAT_POLICY_FILE))
