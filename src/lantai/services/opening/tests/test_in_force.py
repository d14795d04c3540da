"""From the unit's opinion to the notice: letters, summing up, approval, consent to delays, withdrawal."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR, Actor, NotAllowed, Right, Role, actor_of
from lantai.base.accounts.models import Institution
from lantai.base.audit.models import Event
from lantai.holdings.authority.actions import Link, NameSaid, enter_authority, succeed
from lantai.holdings.transfers.tests.factories import AgreementFactory
from lantai.services.opening.actions import (
    Answer,
    ConsentMissing,
    DecisionUnfit,
    GateIsShut,
    LetterHasMovedOn,
    NobodyToAsk,
    NothingAgreed,
    NotOpened,
    NotYetOverdue,
    NotYourOffice,
    SecrecyStands,
    answer_consent,
    answer_letter,
    approve_batch,
    ask_consent,
    decide,
    decide_alone,
    name_people,
    put_delays_in_force,
    record_overdue,
    send_letter,
    sum_up,
    withdraw_record,
)
from lantai.services.opening.models import Consultation, Decision, InForce, Notice
from lantai.services.opening.tests.batches import actor_in, at_approval, at_consultation, later, somebody, step
from lantai.services.opening.units import successor_name


def soon():
    return timezone.localdate() + dt.timedelta(days=30)


def letter_of(batch):
    return Consultation.objects.select_related("batch__institution", "fonds", "unit").get(batch=batch)


def state_of(item):
    item.record.refresh_from_db()
    return item.record.opening_state


@pytest.fixture
def unit(db):
    return Institution.objects.create(code="LT50", name="云溪区人民政府办公室", kind="unit")


def unit_actor(unit):
    return Actor("单位经办", "unit_officer", None, {unit.code: frozenset({Right.HAND_OVER})})


def test_the_unit_is_asked_its_answer_enters_and_disagreement_needs_a_reason(fonds, unit):
    fonds.unit = unit.name
    fonds.save()
    batch = at_consultation(fonds, count=3, sample_percent=0)
    letter, planner = letter_of(batch), actor_in(batch, "planner")
    assert (letter.asked, letter.unit) == (unit.name, unit)

    with pytest.raises(GateIsShut):
        step(batch, "pass_on", "planner")
    send_letter(actor=planner, consultation=letter, number="云档函〔2026〕1号", due_on=soon())
    with pytest.raises(NotYetOverdue):
        record_overdue(actor=planner, consultation=letter)
    stranger = Actor("别处", "unit_officer", None, {"LT51": frozenset({Right.HAND_OVER})})
    with pytest.raises(NotAllowed):
        answer_letter(actor=stranger, consultation=letter, answers=[])
    with pytest.raises(DecisionUnfit):
        answer_letter(actor=unit_actor(unit), consultation=letter, answers=[Answer(99, "open")])
    said = [Answer(1, "open"), Answer(2, "delayed", ("R2",), "涉及边界")]
    assert answer_letter(actor=unit_actor(unit), consultation=letter, answers=said) == 2

    step(batch, "pass_on", "planner")
    assert sum_up(actor=planner, batch=batch) == 2
    with pytest.raises(NothingAgreed):
        sum_up(actor=planner, batch=batch)
    left = batch.items.select_related("record", "batch__institution").get(position=2)
    with pytest.raises(DecisionUnfit):
        decide(actor=planner, item=left, value="open")
    decide(actor=planner, item=left, value="open", note="边界早已勘定公布，不采纳")
    step(batch, "pass_on", "planner")
    assert batch.state == "approval"


def test_silence_is_recorded_and_is_no_consent(fonds, unit):
    fonds.unit = unit.name
    fonds.save()
    batch = at_consultation(fonds, count=1, sample_percent=0)
    letter, planner = letter_of(batch), actor_in(batch, "planner")
    send_letter(actor=planner, consultation=letter, number="1", due_on=soon())
    Consultation.objects.filter(pk=letter.pk).update(due_on=timezone.localdate() - dt.timedelta(days=1))
    letter = letter_of(batch)

    record_overdue(actor=planner, consultation=letter)

    assert letter_of(batch).state == "overdue"
    assert batch.items.get().unit_value == ""
    assert Event.objects.last().verb == "review_batch:overdue"
    with pytest.raises(LetterHasMovedOn):
        decide_alone(actor=planner, consultation=letter, reason="x")
    assert step(batch, "pass_on", "planner").state == "summing_up"


def test_where_nobody_is_left_the_archive_decides_alone_with_a_reason(fonds):
    fonds.unit = ""
    fonds.save()
    batch = at_consultation(fonds, count=1, sample_percent=0)
    letter, planner = letter_of(batch), actor_in(batch, "planner")

    with pytest.raises(NobodyToAsk):
        send_letter(actor=planner, consultation=letter, number="1", due_on=soon())
    decide_alone(actor=planner, consultation=letter, reason="立档单位已撤销，无承继单位")

    assert letter_of(batch).alone_reason == "立档单位已撤销，无承继单位"


def test_the_successor_by_date_is_asked(fonds):
    old, new = (
        enter_authority(actor=OPERATOR, institution=fonds.institution, kind="body", name=NameSaid(name))
        for name in ("云溪县水利电力局", "云溪区水利局")
    )
    succeed(actor=OPERATOR, authority=old, link=Link(new, year=1984), version=old.version)

    assert successor_name("云溪县水利电力局", 2026) == "云溪区水利局"
    assert successor_name("云溪县水利电力局", 1980) == "云溪县水利电力局"
    assert successor_name("无人知晓的单位", 2026) == "无人知晓的单位"


def test_what_is_approved_is_opened_with_its_notice_at_once(fonds):
    batch = at_approval(fonds, count=3)
    last = batch.items.select_related("record", "batch__institution").get(position=3)
    decide(actor=actor_in(batch, "approver"), item=last, value="controlled", reasons=["R2"])

    notice = approve_batch(actor=actor_in(batch, "approver"), batch=batch, text="馆务会2026年第3次会议同意")

    assert [state_of(item) for item in batch.items.order_by("position")] == ["open", "open", "restricted"]
    assert (notice.records_count, notice.lines.count()) == (2, 2)
    assert batch.state == "published"
    assert InForce.objects.count() == 3
    assert not batch.items.filter(is_open=True).exists()
    assert step(batch, "close", "planner").state == "closed"


def test_a_delay_waits_for_the_authority(fonds):
    batch = at_approval(fonds, "delayed", count=2)
    approver, planner = actor_in(batch, "approver"), actor_in(batch, "planner")

    assert approve_batch(actor=approver, batch=batch, text="同意") is None
    assert batch.state == "awaiting_consent"
    assert {state_of(item) for item in batch.items.all()} == {"unreviewed"}
    with pytest.raises(ConsentMissing):
        put_delays_in_force(actor=approver, batch=batch)
    bureau = Institution.objects.create(code="LT90", name="云溪区档案局", kind="authority")
    consent = ask_consent(actor=planner, batch=batch, number="云档〔2026〕9号", authority=bureau)
    elsewhere = Actor("x", "", None, {"LT91": frozenset({Right.CONSENT_TO_DELAY})})
    with pytest.raises(NotAllowed):
        answer_consent(actor=elsewhere, consent=consent, granted=True, number="1", replied_on=timezone.localdate())
    officer = Actor("局经办", "authority_officer", None, {"LT90": frozenset({Right.CONSENT_TO_DELAY})})
    today = timezone.localdate()
    with pytest.raises(DecisionUnfit):
        answer_consent(actor=officer, consent=consent, granted=True, number="5", replied_on=today + dt.timedelta(1))
    answer_consent(actor=officer, consent=consent, granted=True, number="云档局〔2026〕5号", replied_on=today)
    other = somebody("another-approver", "审定人 陆", Role.OPENING_APPROVER, fonds.institution)
    with pytest.raises(NotYourOffice):
        put_delays_in_force(actor=actor_of(other), batch=batch)
    name_people(actor=planner, batch=batch, people={"approver": other})
    with pytest.raises(NotYourOffice):
        put_delays_in_force(actor=approver, batch=batch)
    approver = actor_of(other)
    assert put_delays_in_force(actor=approver, batch=batch) == 2

    assert {state_of(item) for item in batch.items.all()} == {"deferred"}
    assert {each.review_on for each in InForce.objects.all()} == {later()}
    assert not Notice.objects.exists()


def test_a_refused_delay_goes_back_to_the_summing_up(fonds):
    batch = at_approval(fonds, "delayed", count=1)
    approve_batch(actor=actor_in(batch, "approver"), batch=batch, text="同意")
    planner = actor_in(batch, "planner")
    consent = ask_consent(actor=planner, batch=batch, number="9", name="云溪区档案局")

    answer_consent(actor=planner, consent=consent, granted=False, number="5", replied_on=timezone.localdate())

    batch.refresh_from_db()
    assert batch.state == "summing_up"
    assert batch.items.get().summary_value == ""
    decide(
        actor=planner,
        item=batch.items.select_related("record", "batch__institution").get(),
        value="open",
        note="按批复开放",
    )
    step(batch, "pass_on", "planner")
    assert approve_batch(actor=actor_in(batch, "approver"), batch=batch, text="同意").records_count == 1


def test_nothing_opens_what_has_become_secret_or_bound_meanwhile(fonds):
    batch = at_approval(fonds, count=2)
    record = batch.items.first().record
    record.secrecy = "绝密"
    record.save()

    with pytest.raises(SecrecyStands):
        approve_batch(actor=actor_in(batch, "approver"), batch=batch, text="同意")

    assert {state_of(item) for item in batch.items.all()} == {"unreviewed"}
    assert not Notice.objects.exists()
    assert not Decision.objects.filter(stage="final").exists()


def test_an_opened_record_is_closed_again_at_once(fonds):
    batch = at_approval(fonds, count=2)
    approver = actor_in(batch, "approver")
    approve_batch(actor=approver, batch=batch, text="同意")
    record = batch.items.select_related("record__fonds__institution").get(position=1).record

    made = withdraw_record(actor=approver, record=record, reasons=["R3a"], reason="涉及举报人", approver="馆长 海")

    assert record.opening_state == "restricted"
    assert (made.approver, made.reasons) == ("馆长 海", ["R3a"])
    with pytest.raises(NotOpened):
        withdraw_record(actor=approver, record=record, reasons=["R3a"], reason="x", approver="y")
    with pytest.raises(NotAllowed):
        withdraw_record(actor=actor_in(batch, "planner"), record=record, reasons=["R3a"], reason="x", approver="y")


def portal_of(unit):
    return [letter.pk for letter in Consultation.objects.of_units(unit_actor(unit))]


def test_the_letter_reaches_the_portal_of_the_successor_and_of_nobody_else(fonds, unit):
    old, new = (
        enter_authority(actor=OPERATOR, institution=fonds.institution, kind="body", name=NameSaid(name))
        for name in (unit.name, "云溪区行政服务局")
    )
    succeed(actor=OPERATOR, authority=old, link=Link(new, year=1984), version=old.version)
    heir = Institution.objects.create(code="LT51", name="云溪区行政服务局", kind="unit")
    fonds.unit = unit.name
    fonds.save()
    batch = at_consultation(fonds, count=1, sample_percent=0)
    letter = letter_of(batch)
    assert (letter.forming, letter.asked, letter.unit) == (unit.name, heir.name, heir)

    send_letter(actor=actor_in(batch, "planner"), consultation=letter, number="1", due_on=soon())

    assert (portal_of(heir), portal_of(unit)) == ([letter.pk], [])


@pytest.mark.parametrize("has_accounts", [True, False])
def test_where_another_is_named_the_letter_goes_to_that_one_alone(fonds, unit, has_accounts):
    fonds.unit = unit.name
    fonds.save()
    meant = Institution.objects.create(
        code="LT52", name="云溪区政务服务中心", kind="unit" if has_accounts else "archive"
    )
    batch = at_consultation(fonds, count=1, sample_percent=0)

    send_letter(
        actor=actor_in(batch, "planner"), consultation=letter_of(batch), number="1", due_on=soon(), asked=meant.name
    )

    letter = letter_of(batch)
    assert (letter.asked, letter.unit) == (meant.name, meant if has_accounts else None)
    assert (portal_of(unit), portal_of(meant)) == ([], [letter.pk] if has_accounts else [])
    if not has_accounts:
        with pytest.raises(NotAllowed):
            answer_letter(actor=unit_actor(unit), consultation=letter, answers=[])


@pytest.mark.parametrize(("forming", "is_asked"), [("云溪县水利电力局", False), ("", True)])
def test_who_handed_a_fonds_over_is_not_asked_in_the_place_of_the_body_that_is_named(fonds, unit, forming, is_asked):
    AgreementFactory(fonds=fonds, unit=unit, state="agreed")
    fonds.unit = forming
    fonds.save()

    letter = letter_of(at_consultation(fonds, count=1, sample_percent=0))

    assert (letter.asked, letter.unit) == ((unit.name, unit) if is_asked else (forming, None))
