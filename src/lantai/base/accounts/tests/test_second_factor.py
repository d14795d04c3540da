"""The second factor: the RFC's own codes, two steps at the door, codes used once, secrets a database alone hides."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR, NotAllowed, Role, actor_of
from lantai.base.accounts.actions import (
    CodeWrong,
    FactorIsEnrolled,
    FactorMissing,
    NotOneself,
    PasswordWrong,
    add_user,
    enrol_second_factor,
    grant_role,
    renew_recovery_codes,
    reset_second_factor,
    take_code,
)
from lantai.base.accounts.models import RecoveryCode, SecondFactor, User
from lantai.base.accounts.sealing import FactorSealBroken
from lantai.base.accounts.tests.acts import code_now, enrolled
from lantai.base.accounts.tests.factories import InstitutionFactory, person
from lantai.base.accounts.totp import code_at, new_secret, step_at, step_of
from lantai.base.audit.models import Event

WORD = "correct-horse-1"
VECTORS = {
    59: ("94287082", "46119246", "90693936"),
    1111111109: ("07081804", "68084774", "25091201"),
    1111111111: ("14050471", "67062674", "99943326"),
    1234567890: ("89005924", "91819424", "93441116"),
    2000000000: ("69279037", "90698825", "38618901"),
    20000000000: ("65353130", "77737706", "47863826"),
}
"""RFC 6238 appendix B: seconds, and the codes by SHA-1, SHA-256 and SHA-512."""


@pytest.mark.parametrize("seconds", VECTORS)
def test_it_gives_the_codes_of_the_rfc(seconds):
    step, seed = step_at(seconds), b"1234567890" * 7
    made = [code_at(seed[:n], step, digits=8, digest=by) for n, by in ((20, "sha1"), (32, "sha256"), (64, "sha512"))]

    assert made == list(VECTORS[seconds])


def test_a_clock_may_be_wrong_by_one_step_and_a_used_step_is_gone():
    key, secret = b"1" * 20, "GEYTCMJRGEYTCMJRGEYTCMJRGEYTCMJR"
    said = {by: code_at(key, 1000 + by) for by in range(-2, 3)}

    assert [step_of(secret, said[by], now=30_000) for by in range(-2, 3)] == [None, 999, 1000, 1001, None]
    assert step_of(secret, said[0], now=30_000, after=999) == 1000
    assert step_of(secret, said[0], now=30_000, after=1000) is None
    assert step_of(secret, "", now=30_000) is None


@pytest.fixture(autouse=True)
def quick(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def user(db):
    made = add_user(actor=OPERATOR, username="he", password=WORD)
    grant_role(actor=OPERATOR, user=made, institution=InstitutionFactory(), role=Role.SECURITY_OFFICER)
    return made


def signed_in_halfway(client: Client) -> None:
    answer = client.post("/sign-in", {"username": "he", "password": WORD, "next": "/staff/accounts"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in/code")
    assert "_auth_user_id" not in client.session


def test_the_password_alone_opens_nothing(client, user):
    secret = enrolled(user, password=WORD)
    signed_in_halfway(client)
    assert client.get("/staff/account").headers["Location"].startswith("/sign-in")
    page = client.get("/sign-in/code")
    assert (page.status_code, "no-store" in page.headers["Cache-Control"]) == (200, True)

    assert client.post("/sign-in/code", {"said": ""}).status_code == 400
    answer = client.post("/sign-in/code", {"said": code_now(secret, later=1)})
    assert answer.headers["Location"] == "/staff/accounts"
    assert client.get("/staff/accounts").status_code == 200
    assert client.get("/sign-in/code").headers["Location"] == "/sign-in"
    assert Event.objects.last().data == {"address": "127.0.0.1", "factor": "code"}


def test_the_second_step_must_be_taken_soon_and_by_the_same_account(client, user):
    secret = enrolled(user, password=WORD)
    signed_in_halfway(client)
    reset_second_factor(actor=OPERATOR, user=user)
    assert client.post("/sign-in/code", {"said": code_now(secret)}).headers["Location"] == "/sign-in"

    with time_machine.travel(timezone.now(), tick=False) as clock:
        secret = enrolled(user, password=WORD)
        signed_in_halfway(client)
        clock.shift(301)
        assert client.post("/sign-in/code", {"said": code_now(secret)}).headers["Location"] == "/sign-in"


def test_a_code_opens_once(user):
    secret = enrolled(user, password=WORD)
    with pytest.raises(CodeWrong):
        take_code(user=user, said=code_now(secret))  # the one that enrolled
    said = code_now(secret, later=1)
    assert take_code(user=user, said=f"{said[:3]} {said[3:]}") == "code"
    with pytest.raises(CodeWrong):
        take_code(user=user, said=said)


def test_a_recovery_code_opens_once_and_new_ones_end_the_old(user):
    secret = new_secret()
    said = code_now(secret)
    codes = enrol_second_factor(actor=actor_of(user), user=user, password=WORD, secret=secret, said=said)
    assert (len(set(codes)), len(codes[0])) == (10, 14)

    assert take_code(user=user, said=codes[0].upper()) == "recovery"
    with pytest.raises(CodeWrong):
        take_code(user=user, said=codes[0])
    with pytest.raises(CodeWrong):
        renew_recovery_codes(actor=actor_of(user), user=user, said=codes[1])
    renewed = renew_recovery_codes(actor=actor_of(user), user=user, said=code_now(secret, later=1))
    with pytest.raises(CodeWrong):
        take_code(user=user, said=codes[2])
    assert take_code(user=user, said=renewed[2]) == "recovery"
    assert RecoveryCode.objects.filter(user=user).count() == 9


def test_wrong_codes_count_as_wrong_passwords_do(client, user, settings):
    settings.SIGN_IN_TRIES = 2
    secret = enrolled(user, password=WORD)
    signed_in_halfway(client)
    for _ in range(2):
        assert client.post("/sign-in/code", {"said": "000000x"}).status_code == 400

    assert client.post("/sign-in/code", {"said": code_now(secret, later=1)}).status_code == 429
    assert "_auth_user_id" not in client.session
    assert Event.objects.filter(verb="user:sign_in:refuse").last().data["step"] == "code"
    assert Event.objects.filter(verb="user:sign_in:refuse").count() == 2


def test_nothing_of_it_can_be_read_from_the_database_alone(user, settings):
    secret = enrolled(user, password=WORD)
    kept = str([*SecondFactor.objects.values(), *RecoveryCode.objects.values(), *Event.objects.values()])
    assert secret not in kept

    another = add_user(actor=OPERATOR, username="tian", password=WORD)
    SecondFactor.objects.update(user=another)
    with pytest.raises(FactorSealBroken):
        take_code(user=another, said=code_now(secret, later=1))
    SecondFactor.objects.update(user=user)
    settings.PERSON_KEY = "another"
    with pytest.raises(FactorSealBroken):
        take_code(user=user, said=code_now(secret, later=1))


def test_it_is_reset_by_another_alone_and_sessions_end(user):
    archive = InstitutionFactory()
    other, system = person(Role.SECURITY_OFFICER, archive), person(Role.SYSTEM_ADMINISTRATOR, archive)
    enrolled(user, password=WORD)
    open_session = Client()
    open_session.force_login(user)
    with pytest.raises(NotOneself):
        reset_second_factor(actor=actor_of(user), user=user)
    with pytest.raises(NotAllowed):
        reset_second_factor(actor=actor_of(system), user=user)

    client = Client()
    client.force_login(other)
    assert client.post(f"/staff/accounts/{user.ulid}/second-factor").status_code == 302
    assert not SecondFactor.objects.exists()
    assert open_session.get("/staff/accounts").headers["Location"].startswith("/sign-in")
    with pytest.raises(FactorMissing):
        reset_second_factor(actor=OPERATOR, user=User.objects.get(pk=user.pk))


def test_a_role_that_asks_for_it_opens_nothing_before(client, user, settings):
    settings.SECOND_FACTOR_ROLES = ["security_officer"]
    client.force_login(user)
    assert client.get("/staff/accounts").headers["Location"] == "/staff/account/second-factor"
    page = client.get("/staff/account/second-factor")
    secret = re.search(r"secret=([A-Z2-7]{32})", page.content.decode())[1]
    assert secret not in str(client.session.items())

    given = {"password": WORD, "said": code_now(secret)}
    assert client.post("/staff/account/second-factor", given | {"password": "wrong"}).status_code == 400
    assert client.post("/staff/account/second-factor", given | {"said": "1"}).status_code == 400
    done = client.post("/staff/account/second-factor", given)
    assert len(re.findall(r"<code>[a-z2-9]{4}(?:-[a-z2-9]{4}){2}</code>", done.content.decode())) == 10
    assert client.get("/staff/accounts").status_code == 200

    page = client.get("/staff/account/second-factor")
    assert secret not in page.content.decode()
    assert client.post("/staff/account/second-factor", {"said": code_now(secret, later=1)}).status_code == 200

    archivist = person(Role.ARCHIVIST)
    client.force_login(archivist)
    assert client.get("/staff/records").status_code == 200


def test_it_is_enrolled_by_oneself_once(user):
    secret = new_secret()
    given = {"user": user, "secret": secret, "said": code_now(secret)}
    with pytest.raises(NotAllowed):
        enrol_second_factor(actor=OPERATOR, password=WORD, **given)
    with pytest.raises(PasswordWrong):
        enrol_second_factor(actor=actor_of(user), password="wrong", **given)
    with pytest.raises(CodeWrong):
        enrol_second_factor(actor=actor_of(user), password=WORD, **given | {"said": "12345"})
    enrolled(user, password=WORD)
    with pytest.raises(FactorIsEnrolled):
        enrol_second_factor(actor=actor_of(user), password=WORD, **given)
