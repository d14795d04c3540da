"""What the archive's desk does with a package: find its carrier, count it, accept it or return it with a list."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone, translation

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import Act
from lantai.holdings.transfers.actions.sealing import give_out
from lantai.holdings.transfers.actions.stepping import Told, allowed, step, subject_of
from lantai.holdings.transfers.counting import Progress, count_package
from lantai.holdings.transfers.models import Problem, Transfer
from lantai.holdings.transfers.package import path_on_carrier
from lantai.holdings.transfers.problems import problems_of
from lantai.holdings.transfers.statement import statement_of
from lantai.holdings.transfers.verdicts import checks_as_said


@transaction.atomic
def place_carrier(*, actor: Actor, transfer: Transfer, path: str) -> Transfer:
    """Say where the carrier lies on this server. Raises `OutsideCarriers`."""
    require(actor, Right.TAKE_IN, transfer.archive.code)
    place = path_on_carrier(path)
    event = Act("handover:place", subject_of(transfer), {"round": transfer.round})
    told = Told(words=place.name, columns={"carrier_path": str(place)})
    return step("place", event, actor=actor, transfer=transfer, told=told)


def count_handover(*, actor: Actor, transfer: Transfer, progress: Progress | None = None) -> Transfer:
    """Read everything once: numbers, bytes and digest beside what was declared. Killed, it is counted anew."""
    require(actor, Right.TAKE_IN, transfer.archive.code)
    allowed("count", actor=actor, transfer=transfer)
    counted = count_package(transfer, progress=progress)
    data = {"files": counted["files"], "bytes": counted["bytes"], "differences": len(counted["differences"])}
    with transaction.atomic():
        event = Act("handover:count", subject_of(transfer), data)
        return step("count", event, actor=actor, transfer=transfer, told=Told(columns={"counted": counted}))


@transaction.atomic
def accept_handover(*, actor: Actor, transfer: Transfer) -> Transfer:
    """Accept what was found to be as declared. From here on the register form does not change any more."""
    require(actor, Right.TAKE_IN, transfer.archive.code)
    event = Act("handover:accept", subject_of(transfer), {"round": transfer.round})
    return _accepted("accept", event, actor, transfer, "")


@transaction.atomic
def accept_with_issues(*, actor: Actor, transfer: Transfer, reason: str) -> Transfer:
    """Accept although something was found, with a reason that stands on the form.

    The archive may not refuse what is due (档案法 15).
    """
    require(actor, Right.TAKE_IN, transfer.archive.code)
    event = Act("handover:accept_with_issues", subject_of(transfer), {"round": transfer.round})
    return _accepted("accept_with_issues", event, actor, transfer, reason)


def _accepted(act: str, event: Act, actor: Actor, transfer: Transfer, reason: str) -> Transfer:
    columns: dict[str, Any] = {"reason": reason.strip(), "receiver_checks": checks_as_said(transfer)}
    done = step(act, event, actor=actor, transfer=transfer, told=Told(words=reason, columns=columns))
    done.statement = statement_of(done, accepted_at=timezone.now())
    done.save(update_fields=["statement"])
    return done


@transaction.atomic
def return_handover(*, actor: Actor, transfer: Transfer, reason: str) -> Transfer:
    """Give it back with the list of everything found in this round. Earlier lists stay.

    The list is a deed, signed by the archive, and in Chinese whatever the page is in.
    """
    require(actor, Right.TAKE_IN, transfer.archive.code)
    with translation.override("zh-hans"):
        rows = [
            Problem(transfer=transfer, round=transfer.round, row=number, **found)
            for number, found in enumerate(problems_of(transfer, reason), start=1)
        ]
    event = Act("handover:return", subject_of(transfer), {"round": transfer.round, "problems": len(rows)})
    done = step("return", event, actor=actor, transfer=transfer, told=Told(words=reason))
    Problem.objects.bulk_create(rows, batch_size=500)
    give_out(done, f"problems-{done.round}", actor)
    return done
