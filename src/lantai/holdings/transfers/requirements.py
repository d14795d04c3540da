"""What an act asks of a hand-over before it is performed: each requirement says in words what is lacking."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.utils.translation import gettext as _, gettext_lazy

from lantai.base.accounts.access import Actor, Right
from lantai.holdings.accessions.models import Transfer as Intake, TransferItem
from lantai.holdings.imports.lists_inside import SHEETS
from lantai.holdings.transfers.boxing import records_to_box
from lantai.holdings.transfers.models import REGISTER, Signature, Transfer, Way
from lantai.holdings.transfers.package import package_of
from lantai.holdings.transfers.states import IN_FILES, ON_PAPER
from lantai.holdings.transfers.verdicts import outcome_now

NEEDED = {
    "content": gettext_lazy("description of the content"),
    "files": gettext_lazy("number of files"),
    "bytes": gettext_lazy("amount of data"),
    "openings": gettext_lazy("opinion on openings that are due"),
    "government_information": gettext_lazy("state of disclosure of government information"),
    "secrecy_changes": gettext_lazy("changes of secrecy levels"),
}
"""What must be said before submission: amounts for the register form, and what 条例 30 has handed over too."""
NOT_OF_PAPER = frozenset({"files", "bytes"})
NEEDED_ON_PAPER = {"boxes": gettext_lazy("number of boxes")}
NEEDED_ON_CARRIERS = {
    "carrier": gettext_lazy("carrier: kind and make"),
    "carrier_numbers": gettext_lazy("carriers: first and last number"),
}
SENDER_CHECKS = {
    "accuracy": gettext_lazy("accuracy"),
    "completeness": gettext_lazy("completeness"),
    "usability": gettext_lazy("usability"),
    "security": gettext_lazy("security"),
    "appearance": gettext_lazy("appearance of the carriers"),
}
"""检验内容 of the register form, in its order."""

MOST_LISTS = 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """One act asked for: by whom, for which hand-over, in which words."""

    act: str
    transfer: Transfer
    actor: Actor
    words: str = ""


def lacking(asked: Asked, needs: tuple[str, ...]) -> list[str]:
    """What is lacking, in words; empty when the act may be performed."""
    return [said for need in needs if (said := REQUIREMENTS[need](asked))]


def lacking_words(transfer: Transfer) -> list[str]:
    """Names of what the declaration does not say yet."""
    needed = {**NEEDED, **(NEEDED_ON_CARRIERS if transfer.way == Way.CARRIER else {})}
    if transfer.is_paper:
        needed = NEEDED_ON_PAPER | {field: label for field, label in NEEDED.items() if field not in NOT_OF_PAPER}
    names = [str(label) for field, label in needed.items() if getattr(transfer, field) in ("", None)]
    if not (transfer.items or transfer.volumes):
        names.insert(1, _("number of items or volumes"))
    asked = [key for key in SENDER_CHECKS if key != "appearance" or transfer.way != Way.ONLINE]
    missing = [str(SENDER_CHECKS[key]) for key in asked if not transfer.sender_checks.get(key)]
    return [*names, *(_("the unit's own check of %(property)s") % {"property": name} for name in missing)]


def _declared(asked: Asked) -> str:
    names = lacking_words(asked.transfer)
    return _("Not said yet: %(names)s.") % {"names": _(", ").join(names)} if names else ""


def _whole(asked: Asked) -> str:
    if asked.transfer.way == Way.CARRIER:
        return ""
    standing = asked.transfer.uploads.standing()
    if arriving := standing.arriving().count():
        return _("%(number)s files have not arrived completely.") % {"number": arriving}
    if asked.transfer.is_paper:
        return _whole_list(list(standing.values_list("path", flat=True)[:MOST_LISTS]))
    return "" if standing.exists() else _("No file has been uploaded.")


def _whole_list(names: list[str]) -> str:
    """Of paper come lists alone: files that came along would be taken in without having been checked."""
    strange = next((name for name in names if PurePosixPath(name).suffix.lower() not in SHEETS), "")
    if strange:
        said = _("“%(name)s” is no list; digital copies are a hand-over of their own, by another way.")
        return said % {"name": strange}
    return "" if names else _("The list of what is handed over (移交目录) has not been sent.")


def _package(asked: Asked) -> str:
    package = package_of(asked.transfer)
    if package is None:
        return _("Nobody has said where the carrier lies on this server.")
    return "" if package.exists() else _("There is nothing at %(path)s.") % {"path": package.name}


def _idle(asked: Asked) -> str:
    job = asked.transfer.job
    busy = job is not None and asked.transfer.is_working and job.kind != kind_of(asked.act)
    return _("A worker is still at it.") if busy else ""


def _reason(asked: Asked) -> str:
    return "" if asked.words.strip() else _("A reason in words is needed.")


def _checked(asked: Asked) -> str:
    outcome = outcome_now(asked.transfer)
    if not outcome:
        return _("The checks of this round have not been made.")
    return _("The checks are incomplete: answer what waits for a person.") if outcome == "incomplete" else ""


def _clean(asked: Asked) -> str:
    differs = bool(asked.transfer.counted.get("differences"))
    if differs or outcome_now(asked.transfer) != "passed":
        return _("Something was found: accept it with issues and a reason, or return it.")
    return ""


def _second_person(asked: Asked) -> str:
    if asked.actor.user_id is None:
        return ""
    signed = asked.transfer.signatures.filter(paper=REGISTER, user_id=asked.actor.user_id)
    return _("You have signed this hand-over already, for another party.") if signed.exists() else ""


def _unsupervised(asked: Asked) -> str:
    signed = asked.transfer.signatures.filter(party=Signature.Party.SUPERVISOR)
    return _("A supervisor has signed already.") if signed.exists() else ""


def _all_stored(asked: Asked) -> str:
    intake = asked.transfer.intake
    if intake is None or intake.state != Intake.State.STORED:
        return _("The package has not been taken in to its end.")
    refused = intake.items.filter(state=TransferItem.State.REFUSED).count()
    return _("%(number)s records could not be stored.") % {"number": refused} if refused else ""


def _by_network(asked: Asked) -> str:
    return _("It came on a carrier: bring that to the archive again.") if asked.transfer.way == Way.CARRIER else ""


def _nothing_stored(asked: Asked) -> str:
    intake = asked.transfer.intake
    stored = intake is not None and intake.items.filter(state=TransferItem.State.STORED).exists()
    return _("A part of it is stored already: what was signed has to come again.") if stored else ""


def _on_paper(asked: Asked) -> str:
    return "" if asked.transfer.is_paper else _("This hand-over is not of paper.")


def _in_files(asked: Asked) -> str:
    return _("This hand-over is of paper: people count it and look at it.") if asked.transfer.is_paper else ""


def _all_boxed(asked: Asked) -> str:
    count = records_to_box(asked.transfer).count() if asked.transfer.is_paper else 0
    return _("%(number)s records lie in no box and on no shelf yet.") % {"number": count} if count else ""


def _unboxed(asked: Asked) -> str:
    return "" if records_to_box(asked.transfer).exists() else _("Everything lies in a box or on a shelf.")


def _store_keeper(asked: Asked) -> str:
    if asked.actor.may(Right.KEEP_STORES, asked.transfer.archive.code):
        return ""
    return _("A store keeper of the archive does this, here or on the pages of storerooms.")


def kind_of(act: str) -> str:
    """The kind of the job that does the work of an act."""
    return f"handover_{act}"


REQUIREMENTS: Mapping[str, Callable[[Asked], str]] = {
    "declared": _declared,
    "whole": _whole,
    "package": _package,
    "idle": _idle,
    "reason": _reason,
    "checked": _checked,
    "clean": _clean,
    "second_person": _second_person,
    "unsupervised": _unsupervised,
    "all_stored": _all_stored,
    "by_network": _by_network,
    "nothing_stored": _nothing_stored,
    ON_PAPER: _on_paper,
    IN_FILES: _in_files,
    "all_boxed": _all_boxed,
    "unboxed": _unboxed,
    "store_keeper": _store_keeper,
}
