"""The unit's pages and the desk's: each sees its own, refusals come back in words, many rows cost what few do."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from lantai.base.accounts.access import Role
from lantai.base.accounts.tests.factories import outsider, person
from lantai.base.audit.models import Event
from lantai.holdings.catalogue.tests.factories import FondsFactory
from lantai.holdings.transfers import actions
from lantai.holdings.transfers.models import Agreement, Reminder, Transfer
from lantai.holdings.transfers.receivers import look_after
from lantai.holdings.transfers.states import State
from lantai.holdings.transfers.tests.factories import (
    DECLARED,
    AgreementFactory,
    TransferFactory,
    UnitFactory,
    counted,
    with_files,
)

pytestmark = pytest.mark.django_db
QUEUE, LIST = "/staff/transfers", "/handover/"


def signed_in(user) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.fixture
def unit(home):
    return UnitFactory()


@pytest.fixture
def officer(unit):
    return signed_in(person(Role.UNIT_OFFICER, unit))


@pytest.fixture
def desk(unit):
    return signed_in(person(Role.ARCHIVIST))


@pytest.fixture
def submitted(unit):
    return with_files(TransferFactory(unit=unit, state=State.SUBMITTED, numbered=True, due_on=dt.date(2026, 11, 1)))


def at(name, transfer, *more):
    return reverse(f"transfers:{name}", args=[transfer.ulid, *more])


def test_a_unit_goes_from_an_agreement_to_a_submission(officer, unit):
    agreement = AgreementFactory(unit=unit, state=Agreement.State.PROPOSED)

    officer.post(f"/handover/agreements/{agreement.ulid}/agree")
    begun = officer.post("/handover/new", {"unit": unit.pk, "agreement": agreement.pk, "title": "二〇一九年移交"})
    transfer = Transfer.objects.get()
    checks = {f"check_{key}": text for key, text in DECLARED["sender_checks"].items()}
    plain = {name: value for name, value in DECLARED.items() if name != "sender_checks"}
    declared = officer.post(at("declare", transfer), {"title": "移交", "way": "online", **plain, **checks})
    with_files(transfer)
    officer.post(at("unit_act", transfer, "submit"))

    transfer.refresh_from_db()
    assert begun.headers["Location"] == at("declare", transfer)
    assert declared.headers["Location"] == at("files", transfer)
    assert (transfer.state, transfer.sequence, transfer.fonds) == (State.SUBMITTED, 1, agreement.fonds)


def test_a_unit_begins_only_for_itself_and_its_own_fonds(officer, unit):
    other, fonds = UnitFactory(code="U002", name="云溪区民政局"), FondsFactory()
    theirs = AgreementFactory(unit=other)

    for given in ({"unit": other.pk, "fonds": fonds.pk}, {"unit": unit.pk, "agreement": theirs.pk}, {"unit": unit.pk}):
        assert officer.post("/handover/new", {**given, "title": "x"}).status_code == 400
    assert not Transfer.objects.exists()
    assert officer.post(f"/handover/agreements/{theirs.ulid}/agree").status_code == 404


def test_a_unit_sees_only_its_own(officer, unit, submitted):
    other = TransferFactory(unit=UnitFactory(code="U002", name="云溪区民政局"), title="民政局移交")

    page = officer.get(LIST).content.decode()

    assert submitted.title in page
    assert other.title not in page
    assert officer.get(at("handover", other)).status_code == 404
    assert officer.get(at("unit_paper", other, "register", "json")).status_code == 404
    assert officer.post(at("unit_act", other, "withdraw"), {"reason": "x"}).status_code == 404


def test_the_desk_sees_no_drafts_and_nothing_of_another_archive(desk, unit, submitted):
    draft = TransferFactory(unit=unit, title="尚未提交")
    elsewhere = signed_in(outsider())

    assert [each.pk for each in desk.get(QUEUE).context["page"].sheet] == [submitted.pk]
    assert desk.get(at("transfer", draft)).status_code == 404
    assert elsewhere.get(at("transfer", submitted)).status_code == 404
    assert not elsewhere.get(QUEUE).context["page"].sheet.paginator.count


def test_what_is_lacking_is_said_before_it_is_tried_and_after(officer, unit):
    draft = TransferFactory(unit=unit, openings="")

    page = officer.get(at("handover", draft)).content.decode()
    tried = officer.post(at("unit_act", draft, "submit"), follow=True).content.decode()

    assert "到期开放意见" in page
    assert "还没有上传文件" in page
    assert "到期开放意见" in tried
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_the_desk_counts_by_a_worker_and_returns_with_a_list(desk, officer, submitted):
    desk.post(at("desk_act", submitted, "count"))
    submitted.refresh_from_db()
    shown = desk.get(at("transfer", submitted), headers={"hx-request": "true"})
    actions.count_handover(actor=_actor(desk), transfer=submitted)
    submitted.job.state = "done"
    submitted.job.save()
    refused = desk.post(at("desk_act", submitted, "return"), {"reason": " "}, follow=True)
    desk.post(at("desk_act", submitted, "return"), {"reason": "目录缺页"})

    submitted.refresh_from_db()
    page = officer.get(at("handover", submitted)).content.decode()
    assert 'hx-trigger="every 1s"' in shown.content.decode()
    assert "请写明理由" in refused.content.decode()
    assert submitted.state == State.RETURNED
    assert "目录缺页" in page
    assert "重新整理" in page


def _actor(browser):
    from lantai.base.accounts.access import actor_of
    from lantai.base.accounts.models import User

    return actor_of(User.objects.get(pk=browser.session["_auth_user_id"]))


@pytest.mark.parametrize("act", ["submit", "sign_as_sender", "nothing", "begin"])
def test_the_desk_has_no_acts_of_the_unit(desk, submitted, act):
    assert desk.post(at("desk_act", submitted, act)).status_code == 404


def test_every_page_of_every_state_is_shown_to_both(officer, desk, unit):
    for state in State:
        transfer = with_files(TransferFactory(unit=unit, state=state, numbered=True, receiver_checks={"round": 1}))
        transfer.counted = counted(transfer)
        transfer.save()

        assert officer.get(at("handover", transfer)).status_code == 200, state
        assert desk.get(at("transfer", transfer)).status_code == 200, state


def test_many_cost_what_few_do(officer, desk, unit, submitted, django_assert_max_num_queries):
    TransferFactory.create_batch(40, unit=unit, state=State.SUBMITTED, numbered=True)
    for number in range(40):
        submitted.problems.create(round=1, row=number + 1, code="YJ-1-1", message="x")

    for browser, address, most in (
        (desk, QUEUE, 12),
        (officer, LIST, 13),
        (desk, at("transfer", submitted), 26),
        (officer, at("handover", submitted), 26),
    ):
        with django_assert_max_num_queries(most):
            browser.get(address)


def test_lists_are_narrowed_and_bad_narrowing_is_no_error(desk, submitted):
    TransferFactory(unit=submitted.unit, state=State.STORED, numbered=True, title="另一批")

    assert desk.get(QUEUE, {"state": "stored"}).context["page"].sheet.paginator.count == 1
    assert desk.get(QUEUE, {"overdue": "on"}).context["page"].sheet.paginator.count == 1
    assert desk.get(QUEUE, {"words": "另一批"}).context["page"].sheet.paginator.count == 1
    assert desk.get(QUEUE, {"state": "x", "page": "x"}).status_code == 400


def test_the_desk_proposes_and_ends_an_agreement(desk, unit):
    fonds = FondsFactory()
    given = {"unit": unit.pk, "fonds": fonds.pk, "number": "协议1号", "ways": "both", "due_on": "2026-12-31"}

    desk.post("/staff/transfers/agreements", given)
    again = desk.post("/staff/transfers/agreements", given)
    agreement = Agreement.objects.get()
    desk.post(f"/staff/transfers/agreements/{agreement.ulid}/end")

    agreement.refresh_from_db()
    assert again.status_code == 400
    assert agreement.state == Agreement.State.ENDED


def test_reminders_are_made_once_and_put_aside_by_whose_turn_it_is(officer, desk, submitted):
    today = dt.date(2026, 11, 29)
    accepted = TransferFactory(unit=submitted.unit, state=State.ACCEPTED, numbered=True, due_on=dt.date(2026, 12, 1))

    made = [actions.make_reminders(today=today), actions.make_reminders(today=today)]
    officer.post(at("unit_act", submitted, "seen"))
    desk.post(at("desk_act", submitted, "seen"))
    officer.post(at("unit_act", accepted, "seen"))

    assert made == [2, 0]
    assert set(Reminder.objects.values_list("kind", "seen_by")) == {
        ("overdue", _actor(desk).label),
        ("soon", _actor(officer).label),
    }
    assert Event.objects.filter(verb="handover:reminder:seen").count() == 2


def test_a_living_worker_looks_after_deadlines_once_an_hour(submitted):
    look_after(None)
    Reminder.objects.all().delete()
    look_after(None)

    assert not Reminder.objects.exists()
