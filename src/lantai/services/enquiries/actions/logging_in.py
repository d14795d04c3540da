"""Who is asking, by a government's login: sent there, and come back. A login is used once, whatever comes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_noop

from lantai.base.accounts.access import Actor
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.base.limits.waiting import HOUR, ComeAgain, hold, wait_for
from lantai.holdings.catalogue.sealing import person_keys
from lantai.services.enquiries.actions.identifying import ConsentMissing
from lantai.services.enquiries.actions.proving import begin_check, claim_of, pass_check
from lantai.services.enquiries.actions.stepping import step, subject_of, write_line
from lantai.services.enquiries.identity.openid import OpenIdLogin
from lantai.services.enquiries.identity.protocol import IdentityProvider
from lantai.services.enquiries.identity.web import NotAnswered
from lantai.services.enquiries.models import Enquiry, IdentityCheck

State = IdentityCheck.State
REASONS = {
    "state": gettext_noop("it was not begun on this page, or was used already"),
    "declined": gettext_noop("the login was broken off"),
    "mixed_up": gettext_noop("the answer comes from another login than the one that was asked"),
    "code": gettext_noop("the login’s server does not know the answer, or has given it out already"),
    "unreachable": gettext_noop("the login’s server did not answer"),
    "signature": gettext_noop("it is not signed by the login’s server"),
    "issuer": gettext_noop("it was given out by another login"),
    "audience": gettext_noop("it was given out for somebody else’s site"),
    "expired": gettext_noop("its time is over"),
    "nonce": gettext_noop("it belongs to another login than the one begun here"),
    "level": gettext_noop("the login was not sure enough of who you are"),
    "other_person": gettext_noop("it is not the login of the person the application names"),
    "token": gettext_noop("it cannot be read"),
}
"""Every way a login is refused, as the applicant reads it; the codes stand in the audit chain."""


class LoginUnreachable(ArchiveError):
    code = "enquiries.login_unreachable"
    message = gettext_noop("The government login cannot be reached at the moment.")
    hint = gettext_noop("Try again in some minutes, or choose another way of proof. Nothing was changed.")
    http_status = 503
    seconds = 120


class TooManyLogins(ComeAgain):
    code = "enquiries.too_many_logins"
    message = gettext_noop("So many logins were begun for this application that no other is at the moment.")
    hint = gettext_noop("Choose another way of proof, or come to the counter.")


class LoginRefused(ArchiveError):
    code = "enquiries.login_refused"
    message = gettext_noop("The login does not prove who asks here: %(reason)s.")
    hint = gettext_noop(
        "Begin again on the page of the application, or choose another way of proof. Nothing was kept of the login."
    )
    http_status = 403


def refused_because(why: str) -> LoginRefused:
    return LoginRefused(reason=_(REASONS.get(why, REASONS["token"])))


def begin_login(
    *, actor: Actor, enquiry: Enquiry, provider: IdentityProvider, agreed: bool, most: int, sender: str
) -> str:
    """The address the applicant goes to; what was begun before is of no use any more. `most` an hour for a case.

    Whoever holds the code of the case may. The login's server is asked before anything is written, so that nobody waits
    for it but who asks. Raises `ConsentMissing`, `LoginUnreachable`, `NotNow`, `TooManyLogins`.
    """
    if not agreed:
        raise ConsentMissing
    earlier = enquiry.identity_checks.filter(provider=provider.code)
    hold(TooManyLogins, wait_for(earlier, most, HOUR))
    try:
        begun = provider.begin(claim_of(enquiry), person_keys())
    except NotAnswered as problem:
        raise LoginUnreachable from problem
    with transaction.atomic():
        done = step("identity_login", enquiry)
        earlier.waiting().update(state=State.ENDED, kept={}, ended_at=timezone.now())
        begin_check(done, provider, actor, begun, sender=sender, consented_at=timezone.now())
        data = {"begun": earlier.count()}
        record_event("enquiry:identity:begin_login", actor=actor, subject=subject_of(done), data=data)
    return begun.secret


def check_of_login(enquiries: Iterable[Enquiry], provider: OpenIdLogin, state: str) -> IdentityCheck | None:
    """The login that was begun with this state, for one of these cases and not used yet."""
    waiting = IdentityCheck.objects.waiting().select_related("enquiry__institution")
    begun = waiting.filter(enquiry__in=list(enquiries), provider=provider.code, expires_at__gt=timezone.now())
    keys = person_keys()
    return next((each for each in begun if provider.is_of(claim_of(each.enquiry), each.kept, state, keys)), None)


def finish_login(
    *, actor: Actor, check: IdentityCheck, provider: IdentityProvider, answer: Mapping[str, str]
) -> IdentityCheck:
    """Judge what somebody comes back with, once. Raises `LoginRefused`, whose reason is in the chain; `NotNow`.

    It is claimed by a conditional update before the login's server is asked: of two who come back with the same answer
    one is judged, and no table is locked while a server far away takes its time.
    """
    enquiry, kept, now = check.enquiry, dict(check.kept), timezone.now()
    mine = IdentityCheck.objects.waiting().filter(pk=check.pk)
    with transaction.atomic():
        step("identity_login", enquiry)
        claimed = mine.update(state=State.ENDED, kept={}, ended_at=now)
    proved = provider.finish(claim_of(enquiry), kept if claimed else {}, answer, person_keys())
    if not proved.passed:
        _refuse(actor, enquiry, check, proved.why or "token", was_waiting=bool(claimed))
        raise refused_because(proved.why)
    with transaction.atomic():
        check.refresh_from_db()
        check.level = proved.level or check.level
        pass_check(enquiry, check, proved, actor)
        write_line("identity_login", enquiry, actor)
        data = {"level": check.level, "last4": check.last4}
        record_event("enquiry:identity:login", actor=actor, subject=subject_of(enquiry), data=data)
    return check


@transaction.atomic
def _refuse(actor: Actor, enquiry: Enquiry, check: IdentityCheck, why: str, *, was_waiting: bool) -> None:
    """What was refused stands on the page of the case; what was used already is only told to the chain."""
    if was_waiting:
        said = _(REASONS.get(why, REASONS["token"]))
        IdentityCheck.objects.filter(pk=check.pk).update(state=State.REFUSED, why=said)
    data = {"why": why}
    record_event("enquiry:login:refuse", actor=actor, subject=subject_of(enquiry), data=data)
