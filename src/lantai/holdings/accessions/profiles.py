"""How the columns of a transfer's list are read: as somebody said, else as the archive remembers lists so headed."""

from __future__ import annotations

from typing import Any

from lantai.holdings.accessions.models import Transfer
from lantai.holdings.imports.headers import Columns
from lantai.holdings.imports.mappings import NO_PROFILE, ChooseProfile, Profile, remembered_profiles


def profile_as_kept(profile: Profile) -> dict[str, Any]:
    """As a transfer keeps it, so that what is remembered anew does not change an intake that has begun."""
    return {
        "name": profile.name,
        "names": dict(profile.columns.names),
        "type": profile.record_type,
        "level": profile.level,
    }


def profile_chooser(transfer: Transfer) -> ChooseProfile:
    """What chooses for the lists of this transfer. Once it has been opened, the choice stands for every later run."""
    kept = transfer.profile
    if not kept and transfer.state == Transfer.State.RECEIVED:
        return remembered_profiles(transfer.fonds.institution.code)
    if not kept:
        return lambda _tables: NO_PROFILE
    profile = Profile(kept["name"], Columns(kept["names"]), kept["type"], kept["level"])
    return lambda _tables: profile
