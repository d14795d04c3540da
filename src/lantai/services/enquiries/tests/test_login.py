"""A government login: from the page of a case to a real server on this machine and back; every way it is refused."""

from __future__ import annotations

import html
import re
import time

import pytest
from django.test import Client
from django.urls import reverse

from lantai.base.accounts.tests.factories import InstitutionFactory
from lantai.base.audit.models import Event
from lantai.services.enquiries.identity.issuer import issuer_at
from lantai.services.enquiries.models import IdentityCheck
from lantai.services.enquiries.tests.factories import ID_NUMBER, filed, filed_matter
from lantai.services.enquiries.tests.test_own_page import opened, text_of
from tests.support.login_server import CLIENT, SECRET, login_server

pytestmark = pytest.mark.django_db
RETURN = "/enquiries/login/return"


@pytest.fixture(scope="module")
def running():
    with login_server() as server:
        yield server


@pytest.fixture
def login(running, settings):
    running.begin_anew()
    issuer_at.cache_clear()
    settings.OIDC = {
        "ISSUER": running.issuer, "CLIENT": CLIENT, "SECRET": SECRET, "SCOPES": "openid profile", "NAME_CLAIM": "name",
        "DOCUMENT_CLAIM": "id_number", "LEVELS": {},
    }  # fmt: skip
    return running


@pytest.fixture
def made(client):
    found = filed_matter(InstitutionFactory(), channel="letter")
    opened(client, found)
    return found


def begun(client, made) -> str:
    """The address the applicant is led to."""
    answer = client.post(reverse("enquiries:own_act", args=[made.enquiry.number, "identity_login"]), {"agreed": "on"})
    assert answer.status_code == 200, text_of(answer)
    return html.unescape(re.search(r'href="(http://127[^"]+)"', answer.content.decode())[1])


def level(made) -> str:
    made.enquiry.refresh_from_db()
    return made.enquiry.identity_level


def reasons() -> list[str]:
    told = Event.objects.filter(verb="enquiry:login:refuse").order_by("number")
    return [each.data["why"] for each in told]


def test_it_is_not_there_until_it_is_set_up(client, made):
    assert "identity_login" not in client.get(reverse("enquiries:own", args=[made.enquiry.number])).content.decode()
    address = reverse("enquiries:own_act", args=[made.enquiry.number, "identity_login"])
    assert (client.post(address, {"agreed": "on"}).status_code, client.get(RETURN).status_code) == (404, 404)


def test_a_login_proves_who_asks_and_nothing_else_of_it_is_kept(client, made, login):
    login.person |= {"name": " 柳文澜", "phone_number": "000-7654321"}
    onward = begun(client, made)
    check = made.enquiry.identity_checks.get()
    assert not any(str(kept) in onward for kept in check.kept.values())

    answer = client.get(RETURN, login.signed_in(onward))

    assert (answer.status_code, level(made)) == (302, "reviewed")
    check.refresh_from_db()
    assert (check.state, check.last4, check.kept, check.purpose) == ("passed", "5429", {}, "marriage")
    stored = str(list(IdentityCheck.objects.values())) + str(list(Event.objects.values_list("data", flat=True)))
    assert not any(secret in stored for secret in (ID_NUMBER, "000-7654321", "u1", "id_token"))
    page = text_of(client.get(answer["Location"]))
    assert "已通过登录核验您的身份" in page
    assert "已用政务服务平台登录核验身份" in page


WRONG = {
    "nonce": {"wrong": {"nonce": "another"}},
    "audience": {"wrong": {"aud": "another site"}},
    "issuer": {"wrong": {"iss": "https://elsewhere.example"}},
    "expired": {"wrong": {"exp": 1_000_000_000}},
    "other_person": {"person": {"name": "程志远", "id_number": ID_NUMBER}},
    "token": {"wrong": {"exp": "soon"}},
}


@pytest.mark.parametrize("why", WRONG)
def test_what_does_not_fit_is_refused_in_words_and_in_the_chain(client, made, login, why):
    for name, value in WRONG[why].items():
        setattr(login, name, value)
    answer = client.get(RETURN, login.signed_in(begun(client, made)))

    assert (answer.status_code, level(made), reasons()) == (403, "unproved", [why])
    assert "这次登录不能证明申请人身份" in text_of(answer)
    assert made.enquiry.number in text_of(answer), "the way back is there"


def test_a_foreign_key_and_a_key_both_know_sign_nothing(client, made, login):
    login.signs_with = login.foreign
    assert client.get(RETURN, login.signed_in(begun(client, made))).status_code == 403
    login.signs_with, login.algorithm = SECRET * 4, "HS256"
    assert client.get(RETURN, login.signed_in(begun(client, made))).status_code == 403
    login.signs_with, login.algorithm = None, "none"
    assert client.get(RETURN, login.signed_in(begun(client, made))).status_code == 403

    assert (reasons(), level(made)) == (["signature"] * 3, "unproved")


def test_a_login_is_good_once_for_its_case_and_browser(client, made, login):
    told = login.signed_in(begun(client, made))
    stranger, other = Client(), Client()
    opened(other, filed(made.enquiry.institution))
    assert [each.get(RETURN, told).status_code for each in (stranger, other)] == [403, 403]
    assert (login.asked.count("/token"), level(made)) == (0, "unproved")

    assert client.get(RETURN, told).status_code == 302
    again = client.get(RETURN, told)
    assert (again.status_code, login.asked.count("/token")) == (403, 1)
    assert "已经用过" in text_of(again)
    refused = Event.objects.filter(verb="sender:refuse", data__code="enquiries.login_refused")
    assert refused.count() == 1, "three refusals of one sender are a burst"


def test_a_later_login_ends_the_one_before_and_only_so_many_are_begun(client, made, login, settings):
    settings.IDENTITY_LOGINS = 2
    first = login.signed_in(begun(client, made))
    second = login.signed_in(begun(client, made))
    third = client.post(reverse("enquiries:own_act", args=[made.enquiry.number, "identity_login"]), {"agreed": "on"})

    assert client.get(RETURN, first).status_code == 403
    assert client.get(RETURN, second | {"code": first["code"]}).status_code == 403, "the code of the other login"
    assert client.get(RETURN, second).status_code == 403, "used up by that"
    assert (third.status_code, int(third["Retry-After"]) > 3000, reasons()) == (429, True, ["code"])


def test_mixed_up_broken_off_and_out_of_time(client, made, login):
    for changed, why in (({"iss": "https://elsewhere.example"}, "mixed_up"), ({"iss": ""}, "mixed_up"),
                         ({"error": "access_denied", "code": ""}, "declined")):  # fmt: skip
        assert client.get(RETURN, login.signed_in(begun(client, made)) | changed).status_code == 403
        assert reasons()[-1] == why
    told = login.signed_in(begun(client, made))
    made.enquiry.identity_checks.filter(state="waiting").update(expires_at="2026-01-01T00:00Z")
    assert client.get(RETURN, told).status_code == 403
    assert level(made) == "unproved"


def test_a_server_that_is_away_or_calls_itself_otherwise_is_told(client, made, login):
    address = reverse("enquiries:own_act", args=[made.enquiry.number, "identity_login"])
    login.is_down = True
    away = client.post(address, {"agreed": "on"})
    login.is_down, login.named = False, "https://elsewhere.example"
    another = client.post(address, {"agreed": "on"})

    assert (away.status_code, another.status_code, away["Retry-After"]) == (503, 503, "120")
    assert "暂时无法使用" in text_of(away)
    assert client.post(address).status_code == 400, "not without consent"
    assert not IdentityCheck.objects.exists()

    login.named = login.issuer
    told = login.signed_in(begun(client, made))
    login.is_down = True
    assert (client.get(RETURN, told).status_code, reasons()) == (403, ["unreachable"])


def test_levels_are_those_the_settings_name(client, made, login, settings):
    settings.OIDC = settings.OIDC | {"LEVELS": {"loa3": "seen"}}
    assert client.get(RETURN, login.signed_in(begun(client, made))).status_code == 403
    login.wrong = {"acr": "loa3", "auth_time": int(time.time())}
    assert client.get(RETURN, login.signed_in(begun(client, made))).status_code == 302

    assert (reasons(), level(made)) == (["level"], "seen")
