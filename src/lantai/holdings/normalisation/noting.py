"""Writing down what became of a file, in one transaction with how far the run is."""

from __future__ import annotations

import json
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from lantai.base.common.rows import insert_rows
from lantai.engines.formats.converting.converters import Profile
from lantai.holdings.normalisation.making import Made
from lantai.holdings.normalisation.models import Derivative, NormalisationFinding, NormalisationRun
from lantai.holdings.preservation.derivatives import Kept
from lantai.holdings.preservation.models import StoredFile


@transaction.atomic
def note_failure(run: NormalisationRun, made: Made) -> None:
    """Why a file has no copy; takes the place of what an earlier run said of it."""
    NormalisationFinding.objects.filter(file=made.file, profile=made.profile).delete()
    row = NormalisationFinding(
        run=run, file=made.file, profile=made.profile, code=made.code, params=made.params, found_at=timezone.now()
    )
    insert_rows([row])
    _move(run, made.file, failed=1)


def note_copy(run: NormalisationRun | None, file: StoredFile, profile: str, kept: Kept) -> Derivative:
    """The row of a copy that lies in storage, from what its event says: the same whoever published it."""
    told = facts_of(kept.note)
    row = Derivative(
        file=file,
        run=run,
        institution=file.stored.record.institution_id,
        source_puid=file.puid,
        source_kind=file.kind,
        profile=profile,
        logical_path=kept.logical_path,
        name=f"{file.original_name}.{Profile(profile).ending}",
        size=kept.size,
        sha512=kept.sha512,
        sm3=kept.sm3,
        puid=str(told.get("puid", "")),
        mime=Profile(profile).mime,
        tool=str(told.get("tool", ""))[:100],
        checks=told.get("checks", {}),
        edition=str(told.get("edition", ""))[:60],
        made_at=timezone.now(),
    )
    NormalisationFinding.objects.filter(file=file, profile=profile).delete()
    insert_rows([row])
    if run is not None:
        _move(run, file, converted=1)
    return row


def _move(run: NormalisationRun, file: StoredFile, *, converted: int = 0, failed: int = 0) -> None:
    NormalisationRun.objects.filter(pk=run.pk).update(
        converted=F("converted") + converted, failed=F("failed") + failed, cursor=file.pk
    )
    run.converted, run.failed, run.cursor = run.converted + converted, run.failed + failed, file.pk


def facts_of(note: str) -> dict[str, Any]:
    """What was written into the event; nothing where a note is of another hand."""
    try:
        told = json.loads(note)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
