"""Where a package lies: what was uploaded, below the work folder; what came on a carrier, below the folders allowed."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.holdings.transfers.models import Transfer, Way


class OutsideCarriers(ArchiveError):
    code = "transfers.outside_carriers"
    message = gettext_noop("“%(path)s” is not below a folder in which carriers are mounted.")
    hint = gettext_noop("The operator allows folders with LANTAI_CARRIER_FOLDERS; now: %(allowed)s.")
    http_status = 422


def folder_of(transfer: Transfer) -> Path:
    """Everything that is kept of a hand-over until it is closed."""
    return Path(settings.WORK_FOLDER) / "handover" / transfer.ulid


def files_folder(transfer: Transfer) -> Path:
    """The files that have arrived, under the names they have in the package."""
    return folder_of(transfer) / "package"


def parts_folder(transfer: Transfer) -> Path:
    """Files of which only a part has come."""
    return folder_of(transfer) / "parts"


def package_of(transfer: Transfer) -> Path | None:
    """What is to be counted, checked and stored: a folder, or the one zip that was uploaded."""
    if transfer.way == Way.CARRIER:
        return Path(transfer.carrier_path) if transfer.carrier_path else None
    folder = files_folder(transfer)
    names = list(transfer.uploads.standing().values_list("path", flat=True)[:2])
    if len(names) == 1 and names[0].lower().endswith(".zip"):
        return folder / names[0]
    return folder


def path_on_carrier(name: str) -> Path:
    """A path the operator allows, links followed before it is judged. Raises `OutsideCarriers`."""
    roots: tuple[Path, ...] = settings.HANDOVER["CARRIERS"]
    allowed = ", ".join(map(str, roots)) or "–"
    try:
        path = Path(name).resolve(strict=True)
        inside = any(path.is_relative_to(root.resolve()) for root in roots)
    except (OSError, ValueError) as error:  # not there, a loop of links, a name no file system takes
        raise OutsideCarriers(path=name, allowed=allowed) from error
    if not inside:
        raise OutsideCarriers(path=name, allowed=allowed)
    return path


def places_on_carriers() -> list[str]:
    """What lies in the folders allowed, to choose from."""
    found: list[str] = []
    for root in settings.HANDOVER["CARRIERS"]:
        if root.is_dir():
            found += sorted(str(each) for each in root.iterdir() if not each.name.startswith("."))
    return found[:500]
