"""A terminal: what one person did is not there for the next, whoever forgets to say goodbye."""

from __future__ import annotations

import time

import pytest

from lantai.front.portal.kiosk import MODE
from lantai.services.enquiries.models import Enquiry
from lantai.services.enquiries.tests.factories import filed

pytestmark = pytest.mark.django_db


@pytest.fixture
def terminal(client):
    answer = client.post("/kiosk", {"act": "begin"})
    assert answer.url == "/kiosk"
    return client


def text_of(answer):
    return answer.content.decode()


def opened(terminal):
    made = filed()
    assert terminal.post("/enquiries", {"number": made.enquiry.number, "code": made.code}).status_code == 302
    assert "下乡插队" in text_of(terminal.get(f"/enquiries/{made.enquiry.number}"))
    return made


def left_alone(terminal):
    session = terminal.session
    session[MODE] = time.time() - 1000
    session.save()


def test_the_same_pages_come_in_large_type_with_few_choices_and_are_kept_nowhere(terminal):
    for address in ("/kiosk", "/services", "/enquiries", "/appointments", "/verify"):
        answer = terminal.get(address)
        assert 'class="large"' in text_of(answer)
        assert "data-kiosk=" in text_of(answer)
        assert "no-store" in answer["Cache-Control"]
        assert "portal/kiosk" in text_of(answer)
        assert 'class="foot"' not in text_of(answer)


def test_who_says_goodbye_leaves_nothing(terminal):
    made, before = opened(terminal), terminal.session.session_key

    answer = terminal.post("/kiosk/reset")

    assert (answer.url, answer["Clear-Site-Data"]) == ("/kiosk", '"cache"')
    assert terminal.session.session_key != before
    assert "下乡插队" not in text_of(terminal.get(f"/enquiries/{made.enquiry.number}"))
    assert 'class="large"' in text_of(terminal.get("/kiosk"))


def test_who_just_walks_away_leaves_nothing_and_what_comes_late_is_not_done(terminal):
    made = opened(terminal)
    left_alone(terminal)

    late = terminal.post(f"/enquiries/{made.enquiry.number}/acts/withdraw")

    assert late.url == "/kiosk"
    assert Enquiry.objects.get().state == "filed"
    assert "下乡插队" not in text_of(terminal.get(f"/enquiries/{made.enquiry.number}"))


def test_nobody_works_from_a_terminal_and_a_link_wipes_nothing_elsewhere(client, world):
    client.force_login(world.people["archivist"])
    assert client.get("/kiosk/reset").url == "/kiosk"
    assert client.get("/staff/enquiries").status_code == 200
    client.post("/kiosk", {"act": "begin"})
    assert client.get("/staff/enquiries").url == "/kiosk"
    client.post("/kiosk", {"act": "leave"})
    assert 'class="large"' not in text_of(client.get("/"))
