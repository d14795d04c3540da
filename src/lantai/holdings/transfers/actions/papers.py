"""A hand-over of paper at the archive: people count it and look at it, and put what was entered into boxes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import Act
from lantai.base.common.errors import ArchiveError
from lantai.holdings.storerooms.actions import Boxing, box_together, plan_together
from lantai.holdings.transfers.actions.stepping import Told, allowed, step, subject_of
from lantai.holdings.transfers.boxing import records_to_box
from lantai.holdings.transfers.models import Transfer
from lantai.holdings.transfers.paper_counting import PaperCount, count_of
from lantai.holdings.transfers.requirements import SENDER_CHECKS


class CountNotSaid(ArchiveError):
    code = "transfers.count_not_said"
    message = gettext_noop("What was counted is not said: boxes, and volumes or items, as whole numbers.")
    hint = gettext_noop("Count the boxes and what lies in them, and enter the numbers.")
    http_status = 422


class LookNotSaid(ArchiveError):
    code = "transfers.look_not_said"
    message = gettext_noop("Not said yet: %(names)s.")
    hint = gettext_noop("Say of each whether something was found, and in words what was.")
    http_status = 422


@dataclass(frozen=True, slots=True)
class Look:
    """What people saw of one property: whether it is in order, and in words how they looked or what they found."""

    in_order: bool
    words: str = ""


def count_papers(*, actor: Actor, transfer: Transfer, given: PaperCount, words: str = "") -> Transfer:
    """Enter what people counted. The list is read beside it. Raises `CountNotSaid`, `SourceMissing`."""
    require(actor, Right.TAKE_IN, transfer.archive.code)
    allowed("count_papers", actor=actor, transfer=transfer)
    if not given.is_enough:
        raise CountNotSaid
    counted = count_of(transfer, given)
    data = {"boxes": given.boxes, "volumes": given.volumes, "items": given.items}
    event = Act("handover:count", subject_of(transfer), data | {"differences": len(counted["differences"])})
    with transaction.atomic():
        told = Told(words=words, columns={"counted": counted})
        return step("count_papers", event, actor=actor, transfer=transfer, told=told)


@transaction.atomic
def check_papers(*, actor: Actor, transfer: Transfer, looks: Mapping[str, Look]) -> Transfer:
    """Enter what people saw: whether list and papers agree, whether they are whole, legible, sound, rightly boxed.

    Again as often as needed, until it is decided. Raises `LookNotSaid`: nothing passes that nobody looked at.
    """
    require(actor, Right.TAKE_IN, transfer.archive.code)
    silent = [key for key in SENDER_CHECKS if key not in looks or not (looks[key].in_order or looks[key].words.strip())]
    if silent:
        raise LookNotSaid(names=_(", ").join(str(SENDER_CHECKS[key]) for key in silent))
    issues = [key for key in SENDER_CHECKS if not looks[key].in_order]
    found = {
        "round": transfer.round,
        "outcome": "passed_with_issues" if issues else "passed",
        "issues": issues,
        "properties": {key: _in_words(looks[key]) for key in SENDER_CHECKS},
    }
    event = Act("handover:check", subject_of(transfer), {"outcome": found["outcome"], "issues": issues})
    return step("check_papers", event, actor=actor, transfer=transfer, told=Told(columns={"receiver_checks": found}))


@transaction.atomic
def box_papers(*, actor: Actor, transfer: Transfer, asked: Boxing) -> Transfer:
    """Enter the boxes in the storeroom, and what lies in which: by the list's numbers, else by their thickness.

    Asks for the right to keep stores besides. Raises what `box_together` raises.
    """
    require(actor, Right.TAKE_IN, transfer.archive.code)
    require(actor, Right.KEEP_STORES, transfer.archive.code)
    allowed("box_papers", actor=actor, transfer=transfer)
    records = list(records_to_box(transfer))
    plan = plan_together(transfer.fonds, records, asked)
    data = {"boxes": len(plan.boxes), "papers": plan.records}
    said = _("%(boxes)s boxes (counted: %(counted)s), %(papers)s papers")
    told = Told(words=said % {**data, "counted": transfer.counted.get("boxes", "–")})
    done = step(
        "box_papers", Act("handover:box", subject_of(transfer), data), actor=actor, transfer=transfer, told=told
    )
    reason = f"{transfer.number} {transfer.title}"
    box_together(actor=actor, fonds=transfer.fonds, records=records, asked=asked, reason=reason)
    return done


def _in_words(look: Look) -> str:
    """As it stands on the form, which is in Chinese whatever the page is in."""
    return "：".join(filter(None, ("未见异常" if look.in_order else "有问题", look.words.strip())))
