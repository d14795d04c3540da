"""Founding and renaming a fonds (全宗): its code is given once and never to another; its title may change."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.accounts.models import Institution
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.models import Fonds


class FondsUnknown(ArchiveError):
    code = "catalogue.fonds_unknown"
    message = gettext_noop("There is no fonds “%(code)s” in this archive.")
    hint = gettext_noop(
        "Check the code, or enter the fonds first (take_in and import_catalogue do with --title, but no dry run)."
    )
    http_status = 404
    exit_code = 3


class TitleMissing(ArchiveError):
    code = "catalogue.title_missing"
    message = gettext_noop("Fonds %(code)s cannot be without a title.")
    hint = gettext_noop("Give the title the fonds is to have from now on.")
    http_status = 422
    exit_code = 2


class FondsHasChanged(ArchiveError):
    code = "catalogue.fonds_changed"
    message = gettext_noop("Fonds %(code)s has been changed by somebody else meanwhile.")
    hint = gettext_noop("Nothing was changed. Compare what it says now with what you typed, then save again.")
    http_status = 409


class YearsOfFondsReversed(ArchiveError):
    code = "catalogue.fonds_years"
    message = gettext_noop("Fonds %(code)s cannot end in %(last)s when it begins in %(first)s.")
    hint = gettext_noop("Exchange the two years, or leave empty the one that is not known.")
    http_status = 422
    exit_code = 2


class FondsHeld(ArchiveError):
    code = "catalogue.fonds_held"
    message = gettext_noop("%(archive)s keeps a fonds %(code)s already: %(title)s.")
    hint = gettext_noop("Work in that fonds, or give the new one another code: none is given to a second fonds.")
    http_status = 409
    exit_code = 3


class FondsCodeUnfit(ArchiveError):
    code = "catalogue.fonds_code_unfit"
    message = gettext_noop("“%(code)s” cannot be the code of a fonds.")
    hint = gettext_noop("A fonds code (全宗号) is one word of letters and digits, twenty at most, like J001.")
    http_status = 422
    exit_code = 2


FIRST_ARCHIVE = ("000000", "本馆")
LONGEST_CODE = 20


@transaction.atomic
def found_new_fonds(*, actor: Actor, institution: Institution, code: str, title: str, **details: Any) -> Fonds:
    """Enter a fonds that is not there yet: for people, who must be told when it is. `details` as of `found_fonds`.

    Codes that differ in case or width alone are one. Raises `FondsCodeUnfit`, `TitleMissing`, `YearsOfFondsReversed`,
    `FondsHeld`.
    """
    require(actor, Right.DESCRIBE, institution.code)
    code, title = unicodedata.normalize("NFKC", code).strip(), title.strip()
    if not (code.isalnum() and len(code) <= LONGEST_CODE):
        raise FondsCodeUnfit(code=code)
    if not title:
        raise TitleMissing(code=code)
    first, last = details.get("year_from"), details.get("year_to")
    if first and last and first > last:
        raise YearsOfFondsReversed(code=code, first=first, last=last)
    _refuse_held(institution, code)
    try:
        with transaction.atomic():
            fonds = Fonds.objects.create(institution=institution, code=code, title=title, **details)
    except IntegrityError:
        _refuse_held(institution, code)  # somebody else entered it in the same moment
        raise
    record_event("fonds:found", actor=actor, subject=("fonds", fonds.ulid), data={"code": code, "title": title})
    return fonds


def _refuse_held(institution: Institution, code: str) -> None:
    held = Fonds.objects.filter(institution=institution, code__iexact=code).first()
    if held:
        raise FondsHeld(archive=institution.name, code=held.code, title=held.title)


def fonds_for(institution: str, code: str, *, title: str, actor: Actor) -> Fonds:
    """The fonds with this code in this archive (the first archive when none is named), entered when it is new.

    On a new machine the first archive is entered on the way. Raises `FondsUnknown` when an institution is named that
    does not exist.
    """
    from lantai.base.accounts.actions import found_institution  # of all acts here only this one needs accounts

    archives = Institution.objects.filter(kind=Institution.Kind.ARCHIVE).order_by("pk")
    archive = archives.filter(code=institution).first() if institution else archives.first()
    if archive is None and institution:
        raise FondsUnknown(code=f"{institution}/{code}")
    archive = archive or found_institution(actor=actor, code=FIRST_ARCHIVE[0], name=FIRST_ARCHIVE[1])
    known = Fonds.objects.filter(institution=archive, code=code).select_related("institution").first()
    return known or found_fonds(actor=actor, institution=archive, code=code, title=title or code)


@transaction.atomic
def found_fonds(*, actor: Actor, institution: Institution, code: str, title: str, **details: Any) -> Fonds:
    """Enter a fonds, or give back the one that has this code. `details`: unit, guide, year_from, year_to."""
    require(actor, Right.DESCRIBE, institution.code)
    fonds, made = Fonds.objects.get_or_create(
        institution=institution, code=code, defaults={"title": title or code, **details}
    )
    if made:
        record_event("fonds:found", actor=actor, subject=("fonds", fonds.ulid), data={"code": code, "title": title})
    return fonds


@transaction.atomic
def rename_fonds(
    *, actor: Actor, fonds: Fonds, title: str, unit: str | None = None, reason: str = "", version: int | None = None
) -> Fonds:
    """Give a fonds another title, and its originating unit another name when `unit` is given.

    One row changes, however many records there are: lists, facets and pages look the title up when they show it, and
    the index holds only the code, which never changes. Raises `TitleMissing`, and `FondsHasChanged` when it is not any
    more in the version that was seen.
    """
    require(actor, Right.DESCRIBE, fonds.institution.code)
    title = title.strip()
    if not title:
        raise TitleMissing(code=fonds.code)
    _claim(fonds, fonds.version if version is None else version)
    data = {"from": fonds.title, "to": title, "reason": reason}
    fonds.title = title
    if unit is not None:
        data |= {"unit_from": fonds.unit, "unit_to": unit.strip()}
        fonds.unit = unit.strip()
    fonds.save(update_fields=["title", "unit"])
    record_event("fonds:rename", actor=actor, subject=("fonds", fonds.ulid), data=data)
    return fonds


@transaction.atomic
def describe_fonds(*, actor: Actor, fonds: Fonds, values: Mapping[str, Any], version: int, reason: str = "") -> Fonds:
    """Say what a fonds is: `guide`, `year_from`, `year_to`, and `elements`, merged into what is there (None: out).

    The event keeps what each said before. Raises `FondsHasChanged` and `YearsOfFondsReversed`.
    """
    require(actor, Right.DESCRIBE, fonds.institution.code)
    first, last = (values.get(name, getattr(fonds, name)) for name in ("year_from", "year_to"))
    if first and last and first > last:
        raise YearsOfFondsReversed(code=fonds.code, first=first, last=last)
    _claim(fonds, version)
    before: dict[str, Any] = {name: getattr(fonds, name) for name in _SAID_OF_FONDS if name in values}
    for name in before:
        setattr(fonds, name, values[name])
    if elements := values.get("elements"):
        before["elements"] = {name: fonds.elements.get(name) for name in elements}
        fonds.elements = {name: each for name, each in (fonds.elements | elements).items() if each is not None}
    fonds.save(update_fields=[*_SAID_OF_FONDS, "elements"])
    data = {"before": before, "reason": reason}
    record_event("fonds:describe", actor=actor, subject=("fonds", fonds.ulid), data=data)
    return fonds


_SAID_OF_FONDS = ("guide", "year_from", "year_to")


def _claim(fonds: Fonds, version: int) -> None:
    """A conditional update, so that of two who save at once the second is told."""
    if not Fonds.objects.filter(pk=fonds.pk, version=version).update(version=version + 1):
        raise FondsHasChanged(code=fonds.code)
    fonds.version = version + 1
