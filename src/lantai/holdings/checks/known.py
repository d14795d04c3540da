"""What the archive knows that a package does not: codes taken, schemes of fonds, the years of bodies."""

from __future__ import annotations

from functools import lru_cache

from lantai.base.common.text import fold
from lantai.holdings.arrangement.models import CodeRule
from lantai.holdings.arrangement.numbering import scheme_for
from lantai.holdings.arrangement.schemes import read_by
from lantai.holdings.authority.models import Authority, DatedName
from lantai.holdings.catalogue.models import Record
from lantai.holdings.checks.judging.material import Catalogue

SAMPLE = 200
_REMEMBERED = 2048
"""So many fonds and names are remembered during one check: a package has few of both."""
Years = tuple[int | None, int | None]


def catalogue_of(institution_code: str) -> Catalogue:
    """The catalogue of one institution, as the checks ask it. What was asked once is remembered."""
    records = Record.objects.filter(institution_id=institution_code)
    return Catalogue(
        known_codes=lambda keys: set(records.filter(code_key__in=list(keys)).values_list("code_key", flat=True)),
        sample=lambda: len(list(records.order_by("pk")[:SAMPLE])),
        wanted_scheme=_Schemes(institution_code).wanted,
        lives_of=lru_cache(_REMEMBERED)(_lives_of),
    )


class _Schemes:
    """Rules of a fonds are read once; those of single classes are left to whoever numbers by class."""

    def __init__(self, institution_code: str) -> None:
        self._rules = lru_cache(_REMEMBERED)(lambda fonds: _rules_of(institution_code, fonds))

    def wanted(self, fonds: str, is_volume: bool, year: int | None, text: str) -> str | None:  # noqa: FBT001
        """None where the fonds has set no scheme, empty where the code fits it, else what the scheme is called."""
        level = Record.Level.VOLUME if is_volume else Record.Level.ITEM
        rules = [rule for rule in self._rules(fonds) if rule.level == level and rule.from_year <= (year or 0)]
        if not rules:
            return None
        scheme = scheme_for(rules, level=level, year=year, series=())
        return scheme.reference if read_by(scheme, text, level=level) is None else ""


def _rules_of(institution_code: str, fonds: str) -> tuple[CodeRule, ...]:
    """Empty where a class of the fonds has rules of its own: which class an entry is of, the package does not say."""
    rules = (
        tuple(CodeRule.objects.filter(fonds__institution__code=institution_code, fonds__code=fonds)) if fonds else ()
    )
    return () if any(rule.series_id for rule in rules) else rules


def _lives_of(name: str) -> tuple[Years, ...]:
    """From founding to abolition of every body that bears this name: the first and last years of all its names."""
    bodies = Authority.objects.filter(kind=Authority.Kind.BODY, names__folded=fold(name)).distinct()
    names = DatedName.objects.filter(authority__in=bodies, kind=DatedName.Kind.OFFICIAL)
    lives: dict[int, list[Years]] = {}
    for body, since, until in names.values_list("authority", "since_year", "until_year"):
        lives.setdefault(body, []).append((since, until))
    return tuple(_whole(years) for years in lives.values())


def _whole(years: list[Years]) -> Years:
    """An end that is not known of one name is not known of the body."""
    sinces, untils = [since for since, _ in years], [until for _, until in years]
    first = None if None in sinces else min(since for since in sinces if since is not None)
    last = None if None in untils else max(until for until in untils if until is not None)
    return first, last
