"""Messages: sent once, tried again, given up, forgotten; the text names nobody, and no address lies in the open."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR
from lantai.base.accounts.tests.factories import InstitutionFactory
from lantai.base.audit.models import Event
from lantai.base.common.data_files import BadDataFile
from lantai.services.notices.actions import (
    WAITS,
    NothingToSend,
    Recipient,
    forget_notices,
    post,
    retry_notice,
    send_notice,
)
from lantai.services.notices.channels.protocol import AddressRefused, ChannelUnavailable
from lantai.services.notices.models import Notice
from lantai.services.notices.receivers import give_out
from lantai.services.notices.tests.factories import EMAIL, KEPT, PHONE, KeptSms, a_notice
from lantai.services.notices.texts import FILE, KNOWN, LANGUAGES, filled, read_texts, texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def by_sms(settings):
    settings.NOTICE_MAIL, settings.NOTICE_SMS = False, KEPT
    KeptSms.sent, KeptSms.problem = [], None
    return KeptSms


def test_a_message_is_sent_once_and_its_address_is_gone(settings):
    settings.NOTICE_MAIL, settings.NOTICE_SMS = True, ""
    notice = a_notice(InstitutionFactory(name="云溪区档案馆"))
    assert (notice.channel, notice.shown) == ("email", "…@example.test")
    assert EMAIL.encode() not in bytes(notice.sealed)

    for _ in range(2):
        send_notice(actor=OPERATOR, notice=notice)

    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == ([EMAIL], "您的申请 LT01-LY2026-0001 已受理")
    assert "云溪区档案馆已受理" in letter.body
    assert (notice.state, bytes(notice.sealed), notice.tries) == ("sent", b"", 1)
    assert EMAIL not in str(list(Event.objects.values_list("data", flat=True)))


def test_what_cannot_be_sent_now_is_tried_again_and_given_up_in_the_end(by_sms):
    notice, now = a_notice(InstitutionFactory()), timezone.now()
    by_sms.problem = ChannelUnavailable("busy")
    for left in reversed(range(len(WAITS) + 1)):
        send_notice(actor=OPERATOR, notice=notice)
        assert (notice.state == "failed") == (not left)
        assert not left or notice.due_at > now
        Notice.objects.update(due_at=now)
    assert (notice.tries, notice.problem, give_out(now)) == (len(WAITS) + 1, "busy", 0)

    by_sms.problem = None
    again = retry_notice(actor=OPERATOR, notice=notice)
    assert (send_notice(actor=OPERATOR, notice=again).state, by_sms.sent[0].to) == ("sent", PHONE)
    with pytest.raises(NothingToSend):
        retry_notice(actor=OPERATOR, notice=again)


@pytest.mark.parametrize("problem", [AddressRefused("nobody"), RuntimeError(f"no such number {PHONE}")])
def test_no_provider_stops_the_worker_and_none_puts_an_address_on_record(by_sms, problem):
    notice, by_sms.problem = a_notice(InstitutionFactory()), problem

    send_notice(actor=OPERATOR, notice=notice)

    assert notice.state == ("failed" if isinstance(problem, AddressRefused) else "waiting")
    assert PHONE not in notice.problem + str(list(Event.objects.values_list("data", flat=True)))


def test_a_code_is_not_sent_when_it_is_of_no_use_any_more(by_sms):
    notice = a_notice(InstitutionFactory(), "code")
    Notice.objects.update(made_at=timezone.now() - dt.timedelta(hours=1))
    notice.refresh_from_db()

    assert send_notice(actor=OPERATOR, notice=notice).state == "failed"
    assert by_sms.sent == []
    with pytest.raises(NothingToSend):
        retry_notice(actor=OPERATOR, notice=notice)


def test_nobody_is_told_where_no_way_is_set_up_and_a_forgotten_case_is_told_no_more(by_sms, settings):
    notice = a_notice(InstitutionFactory())
    forget_notices(notice.case)
    notice.refresh_from_db()
    assert (bytes(notice.sealed), notice.shown, notice.state) == (b"", "", "failed")

    settings.NOTICE_SMS = ""
    to = Recipient(EMAIL, PHONE)
    assert post(institution=notice.institution, case="x", event="found", to=to, values={}) == ""


def test_texts_stand_for_nothing_of_a_person_or_a_record(tmp_path):
    values = {name: f"<{name}>" for name in KNOWN}
    for text in texts().values():
        for language in LANGUAGES:
            said = [filled(each[language], values) for each in (text.subject, text.text, text.short)]
            assert "<number>" in said[1]
            assert len(filled(text.short[language], {"number": "LT01-LY2026-0001", "day": "2026-12-01"})) <= 100
    bad = tmp_path / "texts.yaml"
    bad.write_text(FILE.read_text(encoding="utf-8").replace("{archive}已受理", "{name}已受理"), encoding="utf-8")
    with pytest.raises(BadDataFile):
        read_texts(bad)
