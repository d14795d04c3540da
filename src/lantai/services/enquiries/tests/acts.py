"""Examples of the acts of this app: see tests/architecture/acts.py."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR, Actor, Role
from lantai.base.accounts.actions import grant_role
from lantai.base.accounts.models import Institution
from lantai.base.common.ids import new_ulid
from lantai.base.limits.tries import Tries
from lantai.base.limits.waiting import Sending
from lantai.holdings.catalogue.sealing import PersonKeys
from lantai.services.certificates.keyring import prepare_keys
from lantai.services.certificates.models import Certificate
from lantai.services.certificates.tests.factories import issued
from lantai.services.enquiries.actions import (
    CodeLimits,
    Lost,
    Searched,
    Sent,
    answer_complaint,
    answer_enquiry,
    answer_for_unit,
    answer_not_found,
    ask_identity_code,
    ask_lost_code,
    ask_more,
    assign_matter,
    begin_login,
    certify_basket,
    certify_nothing_found,
    check_document,
    choose_pages,
    close_enquiry,
    consult_unit,
    decide_enquiry,
    deliver_enquiry,
    enter_enquiry,
    erase_applicant,
    extend_term,
    fetch_copy,
    file_complaint,
    file_enquiry,
    find_matter,
    finish_login,
    give_identity_code,
    give_lost_code,
    hand_out_print,
    hand_over_enquiry,
    import_holidays,
    lapse_enquiry,
    look_at_proofs,
    mask_page,
    mean_records,
    merge_enquiry,
    note_proof_read,
    open_own_page,
    pass_on_enquiry,
    prepare_decision,
    rate_service,
    remove_proofs,
    renew_code,
    reveal_applicant,
    review_identity_document,
    search_on,
    send_back,
    send_identity_document,
    stop_waiting,
    supply_for_applicant,
    take_on_enquiry,
    take_register,
    unmean_record,
    withdraw_enquiry,
    withdraw_for_applicant,
)
from lantai.services.enquiries.identity.protocol import Begun, Claim, Proved
from lantai.services.enquiries.models import Complaint, Enquiry, IdentityCheck, Proof, UnitConsent
from lantai.services.enquiries.tests.factories import (
    CLERK,
    PHONE,
    PNG,
    REFUSAL,
    application,
    asked,
    authority,
    complained,
    decided,
    filed,
    grant,
    linked,
    matter_case,
    order_of,
    prepared,
    taken_for,
    taken_on,
)
from lantai.services.enquiries.working_days import SHIPPED
from tests.architecture.acts import Call, example
from tests.support.world import World

ANYBODY = "anybody may apply, and whoever has the code of a case acts for its applicant"
TRIES = Tries(100, 15)


def an_enquiry(world: World) -> Enquiry:
    """One whose records the desk is linking; made when it is first asked for."""
    known = Enquiry.objects.filter(institution=world.institution, state="taken_on", meant__isnull=False).first()
    return known or linked(world.unopened)


def a_proof(world: World) -> Proof:
    known = Proof.objects.filter(enquiry__institution=world.institution).first()
    return known or filed(world.institution, [PNG]).enquiry.proofs.get()


def a_consent(world: World) -> UnitConsent:
    known = UnitConsent.objects.waiting().filter(unit=world.institution).first()
    return known or asked(world.institution, world.unopened)


def a_complaint(world: World) -> Complaint:
    """Filed with the authority for which the world's officer answers."""
    known = Complaint.objects.waiting().first() or complained(world.unopened)
    officer = world.people["authority_officer"]
    if not officer.roles.filter(institution=known.authority).exists():
        grant_role(actor=OPERATOR, user=officer, institution=known.authority, role=Role.AUTHORITY_OFFICER)
    return known


@example(file_enquiry, unasked=ANYBODY)
def _file(world: World) -> Call:
    return lambda actor: file_enquiry(
        actor=actor, institution=world.institution, application=application(), proofs=[Sent(PNG)],
        sending=Sending("x", new_ulid(), 100, 1000),
    )  # fmt: skip


@example(enter_enquiry)
def _enter(world: World) -> Call:
    return lambda actor: enter_enquiry(
        actor=actor, institution=world.institution, application=application(), channel="phone"
    )


@example(look_at_proofs)
def _look_at_proofs(world: World) -> Call:
    enquiry = filed(world.institution, applicant_kind="agent").enquiry
    seen = {"写明委托事项的委托书": "original"}
    return lambda actor: look_at_proofs(actor=actor, enquiry=enquiry, seen=seen)


@example(renew_code)
def _renew_code(world: World) -> Call:
    enquiry = filed(world.institution).enquiry
    return lambda actor: renew_code(actor=actor, enquiry=enquiry, document_kind="id_card", last4="5429")


def lost_code(world: World) -> dict[str, Any]:
    """What is said of a case whose contact was confirmed, to have its code replaced."""
    enquiry, settings.NOTICE_SMS = filed(world.institution).enquiry, "console"
    IdentityCheck.objects.create(
        enquiry=enquiry, provider="one_time_code", level="contact", state="passed", way="sms", by="x"
    )
    return {"lost": Lost(enquiry.number, PHONE, "5429"), "sender": "x", "limits": LIMITS, "tries": TRIES}


@example(ask_lost_code, unasked=ANYBODY)
def _ask_lost_code(world: World) -> Call:
    said = lost_code(world)
    return lambda actor: ask_lost_code(actor=actor, **said)


@example(give_lost_code, unasked=ANYBODY)
def _give_lost_code(world: World) -> Call:
    said = lost_code(world)
    asked_for = ask_lost_code(actor=OPERATOR, **said)
    del said["lost"]
    return lambda actor: give_lost_code(actor=actor, asked=asked_for, code="x", **said)


@example(take_register)
def _take_register(world: World) -> Call:
    return lambda actor: take_register(actor=actor, institution=world.institution, year=2026, ending="csv")


@example(open_own_page, unasked=ANYBODY)
def _open(world: World) -> Call:
    made = filed(world.institution)
    return lambda actor: open_own_page(actor=actor, number=made.enquiry.number, code=made.code, sender="x", tries=TRIES)


@example(answer_enquiry, unasked=ANYBODY)
def _answer(world: World) -> Call:
    enquiry = ask_more(actor=CLERK, enquiry=taken_on(world.institution), note="请补充户口簿")
    return lambda actor: answer_enquiry(actor=actor, enquiry=enquiry, said="已补充", proofs=[Sent(PNG)])


@example(withdraw_enquiry, unasked=ANYBODY)
def _withdraw(world: World) -> Call:
    enquiry = filed(world.institution).enquiry
    return lambda actor: withdraw_enquiry(actor=actor, enquiry=enquiry)


@example(supply_for_applicant)
def _supply_for(world: World) -> Call:
    enquiry = ask_more(actor=CLERK, enquiry=taken_on(world.institution), note="请补充户口簿")
    return lambda actor: supply_for_applicant(
        actor=actor, enquiry=enquiry, channel="phone", who="柳文澜", said="曾用名柳文兰", proofs=[Sent(PNG)]
    )


@example(withdraw_for_applicant)
def _withdraw_for(world: World) -> Call:
    enquiry = filed(world.institution).enquiry
    return lambda actor: withdraw_for_applicant(actor=actor, enquiry=enquiry, channel="letter", who="柳文澜")


@example(take_on_enquiry)
def _take_on(world: World) -> Call:
    enquiry = filed(world.institution).enquiry
    return lambda actor: take_on_enquiry(actor=actor, enquiry=enquiry)


@example(ask_more)
def _ask_more(world: World) -> Call:
    enquiry = taken_on(world.institution)
    return lambda actor: ask_more(actor=actor, enquiry=enquiry, note="请补充户口簿")


@example(lapse_enquiry)
def _lapse(world: World) -> Call:
    enquiry = ask_more(actor=CLERK, enquiry=taken_on(world.institution), note="请补充户口簿")
    later = enquiry.next_on + dt.timedelta(days=90)
    return lambda actor: lapse_enquiry(actor=actor, enquiry=enquiry, today=later)


@example(assign_matter)
def _assign(world: World) -> Call:
    enquiry = taken_on(world.institution)
    return lambda actor: assign_matter(actor=actor, enquiry=enquiry, matter="marriage")


@example(mean_records)
def _mean(world: World) -> Call:
    enquiry = taken_on(world.institution)
    return lambda actor: mean_records(actor=actor, enquiry=enquiry, records=[world.unopened])


@example(unmean_record)
def _unmean(world: World) -> Call:
    enquiry = linked(world.unopened)
    return lambda actor: unmean_record(actor=actor, enquiry=enquiry, record=world.unopened)


@example(consult_unit)
def _consult(world: World) -> Call:
    enquiry, unit = linked(world.unopened), world.institution
    return lambda actor: consult_unit(
        actor=actor, enquiry=enquiry, unit=unit, question="可否提供利用？", records=[world.unopened.ulid]
    )


@example(answer_for_unit)
def _answer_for_unit(world: World) -> Call:
    consent = a_consent(world)
    return lambda actor: answer_for_unit(actor=actor, consent=consent, answer="objects", words="涉及未公开事项")


@example(stop_waiting)
def _stop_waiting(world: World) -> Call:
    consent = asked(world.institution, world.unopened)
    UnitConsent.objects.filter(pk=consent.pk).update(due_on=timezone.localdate() - dt.timedelta(days=1))
    return lambda actor: stop_waiting(actor=actor, enquiry=consent.enquiry)


@example(reveal_applicant)
def _reveal(world: World) -> Call:
    enquiry = filed(world.institution).enquiry
    return lambda actor: reveal_applicant(actor=actor, enquiry=enquiry, reason="寄送告知书")


@example(note_proof_read)
def _note_proof_read(world: World) -> Call:
    proof = a_proof(world)
    return lambda actor: note_proof_read(actor=actor, enquiry=proof.enquiry, proof=proof.ulid)


@example(prepare_decision)
def _prepare(world: World) -> Call:
    enquiry = linked(world.unopened)
    return lambda actor: prepare_decision(actor=actor, enquiry=enquiry, draft=grant())


@example(send_back)
def _send_back(world: World) -> Call:
    enquiry = prepared(world.unopened)
    return lambda actor: send_back(actor=actor, enquiry=enquiry, why="理由不充分")


@example(decide_enquiry)
def _decide(world: World) -> Call:
    enquiry = prepared(world.unopened)
    return lambda actor: decide_enquiry(actor=actor, enquiry=enquiry)


@example(file_complaint, unasked=ANYBODY)
def _complain(world: World) -> Call:
    enquiry, at = decided(world.unopened, REFUSAL), authority()
    return lambda actor: file_complaint(actor=actor, enquiry=enquiry, authority=at, words="不服")


@example(answer_complaint)
def _answer_complaint(world: World) -> Call:
    complaint = complained(world.unopened)
    return lambda actor: answer_complaint(actor=actor, complaint=complaint, outcome="upheld", answer="请重新办理")


@example(remove_proofs)
def _remove_proofs(world: World) -> Call:
    enquiry = filed(world.institution, [PNG]).enquiry
    return lambda actor: remove_proofs(actor=actor, enquiry=enquiry)


@example(erase_applicant)
def _erase(world: World) -> Call:
    enquiry = decided(world.unopened)
    return lambda actor: erase_applicant(actor=actor, enquiry=enquiry)


def a_matter_case(world: World) -> Enquiry:
    """A matter's case on which the desk is searching; made when it is first asked for."""
    rows = Enquiry.objects.filter(institution=world.institution, matter="marriage", state="taken_on")
    return rows.first() or matter_case(world.institution)


def found_case(world: World) -> Enquiry:
    enquiry = matter_case(world.institution)
    mean_records(actor=CLERK, enquiry=enquiry, records=[world.unopened])
    return find_matter(actor=CLERK, enquiry=enquiry)


@example(find_matter)
def _find(world: World) -> Call:
    enquiry = matter_case(world.institution)
    mean_records(actor=CLERK, enquiry=enquiry, records=[world.unopened])
    return lambda actor: find_matter(actor=actor, enquiry=enquiry)


@example(answer_not_found)
def _not_found(world: World) -> Call:
    enquiry = matter_case(world.institution)
    return lambda actor: answer_not_found(actor=actor, enquiry=enquiry, searched=Searched("程志远", ("marriage",)))


@example(search_on)
def _search_on(world: World) -> Call:
    enquiry = found_case(world)
    return lambda actor: search_on(actor=actor, enquiry=enquiry, why="申请人补充了曾用名")


@example(deliver_enquiry)
def _deliver(world: World) -> Call:
    enquiry = found_case(world)
    return lambda actor: deliver_enquiry(actor=actor, enquiry=enquiry, way="counter", note="复制件二页")


@example(close_enquiry)
def _close(world: World) -> Call:
    enquiry = deliver_enquiry(actor=CLERK, enquiry=found_case(world), way="counter", note="")
    return lambda actor: close_enquiry(actor=actor, enquiry=enquiry, satisfaction="good", note="")


@example(extend_term)
def _extend(world: World) -> Call:
    enquiry = taken_on(world.institution)
    return lambda actor: extend_term(actor=actor, enquiry=enquiry, why="需逐卷查找")


@example(hand_over_enquiry)
def _hand_over(world: World) -> Call:
    enquiry, to = taken_on(world.institution), world.people["use_approver"]
    return lambda actor: hand_over_enquiry(actor=actor, enquiry=enquiry, to=to, why="休假")


@example(merge_enquiry)
def _merge(world: World) -> Call:
    enquiry, into = filed(world.institution).enquiry, taken_on(world.institution)
    return lambda actor: merge_enquiry(actor=actor, enquiry=enquiry, into=into, why="重复提交")


@example(import_holidays, anywhere="one calendar serves every institution of the installation")
def _holidays(world: World) -> Call:
    target = Path(settings.HOLIDAYS_FILE)
    return lambda actor: import_holidays(actor=actor, source=SHIPPED, target=target)


def a_taken_case(world: World) -> Enquiry:
    """One of another archive's which the world's counter took; made when it is first asked for."""
    known = Enquiry.objects.filter(counter=world.institution, matter="marriage").first()
    if known:
        return known
    enquiry = taken_for(world.institution)
    Enquiry.objects.filter(pk=enquiry.pk).update(counter=world.institution)
    enquiry.refresh_from_db()
    return enquiry


def a_print(world: World, enquiry: Enquiry) -> Certificate:
    """What the holder issued for it."""
    known = Certificate.objects.filter(case=enquiry.number, state="issued").first()
    return known or issued(world.opened, case=enquiry.number)


@example(pass_on_enquiry)
def _pass_on(world: World) -> Call:
    enquiry, to = taken_on(world.institution), Institution.objects.get(code="LT02")
    return lambda actor: pass_on_enquiry(actor=actor, enquiry=enquiry, to=to, why="该社档案在别处档案馆")


@example(hand_out_print)
def _hand_out(world: World) -> Call:
    enquiry = a_taken_case(world)
    certificate = a_print(world, enquiry)
    return lambda actor: hand_out_print(actor=actor, enquiry=enquiry, certificate=certificate)


LIMITS = CodeLimits(100, 1000, 5)


@example(check_document)
def _check_document(world: World) -> Call:
    enquiry = filed(world.institution).enquiry
    return lambda actor: check_document(actor=actor, enquiry=enquiry, document_kind="id_card", last4="5429")


@example(ask_identity_code, unasked=ANYBODY)
def _ask_identity_code(world: World) -> Call:
    enquiry, settings.NOTICE_SMS = filed(world.institution).enquiry, "console"
    return lambda actor: ask_identity_code(
        actor=actor, enquiry=enquiry, way="sms", agreed=True, sender="x", limits=LIMITS
    )


class AnyLogin:
    """A login that lets everybody through: the acts ask no server here."""

    code = "oidc"

    def begin(self, claim: Claim, keys: PersonKeys) -> Begun:
        return Begun({"salt": "x"}, dt.timedelta(minutes=15), "https://login.example/")

    def finish(self, claim: Claim, kept: Mapping[str, str], answer: Mapping[str, str], keys: PersonKeys) -> Proved:
        return Proved(passed=True, last4=claim.last4)


def _login_begun(actor: Actor, enquiry: Enquiry) -> str:
    return begin_login(actor=actor, enquiry=enquiry, provider=AnyLogin(), agreed=True, most=9, sender="x")


@example(begin_login, unasked=ANYBODY)
def _begin_login(world: World) -> Call:
    enquiry = filed(world.institution).enquiry
    return lambda actor: _login_begun(actor, enquiry)


@example(finish_login, unasked=ANYBODY)
def _finish_login(world: World) -> Call:
    enquiry = filed(world.institution).enquiry
    _login_begun(CLERK, enquiry)
    check = enquiry.identity_checks.get(provider="oidc")
    return lambda actor: finish_login(actor=actor, check=check, provider=AnyLogin(), answer={})


@example(give_identity_code, unasked=ANYBODY)
def _give_identity_code(world: World) -> Call:
    enquiry = filed(world.institution).enquiry
    return lambda actor: give_identity_code(actor=actor, enquiry=enquiry, code="000000", limits=LIMITS)


@example(send_identity_document, unasked=ANYBODY)
def _send_identity_document(world: World) -> Call:
    enquiry = filed(world.institution).enquiry
    return lambda actor: send_identity_document(
        actor=actor, enquiry=enquiry, document_kind="id_card", sent=Sent(PNG), agreed=True
    )


@example(review_identity_document)
def _review_identity_document(world: World) -> Call:
    enquiry = filed(world.institution).enquiry
    send_identity_document(actor=CLERK, enquiry=enquiry, document_kind="id_card", sent=Sent(PNG), agreed=True)
    return lambda actor: review_identity_document(actor=actor, enquiry=enquiry, verdict="accepted", last4="5429")


@example(rate_service, unasked=ANYBODY)
def _rate(world: World) -> Call:
    enquiry = deliver_enquiry(actor=CLERK, enquiry=found_case(world), way="counter", note="")
    return lambda actor: rate_service(actor=actor, enquiry=enquiry, stars=5, words="很快")


def delivered_online(world: World) -> tuple[Enquiry, Certificate]:
    enquiry = matter_case(world.institution)
    mean_records(actor=CLERK, enquiry=enquiry, records=[world.opened])
    find_matter(actor=CLERK, enquiry=enquiry)
    certificate = issued(world.opened, case=enquiry.number)
    return deliver_enquiry(actor=CLERK, enquiry=enquiry, way="online", note=""), certificate


@example(fetch_copy, unasked=ANYBODY)
def _fetch(world: World) -> Call:
    enquiry, certificate = delivered_online(world)
    return lambda actor: fetch_copy(actor=actor, enquiry=enquiry, certificate=certificate.ulid, most=5)


@example(choose_pages)
def _choose(world: World) -> Call:
    enquiry = linked(world.opened)
    return lambda actor: choose_pages(actor=actor, enquiry=enquiry, record=world.opened, pages=[1])


@example(mask_page)
def _mask(world: World) -> Call:
    enquiry, box = linked(world.opened), (0.1, 0.1, 0.2, 0.05)
    return lambda actor: mask_page(actor=actor, enquiry=enquiry, record=world.opened, page=1, boxes=[box], spans=[])


@example(certify_basket)
def _certify(world: World) -> Call:
    prepare_keys()
    enquiry = linked(world.opened)
    return lambda actor: certify_basket(actor=actor, enquiry=enquiry, order=order_of(enquiry))


@example(certify_nothing_found)
def _certify_nothing(world: World) -> Call:
    prepare_keys()
    enquiry = answer_not_found(actor=CLERK, enquiry=matter_case(world.institution), searched=Searched("程志远"))
    return lambda actor: certify_nothing_found(actor=actor, enquiry=enquiry, order=order_of(enquiry))
