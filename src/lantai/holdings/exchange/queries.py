"""What may be exported, and what pages and commands say of it."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, Scope
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.codes import parse_code
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.exchange.files import Subject


class NothingOfThisCode(ArchiveError):
    code = "exchange.nothing_of_this_code"
    message = gettext_noop("No fonds and no record here has the code “%(code)s”.")
    hint = gettext_noop("Check the code; records are named by their whole reference code.")
    http_status = 404
    exit_code = 1


class CodeIsAmbiguous(ArchiveError):
    code = "exchange.code_ambiguous"
    message = gettext_noop("Several fonds or records have the code “%(code)s”: %(archives)s.")
    hint = gettext_noop("Name the archive (--institution) or the fonds (--fonds) that is meant.")
    http_status = 409
    exit_code = 2


def subject_of(code: str, *, actor: Actor, institution: str = "", fonds: str = "") -> Subject:
    """The fonds of this code, else the record, where the actor may read unopened records.

    Raises `NothingOfThisCode` and `CodeIsAmbiguous`.
    """
    found: list[Subject] = []
    if not fonds:
        rows = Fonds.objects.filter(code=code.strip()).select_related("institution")
        found = [Subject(row) for row in rows]
    if not found:
        records = Record.objects.filter(code_key=parse_code(code).key).select_related("fonds__institution")
        records = records.filter(fonds__code=fonds) if fonds else records
        found = [Subject(record.fonds, record) for record in records[:20]]
    found = [each for each in found if not institution or each.fonds.institution.code == institution]
    found = [each for each in found if actor.may(Right.READ_UNOPENED, each.fonds.institution.code)]
    if not found:
        raise NothingOfThisCode(code=code)
    if len(found) > 1:
        places = sorted({f"{each.fonds.institution.code} {each.fonds.code}" for each in found})
        raise CodeIsAmbiguous(code=code, archives=", ".join(places))
    return found[0]


def public_subject(fonds: Fonds, ulid: str, scope: Scope) -> Subject | None:
    """One record as this scope sees it."""
    record = Record.objects.of_fonds(fonds, scope).filter(ulid=ulid).first()
    return Subject(fonds, record) if record else None
