"""Work on cases as such: a longer term, once and with its reason; another hand; two cases that are one."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, actor_of, require
from lantai.base.accounts.models import User
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.services.enquiries.actions.stepping import needed, step, subject_of, write_line
from lantai.services.enquiries.actions.telling import tell
from lantai.services.enquiries.data import clock, open_states
from lantai.services.enquiries.models import Enquiry, UnitConsent
from lantai.services.enquiries.working_days import working_days


class AlreadyExtended(ArchiveError):
    code = "enquiries.already_extended"
    message = gettext_noop("The term was extended on %(day)s already: that is possible once.")
    hint = gettext_noop("Answer in time, or tell the applicant what is lacking.")
    http_status = 409


class NoSuchColleague(ArchiveError):
    code = "enquiries.no_such_colleague"
    message = gettext_noop("“%(name)s” handles no enquiries of this archive.")
    hint = gettext_noop("Choose somebody who does. Nothing was changed.")
    http_status = 422


class NotTheSameCase(ArchiveError):
    code = "enquiries.not_the_same_case"
    message = gettext_noop("%(number)s is no open case of this archive into which this one could go.")
    hint = gettext_noop("Give the number of another open case of the same archive. Nothing was changed.")
    http_status = 422


@transaction.atomic
def extend_term(*, actor: Actor, enquiry: Enquiry, why: str) -> Enquiry:
    """More time, once; the applicant reads the reason. Raises `AlreadyExtended`, `NotNow`, `WordsMissing`."""
    require(actor, Right.HANDLE_ENQUIRIES, enquiry.institution_id)
    words = needed(why, _("the reason"), 400)
    first = Enquiry.objects.filter(pk=enquiry.pk, extended_on__isnull=True)
    if not first.update(extended_on=timezone.localdate()):
        enquiry.refresh_from_db()
        raise AlreadyExtended(day=str(enquiry.extended_on))
    due_on = working_days().after(enquiry.due_on, clock("extend"))
    is_next = enquiry.next_on == enquiry.due_on
    done = step("extend", enquiry, due_on=due_on, next_on=due_on if is_next else enquiry.next_on)
    write_line("extend", done, actor, note=words)
    tell("extended", done, actor, day=due_on)
    record_event("enquiry:extend", actor=actor, subject=subject_of(done), data={"until": due_on.isoformat()})
    return done


@transaction.atomic
def hand_over_enquiry(*, actor: Actor, enquiry: Enquiry, to: User, why: str) -> Enquiry:
    """Somebody else goes on with it. Raises `NoSuchColleague`, `NotNow`, `WordsMissing`."""
    require(actor, Right.HANDLE_ENQUIRIES, enquiry.institution_id)
    words, colleague = needed(why, _("the reason"), 400), actor_of(to)
    if not to.is_active or not colleague.may(Right.HANDLE_ENQUIRIES, enquiry.institution_id):
        raise NoSuchColleague(name=colleague.label)
    done = step("hand_over", enquiry, handler=colleague.label, handler_id=colleague.user_id)
    write_line("hand_over", done, actor, note=f"→ {colleague.label}：{words}", internal=True)
    record_event("enquiry:hand_over", actor=actor, subject=subject_of(done), data={"to": colleague.label})
    return done


@transaction.atomic
def merge_enquiry(*, actor: Actor, enquiry: Enquiry, into: Enquiry, why: str) -> Enquiry:
    """A case that came twice ends in the other one, which goes on. Raises `NotTheSameCase`, `NotNow`, `WordsMissing`.

    Nothing is copied: each case keeps what was sent with it, and each code opens its own page only.
    """
    require(actor, Right.HANDLE_ENQUIRIES, enquiry.institution_id)
    words = needed(why, _("the reason"), 400)
    goes_on = into.state in open_states() and into.erased_at is None and not into.merged_into
    if into.pk == enquiry.pk or into.institution_id != enquiry.institution_id or not goes_on:
        raise NotTheSameCase(number=into.number)
    done = step("merge", enquiry, merged_into=into.number, closed_at=timezone.now(), paused_on=None)
    UnitConsent.objects.waiting().filter(enquiry=done).update(ended_at=timezone.now())
    write_line("merge", done, actor, note=words)
    tell("merged", done, actor)
    write_line("merged_here", into, actor, note=done.number, internal=True)
    record_event("enquiry:merge", actor=actor, subject=subject_of(done), data={"into": into.number})
    return done
