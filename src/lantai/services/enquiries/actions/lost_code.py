"""A lost code replaced without the counter: through the contact that a one-time code has confirmed before.

Nobody learns here whether a number exists, whose it is or where a message goes: what fits no case is answered, counted
and held as what fits one.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.base.limits.tries import Tries, count_wrong, hold_door
from lantai.base.limits.waiting import DAY, HOUR, ComeAgain, hold, wait_for
from lantai.holdings.catalogue.sealing import person_keys
from lantai.services.enquiries.actions.filing import Filed
from lantai.services.enquiries.actions.identifying import CodeLimits
from lantai.services.enquiries.actions.proving import begin_check, claim_of, end_checks, pass_check, wrong_answer
from lantai.services.enquiries.actions.stepping import step, subject_of, write_line
from lantai.services.enquiries.actions.telling import tell
from lantai.services.enquiries.identity.levels import rank
from lantai.services.enquiries.identity.providers import CODE_MINUTES, LostCode, OneTimeCode
from lantai.services.enquiries.models import Enquiry, IdentityCheck
from lantai.services.enquiries.queries.identity import confirmed_ways
from lantai.services.enquiries.reaching import recipient_of
from lantai.services.enquiries.sealed import PersonalDataSealed, as_dialled, code_hash, new_code
from lantai.services.notices.actions import post
from lantai.services.notices.channels.current import current_channels

ASKED, ANSWERED = "lost_code", "lost_code_answer"
"""The doors at which tries are counted: every asking is one, whether a case fits or not; and every wrong answer."""
MOST = "reviewed"
"""A matter that needs more than this wants the document itself seen: there only the counter replaces codes."""


class TooManyAskings(ComeAgain):
    code = "enquiries.too_many_askings"
    message = gettext_noop("A new code was asked for so often that none is sent at the moment.")
    hint = gettext_noop("Nothing was changed. At the counter a code is replaced at once, for who shows the document.")


class NoMessagesHere(ArchiveError):
    code = "enquiries.no_messages_here"
    message = gettext_noop("This archive sends no messages, so that no code can be sent.")
    hint = gettext_noop("Come to the counter with the identity document: a code is replaced there at once.")
    http_status = 409


@dataclass(frozen=True, slots=True)
class Lost:
    """What who lost a code still knows: the number, the contact of the application, the end of the document."""

    number: str
    contact: str = field(repr=False)
    last4: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LostAsked:
    """That it was asked for, whether anything fits or not. Without the token no code that came is good."""

    number: str
    token: str = field(repr=False)


@transaction.atomic
def ask_lost_code(*, actor: Actor, lost: Lost, sender: str, limits: CodeLimits, tries: Tries) -> LostAsked:
    """Send a one-time code where all fits a case.

    Raises `NoMessagesHere`, `TooManyAskings`; both say nothing of the number.
    """
    if not current_channels():
        raise NoMessagesHere
    number, token = lost.number.strip().upper()[:40], secrets.token_hex(16)
    hold_door(ASKED, number=number, sender=sender, tries=tries, refusal=TooManyAskings)
    sent = IdentityCheck.objects.filter(provider__in=(OneTimeCode.code, LostCode.code))
    hold(TooManyAskings, wait_for(sent, limits.of_all, DAY))
    counted = count_wrong(ASKED, number=number, sender=sender, tries=tries)
    enquiry = Enquiry.objects.select_related("institution").filter(number=number, erased_at__isnull=True).first()
    way = _way(enquiry, lost) if enquiry else ""
    if enquiry and way and _send(enquiry, way, token, actor, sender=sender, limits=limits):
        data = {"way": way, "asked": counted.count, "last": counted.rests}
        record_event("enquiry:new_code:ask", actor=actor, subject=subject_of(enquiry), data=data)
    elif counted.is_told:
        record_event("enquiry:new_code:refuse", actor=actor, subject=("enquiry_number", number), data=counted.told)
    return LostAsked(number, token)


def _way(enquiry: Enquiry, lost: Lost) -> str:
    """The way a code goes: the contact given is the case's, was confirmed, and so is the end of the document."""
    needs_more = rank(enquiry.needed_level) > rank(MOST)
    same = hmac.compare_digest(lost.last4.strip().upper().encode(), enquiry.last4.upper().encode())
    if needs_more or not (enquiry.code_hash and enquiry.last4 and same):
        return ""
    try:
        ways = recipient_of(enquiry).ways()
    except PersonalDataSealed:
        return ""
    said, confirmed = as_dialled(lost.contact).encode(), confirmed_ways(enquiry)
    fits = (way for way, to in ways if way in confirmed and hmac.compare_digest(as_dialled(to).encode(), said))
    return next(fits, "")


def _send(enquiry: Enquiry, way: str, token: str, actor: Actor, *, sender: str, limits: CodeLimits) -> bool:
    """Whether one was sent: a case has so many in an hour and no more, and nobody is told that it has had them."""
    provider = LostCode()
    if wait_for(enquiry.identity_checks.filter(provider=provider.code), limits.of_one, HOUR):
        return False
    end_checks(enquiry, provider)
    begun = provider.begin(claim_of(enquiry), person_keys(), token=token)
    begin_check(enquiry, provider, actor, begun, way=way, sender=sender, consented_at=timezone.now())
    values, to = {"code": begun.secret, "minutes": str(CODE_MINUTES)}, recipient_of(enquiry)
    return bool(post(institution=enquiry.institution, case=enquiry.number, event="lost", to=to, values=values, way=way))


@transaction.atomic
def give_lost_code(
    *, actor: Actor, asked: LostAsked, code: str, sender: str, limits: CodeLimits, tries: Tries
) -> Filed | None:
    """The case with its new code, shown this once, to who gives the code that was sent where it was asked for.

    Nothing where it is wrong, too late, or was never sent: nobody learns which. Raises `TooManyAskings`.
    """
    number, now, provider = asked.number, timezone.now(), LostCode()
    hold_door(ANSWERED, number=number, sender=sender, tries=tries, refusal=TooManyAskings)
    waiting = IdentityCheck.objects.waiting().filter(provider=provider.code, expires_at__gt=now)
    of_case = waiting.filter(enquiry__number=number, enquiry__erased_at__isnull=True)
    check = of_case.select_related("enquiry__institution").first()
    if check and provider.is_asker(check.kept, asked.token):
        proved = provider.finish(claim_of(check.enquiry), check.kept, {"code": code}, person_keys())
        if proved.passed:
            pass_check(check.enquiry, check, proved, actor)
            return _replaced(check, actor)
        wrong_answer(check, limits.tries)
    wrong = count_wrong(ANSWERED, number=number, sender=sender, tries=tries)
    if wrong.is_told:
        record_event("enquiry:new_code:refuse", actor=actor, subject=("enquiry_number", number), data=wrong.told)
    return None


def _replaced(check: IdentityCheck, actor: Actor) -> Filed:
    """Whoever else reads messages of this case hears of it: every way is told."""
    enquiry, code = check.enquiry, new_code()
    done = step("new_code", enquiry, code_hash=code_hash(enquiry.number, code, person_keys()))
    write_line("new_code", done, actor)
    for way, _to in recipient_of(done).ways():
        tell("new_code_sent", done, actor, way=way)
    data = {"number": done.number, "way": check.way, "last4": done.last4, "level": done.identity_level}
    record_event("enquiry:new_code", actor=actor, subject=subject_of(done), data=data)
    return Filed(done, code)
