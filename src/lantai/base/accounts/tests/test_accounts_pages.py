"""Pages of accounts: works · right reader · wrong reader · bad input · nothing there · many rows."""

import pytest
from django.urls import reverse

from lantai.base.accounts.access import OPERATOR, Role
from lantai.base.accounts.actions import propose_user
from lantai.base.accounts.models import User
from lantai.base.accounts.tests.factories import InstitutionFactory, UserFactory, outsider, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def system(client):
    client.force_login(person(Role.SYSTEM_ADMINISTRATOR))
    return client


@pytest.fixture
def officer(client):
    client.force_login(person(Role.SECURITY_OFFICER))
    return client


@pytest.fixture
def proposed(db):
    return propose_user(actor=OPERATOR, institution=InstitutionFactory(), username="new", display_name="新人")


def at(name, *users):
    return reverse(f"accounts:{name}", args=[user.ulid for user in users])


def test_the_list_costs_the_same_for_many_and_goes_on(system, django_assert_max_num_queries):
    home = InstitutionFactory()
    for n in range(60):
        UserFactory(username=f"a{n:02d}", institution=home)
    with django_assert_max_num_queries(9):
        first = system.get(at("accounts"))
    second = system.get(at("accounts"), {"place": first.context["sheet"].next})

    assert (len(first.context["sheet"].items), len(second.context["sheet"].items)) == (50, 11)
    assert system.get(at("accounts"), {"place": "nonsense"}).status_code == 400
    assert "没有符合条件的账号" in system.get(at("accounts"), {"words": "nobody"}).content.decode()


def test_the_list_shows_nobody_of_another_archive(system, proposed):
    stranger = outsider()
    text = system.get(at("accounts")).content.decode()

    assert "新人" in text
    assert stranger.username not in text
    assert system.get(at("account", stranger)).status_code == 404


def test_the_list_is_narrowed_by_state(system, proposed):
    shown = [system.get(at("accounts"), {"state": state}).context["sheet"].items for state in User.STATES]

    assert [[each.username for each in items if each == proposed] for items in shown] == [["new"], [], []]


def test_an_account_is_proposed(system):
    given = {"institution": "LT01", "username": "lin.y", "display_name": "林叶"}
    answer = system.post(at("new"), given)

    user = User.objects.get(username="lin.y")
    assert (answer.headers["Location"], user.state) == (at("account", user), "proposed")
    assert "待启用" in system.get(at("account", user)).content.decode()
    again = system.post(at("new"), given)
    assert again.status_code == 400
    assert 'role="alert"' in again.content.decode()


@pytest.mark.parametrize("wrong", [{"username": ""}, {"username": "a b"}, {"institution": "LT99"}])
def test_a_form_that_is_wrong_comes_back(system, wrong):
    given = {"institution": "LT01", "username": "lin", "display_name": ""} | wrong

    assert system.post(at("new"), given).status_code == 400
    assert not User.objects.filter(username="lin").exists()


def test_the_officer_activates_and_shows_the_password_once(officer, proposed):
    answer = officer.post(at("activate", proposed))
    password = answer.context["password"]

    assert password in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert password not in officer.get(at("account", proposed)).content.decode()
    assert User.objects.get(pk=proposed.pk).check_password(password)
    assert officer.post(at("activate", proposed)).status_code == 302


def test_the_officer_gives_and_takes_roles(officer, proposed):
    role = {"institution": "LT01", "role": "archivist"}
    officer.post(at("roles", proposed), role)
    assert "档案员" in officer.get(at("account", proposed)).content.decode()

    refused = officer.post(at("roles", proposed), role | {"role": "auditor"}, follow=True)
    assert "三员互斥" in refused.content.decode()
    officer.post(at("roles", proposed), role | {"revoke": "1"})
    assert not proposed.roles.exists()
    assert officer.post(at("roles", proposed), {"role": "king"}).status_code == 400


def test_nobody_sees_buttons_for_their_own_account(officer):
    own = User.objects.get(username__startswith="user")
    text = officer.get(at("account", own)).content.decode()

    assert at("reset", own) not in text
    assert at("roles", own) not in text


def test_the_officer_may_not_propose_and_the_administrator_not_activate(client, proposed):
    client.force_login(person(Role.SECURITY_OFFICER))
    assert client.get(at("new")).status_code == 403
    client.force_login(person(Role.SYSTEM_ADMINISTRATOR))
    assert client.post(at("activate", proposed)).status_code == 403
