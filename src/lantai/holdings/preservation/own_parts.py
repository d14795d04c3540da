"""The parts of the apps below: institutions, names of users, fonds, records with all that is said of them, authorities.

They cannot register themselves, as this app stands above them; everything above registers its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lantai.base.common.text import fold
from lantai.holdings.catalogue.actions import entry_keys, pinyin_column
from lantai.holdings.catalogue.models import PersonEntry, insert_keys
from lantai.holdings.preservation.parts import Kind, Part, Table, register_kind, register_part

INSTALLATION, RECORD, FONDS, INSTITUTION = "installation", "record", "fonds", "institution"
AUDIT = "audit"
"""Events have segments of their own, which are only ever added: see `describing.chain`."""


def register_kinds() -> None:
    register_kind(Kind(INSTALLATION, names=""))
    register_kind(Kind(INSTITUTION, "accounts.Institution", names="code"))
    register_kind(Kind("authority", "authority.Authority", shelf=32))
    register_kind(Kind(FONDS, "catalogue.Fonds"))
    register_kind(Kind(RECORD, "catalogue.Record", shelf=32, settle=30.0))
    register_kind(Kind("link", "people.PersonLink", shelf=128))
    register_kind(Kind("arrangement", "arrangement.ArrangementBatch"))
    register_kind(Kind(AUDIT, names="number"))


def register_parts() -> None:
    """In the order of restoring: what others point at comes first."""
    institution = Table("accounts.Institution", "pk")
    register_part(Part("institution", INSTITUTION, "institution.json", (institution,)))
    register_part(Part("users", INSTALLATION, "users.json", (_USERS,)))
    checkpoints = Table("audit.Checkpoint", "")
    register_part(Part("checkpoints", INSTALLATION, "checkpoints.json", (checkpoints,)))
    _register_authorities()
    _register_fonds()
    _register_records()
    links = Table("people.PersonLink", "pk")
    register_part(Part("links", "link", "link.json", (links,)))
    planned = Table("arrangement.PlannedChange", "batch_id", chunk="position", watch=False)
    batches = Table("arrangement.ArrangementBatch", "pk", omit={"job": None})
    register_part(Part("arrangement", "arrangement", "batch.json", (batches,)))
    register_part(Part("planned", "arrangement", "planned/%07d.json", (planned,), rows=1000))
    register_part(Part("events", AUDIT, "events.json", (Table("audit.Event", "pk", watch=False),)))


_USERS = Table(
    "accounts.User",
    "",
    omit={
        "password": "!",
        "last_login": None,
        "is_active": False,
        "activated_at": None,
        "password_set_at": None,
        "must_change_password": True,
        "second_factor_since": None,
    },
)
"""Who somebody was is kept for ever; how they signed in is not: an account that comes back waits to be activated."""


def _register_authorities() -> None:
    names = Table("authority.DatedName", "authority_id", derive={"folded": _folded_name})
    tables = (Table("authority.Authority", "pk"), names, Table("authority.Succession", "predecessor_id"))
    register_part(Part("authority", "authority", "authority.json", tables))


def _register_fonds() -> None:
    register_part(Part("fonds", FONDS, "fonds.json", (Table("catalogue.Fonds", "pk"),)))
    register_part(Part("series", FONDS, "classification.json", (Table("catalogue.Series", "fonds_id"),)))
    numbering = (
        Table("arrangement.CodeRule", "fonds_id"),
        Table("arrangement.CodeSequence", "fonds_id"),
        Table("arrangement.ReservedBlock", "sequence__fonds_id"),
    )
    register_part(Part("numbering", FONDS, "numbering.json", numbering))
    entries = (
        Table("arrangement.FondsFileEntry", "fonds_id", after=_number_entries),
        Table("arrangement.FondsFileEntry_records", "fondsfileentry__fonds_id"),
        Table("arrangement.FondsFileVersion", "entry__fonds_id"),
    )
    register_part(Part("fonds_file", FONDS, "fonds-file.json", entries))


def _number_entries(rows: Sequence[Mapping[str, Any]]) -> None:
    old = {row["fonds_id"] for row in rows if "number" not in row}
    if old:
        from lantai.holdings.arrangement.actions import number_old_entries  # heavy, and of old roots only

        number_old_entries(old)


def _register_records() -> None:
    """Marked by the acts of catalogue through its signal, many at a time: a trigger would slow the import of lists."""
    described = (
        Table("catalogue.Record", "pk", watch=False),
        Table("catalogue.Component", "record_id", watch=False),
    )
    register_part(Part("record", RECORD, "description/record.json", described))
    codes = Table("catalogue.ReferenceCode", "record_id", watch=False)
    register_part(Part("codes", RECORD, "description/codes.json", (codes,)))
    derived = {"folded": _folded, "pinyin": _pinyin}
    persons = Table("catalogue.PersonEntry", "record_id", derive=derived, watch=False, after=_enter_keys)
    register_part(Part("persons", RECORD, "description/persons.json", (persons,)))
    versions = Table("catalogue.RecordVersion", "record_id", watch=False)
    register_part(Part("versions", RECORD, "description/versions.json", (versions,)))
    kept = (
        Table("preservation.StoredObject", "record_id", omit={"version": 1, "inventory_sha512": ""}, watch=False),
        Table("preservation.StoredFile", "stored__record_id", watch=False),
    )
    register_part(Part("files", RECORD, "files.json", kept))


def _folded(row: Mapping[str, Any]) -> str:
    return fold(row["name"])[:80]


def _pinyin(row: Mapping[str, Any]) -> str:
    return pinyin_column(row["name"])


_KEYED = ("id", "name", "former_names", "record_id", "birth_year")


def _enter_keys(rows: Sequence[Mapping[str, Any]]) -> None:
    entries = (PersonEntry(**{column: row[column] for column in _KEYED if column in row}) for row in rows)
    insert_keys((entry, entry_keys(entry)) for entry in entries)


def _folded_name(row: Mapping[str, Any]) -> str:
    return fold(row["name"])
