"""What the unit does with its hand-over: begin, declare, submit, withdraw, take up again what was returned."""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass, field, replace
from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.accounts.models import Institution
from lantai.base.audit.actions import Act, record
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.models import Fonds
from lantai.holdings.transfers.actions.stepping import NotNow, Told, step, subject_of, write_step
from lantai.holdings.transfers.deadlines import due_in
from lantai.holdings.transfers.models import Agreement, NumberSeries, Transfer, Way
from lantai.holdings.transfers.package import folder_of
from lantai.holdings.transfers.requirements import SENDER_CHECKS
from lantai.holdings.transfers.states import BEGIN, State, act_label

WAYS_AGREED = {Agreement.Ways.CARRIER.value: Way.CARRIER, Agreement.Ways.PAPER.value: Way.PAPER}
"""Where an agreement leaves no choice."""


class AgreementDoesNotFit(ArchiveError):
    code = "transfers.agreement_does_not_fit"
    message = gettext_noop("The agreement %(number)s is not one between this unit and this archive that is in force.")
    hint = gettext_noop("Choose another agreement, or none; the unit agrees to a proposed one on its page.")
    http_status = 422


class DigestUnreadable(ArchiveError):
    code = "transfers.digest_unreadable"
    message = gettext_noop("“%(digest)s” cannot be a digest by %(algorithm)s.")
    hint = gettext_noop("Name the algorithm and give the digest in hexadecimal, or leave both empty.")
    http_status = 422


@dataclass(frozen=True, slots=True)
class Declaration:
    """What the unit says of what it hands over: the fields of the register form, and what 条例 30 asks for."""

    title: str
    content: str = ""
    category: str = ""
    year_from: int | None = None
    year_to: int | None = None
    way: str = Way.ONLINE
    carrier: str = ""
    carrier_numbers: str = ""
    volumes: int | None = None
    items: int | None = None
    boxes: int | None = None
    lists: int | None = None
    finding_aids: str = ""
    copies: int | None = None
    files: int | None = None
    bytes: int | None = None
    digest_algorithm: str = ""
    digest: str = ""
    openings: str = ""
    government_information: str = ""
    secrecy_changes: str = ""
    sender_checks: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def begin_handover(
    *, actor: Actor, unit: Institution, fonds: Fonds, title: str, agreement: Agreement | None = None
) -> Transfer:
    """Enter a draft. Raises `AgreementDoesNotFit`."""
    require(actor, Right.HAND_OVER, unit.code)
    if agreement is not None:
        fits = (agreement.unit_id, agreement.fonds_id, agreement.state) == (unit.pk, fonds.pk, Agreement.State.AGREED)
        if not fits:
            raise AgreementDoesNotFit(number=agreement.number)
    transfer = Transfer(
        unit=unit, archive=fonds.institution, fonds=fonds, agreement=agreement, title=title, begun_by=actor.label
    )
    if agreement is not None:
        transfer.category, transfer.year_from, transfer.year_to = (
            agreement.categories[:60],
            agreement.year_from,
            agreement.year_to,
        )
        transfer.way = WAYS_AGREED.get(agreement.ways, Way.ONLINE)
    transfer.due_on = due_in(State.DRAFT, today=timezone.localdate(), transfer=transfer)
    transfer.save()
    write_step(BEGIN, actor=actor, transfer=transfer, before="")
    data = {"unit": unit.code, "fonds": fonds.code, "agreement": agreement.number if agreement else ""}
    record("handover:begin", actor=actor, subject=subject_of(transfer), data=data)
    return transfer


@transaction.atomic
def declare_handover(*, actor: Actor, transfer: Transfer, declaration: Declaration) -> Transfer:
    """Say what is handed over; again as often as needed while it is a draft. Raises `NotNow`, `DigestUnreadable`."""
    require(actor, Right.HAND_OVER, transfer.unit.code)
    declaration = _readable(declaration)
    drafts = Transfer.objects.filter(pk=transfer.pk, state=State.DRAFT)
    if not drafts.update(**asdict(declaration)):
        transfer.refresh_from_db()
        raise NotNow(act=act_label("begin"), state=State(transfer.state).label)
    transfer.refresh_from_db()
    data = {"items": transfer.items, "files": transfer.files, "bytes": transfer.bytes, "way": transfer.way}
    record("handover:declare", actor=actor, subject=subject_of(transfer), data=data)
    return transfer


def _readable(declaration: Declaration) -> Declaration:
    from lantai.engines.packages.digests import algorithm, is_digest, is_known  # loads hashlib's OpenSSL names

    known = {key: text.strip() for key, text in declaration.sender_checks.items() if key in SENDER_CHECKS}
    name, digest = algorithm(declaration.digest_algorithm), declaration.digest.strip().lower()
    if (digest or name) and not (is_known(name) and (not digest or is_digest(name, digest))):
        raise DigestUnreadable(digest=declaration.digest[:140], algorithm=declaration.digest_algorithm or "–")
    return replace(declaration, sender_checks=known, digest_algorithm=name, digest=digest)


@transaction.atomic
def submit_handover(*, actor: Actor, transfer: Transfer) -> Transfer:
    """Hand it in. The first time it gets the next number of the archive's year; every round keeps it."""
    require(actor, Right.HAND_OVER, transfer.unit.code)
    now = timezone.now()
    columns = {"submitted_at": now, "counted": {}, "receiver_checks": {}, "reason": "", "carrier_path": ""}
    event = Act("handover:submit", subject_of(transfer), {"round": transfer.round, "bytes": transfer.bytes})
    done = step("submit", event, actor=actor, transfer=transfer, told=Told(columns=columns))
    if done.sequence is None:
        year = timezone.localdate(now).year
        done.year, done.sequence = year, _next_number(done, year)
        done.save(update_fields=["year", "sequence"])
    return done


def _next_number(transfer: Transfer, year: int) -> int:
    series, _ = NumberSeries.objects.get_or_create(archive_id=transfer.archive_id, year=year)
    NumberSeries.objects.filter(pk=series.pk).update(last=F("last") + 1)
    series.refresh_from_db()
    return series.last


@transaction.atomic
def withdraw_handover(*, actor: Actor, transfer: Transfer, reason: str) -> Transfer:
    """Give it up, with a reason; a number it had stays with it."""
    require(actor, Right.HAND_OVER, transfer.unit.code)
    event = Act("handover:withdraw", subject_of(transfer), {"round": transfer.round})
    done = step("withdraw", event, actor=actor, transfer=transfer, told=Told(words=reason))
    transaction.on_commit(partial(shutil.rmtree, folder_of(transfer), ignore_errors=True))
    return done


@transaction.atomic
def take_up_handover(*, actor: Actor, transfer: Transfer) -> Transfer:
    """What was returned becomes a draft of the next round; the list of problems of this round stays."""
    require(actor, Right.HAND_OVER, transfer.unit.code)
    event = Act("handover:take_up", subject_of(transfer), {"round": transfer.round + 1})
    done = step("take_up", event, actor=actor, transfer=transfer)
    done.round += 1
    done.save(update_fields=["round"])
    return done
