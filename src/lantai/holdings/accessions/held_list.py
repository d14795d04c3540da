"""What a fonds holds whose list was entered first: the codes that files of a package may be of (standards §9.3)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.db.models.fields.json import KT
from django.utils.translation import gettext_noop

from lantai.base.common.findings import Finding, Severity, declare
from lantai.holdings.accessions.models import Transfer
from lantai.holdings.catalogue.actions import Description, bearers, held_codes
from lantai.holdings.catalogue.bindings import Deed, obstacles
from lantai.holdings.catalogue.codes import loose_key
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.imports.matching import Entry, Held, ends_of_path, entry_of, place_of_path
from lantai.holdings.preservation.models import StoredFile

AWAITED = declare(
    "fonds.files_awaited",
    gettext_noop("Records of fonds %(fonds)s wait for files: what bears the code of one of them is put to it."),
    gettext_noop("Nothing needs doing. What bears no such code becomes a record of its own and is named."),
)
ROWS_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class HeldList(Held):
    """For `imports.matching`: the records of a fonds as entries of a list. Many more are read than are held at once."""

    transfer: Transfer

    @property
    def fonds(self) -> Fonds:
        return self.transfer.fonds

    @property
    def finding(self) -> Finding:
        """Says with the plan that files are put to records of this list."""
        return Finding(AWAITED, Severity.INFO, self.fonds.code, {"fonds": self.fonds.code})

    def entries(self, names: Sequence[str]) -> list[Entry]:
        """Those whose code ends as one of these paths does, or that lie in a box and under a number it spells.

        Records that have files are among them: a name that may mean two records is of neither. Those this transfer
        made are not, so that a run taken up again matches as the first one did.
        """
        made = self.transfer.items.order_by().values("record_ulid")
        ends = {end for name in names for end in ends_of_path(name)}
        places = {place for name in names if (place := place_of_path(name))}
        held = Record.objects.filter(fonds=self.fonds).exclude(ulid__in=made)
        rows = held.order_by("code_key", "pk").values_list("code", KT("fields__box"))
        found = []
        for code, box in rows.iterator(chunk_size=ROWS_AT_ONCE):
            is_meant = loose_key(code)[-2:] in ends
            if is_meant or (places and box):
                entry = entry_of(Description(code, "", fields={"box": box} if box else {}))
                if is_meant or (entry.box, entry.item) in places:
                    found.append(entry)
        return found

    def bears(self, codes: Collection[str]) -> set[str]:
        keys = [code[:200] for code in codes]
        made = set(self.transfer.items.order_by().values_list("record_ulid", flat=True))
        held = held_codes(self.fonds, keys).items()
        known = {key for key, (_, ulid) in held if ulid not in made}
        return known | set(bearers(self.fonds, [key for key in keys if key not in known]))


def still_without_files(fonds: Fonds) -> int:
    """How many records of a fonds wait for files: they have none, and nothing lies below that has them instead."""
    return sum(1 for _ in _waiting(fonds))


def _waiting(fonds: Fonds) -> Iterator[int]:
    """Row ids. Of what was destroyed, whose papers no box takes any more, no file will ever come."""
    full = StoredFile.objects.filter(stored__record=OuterRef("pk"))
    below = Record.objects.filter(parent=OuterRef("pk"))
    rows = Record.objects.filter(~Exists(full), ~Exists(below), fonds=fonds).order_by("pk").values_list("pk", flat=True)
    last = 0
    while pks := list(rows.filter(pk__gt=last)[:ROWS_AT_ONCE]):
        gone = {each.record for each in obstacles(pks, Deed.SHELVE)}
        yield from (pk for pk in pks if pk not in gone)
        last = pks[-1]


def held_list(transfer: Transfer) -> HeldList | None:
    """The list of a fonds some of whose records wait for files when its transfer begins; None where none does.

    A run taken up again looks as the first one did, whatever that has stored: a file is matched once.
    """
    if transfer.items.exists():
        waits = transfer.findings.filter(code=AWAITED).exists()
    else:
        waits = any(True for _ in _waiting(transfer.fonds))
    return HeldList(transfer) if waits else None
