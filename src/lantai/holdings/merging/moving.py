"""What goes over from an absorbed record to the kept one: counted before, for the page, and when it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _, ngettext

from lantai.holdings.catalogue.models import Record
from lantai.holdings.preservation.models import StoredFile


def what_moves(absorb: Record, *, same: int, components: int) -> dict[str, int]:
    """How many of what; what there is none of is left out. `same`: persons of it that the kept record names too."""
    counts = {
        "codes": absorb.codes.count(),
        "files": StoredFile.objects.filter(stored__record=absorb).count(),
        "pages": absorb.pages.count(),
        "objects": absorb.stored.count(),
        "persons": absorb.persons.count() - same,
        "same_persons": same,
        "components": components,
        "below": Record.objects.filter(parent=absorb).count(),
    }
    return {name: number for name, number in counts.items() if number}


def in_words(moved: Mapping[str, int]) -> list[str]:
    """One line each."""
    return [_WORDS[name](number) % {"n": number} for name, number in moved.items() if name in _WORDS]


_WORDS: dict[str, Callable[[int], str]] = {
    "codes": lambda n: ngettext(
        "%(n)s reference code, from then on one of before", "%(n)s reference codes, from then on codes of before", n
    ),
    "files": lambda n: ngettext("%(n)s file", "%(n)s files", n),
    "pages": lambda n: ngettext("%(n)s page, behind those there", "%(n)s pages, behind those there", n),
    "objects": lambda n: ngettext(
        "%(n)s object in storage, which stays whole", "%(n)s objects in storage, which stay whole", n
    ),
    "persons": lambda n: ngettext("%(n)s person", "%(n)s persons", n),
    "same_persons": lambda n: ngettext(
        "%(n)s person who is named there already", "%(n)s persons who are named there already", n
    ),
    "components": lambda n: ngettext("%(n)s component", "%(n)s components", n),
    "series": lambda _n: _("its series"),
    "parent": lambda _n: _("the volume it lies in"),
    "below": lambda n: ngettext("%(n)s record that lies below it", "%(n)s records that lie below it", n),
}
