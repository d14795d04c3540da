"""How much of a package has been announced, beside its files: summing 200,000 rows for every new one is quadratic.

What stands here is never less than what the rows say: it grows before a row is made and shrinks after one is gone. So
a kill between the two can only make it too much, and before anything is refused the rows are summed after all.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.db.models import Count, Sum

from lantai.base.common.locks import lock
from lantai.holdings.transfers.models import Transfer
from lantai.holdings.transfers.package import folder_of


@dataclass(frozen=True, slots=True)
class Announced:
    """Files and bytes of one package, whether they have arrived or not."""

    files: int
    bytes: int

    def and_one(self, size: int) -> Announced:
        return Announced(self.files + 1, self.bytes + size)

    def fits(self, most: Announced) -> bool:
        return self.files <= most.files and self.bytes <= most.bytes


def announce(transfer: Transfer, size: int, most: Announced) -> bool:
    """Take one more file into account; False, and nothing is taken, where the package would exceed `most`."""
    place = _place(transfer)
    with lock(place.with_suffix(".lock"), wait=True):
        after = (_read(place) or _summed(transfer)).and_one(size)
        if not after.fits(most):
            after = _summed(transfer).and_one(size)
        if not after.fits(most):
            _write(place, Announced(after.files - 1, after.bytes - size))
            return False
        _write(place, after)
        return True


def withdraw(transfer: Transfer, size: int) -> None:
    """One file less: its row is gone, or was not made."""
    place = _place(transfer)
    with lock(place.with_suffix(".lock"), wait=True):
        if (known := _read(place)) is not None:
            _write(place, Announced(max(0, known.files - 1), max(0, known.bytes - size)))


def _place(transfer: Transfer) -> Path:
    return folder_of(transfer) / "announced.txt"


def _read(place: Path) -> Announced | None:
    try:
        files, size = map(int, place.read_text("ascii").split())
    except (OSError, ValueError):  # not there yet, or broken off: the rows know
        return None
    return Announced(files, size)


def _write(place: Path, now: Announced) -> None:
    draft = place.with_suffix(".new")
    draft.write_text(f"{now.files} {now.bytes}\n", "ascii")
    draft.replace(place)


def _summed(transfer: Transfer) -> Announced:
    told = transfer.uploads.standing().order_by().aggregate(files=Count("pk"), bytes=Sum("size"))
    return Announced(told["files"], told["bytes"] or 0)
