"""Signing in and out."""

from __future__ import annotations

import datetime as dt
from importlib import import_module

import pytest
import time_machine
from django.utils import timezone

from lantai.base.accounts.models import User
from lantai.base.audit.models import Event

pytestmark = pytest.mark.django_db
ADDRESS, WORD = "/sign-in", "made-up-word-1"


@pytest.fixture
def user():
    return User.objects.create_user("archivist", WORD, display_name="柳文澜")


def test_it_lets_in_and_goes_to_the_desk(client, user):
    answer = client.post(ADDRESS, {"username": "archivist", "password": WORD})

    assert answer.headers["Location"] == "/staff/"
    assert client.get("/staff/").status_code == 200


def test_it_keeps_passwords_by_scrypt(client, settings):
    settings.PASSWORD_HASHERS = import_module("lantai.config.settings").PASSWORD_HASHERS  # as shipped
    user = User.objects.create_user("archivist", WORD)

    assert user.password.startswith("scrypt$")
    assert client.post(ADDRESS, {"username": "archivist", "password": WORD}).headers["Location"] == "/staff/"


def test_it_bears_the_name_of_the_archive(client, settings):
    settings.SITE_NAME = "云溪区数字档案馆"

    text = client.get(ADDRESS).content.decode()

    assert text.count("云溪区数字档案馆") > 1
    assert "testserver" not in text


def test_it_goes_on_where_the_person_wanted_to(client, user):
    wanted = client.get("/staff/records?state=open").headers["Location"]
    answer = client.post(wanted, {"username": "archivist", "password": WORD, "next": "/staff/records?state=open"})

    assert wanted.startswith("/sign-in?next=")
    assert answer.headers["Location"] == "/staff/records?state=open"


@pytest.mark.parametrize(("name", "word"), [("archivist", "wrong"), ("nobody", WORD), ("archivist", "")])
def test_it_says_the_same_for_a_wrong_name_and_a_wrong_password(client, user, name, word):
    answer = client.post(ADDRESS, {"username": name, "password": word})

    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_it_does_not_lead_away(client, user):
    answer = client.post(ADDRESS, {"username": "archivist", "password": WORD, "next": "https://evil.example/"})

    assert answer.headers["Location"] == "/staff/"


def test_it_keeps_a_closed_account_out(client, user):
    User.objects.update(is_active=False)

    client.post(ADDRESS, {"username": "archivist", "password": WORD})

    assert "_auth_user_id" not in client.session


def test_it_signs_out_by_post_only(client, user):
    client.force_login(user)

    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out").status_code == 302
    assert client.get("/staff/").status_code == 302


def test_it_refuses_another_method(client):
    assert client.patch(ADDRESS).status_code == 405


def test_it_shows_a_person_without_roles_nothing_but_the_desk(client, user):
    client.force_login(user)

    assert client.get("/staff/").status_code == 200
    assert client.get("/staff/records").status_code == 403


def test_it_writes_every_sign_in_and_every_refusal_to_the_chain(client, user):
    client.post(ADDRESS, {"username": "archivist", "password": "wrong"})
    client.post(ADDRESS, {"username": "archivist", "password": WORD})

    told = list(Event.objects.values_list("verb", "subject_kind", "data"))
    assert told == [
        ("user:sign_in:refuse", "name", {"address": "127.0.0.1"}),
        ("user:sign_in", "user", {"address": "127.0.0.1"}),
    ]


def test_it_locks_a_name_out_after_too_many_wrong_tries(client, user, settings):
    settings.SIGN_IN_TRIES, settings.LOCK_MINUTES = 3, 5
    for _ in range(3):
        client.post(ADDRESS, {"username": "archivist", "password": "wrong"})

    closed = client.post(ADDRESS, {"username": "archivist", "password": WORD})
    assert (closed.status_code, closed["Retry-After"]) == (429, "300")
    assert "_auth_user_id" not in client.session
    assert Event.objects.filter(verb__startswith="user:").count() == 3

    with time_machine.travel(timezone.now() + dt.timedelta(minutes=5, seconds=1), tick=False):
        assert client.post(ADDRESS, {"username": "archivist", "password": WORD}).status_code == 302


def test_a_sender_that_tries_name_after_name_rests_as_well(client, user, settings):
    settings.SIGN_IN_TRIES, settings.LOCK_MINUTES = 1, 5
    tried = [client.post(ADDRESS, {"username": f"n{n}", "password": "wrong"}).status_code for n in range(6)]

    assert tried == [200] * 4 + [429] * 2
    assert client.post(ADDRESS, {"username": "archivist", "password": WORD}).status_code == 429
    assert Event.objects.filter(verb="sender:refuse").count() == 1
    elsewhere = client.post(ADDRESS, {"username": "archivist", "password": WORD}, REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 302


def test_after_a_form_was_sent_by_a_stranger_signing_in_leads_to_where_the_form_was(client, user):
    from_page = client.post("/staff/notices/" + "0" * 26 + "/retry", HTTP_REFERER="http://testserver/staff/notices")
    from_afar = client.post("/staff/notices/" + "0" * 26 + "/retry", HTTP_REFERER="https://evil.example/")

    assert from_page["Location"].endswith("next=http%3A//testserver/staff/notices")
    assert from_afar["Location"].endswith("next=/staff/")


def test_behind_a_trusted_proxy_the_audit_names_the_reader(client, settings):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    client.post("/sign-in", {"username": "nobody", "password": "x"}, HTTP_X_FORWARDED_FOR="203.0.113.77")

    assert Event.objects.latest("pk").data["address"] == "203.0.113.77"
