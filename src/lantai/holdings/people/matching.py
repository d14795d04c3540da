"""How a name that was asked for and a name that was entered are one: the reason each hit is shown with, and its weight.

What the keys find is compared here in full, so two names that meet in a key by chance are never shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lantai.base.common.text import alike_in_shape, near_pinyin_forms, pinyin_forms
from lantai.holdings.catalogue.person_keys import GAP, NAME, SOUND, gaps, key, names_in, plain_name


class How(StrEnum):
    """In which way a name fits, the surest first."""

    SAME = "same"
    VARIANT = "variant"
    SPELLED = "spelled"
    SOUND = "sound"
    SHAPE = "shape"
    ONE_CHARACTER = "one_character"
    NEAR_SOUND = "near_sound"
    INITIALS = "initials"


WEIGHT = {
    How.SAME: 100,
    How.VARIANT: 98,
    How.SPELLED: 88,
    How.SOUND: 80,
    How.SHAPE: 78,
    How.ONE_CHARACTER: 60,
    How.NEAR_SOUND: 58,
    How.INITIALS: 45,
}
FORMER = 6
"""So much less counts a former name that fits as the name itself does."""
WORDS: dict[How, str | Promise] = {
    How.SAME: _("same name"),
    How.VARIANT: _("same name, other form of a character"),
    How.SPELLED: _("spelled so"),
    How.SOUND: _("sounds the same"),
    How.SHAPE: _("one character that looks alike"),
    How.ONE_CHARACTER: _("one character differs"),
    How.NEAR_SOUND: _("sounds alike"),
    How.INITIALS: _("initials"),
}


@dataclass(frozen=True, slots=True)
class NameFit:
    """How one name fits: `former` is the former name that does, when it is not the name itself."""

    how: How
    former: str = ""

    @property
    def weight(self) -> int:
        return WEIGHT[self.how] - (FORMER if self.former else 0)


class AskedName:
    """A name that is asked for, with all the keys by which entries of it are found."""

    def __init__(self, name: str) -> None:
        self.typed = name.strip()
        self.plain = plain_name(name)
        self.is_spelled = self.plain.isascii()
        self.is_full = len(self.plain) > 2
        """A surname and two characters, as most names are: with one of them wrong the rest still tells whose it is."""

    @cached_property
    def sounds(self) -> frozenset[str]:
        return frozenset(whole_readings(self.typed))

    @cached_property
    def near_sounds(self) -> frozenset[str]:
        return frozenset(near_pinyin_forms(self.typed)) - self.sounds

    def name_keys(self) -> tuple[int, ...]:
        """Keys of the very name; of one typed in letters, what it may spell."""
        return (key(SOUND, self.plain), key(NAME, self.plain)) if self.is_spelled else (key(NAME, self.plain),)

    def sound_keys(self) -> tuple[int, ...]:
        return () if self.is_spelled else tuple(key(SOUND, form) for form in self.sounds)

    def shape_keys(self) -> tuple[int, ...]:
        """Keys of names in which one character is another that looks like it."""
        if self.is_spelled:
            return ()
        return tuple(
            key(NAME, self.plain[:n] + other + self.plain[n + 1 :])
            for n, character in enumerate(self.plain)
            for other in alike_in_shape(character)
        )

    def alike_keys(self) -> tuple[int, ...]:
        """Keys of what looks or sounds like it. Of two characters those that sound nearly so are far: see below."""
        near = self._near_sound_keys() if self.is_full else ()
        return tuple(dict.fromkeys([*self.shape_keys(), *near]))

    def far_keys(self) -> tuple[int, ...]:
        """Keys of what differs in one character of three, or has two characters that sound nearly so: thousands do."""
        if self.is_spelled:
            return ()
        gapped = (key(GAP, pattern) for pattern in gaps(self.plain))
        return tuple(dict.fromkeys([*gapped, *(() if self.is_full else self._near_sound_keys())]))

    def _near_sound_keys(self) -> tuple[int, ...]:
        return () if self.is_spelled else tuple(key(SOUND, form) for form in self.near_sounds)

    def likely_keys(self) -> tuple[int, ...]:
        """Keys of the name, its sound and what looks like it: few enough to join with those of another name."""
        return (*self.name_keys(), *self.sound_keys(), *self.shape_keys())

    def all_keys(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys([*self.name_keys(), *self.sound_keys(), *self.alike_keys(), *self.far_keys()]))

    def fit(self, name: str, former_names: str = "") -> NameFit | None:
        """The surest way an entry's name or one of its former names fits, or None."""
        fits = [NameFit(how) for how in (self._compare(name),) if how]
        fits += [NameFit(how, former) for former in names_in(former_names) if (how := self._compare(former))]
        return max(fits, key=lambda fit: fit.weight, default=None)

    def _compare(self, name: str) -> How | None:
        plain = plain_name(name)
        if plain == self.plain:
            return How.SAME if name.strip() == self.typed else How.VARIANT
        if self.is_spelled:
            return self._spells(name, plain)
        other = _differing(self.plain, plain)
        if not self.sounds.isdisjoint(whole_readings(name)):
            return How.SOUND
        if other and other[1] in alike_in_shape(other[0]):
            return How.SHAPE
        if other and len(plain) > 2:
            return How.ONE_CHARACTER
        return None if self.near_sounds.isdisjoint(whole_readings(name)) else How.NEAR_SOUND

    def _spells(self, name: str, plain: str) -> How | None:
        if self.plain not in pinyin_forms(name):
            return None
        return How.INITIALS if len(self.plain) == len(plain) else How.SPELLED


@lru_cache(maxsize=8192)
def whole_readings(name: str) -> tuple[str, ...]:
    """How a name is read, without its initials."""
    length = len(plain_name(name))
    return tuple(form for form in pinyin_forms(name) if len(form) > length)


def _differing(one: str, other: str) -> tuple[str, str] | None:
    """The two characters in which names of one length differ, when these are the only ones."""
    if len(one) != len(other):
        return None
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return pairs[0] if len(pairs) == 1 else None
