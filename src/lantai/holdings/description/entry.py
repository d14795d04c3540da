"""A new record out of the texts of a form, read as an edit reads them."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.actions import Description
from lantai.holdings.catalogue.models import Record
from lantai.holdings.description.slots import NotSayable, slots_of


class NotEntered(ArchiveError):
    """Texts that cannot be read, by name."""

    code = "description.not_entered"
    message = gettext_noop("The record was not entered: %(problems)s")
    hint = gettext_noop("Correct it and save again.")
    http_status = 422

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(problems=" ".join(problems.values()))
        self.problems = dict(problems)


def description_from(said: Mapping[str, str], code: str, level: str) -> Description:
    """Raises `NotEntered` with everything that is wrong."""
    values, problems = {}, {}
    year = int(said["year"]) if said.get("year", "").isdecimal() else None
    for slot in slots_of(Record(level=level)):
        if text := said.get(slot.key, ""):
            try:
                values[slot.key] = slot.value(text, year=year)
            except NotSayable as refusal:
                problems[slot.key] = str(refusal.params["problem"])
    if problems:
        raise NotEntered(problems)
    return Description(code=code.strip(), level=level, title=values.pop("title", ""), **values)
