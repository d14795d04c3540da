"""三员 as the table has it: what each office may do is done, and is refused to everybody else."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from lantai.base.accounts.access import ADMINISTRATORS, OPERATOR, RIGHTS, NotAllowed, Right, Role, actor_of
from lantai.base.accounts.actions import (
    AccountIsSo,
    NotOneself,
    PasswordUsedBefore,
    PasswordWeak,
    PasswordWrong,
    RoleNotHeld,
    activate_user,
    add_user,
    change_password,
    disable_user,
    found_institution,
    grant_role,
    issue_token,
    propose_user,
    reset_password,
    revoke_role,
    unlock_sign_in,
)
from lantai.base.accounts.models import Institution, OldPassword, User
from lantai.base.accounts.queries import is_locked_out, user_with_key
from lantai.base.accounts.separation import DUTIES, offices_without_their_right
from lantai.base.accounts.tests.factories import InstitutionFactory, outsider, person
from lantai.base.audit.models import Event

pytestmark = pytest.mark.django_db
WORD, OTHER = "correct-horse-1", "another-horse-2"


@pytest.fixture(autouse=True)
def quick(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def archive():
    return InstitutionFactory()


@pytest.fixture
def proposed(archive):
    return propose_user(actor=OPERATOR, institution=archive, username="new", display_name="新人")


@pytest.fixture
def reader(archive):
    user = add_user(actor=OPERATOR, username="reader", password=WORD)
    grant_role(actor=OPERATOR, user=user, institution=archive, role=Role.ARCHIVIST)
    return user


SYSTEM, SECURITY = {Role.SYSTEM_ADMINISTRATOR}, {Role.SECURITY_OFFICER}
ACTS = {
    "found": (SYSTEM, lambda actor, archive, new, old: found_institution(actor=actor, code=archive.code, name="x")),
    "propose": (
        SYSTEM,
        lambda actor, archive, new, old: propose_user(actor=actor, institution=archive, username="x"),
    ),
    "disable": (SYSTEM, lambda actor, archive, new, old: disable_user(actor=actor, user=old, reason="调离")),
    "activate": (SECURITY, lambda actor, archive, new, old: activate_user(actor=actor, user=new)),
    "reset": (SECURITY, lambda actor, archive, new, old: reset_password(actor=actor, user=old)),
    "unlock": (SECURITY, lambda actor, archive, new, old: unlock_sign_in(actor=actor, user=old)),
    "grant": (
        SECURITY,
        lambda actor, archive, new, old: grant_role(actor=actor, user=new, institution=archive, role=Role.PROOFREADER),
    ),
    "revoke": (
        SECURITY,
        lambda actor, archive, new, old: revoke_role(actor=actor, user=old, institution=archive, role=Role.ARCHIVIST),
    ),
    "key": (SECURITY, lambda actor, archive, new, old: issue_token(actor=actor, user=old, name="harvester")),
    "add at once": (set(), lambda actor, archive, new, old: add_user(actor=actor, username="x", password=WORD)),
}


@pytest.mark.parametrize("act", ACTS)
def test_each_act_is_its_offices_alone(archive, proposed, reader, act):
    allowed, call = ACTS[act]
    for role in set(Role) - allowed:
        with pytest.raises(NotAllowed):
            call(actor_of(person(role, archive)), archive, proposed, reader)
    for role in allowed:
        with pytest.raises(NotAllowed):
            call(actor_of(outsider(role)), archive, proposed, reader)
        call(actor_of(person(role, archive)), archive, proposed, reader)


def test_the_table_and_the_rights_agree():
    assert offices_without_their_right() == []
    assert [duty.what for duty in DUTIES if not duty.offices] == ["change or delete an event"]
    assert not any(RIGHTS[role] & {Right.READ_UNOPENED, Right.DESCRIBE, Right.TAKE_IN} for role in ADMINISTRATORS)


def test_nobody_does_it_to_themselves(archive):
    officer, system = person(Role.SECURITY_OFFICER, archive), person(Role.SYSTEM_ADMINISTRATOR, archive)
    before = Event.objects.count()
    with pytest.raises(NotOneself):
        grant_role(actor=actor_of(officer), user=officer, institution=archive, role=Role.SECURITY_OFFICER)
    with pytest.raises(NotOneself):
        revoke_role(actor=actor_of(officer), user=officer, institution=archive, role=Role.SECURITY_OFFICER)
    with pytest.raises(NotOneself):
        reset_password(actor=actor_of(officer), user=officer)
    with pytest.raises(NotOneself):
        disable_user(actor=actor_of(system), user=system, reason="")

    assert Event.objects.count() == before


def test_an_account_goes_from_office_to_office(archive, client):
    system, officer = (actor_of(person(r, archive)) for r in (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_OFFICER))
    user = propose_user(actor=system, institution=archive, username="new")
    assert (user.state, user.has_usable_password()) == ("proposed", False)

    password = activate_user(actor=officer, user=user)
    grant_role(actor=officer, user=user, institution=archive, role=Role.ARCHIVIST)
    assert client.post("/sign-in", {"username": "new", "password": password}).status_code == 302
    with pytest.raises(AccountIsSo):
        activate_user(actor=officer, user=user)

    _, key = issue_token(actor=officer, user=user, name="harvester")
    disable_user(actor=system, user=user, reason="调离")
    assert (user.state, user_with_key(key)) == ("disabled", None)
    assert client.get("/staff/").status_code == 302
    with pytest.raises(AccountIsSo):
        disable_user(actor=system, user=user, reason="")
    assert User.objects.filter(pk=user.pk).exists()

    activate_user(actor=officer, user=user)
    revoke_role(actor=officer, user=user, institution=archive, role=Role.ARCHIVIST)
    with pytest.raises(RoleNotHeld):
        revoke_role(actor=officer, user=user, institution=archive, role=Role.ARCHIVIST)


def test_a_password_is_changed_by_its_owner_alone(reader):
    mine = actor_of(reader)
    with pytest.raises(NotAllowed):
        change_password(actor=OPERATOR, user=reader, old=WORD, new=OTHER)
    with pytest.raises(PasswordWrong):
        change_password(actor=mine, user=reader, old="wrong", new=OTHER)
    for weak in ("short-1", "onlysmallletters", "password123"):
        with pytest.raises(PasswordWeak):
            change_password(actor=mine, user=reader, old=WORD, new=weak)

    change_password(actor=mine, user=reader, old=WORD, new=OTHER)
    assert User.objects.get(pk=reader.pk).check_password(OTHER)
    assert WORD not in str(list(OldPassword.objects.values()) + list(Event.objects.values()))


def test_a_password_is_not_taken_again(reader, settings):
    settings.PASSWORD_REUSE = 2
    mine = actor_of(reader)
    change_password(actor=mine, user=reader, old=WORD, new=OTHER)
    for used in (OTHER, WORD):
        with pytest.raises(PasswordUsedBefore):
            change_password(actor=mine, user=reader, old=OTHER, new=used)

    change_password(actor=mine, user=reader, old=OTHER, new="third-horse-3")
    change_password(actor=mine, user=reader, old="third-horse-3", new=WORD)


def test_a_given_or_old_password_opens_only_the_page_that_changes_it(client, reader, settings):
    officer = actor_of(person(Role.SECURITY_OFFICER, Institution.objects.get()))
    password = reset_password(actor=officer, user=reader)
    client.post("/sign-in", {"username": "reader", "password": password})
    assert client.get("/staff/records").headers["Location"] == "/staff/account"
    assert client.get("/staff/account").status_code == 200

    given = {"old": password, "new": OTHER, "again": OTHER}
    assert client.post("/staff/account", given | {"again": "x"}).status_code == 400
    assert client.post("/staff/account", given).status_code == 302
    assert client.get("/staff/records").status_code == 200

    settings.PASSWORD_DAYS = 30
    User.objects.update(password_set_at=timezone.now() - dt.timedelta(days=31))
    assert client.get("/staff/records").headers["Location"] == "/staff/account"


def test_a_reset_ends_every_session(reader):
    client = Client()
    client.force_login(reader)
    assert client.get("/staff/records").status_code == 200

    reset_password(actor=OPERATOR, user=reader)
    assert client.get("/staff/records").headers["Location"].startswith("/sign-in")


def test_a_session_that_rests_too_long_ends(client, reader, settings):
    settings.IDLE_MINUTES = 30
    client.force_login(reader)
    session = client.session
    session["seen"] -= 29 * 60
    session.save()
    assert client.get("/staff/records").status_code == 200
    assert client.session["seen"] > session["seen"]

    session["seen"] -= 31 * 60
    session.save()
    assert client.get("/staff/records").headers["Location"].startswith("/sign-in")


def test_the_officer_lets_somebody_try_again(client, reader, settings):
    settings.SIGN_IN_TRIES = 2
    for _ in range(2):
        client.post("/sign-in", {"username": "reader", "password": "wrong"})
    assert is_locked_out("reader")

    unlock_sign_in(actor=OPERATOR, user=reader)
    assert not is_locked_out("reader")
    assert client.post("/sign-in", {"username": "reader", "password": WORD}).status_code == 302
