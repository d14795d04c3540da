"""Which volume (案卷) an entry of a list lies in: one that is held, or one the same list brings.

Found by what stands before the last number of its code (J001-1-008-003 lies in J001-1-008), else by 案卷号, with 目录号
and 全宗号 beside it. Only volumes count, of the same fonds. Nothing is moved from one volume to another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

from django.utils.translation import gettext_noop

from lantai.base.common.findings import Finding, Severity, declare
from lantai.holdings.catalogue.actions import Description
from lantai.holdings.catalogue.bindings import Deed, obstacles
from lantai.holdings.catalogue.codes import canonical, parse_code
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
_BY_ITEM = "dat22"
"""Codes of this scheme have no volume in them."""


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
        numbers, lists = (number, number.zfill(3), number.zfill(4), plain), (listing, listing.lstrip("0"))
        keys += [canonical("-".join(filter(None, (fonds, *parts)))) for parts in product(lists, numbers)]
    return tuple(dict.fromkeys(keys))


def names_volume(row: CatalogueRow, code: str) -> bool:
    """Whether an entry says that it lies in a volume, by a column or by the parts of its code."""
    return bool(row.get("volume_number")) or {"vol", "item"} <= parse_code(code).parts.keys()


def in_volumes(entries: Sequence[Entry], *, fonds: Fonds, seen: SeenCodes, update: bool) -> list[Entry]:
    """The entries of a batch, each item with its volume: a constant number of queries, none where no volume is meant.

    Notes first which volumes this batch brings, for those that follow.
    """
    seen.bring(
        {
            parse_code(entry.description.code).key: not is_secret(entry.description.secrecy)
            for entry in entries
            if entry.description and entry.description.level == Record.Level.VOLUME and entry.fate == Fate.NEW
        }
    )
    wanted = {n: keys for n, entry in enumerate(entries) if (keys := _keys(entry, fonds))}
    every = sorted({key for keys in wanted.values() for key in keys})
    if not every:
        return list(entries)
    held = {volume.code_key: volume for volume in _volumes(fonds, every)}
    coming = seen.volumes_among([key for key in every if key not in held])
    bound = _bound(entries, [held[key] for keys in wanted.values() for key in keys if key in held], wanted)
    found: list[Entry] = list(entries)
    for n, keys in wanted.items():
        key = next((key for key in keys if key in held or key in coming), "")
        volume = held.get(key)
        closed = volume.pk in bound if volume else not coming.get(key, True)
        found[n] = _placed(entries[n], key, volume, closed=closed, update=update)
    return found


def _keys(entry: Entry, fonds: Fonds) -> tuple[str, ...]:
    said = entry.description
    if said is None or said.level == Record.Level.VOLUME or entry.fate in {Fate.HELD_BACK, Fate.SECRET}:
        return ()
    if entry.parent:
        return (parse_code(entry.parent).key,)
    if said.provisional and not entry.row.get("volume_number"):
        return ()
    return volume_keys(entry.row, said.code, fonds.code)


def _volumes(fonds: Fonds, keys: Sequence[str]) -> Iterator[Record]:
    for start in range(0, len(keys), 500):
        rows = Record.objects.filter(fonds=fonds, level=Record.Level.VOLUME, code_key__in=keys[start : start + 500])
        yield from rows.only("pk", "code", "code_key")


def _bound(entries: Sequence[Entry], volumes: Sequence[Record], wanted: Mapping[int, tuple[str, ...]]) -> set[int]:
    """Volumes that may not be opened; asked only where something open is to lie in one."""
    if not volumes or not any(_is_open(entries[n]) for n in wanted):
        return set()
    return {each.record for each in obstacles(sorted({volume.pk for volume in volumes}), Deed.OPEN)}


def _is_open(entry: Entry) -> bool:
    if entry.record:
        return entry.record.is_open
    return bool(entry.description and entry.description.opening_state == OpeningState.OPEN)


def _placed(entry: Entry, key: str, volume: Record | None, *, closed: bool, update: bool) -> Entry:
    said = entry.description
    if said is None:
        return entry
    if not key:
        missing = names_volume(entry.row, said.code) and not entry.parent
        is_outside = entry.record is None or entry.record.parent_id is None
        return _told(entry, VOLUME_NOT_HELD, code=said.code) if missing and is_outside else entry
    shown = volume.code if volume else key
    if entry.record is None:
        placed = replace(entry, parent=shown)
        if not (closed and _is_open(entry)):
            return placed
        return _told(replace(placed, description=_unreviewed(said)), CLOSED_VOLUME, code=said.code, volume=shown)
    if entry.record.parent_id is not None:
        stays = volume is not None and entry.record.parent_id == volume.pk
        return entry if stays else _told(entry, OTHER_VOLUME, code=said.code, volume=shown)
    if entry.record.level == Record.Level.VOLUME:
        return entry
    if closed and entry.record.is_open:
        return _told(entry, CLOSED_VOLUME, code=said.code, volume=shown)
    fate = Fate.CHANGED if update else Fate.SKIPPED
    return replace(entry, fate=fate, changes={**entry.changes, "parent": shown})


def _unreviewed(said: Description) -> Description:
    return replace(said, opening_state=OpeningState.UNREVIEWED)


def _told(entry: Entry, finding_code: str, /, **params: str) -> Entry:
    finding = Finding(finding_code, Severity.WARNING, entry.row.place, params)
    return replace(entry, findings=(*entry.findings, finding))
