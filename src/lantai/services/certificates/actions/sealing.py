"""The seals of an archive: kept by the security officer, used by who is named, retired and never thrown away."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from io import BytesIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.accounts.models import Institution, RoleAssignment
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.sealing import person_keys
from lantai.services.certificates.actions.common import needed
from lantai.services.certificates.models import Seal
from lantai.services.certificates.sealed import seal_picture

LARGEST, MOST_PIXELS = 1024 * 1024, 2000
_PNG = b"\x89PNG\r\n\x1a\n"


class PictureRefused(ArchiveError):
    code = "certificates.picture_refused"
    message = gettext_noop("This is not the picture of a seal: %(reason)s.")
    hint = gettext_noop("Send a PNG with a transparent ground, at most 1 MB and 2000 × 2000 pixels. Nothing was kept.")
    http_status = 422


class NobodyNamed(ArchiveError):
    code = "certificates.nobody_named"
    message = gettext_noop("Nobody of this archive who issues certificates was named.")
    hint = gettext_noop("Name at least one person with the role “desk_officer”. Nothing was kept.")
    http_status = 422


class AlreadyRetired(ArchiveError):
    code = "certificates.already_retired"
    message = gettext_noop("The seal “%(seal)s” was retired before.")
    hint = gettext_noop("Load the page again.")
    http_status = 409


@transaction.atomic
def keep_seal(*, actor: Actor, institution: Institution, name: str, picture: bytes, users: Sequence[str]) -> Seal:
    """Take a seal in, encrypted, for these people. Raises `PictureRefused`, `NobodyNamed`, `WordsMissing`."""
    require(actor, Right.KEEP_SEALS, institution.code)
    said = needed(name, _("the name of the seal"), 60)
    _hold_picture(picture)
    seal = Seal.objects.create(
        institution=institution, name=said, picture=seal_picture(picture, person_keys()),
        sha256=hashlib.sha256(picture).hexdigest(), users=_named(institution, users), kept_by=actor.label,
    )  # fmt: skip
    data = {"name": said, "sha256": seal.sha256, "users": seal.users}
    record_event("seal:keep", actor=actor, subject=("seal", seal.ulid), data=data)
    return seal


@transaction.atomic
def name_users(*, actor: Actor, seal: Seal, users: Sequence[str]) -> Seal:
    """Say anew who may use it. Raises `NobodyNamed`, `AlreadyRetired`."""
    require(actor, Right.KEEP_SEALS, seal.institution_id)
    named = _named(seal.institution, users)
    if not Seal.objects.in_use().filter(pk=seal.pk).update(users=named):
        raise AlreadyRetired(seal=seal.name)
    seal.refresh_from_db()
    record_event("seal:name_users", actor=actor, subject=("seal", seal.ulid), data={"users": named})
    return seal


@transaction.atomic
def retire_seal(*, actor: Actor, seal: Seal, reason: str) -> Seal:
    """Nobody uses it any more; what bears it stays as it is. Raises `AlreadyRetired`, `WordsMissing`."""
    require(actor, Right.KEEP_SEALS, seal.institution_id)
    words = needed(reason, _("the reason"), 400)
    said = {"retired_at": timezone.now(), "retired_by": actor.label, "retired_why": words}
    if not Seal.objects.in_use().filter(pk=seal.pk).update(**said):
        raise AlreadyRetired(seal=seal.name)
    seal.refresh_from_db()
    record_event("seal:retire", actor=actor, subject=("seal", seal.ulid), data={"name": seal.name, "reason": words})
    return seal


def _named(institution: Institution, users: Sequence[str]) -> list[str]:
    """Those of the names that belong to people of this archive."""
    rows = RoleAssignment.objects.filter(institution=institution, user__username__in=list(users)[:100])
    named = sorted(set(rows.values_list("user__username", flat=True)))
    if not named or set(users) - set(named):
        raise NobodyNamed
    return named


def _hold_picture(picture: bytes) -> None:
    """Raises `PictureRefused`. Only the head is believed before the size is known to be harmless."""
    from PIL import Image, UnidentifiedImageError  # heavy, and used nowhere else here

    if not picture.startswith(_PNG) or len(picture) > LARGEST:
        raise PictureRefused(reason=_("it is no PNG, or larger than 1 MB"))
    try:
        with Image.open(BytesIO(picture), formats=["PNG"]) as image:
            if max(image.size) > MOST_PIXELS or "A" not in image.getbands():
                raise PictureRefused(reason=_("it is too large, or its ground is not transparent"))
            image.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise PictureRefused(reason=_("it cannot be read")) from error
