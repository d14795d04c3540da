"""The rules of E-ARK as data: read once from `rules.yaml`, each declared as a finding of its own (`eark:CSIP2`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext_noop

from lantai.base.common.findings import Finding, Severity, declare
from lantai.engines.packages.eark.mets import Node

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
FILE = Path(__file__).with_name("rules.yaml")
NOTHING = "—"
_SENTENCE = gettext_noop(
    "%(rule)s (%(level)s): %(target)s is %(found)s in %(source)s, line %(line)s; wanted is %(wanted)s."
)
_REMEDY = gettext_noop(
    "The rule stands in the E-ARK specification, CSIP or SIP. Whoever made the package must correct it."
)
_SEVERITIES = {"MUST": Severity.ERROR, "SHOULD": Severity.WARNING, "MAY": Severity.INFO}
_KINDS = "application|audio|chemical|font|image|message|model|multipart|text|video"
_PATTERNS = {"mime": re.compile(rf"^(?:{_KINDS})/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{{0,126}}$")}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. Without `at` it is asked by a function of its own."""

    id: str
    level: str
    says: str
    target: str
    at: str = ""
    attribute: str = ""
    child: str = ""
    min: int = 0
    max: int = 0
    values: frozenset[str] = frozenset()
    pattern: str = ""
    when: dict[str, str] = field(default_factory=dict)
    when_above: dict[str, str] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return f"eark:{self.id}"

    def concerns(self, node: Node) -> bool:
        above = node.above
        return all(node.get(name) == value for name, value in self.when.items()) and (
            not self.when_above or (above is not None and all(above.get(n) == v for n, v in self.when_above.items()))
        )

    def ask(self, node: Node, source: str) -> Iterator[Finding]:
        """Nothing when the element keeps the rule."""
        if self.child:
            count = node.counts[self.child]
            if count < self.min or (self.max and count > self.max):
                yield self.broken(source, node.line, found=str(count), wanted=f"{self.min}..{self.max or 'n'}")
            return
        value = node.get(self.attribute)
        if not value:
            yield self.broken(source, node.line, wanted=_told(self.values) or f"@{self.attribute}")
        elif self.values and value not in self.values:
            # A wrong value is an error even where the attribute may be left out.
            yield self.broken(source, node.line, found=value, wanted=_told(self.values), level="MUST")
        elif self.pattern and not _PATTERNS[self.pattern].match(value):
            yield self.broken(source, node.line, found=value, wanted=self.pattern, level="MUST")

    def broken(self, source: str, line: int = 0, *, found: str = NOTHING, wanted: str = "", level: str = "") -> Finding:
        level = level or self.level
        params = {"rule": self.id, "level": level, "target": self.target, "source": source, "line": line}
        params |= {"found": found[:200], "wanted": wanted[:200]}
        return Finding(self.code, _SEVERITIES[level], source, params)


def _told(values: frozenset[str]) -> str:
    return " | ".join(sorted(values))


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules by number, those with a place by place, and the vocabularies."""

    standard: str
    by_id: dict[str, Rule]
    by_path: dict[str, tuple[Rule, ...]]
    vocabularies: dict[str, frozenset[str]]


@lru_cache(maxsize=1)
def rules() -> Rules:
    data = yaml.load(FILE.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader, in C where it is
    vocabularies = {name: frozenset(terms) for name, terms in data["vocabularies"].items()}
    by_id: dict[str, Rule] = {}
    by_path: dict[str, tuple[Rule, ...]] = {}
    for row in data["rules"]:
        rule = _rule(row, vocabularies)
        by_id[rule.id] = rule
        if rule.at:
            by_path[rule.at] = (*by_path.get(rule.at, ()), rule)
    return Rules(data["standard"], by_id, by_path, vocabularies)


def _rule(row: dict[str, Any], vocabularies: dict[str, frozenset[str]]) -> Rule:
    known = {name: value for name, value in row.items() if name not in {"values", "vocabulary"}}
    values = frozenset(row.get("values", ())) or vocabularies.get(row.get("vocabulary", ""), frozenset())
    return Rule(**known, values=values)


for _rule_of in rules().by_id.values():
    declare(_rule_of.code, _SENTENCE, _REMEDY)
