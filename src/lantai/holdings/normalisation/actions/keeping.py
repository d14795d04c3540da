"""Keeping one copy: a version of the record's object with the copy beside the original, its row, and its event."""

from __future__ import annotations

import json

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record
from lantai.base.common.errors import ArchiveError
from lantai.engines.formats.identify import identify
from lantai.holdings.normalisation.making import Made
from lantai.holdings.normalisation.models import Derivative, NormalisationRun
from lantai.holdings.normalisation.noting import note_copy
from lantai.holdings.normalisation.policy import current_policy
from lantai.holdings.preservation.derivatives import Derived, Kept, add_derivative, kept_derivative


class AlreadyKept(ArchiveError):
    code = "normalisation.already_kept"
    message = gettext_noop("%(name)s has a copy in this format already.")
    hint = gettext_noop("Open the record: the copy stands below the original.")
    http_status = 409


def keep_derivative(*, actor: Actor, made: Made, run: NormalisationRun | None = None) -> Derivative:
    """Put a copy that was checked into the record's object and write it down. The original is not touched.

    The version appears first, the row follows: a copy a killed run had published is taken as it lies. Raises
    `AlreadyKept`, a `StorageError`.
    """
    file = made.file
    owner = file.stored.record
    require(actor, Right.MANAGE_JOBS, owner.institution_id)
    if Derivative.objects.filter(file=file, profile=made.profile).exists():
        raise AlreadyKept(name=file.original_name)
    kept = kept_derivative(file, made.profile) or _stored(made, actor)
    with transaction.atomic():
        row = note_copy(run, file, made.profile, kept)
        data = {"file": file.ulid, "profile": str(made.profile), "tool": row.tool, "copy": row.ulid}
        record("file:normalise", actor=actor, subject=("record", owner.ulid), data=data)
    return row


def _stored(made: Made, actor: Actor) -> Kept:
    if made.path is None:
        msg = "a copy that was not made cannot be kept"
        raise ValueError(msg)
    file, found = made.file, identify(made.path)
    tool = f"{made.tool} {made.tool_version}"
    facts = {
        "tool": tool,
        "puid": found.puid,
        "outcome": "success",
        "checks": made.checks,
        "edition": current_policy().edition,
        "options": made.options,
    }
    derived = Derived(
        file,
        made.path,
        made.profile,
        f"{file.original_name}.{made.profile.ending}",
        found.puid,
        found.mime,
        made.tool,
        made.tool_version,
        detail=f"Normalised to {made.profile} by {tool} with {made.options}",
        note=json.dumps(facts, ensure_ascii=False, sort_keys=True),
    )
    return add_derivative(derived, by=actor.label, at=timezone.now())
