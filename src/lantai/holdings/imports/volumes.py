"""Which volume (案卷) an entry of a list lies in: one that is held, or one the same list brings.

Found by what stands before the last number of its code (J001-1-008-003 lies in J001-1-008), else by 案卷号, with 目录号
and 全宗号 beside it. Only volumes count, of the same fonds. Nothing is moved from one volume to another, and nothing is
put where a person could not put it (`catalogue.bindings`). Packages with a list are read by the same rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

from django.utils.translation import gettext_noop

from lantai.base.common.findings import Finding, Severity, declare
from lantai.holdings.catalogue.actions import Description
from lantai.holdings.catalogue.bindings import Deed, obstacles
from lantai.holdings.catalogue.codes import canonical, parse_code
from lantai.holdings.catalogue.defaults import with_default_retention
from lantai.holdings.catalogue.models import Fonds, OpeningState, Record
from lantai.holdings.catalogue.secrecy import is_secret
from lantai.holdings.imports.fates import Entry, Fate
from lantai.holdings.imports.rows import CatalogueRow
from lantai.holdings.imports.seen import SeenCodes

VOLUME_NOT_HELD = declare(
    "catalogue.volume_not_held",
    gettext_noop("The volume of %(code)s is not held, nor in this list before it: the item lies in no volume."),
    gettext_noop(
        "Import the list of volumes, then this list again: what it entered is put into its volumes, nothing twice."
    ),
)
OTHER_VOLUME = declare(
    "catalogue.other_volume",
    gettext_noop("By the list %(code)s lies in the volume %(volume)s; it lies in another one and was left there."),
    gettext_noop("Find out which is right; an item is moved by a person."),
)
CLOSED_VOLUME = declare(
    "catalogue.closed_volume",
    gettext_noop("%(code)s is said to be open, but its volume %(volume)s may not be opened."),
    gettext_noop("A new item came in unreviewed; one that is open already was left outside. Have the volume reviewed."),
)
SECRET_VOLUME = declare(
    "catalogue.secret_volume",
    gettext_noop("Row %(row)s of sheet “%(sheet)s” lies in a volume that is classified, and was stopped with it."),
    gettext_noop("Hand volume and items over by the way for classified records."),
)
BOUND = declare(
    "catalogue.volume_bound",
    gettext_noop("%(code)s is not put into the volume %(volume)s: %(why)s."),
    gettext_noop(
        "What is new came in outside it, what is held stays where it is. Have the binding ended where it was made, then"
        " take the list in again, or move the item by hand."
    ),
)
_BY_ITEM = "dat22"
"""Codes of this scheme have no volume in them."""


@dataclass(frozen=True, slots=True)
class Volume:
    """A volume that entries may lie in: held, or (`pk` None) brought by the list that tells of the entries.

    `closed`: nothing open lies in it. `bound`: why nothing is put into it now, in words; empty where nothing binds it.
    """

    code: str
    pk: int | None = None
    retention: str = ""
    closed: bool = False
    bound: str = ""


def volume_keys(row: CatalogueRow, code: str, fonds_code: str) -> tuple[str, ...]:
    """Keys of the codes that the volume of an entry may bear, the likeliest first."""
    parsed = parse_code(code)
    above = parsed.key.rpartition("-")[0] if parsed.scheme != _BY_ITEM else ""
    keys = [above] if "-" in above else []
    number = canonical(row.get("volume_number"))
    if "-" in number:
        keys.append(number)
    elif number:
        fonds, listing = row.get("fonds") or fonds_code, canonical(row.get("list_number"))
        plain = number.lstrip("0")
        numbers = (number, number.zfill(3), number.zfill(4), plain)
        lists = (listing, listing.lstrip("0"), listing.zfill(3) if listing else "")
        keys += [canonical("-".join(filter(None, (fonds, *parts)))) for parts in product(lists, numbers)]
    return tuple(dict.fromkeys(keys))


def names_volume(row: CatalogueRow, code: str) -> bool:
    """Whether an entry says that it lies in a volume, by a column or by the parts of its code."""
    return bool(row.get("volume_number")) or {"vol", "item"} <= parse_code(code).parts.keys()


def held_volumes(fonds: Fonds, keys: Sequence[str], *, opens: bool = True) -> dict[str, Volume]:
    """The volumes of a fonds under these keys, with what binds them: a constant number of queries.

    `opens`: something that is open is to lie in one of them, else nobody asks whether it may.
    """
    rows = [
        row
        for start in range(0, len(keys), 500)
        for row in Record.objects.filter(
            fonds=fonds, level=Record.Level.VOLUME, code_key__in=keys[start : start + 500]
        ).values_list("pk", "code", "code_key", "retention")
    ]
    pks = sorted(row[0] for row in rows)
    bound = why_bound(pks)
    closed = {each.record for each in obstacles(pks, Deed.OPEN)} if opens else set()
    return {key: Volume(code, pk, retention, pk in closed, bound.get(pk, "")) for pk, code, key, retention in rows}


def why_bound(records: Sequence[int]) -> dict[int, str]:
    """Why some of these may not be put into a volume, or nothing into them, in words."""
    found: dict[int, str] = {}
    for each in obstacles(records, Deed.MOVE):
        found.setdefault(each.record, f"{each.sentence} ({each.source})"[:300])
    return found


def in_volumes(entries: Sequence[Entry], *, fonds: Fonds, seen: SeenCodes, update: bool) -> list[Entry]:
    """The entries of a batch, each item with its volume: a constant number of queries, none where no volume is meant.

    Notes first which volumes this batch brings, for those that follow.
    """
    seen.bring({parse_code(said.code).key: _brought(said) for said in _new_volumes(entries)})
    wanted = {n: keys for n, entry in enumerate(entries) if (keys := _keys(entry, fonds))}
    every = sorted({key for keys in wanted.values() for key in keys})
    if not every:
        return list(entries)
    held = held_volumes(fonds, every, opens=any(_is_open(entries[n]) for n in wanted))
    coming = seen.volumes_among([key for key in every if key not in held])
    known = held | {key: Volume(key, None, term, closed=not may_open) for key, (may_open, term) in coming.items()}
    meant = {n: next((known[key] for key in keys if key in known), None) for n, keys in wanted.items()}
    bound = why_bound(sorted({row.pk for n, volume in meant.items() if volume and (row := _outside(entries[n]))}))
    found: list[Entry] = list(entries)
    for n, volume in meant.items():
        why = bound.get(record.pk, "") if (record := entries[n].record) else ""
        found[n] = _placed(entries[n], volume, why=why, update=update)
    return found


def _new_volumes(entries: Sequence[Entry]) -> list[Description]:
    said = (entry.description for entry in entries if entry.fate == Fate.NEW)
    return [each for each in said if each and each.level == Record.Level.VOLUME]


def _brought(said: Description) -> tuple[bool, str]:
    """Whether what lies in a volume of this list may be opened, and its retention."""
    taken = with_default_retention(said) if "code_built" in said.lineage else said
    return not is_secret(said.secrecy), taken.retention


def _outside(entry: Entry) -> Record | None:
    """The record of an entry, where it is held and lies in no volume."""
    return entry.record if entry.record and entry.record.parent_id is None else None


def _keys(entry: Entry, fonds: Fonds) -> tuple[str, ...]:
    said = entry.description
    if said is None or said.level == Record.Level.VOLUME or entry.fate in {Fate.HELD_BACK, Fate.SECRET}:
        return ()
    if entry.parent:
        return (parse_code(entry.parent).key,)
    return keys_of(entry.row, said, fonds.code)


def keys_of(row: CatalogueRow, said: Description, fonds_code: str) -> tuple[str, ...]:
    """`volume_keys` of an item that is described; none where its code was made up and no column names a volume."""
    if said.level == Record.Level.VOLUME or (said.provisional and not row.get("volume_number")):
        return ()
    return volume_keys(row, said.code, fonds_code)


def _is_open(entry: Entry) -> bool:
    if entry.record:
        return entry.record.is_open
    return bool(entry.description and entry.description.opening_state == OpeningState.OPEN)


def _placed(entry: Entry, volume: Volume | None, *, why: str, update: bool) -> Entry:
    """`why`: what keeps the record of the entry, where one is held, from being put into a volume."""
    said = entry.description
    if said is None:
        return entry
    if volume is None:
        missing = names_volume(entry.row, said.code) and not entry.parent
        is_outside = entry.record is None or entry.record.parent_id is None
        return _told(entry, VOLUME_NOT_HELD, code=said.code) if missing and is_outside else entry
    place = {"code": said.code, "volume": volume.code}
    if entry.record is None:
        if volume.bound:
            return _told(replace(entry, parent=""), BOUND, **place, why=volume.bound)
        placed = replace(entry, parent=volume.code, retention_above=volume.retention)
        if not (volume.closed and _is_open(entry)):
            return placed
        return _told(replace(placed, description=_unreviewed(said)), CLOSED_VOLUME, **place)
    if entry.record.parent_id is not None:
        stays = volume.pk is not None and entry.record.parent_id == volume.pk
        return entry if stays else _told(entry, OTHER_VOLUME, **place)
    if entry.record.level == Record.Level.VOLUME:
        return entry
    if why or volume.bound:
        return _told(entry, BOUND, **place, why=why or volume.bound)
    if volume.closed and entry.record.is_open:
        return _told(entry, CLOSED_VOLUME, **place)
    fate = Fate.CHANGED if update else Fate.SKIPPED
    return replace(entry, fate=fate, changes={**entry.changes, "parent": volume.code})


def _unreviewed(said: Description) -> Description:
    return replace(said, opening_state=OpeningState.UNREVIEWED)


def _told(entry: Entry, finding_code: str, /, **params: str) -> Entry:
    finding = Finding(finding_code, Severity.WARNING, entry.row.place, params)
    return replace(entry, findings=(*entry.findings, finding))
