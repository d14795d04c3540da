"""Founding and renaming a fonds (全宗): its code is given once and never to another; its title may change."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.accounts.models import Institution
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.models import Fonds


class FondsUnknown(ArchiveError):
    code = "catalogue.fonds_unknown"
    message = gettext_noop("There is no fonds “%(code)s” in this archive.")
    hint = gettext_noop("Check the code, or enter the fonds first (take_in makes it when you add --title).")
    http_status = 404
    exit_code = 3


class TitleMissing(ArchiveError):
    code = "catalogue.title_missing"
    message = gettext_noop("Fonds %(code)s cannot be without a title.")
    hint = gettext_noop("Give the title the fonds is to have from now on.")
    http_status = 422
    exit_code = 2


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
def rename_fonds(*, actor: Actor, fonds: Fonds, title: str, unit: str | None = None, reason: str = "") -> Fonds:
    """Give a fonds another title, and its originating unit another name when `unit` is given.

    One row changes, however many records there are: lists, facets and pages look the title up when they show it, and
    the index holds only the code, which never changes.
    """
    require(actor, Right.DESCRIBE, fonds.institution.code)
    title = title.strip()
    if not title:
        raise TitleMissing(code=fonds.code)
    data = {"from": fonds.title, "to": title, "reason": reason}
    fonds.title = title
    if unit is not None:
        data |= {"unit_from": fonds.unit, "unit_to": unit.strip()}
        fonds.unit = unit.strip()
    fonds.save(update_fields=["title", "unit"])
    record_event("fonds:rename", actor=actor, subject=("fonds", fonds.ulid), data=data)
    return fonds
