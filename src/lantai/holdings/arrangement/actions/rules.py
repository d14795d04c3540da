"""Which scheme numbers what from which year, and numbers set aside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.holdings.arrangement.actions.sequences import MOST, next_codes
from lantai.holdings.arrangement.models import CodeRule, CodeSequence, ReservedBlock
from lantai.holdings.arrangement.reasons import reason_given
from lantai.holdings.arrangement.scheme_files import scheme_named
from lantai.holdings.arrangement.schemes import CodeScheme, CodeUnfit, sequence_key
from lantai.holdings.catalogue.actions import SeriesMisplaced
from lantai.holdings.catalogue.codes import ParsedCode
from lantai.holdings.catalogue.models import Fonds, Series


class RuleExists(ArchiveError):
    code = "arrangement.rule_exists"
    message = gettext_noop("A scheme is already set for this level from %(year)s on.")
    hint = gettext_noop("Take that rule away first, or let the new one begin in another year.")
    http_status = 409


@dataclass(frozen=True, slots=True)
class Rule:
    """Records of this level from this year on, of a class and those below it when one is named, by this scheme."""

    level: str
    scheme: str
    from_year: int = 0
    series: Series | None = None


@transaction.atomic
def set_code_rule(*, actor: Actor, fonds: Fonds, rule: Rule, reason: str) -> CodeRule:
    """Say by which scheme records of a fonds are numbered from now on.

    Codes that were given stay. Raises `SchemeUnknown`, `CodeUnfit` (no such level), `RuleExists`, `ReasonMissing`.
    """
    require(actor, Right.DESCRIBE, fonds.institution.code)
    reason, chosen = reason_given(reason), scheme_named(rule.scheme)
    if rule.level not in chosen.levels:
        raise CodeUnfit(value=rule.level, name=_("level"), scheme=chosen.reference)
    if rule.series and rule.series.fonds_id != fonds.pk:
        raise SeriesMisplaced(code=rule.series.code)
    try:
        with transaction.atomic():
            made = CodeRule.objects.create(
                fonds=fonds,
                series=rule.series,
                level=rule.level,
                scheme=chosen.reference,
                from_year=rule.from_year,
                reason=reason,
                by=actor.label,
            )
    except IntegrityError as error:
        raise RuleExists(year=rule.from_year) from error
    record_event("code_rule:set", actor=actor, subject=("fonds", fonds.ulid), data=_told(made) | {"reason": reason})
    return made


@transaction.atomic
def remove_code_rule(*, actor: Actor, rule: CodeRule, reason: str) -> None:
    """Take a rule away; what was numbered by it stays as it is."""
    require(actor, Right.DESCRIBE, rule.fonds.institution.code)
    data = _told(rule) | {"reason": reason_given(reason)}
    rule.delete()
    record_event("code_rule:remove", actor=actor, subject=("fonds", rule.fonds.ulid), data=data)


def _told(rule: CodeRule) -> dict[str, Any]:
    series = rule.series.code if rule.series else ""
    return {"level": rule.level, "scheme": rule.scheme, "from_year": rule.from_year, "series": series}


@dataclass(frozen=True, slots=True)
class CodeWanted:
    """Codes of this level, of these values, by this scheme; the number is open."""

    scheme: CodeScheme
    values: Mapping[str, object]
    level: str = ""


@transaction.atomic
def reserve_codes(*, actor: Actor, fonds: Fonds, wanted: CodeWanted, count: int, reason: str) -> list[ParsedCode]:
    """Set the next numbers of a sequence aside; it goes on behind them. Raises what `next_codes` raises."""
    require(actor, Right.DESCRIBE, fonds.institution.code)
    reason = reason_given(reason)
    if not 1 <= count <= MOST:
        raise CodeUnfit(value=count, name=_("count"), scheme=wanted.scheme.reference)
    codes = next_codes(fonds, wanted.scheme, wanted.values, level=wanted.level, count=count)
    key = sequence_key(codes[0].key)
    sequence = CodeSequence.objects.get(fonds=fonds, key=key)
    ReservedBlock.objects.create(
        sequence=sequence, first=sequence.last - count + 1, last=sequence.last, reason=reason, by=actor.label
    )
    data = {"first": codes[0].display, "last": codes[-1].display, "count": count, "reason": reason}
    record_event("codes:reserve", actor=actor, subject=("fonds", fonds.ulid), data=data)
    return codes
