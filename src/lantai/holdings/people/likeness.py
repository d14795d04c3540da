"""Whether two entries may be one person: what of them agrees, what contradicts, and when it is enough to say so.

A name alone is never enough. A pair is proposed for: the same ID number · the same name and day of birth · the same
name, the year of birth give or take one, and the unit or the place · a name that only sounds the same, the day of
birth, and the unit or the place · both names of a couple.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lantai.base.common.dates import Precision, parse_date
from lantai.base.common.text import fold
from lantai.holdings.catalogue.person_keys import NAME, SOUND, key, names_in, plain_name
from lantai.holdings.catalogue.record_types import record_types
from lantai.holdings.people.matching import WORDS, AskedName, How, NameFit
from lantai.holdings.people.reasons import BESIDE, BORN, BORN_NEAR, NUMBER, PLACE, UNIT, Reason

SURE, FITTING = {How.SAME, How.VARIANT}, {How.SAME, How.VARIANT, How.SOUND}
SOUND_NUMBER = {"", "region"}
"""Problems of an ID number with which it still tells one person from another."""
BORN_ON = 40
OFF, TOO_FAR_OFF = 1, 2
"""Years of birth in lists are off by one where some counted the years of life from birth, some from New Year."""
SHORTEST_TAIL = 3
_YEARS = {Precision.DAY, Precision.TEN_DAYS, Precision.MONTH, Precision.QUARTER, Precision.SEASON, Precision.HALF}
_YEARS |= {Precision.YEAR}

HUSBANDS, WIVES, SPOUSE = {"groom", "father", "husband"}, {"bride", "mother", "wife"}, "spouse"
OFFSPRING = {"child", "member"}

WEIGHT_OF: dict[str, int] = {
    "id_number": NUMBER,
    "same": 100,
    "variant": 98,
    "former": 92,
    "sound": 80,
    "couple": BESIDE,
    "birth_date": BORN_ON,
    "birth_year": BORN,
    "birth_near": BORN_NEAR,
    "unit": UNIT,
    "place": PLACE,
}
WORDS_OF: dict[str, str | Promise] = {
    "id_number": _("same ID number"),
    "same": WORDS[How.SAME],
    "variant": WORDS[How.VARIANT],
    "former": _("former name of one, name of the other"),
    "sound": WORDS[How.SOUND],
    "couple": _("together with the same spouse"),
    "birth_date": _("same date of birth"),
    "birth_year": _("same year of birth"),
    "birth_near": _("born a year off"),
    "unit": _("same unit"),
    "place": _("same place"),
}


def reasons_of(codes: Iterable[str]) -> tuple[Reason, ...]:
    """Kept codes with their words; those of another version are left out."""
    return tuple(Reason(code, WEIGHT_OF[code], WORDS_OF[code]) for code in codes if code in WORDS_OF)


def score_of(codes: Iterable[str]) -> int:
    return sum(WEIGHT_OF[code] for code in codes)


@dataclass(frozen=True)
class Named:
    """What of an entry is compared with another."""

    pk: int
    record_id: int
    record_type: str
    state: str
    institution: str
    name: str
    former_names: str
    role: str
    sex: str
    birth_text: str
    birth_year: int | None
    birth_key: int | None
    unit: str
    place: str
    id_hash: str | None
    id_problem: str

    @cached_property
    def asked(self) -> AskedName:
        return AskedName(self.name)

    @cached_property
    def precision(self) -> Precision:
        """How exactly the birth is known. Without a text it comes from the ID number, to the day."""
        if self.birth_key is None:
            return Precision.UNKNOWN
        date = parse_date(self.birth_text) if self.birth_text else None
        if date is None or date.key is None:
            return Precision.DAY
        return Precision.YEAR if date.approximate else date.precision

    @property
    def year(self) -> int | None:
        return self.birth_year if self.precision in _YEARS else None

    @property
    def day(self) -> int | None:
        return self.birth_key if self.precision == Precision.DAY else None

    @property
    def number(self) -> str:
        """The hash of a number that can be trusted to be one person's."""
        return self.id_hash or "" if self.id_problem in SOUND_NUMBER else ""

    def name_keys(self) -> set[int]:
        """Keys of the name and of every former name."""
        return {key(NAME, plain) for each in (self.name, *names_in(self.former_names)) if (plain := plain_name(each))}

    def sound_keys(self) -> set[int]:
        return {key(SOUND, form) for form in self.asked.sounds}


def fit_of(one: Named, other: Named) -> NameFit | None:
    """The surest way their names fit, the same, of the same sound, or a former one; or None."""
    fits = [one.asked.fit(other.name, other.former_names), other.asked.fit(one.name, one.former_names)]
    wanted = [fit for fit in fits if fit and fit.how in (SURE if fit.former else FITTING)]
    return max(wanted, key=lambda fit: fit.weight, default=None)


def contradict(one: Named, other: Named) -> bool:
    """Whether something known of both cannot be one person's. The same ID number outweighs it."""
    if one.number and other.number:
        return one.number != other.number
    if one.sex and other.sex and one.sex != other.sex:
        return True
    return one.year is not None and other.year is not None and abs(one.year - other.year) > TOO_FAR_OFF


def likeness(one: Named, other: Named, *, couple: bool = False) -> tuple[str, ...]:
    """The reasons for which these two may be one person, the name first; none when that is not enough to say it.

    `couple`: the names of their spouses fit as well (see `same_couple`).
    """
    fit, same_number = fit_of(one, other), bool(one.id_hash) and one.id_hash == other.id_hash
    if same_number:
        enough = fit is not None or bool(one.number and other.number)
        return tuple(_agreeing(one, other, fit, couple=couple)) if enough else ()
    if fit is None or contradict(one, other):
        return ()
    found = tuple(_agreeing(one, other, fit, couple=couple))
    return found if couple or _is_enough(fit, set(found)) else ()


def _is_enough(fit: NameFit, found: set[str]) -> bool:
    somewhere = bool(found & {"unit", "place"})
    if fit.how in SURE:
        return "birth_date" in found or (somewhere and bool(found & {"birth_year", "birth_near"}))
    return "birth_date" in found and somewhere


def _agreeing(one: Named, other: Named, fit: NameFit | None, *, couple: bool) -> Iterator[str]:
    if fit:
        yield "former" if fit.former else fit.how.value
    if one.id_hash and one.id_hash == other.id_hash:
        yield "id_number"
    if couple:
        yield "couple"
    if one.day and one.day == other.day:
        yield "birth_date"
    elif one.year is not None and other.year is not None and abs(one.year - other.year) <= OFF:
        yield "birth_year" if one.year == other.year else "birth_near"
    if agree(one.unit, other.unit):
        yield "unit"
    if agree(one.place, other.place):
        yield "place"


def agree(one: str, other: str) -> bool:
    """One place or unit in two lists: written alike, or one is the end of the other (县氮肥厂, 云溪县氮肥厂).

    Not the beginning: everybody lives in 云溪县.
    """
    shorter, longer = sorted(("".join(fold(text).split()) for text in (one, other)), key=len)
    if shorter == longer:
        return len(shorter) > 1
    return len(shorter) >= SHORTEST_TAIL and longer.endswith(shorter)


def couple_of(persons: Sequence[Named]) -> tuple[Named, Named] | None:
    """Husband and wife of one record, where there is no doubt who they are; else None."""
    men, women = ([each for each in persons if each.role in roles] for roles in (HUSBANDS, WIVES))
    if men or women:
        return (men[0], women[0]) if len(men) == len(women) == 1 else None
    spouses = [each for each in persons if each.role == SPOUSE]
    others = [each for each in persons if each.role not in {SPOUSE, *OFFSPRING}]
    if len(spouses) == len(others) == 1:
        return others[0], spouses[0]
    return (persons[0], persons[1]) if len(persons) == 2 and _names_couples(persons[0].record_type) else None


def _names_couples(record_type: str) -> bool:
    """Whether everybody a record of this type names is a spouse."""
    kind = record_types().get(record_type)
    return bool(kind and kind.roles) and all(role.code in HUSBANDS | WIVES for role in kind.roles)  # type: ignore[union-attr]


def same_couple(one: tuple[Named, Named], other: tuple[Named, Named]) -> tuple[tuple[Named, Named], ...]:
    """Who of one couple is who of the other, in whichever column they stand; nothing when it is not the same couple.

    One of the names may be one that only sounds the same.
    """
    for pairs in (tuple(zip(one, other, strict=True)), tuple(zip(one, reversed(other), strict=True))):
        fits = [None if contradict(*pair) else fit_of(*pair) for pair in pairs]
        if all(fits) and any(fit and fit.how in SURE for fit in fits):
            return pairs
    return ()
