import datetime as dt
import io
import json

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lantai.base.accounts.access import ANONYMOUS, OPERATOR, NotAllowed, Role, actor_of
from lantai.base.accounts.actions import TokenTooLong, add_user, issue_token, revoke_token
from lantai.base.accounts.models import ApiToken, RoleAssignment
from lantai.base.accounts.queries import TokenExpired, TokenUnknown, token_numbered, user_with_key
from lantai.base.accounts.tests.factories import InstitutionFactory, person
from lantai.base.audit.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return add_user(actor=OPERATOR, username="archivist", password="correct-horse-兰台")


def verbs():
    return list(Event.objects.filter(verb__startswith="user:token").values_list("verb", flat=True))


def test_it_gives_a_key_that_stands_for_its_user(user):
    token, key = issue_token(actor=OPERATOR, user=user, name="harvester")

    assert user_with_key(key) == user
    assert token.name == "harvester"
    assert verbs() == ["user:token:issue"]


def test_it_keeps_no_key(user):
    _, key = issue_token(actor=OPERATOR, user=user, name="harvester")

    kept = f"{list(ApiToken.objects.values())} {list(Event.objects.values())}"
    assert key not in kept
    assert key[3:] not in kept
    assert len(key) > 40


def test_it_gives_every_program_another_key(user):
    keys = {issue_token(actor=OPERATOR, user=user, name="same")[1] for _ in range(20)}

    assert len(keys) == 20


def test_it_ends_a_key_at_once_and_only_once(user):
    token, key = issue_token(actor=OPERATOR, user=user, name="lost")
    _, other = issue_token(actor=OPERATOR, user=user, name="kept")
    ended = revoke_token(actor=OPERATOR, token=token).revoked_at
    revoke_token(actor=OPERATOR, token=token)

    assert user_with_key(key) is None
    assert user_with_key(other) == user
    assert token_numbered(token.ulid).revoked_at == ended
    assert verbs() == ["user:token:issue", "user:token:issue", "user:token:revoke"]


@pytest.mark.parametrize("key", ["", "lt_", "lt_wrong", "é\udcff", "x" * 100_000])
def test_it_knows_nobody_by_a_wrong_key(user, key):
    issue_token(actor=OPERATOR, user=user, name="harvester")

    assert user_with_key(key) is None


def test_it_lets_nobody_in_by_the_hash_that_is_kept(user):
    token, _ = issue_token(actor=OPERATOR, user=user, name="harvester")

    assert user_with_key(token.hash) is None


def test_it_forgets_the_keys_of_users_who_left(user):
    _, key = issue_token(actor=OPERATOR, user=user, name="harvester")
    type(user).objects.update(is_active=False)

    assert user_with_key(key) is None


def test_it_notes_the_day_of_use_with_one_query_a_day(user):
    token, key = issue_token(actor=OPERATOR, user=user, name="harvester")
    with CaptureQueriesContext(
        connection,
    ) as first:
        user_with_key(key)
    with CaptureQueriesContext(connection) as second:
        user_with_key(key)

    assert (len(first), len(second)) == (2, 1)
    assert isinstance(token_numbered(token.ulid).used_on, dt.date)


def test_it_lets_only_who_manages_accounts_give_and_end_keys(user):
    token, _ = issue_token(actor=OPERATOR, user=user, name="harvester")
    before = verbs()
    with pytest.raises(NotAllowed):
        issue_token(actor=ANONYMOUS, user=user, name="more")
    with pytest.raises(NotAllowed):
        revoke_token(actor=ANONYMOUS, token=token)

    assert verbs() == before
    assert ApiToken.objects.filter(revoked_at__isnull=True).count() == 1


def test_it_lets_nobody_give_a_key_to_more_than_they_manage():
    """A key opens all its user may see: an officer of one archive makes none for a reader of another."""
    reader = person(Role.ARCHIVIST)
    RoleAssignment.objects.create(user=reader, institution=InstitutionFactory(code="LT99"), role=Role.ARCHIVIST)
    officer, both = person(Role.SECURITY_OFFICER), person(Role.SECURITY_OFFICER)
    RoleAssignment.objects.create(user=both, institution=InstitutionFactory(code="LT99"), role=Role.SECURITY_OFFICER)

    token, _ = issue_token(actor=actor_of(both), user=reader, name="harvester")
    with pytest.raises(NotAllowed):
        issue_token(actor=actor_of(officer), user=reader, name="more")
    with pytest.raises(NotAllowed):
        revoke_token(actor=actor_of(officer), token=token)

    assert verbs() == ["user:token:issue"]


def test_it_says_that_a_token_is_unknown():
    with pytest.raises(TokenUnknown):
        token_numbered("0" * 26)


def ran(*arguments):
    out = io.StringIO()
    call_command("token", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_it_adds_lists_and_revokes_from_the_shell(user):
    made = ran("add", "archivist", "--name", "nightly")
    assert user_with_key(made["key"]) == user

    listed = ran("list")["tokens"]
    assert [(row["token"], row["name"], row["revoked"]) for row in listed] == [(made["token"], "nightly", "")]
    assert all("key" not in row for row in listed)

    assert ran("revoke", made["token"])["revoked"]
    assert user_with_key(made["key"]) is None


def expire(token):
    ApiToken.objects.filter(pk=token.pk).update(expires_at=timezone.now())


def test_it_gives_a_key_the_life_the_settings_say(user, settings):
    settings.TOKEN_DAYS = 30
    token, _ = issue_token(actor=OPERATOR, user=user, name="harvester")
    short, _ = issue_token(actor=OPERATOR, user=user, name="harvester", days=1)

    assert token.expires_at - token.made_at == pytest.approx(dt.timedelta(days=30), abs=dt.timedelta(minutes=1))
    assert short.expires_at - short.made_at == pytest.approx(dt.timedelta(days=1), abs=dt.timedelta(minutes=1))


@pytest.mark.parametrize("days", [-1, 0, 31])
def test_it_gives_no_key_a_longer_life_and_none_a_life_of_nothing(user, settings, days):
    settings.TOKEN_DAYS = 30
    with pytest.raises(TokenTooLong):
        issue_token(actor=OPERATOR, user=user, name="harvester", days=days)

    assert (ApiToken.objects.count(), verbs()) == (0, [])


def test_it_says_that_a_key_has_expired_and_lets_nobody_in(user):
    token, key = issue_token(actor=OPERATOR, user=user, name="harvester")
    expire(token)

    with pytest.raises(TokenExpired) as refused:
        user_with_key(key)
    assert timezone.localdate().isoformat() in str(refused.value)
    assert token_numbered(token.ulid).used_on is None


def test_it_does_not_say_of_a_revoked_key_that_it_has_expired(user):
    token, key = issue_token(actor=OPERATOR, user=user, name="harvester")
    revoke_token(actor=OPERATOR, token=token)
    expire(token)

    assert user_with_key(key) is None


def test_it_shows_in_the_shell_when_keys_expire(user):
    made = ran("add", "archivist", "--days", "7")
    expected = timezone.localdate(timezone.now() + dt.timedelta(days=7)).isoformat()
    assert (made["expires"], made["expired"]) == (expected, "")

    expire(token_numbered(made["token"]))
    assert ran("list")["tokens"][0]["expired"] == "yes"


@pytest.mark.parametrize("arguments", [("add", "nobody"), ("revoke", "0" * 26), ("add",)])
def test_it_refuses_what_is_not_there_in_the_shell(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("token", *arguments)

    assert ended.value.code == 3
    assert "“" in capsys.readouterr().err
